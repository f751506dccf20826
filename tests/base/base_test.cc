// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/aligned_buffer.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/str_cat.h"

namespace pawlens {
namespace {

TEST(AlignedBuffer, IsZeroedAlignedAndReadableBehindItsEnd) {
  for (const size_t size : {size_t{0}, size_t{1}, size_t{63}, size_t{64}, size_t{65}, size_t{100000}}) {
    const auto buffer = AlignedBuffer::Allocate(size);
    ASSERT_TRUE(buffer);
    EXPECT_EQ(buffer->size(), size);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(buffer->data()) % AlignedBuffer::kAlignment, 0u);
    int sum = 0;
    for (size_t i = 0; i < size + AlignedBuffer::kOverreadBytes; ++i) sum += buffer->data()[i];
    EXPECT_EQ(sum, 0) << size;
  }
}

TEST(AlignedBuffer, ReportsWhatCannotBeAllocated) {
  for (const size_t size : {std::numeric_limits<size_t>::max(), std::numeric_limits<size_t>::max() - 128}) {
    const auto buffer = AlignedBuffer::Allocate(size);
    ASSERT_FALSE(buffer);
    EXPECT_EQ(buffer.error().code, ErrorCode::kOutOfMemory);
  }
}

TEST(AlignedBuffer, HandsItsMemoryOnWhenMoved) {
  AlignedBuffer first = AlignedBuffer::Allocate(8).value();
  first.bytes()[3] = 42;
  const AlignedBuffer second = std::move(first);
  EXPECT_EQ(second.data()[3], 42);
  EXPECT_EQ(second.size(), 8u);
}

TEST(Digest, IsFnv1a) {
  const auto hex = [](std::string_view text) {
    Digest digest;
    digest.Add({reinterpret_cast<const uint8_t*>(text.data()), text.size()});
    return digest.Hex();
  };
  // Test vectors of the algorithm's authors.
  EXPECT_EQ(hex(""), "cbf29ce484222325");
  EXPECT_EQ(hex("a"), "af63dc4c8601ec8c");
  EXPECT_EQ(hex("foobar"), "85944171f73967e8");
}

TEST(Digest, DoesNotDependOnHowBytesAreSplit) {
  const uint8_t bytes[] = {1, 2, 3, 4, 5};
  Digest whole;
  whole.Add(bytes);
  Digest parts;
  parts.Add({bytes, 2});
  parts.Add({});
  parts.Add({bytes + 2, 3});
  EXPECT_EQ(whole.Hex(), parts.Hex());
}

TEST(SplitMix64, GivesTheNumbersOfItsAuthors) {
  // First outputs for the seed 1234567 of Vigna's reference implementation.
  SplitMix64 random(1234567);
  EXPECT_EQ(random.Next(), 6457827717110365317u);
  EXPECT_EQ(random.Next(), 3203168211198807973u);
}

TEST(StrCat, WritesNumbersAsPrintfWould) {
  SplitMix64 random(1);
  std::vector<double> values{0.0, -0.0, 1.0, 100000.0, 999999.0, 999999.5, 1e6, 0.0001, 0.00001, 3.4e38, 1e-38, 1.33};
  for (int i = 0; i < 10'000; ++i) {
    const auto exponent = static_cast<int>(random.Next() % 60) - 30;
    values.push_back(std::ldexp(static_cast<double>(static_cast<int64_t>(random.Next())), exponent - 60));
  }
  for (const double value : values) {
    char expected[32];
    std::snprintf(expected, sizeof expected, "%g", value);
    EXPECT_EQ(StrCat(value), expected);
  }
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(StrCat(kInfinity, -kInfinity, std::numeric_limits<double>::quiet_NaN()), "inf-infnan");
}

TEST(StrCat, JoinsTextsAndNumbers) {
  EXPECT_EQ(StrCat("a", 1, std::string("b"), size_t{2}, -3, "c", int64_t{-9'000'000'000}), "a1b2-3c-9000000000");
  EXPECT_EQ(StrCat(0.5, " ", 1e20, " ", 3.0), "0.5 1e+20 3");
  EXPECT_EQ(StrCat(), "");
}

TEST(ErrorCode, HasAStableNameOfItsOwn) {
  std::set<std::string> names;
  for (int code = 0; code <= static_cast<int>(ErrorCode::kInternal); ++code) {
    names.insert(ErrorCodeName(static_cast<ErrorCode>(code)));
  }
  EXPECT_EQ(names, (std::set<std::string>{"bad-image", "bad-model", "image-too-large", "internal", "invalid-argument",
                                          "io", "out-of-memory", "unsupported-image", "unsupported-model"}));
}

TEST(Fail, CarriesCodeAndMessage) {
  const Status status = Fail(ErrorCode::kIo, "no such file");
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kIo);
  EXPECT_EQ(status.error().message, "no such file");
}

}  // namespace
}  // namespace pawlens
