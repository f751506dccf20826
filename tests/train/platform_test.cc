// SPDX-License-Identifier: MIT
#include "train/platform.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <thread>
#include <vector>

#if defined(__x86_64__)
#include <cpuid.h>

namespace pawlens {
namespace {

constexpr unsigned kTileLeaf = 0x1d;

std::array<unsigned, 4> Ask(unsigned leaf, unsigned subleaf) {
  std::array<unsigned, 4> r{};
  __cpuid_count(leaf, subleaf, r[0], r[1], r[2], r[3]);
  return r;
}

std::vector<std::array<unsigned, 4>> AskOrdinaryLeaves() {
  return {Ask(0, 0), Ask(4, 0), Ask(7, 0), Ask(7, 1), Ask(0x14, 0), Ask(0x80000000, 0), Ask(0x80000002, 0)};
}

TEST(PrepareProcessor, LeavesAllButTheTileLeavesOfCpuidAsTheyWere) {
  const auto before = AskOrdinaryLeaves();
  PrepareProcessor();
  EXPECT_EQ(AskOrdinaryLeaves(), before);
  std::vector<std::array<unsigned, 4>> in_a_thread;
  std::thread([&] { in_a_thread = AskOrdinaryLeaves(); }).join();
  EXPECT_EQ(in_a_thread, before);
}

TEST(PrepareProcessor, ShowsTilesOrKeepsOneDnnFromThem) {
  constexpr unsigned kAmxTileBit = 1u << 24;
  if ((Ask(7, 0)[3] & kAmxTileBit) == 0) GTEST_SKIP() << "the processor has no AMX";
  PrepareProcessor();
  const bool shown = Ask(kTileLeaf, 0)[0] >= 1 && Ask(kTileLeaf, 1)[1] == (64u | 8u << 16);
  EXPECT_TRUE(shown || std::getenv("DNNL_MAX_CPU_ISA") != nullptr);
}

}  // namespace
}  // namespace pawlens
#endif
