// SPDX-License-Identifier: MIT
// Counts every heap allocation of this program, XNNPACK's and C++'s alike, by standing in front of the C library's
// functions.
#include <gtest/gtest.h>

#include <atomic>

#include "engine/compare.h"
#include "engine/engine.h"
#include "support/graph_builder.h"

namespace {
std::atomic<long> allocations = 0;
}

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
#define PAWLENS_COUNTS_ALLOCATIONS 1
extern "C" {
void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* block, size_t size);
void* __libc_memalign(size_t alignment, size_t size);

void* malloc(size_t size) {
  ++allocations;
  return __libc_malloc(size);
}
void* calloc(size_t count, size_t size) {
  ++allocations;
  return __libc_calloc(count, size);
}
void* realloc(void* block, size_t size) {
  ++allocations;
  return __libc_realloc(block, size);
}
void* aligned_alloc(size_t alignment, size_t size) {
  ++allocations;
  return __libc_memalign(alignment, size);
}
void* memalign(size_t alignment, size_t size) {
  ++allocations;
  return __libc_memalign(alignment, size);
}
int posix_memalign(void** block, size_t alignment, size_t size) {
  ++allocations;
  *block = __libc_memalign(alignment, size);
  return *block == nullptr ? 12 /* ENOMEM */ : 0;
}
}
#endif

namespace pawlens::testing {
namespace {

TEST(EngineRun, AllocatesNothing) {
#ifndef PAWLENS_COUNTS_ALLOCATIONS
  GTEST_SKIP() << "allocations belong to AddressSanitizer here";
#endif
  for (uint64_t seed = 1; seed <= 80; ++seed) {
    const Graph graph = seed % 2 == 0 ? RandomFloatGraph(seed) : RandomInt8Graph(seed);
    const long before_create = allocations;
    auto engine = Engine::Create(graph);
    ASSERT_TRUE(engine.has_value()) << engine.error().message;
    ASSERT_GT(allocations, before_create) << "the counter does not count";
    const long before_run = allocations;
    const bool ran = engine->Run().has_value() && engine->Run().has_value();
    EXPECT_EQ(allocations, before_run) << "seed " << seed;
    EXPECT_TRUE(ran);
  }
}

}  // namespace
}  // namespace pawlens::testing
