// SPDX-License-Identifier: MIT
#include "model/shapes.h"

#include <gtest/gtest.h>

#include "model/quantization_checks.h"

namespace pawlens {
namespace {

TEST(SlideWindow, PutsTheOddElementOfSamePaddingAtTheEnd) {
  // Stride 2 over an even size, as MobileNets begin: nothing before, one after.
  const WindowSpan even = SlideWindow(224, 3, 2, 1, Padding::kSame);
  EXPECT_EQ(even.out, 112);
  EXPECT_EQ(even.pad_before, 0);
  EXPECT_EQ(even.pad_after, 1);
  const WindowSpan odd = SlideWindow(7, 3, 1, 1, Padding::kSame);
  EXPECT_EQ(odd.out, 7);
  EXPECT_EQ(odd.pad_before, 1);
  EXPECT_EQ(odd.pad_after, 1);
}

TEST(SlideWindow, SameNeverPadsANegativeAmount) {
  const WindowSpan span = SlideWindow(10, 1, 3, 1, Padding::kSame);
  EXPECT_EQ(span.out, 4);
  EXPECT_EQ(span.pad_before + span.pad_after, 0);
}

// The definition by counting, for every small case.
TEST(SlideWindow, AgreesWithCountingPositions) {
  for (int in = 1; in <= 12; ++in) {
    for (int filter = 1; filter <= 5; ++filter) {
      for (int stride = 1; stride <= 4; ++stride) {
        for (int dilation = 1; dilation <= 3; ++dilation) {
          const int last_tap = (filter - 1) * dilation;
          int valid = 0, same = 0;
          for (int at = 0; at + last_tap < in; at += stride) ++valid;
          for (int at = 0; at < in; at += stride) ++same;
          EXPECT_EQ(SlideWindow(in, filter, stride, dilation, Padding::kValid).out, valid);
          const WindowSpan span = SlideWindow(in, filter, stride, dilation, Padding::kSame);
          EXPECT_EQ(span.out, same);
          // The windows reach exactly to the padding's end, or end before it where there is none.
          const int covered = (same - 1) * stride + last_tap + 1;
          const int padded = in + span.pad_before + span.pad_after;
          EXPECT_TRUE(covered == padded || (covered < in && padded == in));
          EXPECT_TRUE(span.pad_after == span.pad_before || span.pad_after == span.pad_before + 1);
        }
      }
    }
  }
}

TEST(SlideWindow, GivesNothingWhereAFilterDoesNotFit) {
  EXPECT_EQ(SlideWindow(4, 3, 1, 2, Padding::kValid).out, 0);
  EXPECT_EQ(SlideWindow(5, 3, 1, 2, Padding::kValid).out, 1);
}

TEST(SlideWindow, HoldsAtItsLargestArguments) {
  const WindowSpan span =
      SlideWindow(kMaxWindowArgument, kMaxWindowArgument, kMaxWindowArgument, kMaxWindowArgument, Padding::kSame);
  EXPECT_EQ(span.out, 1);
  EXPECT_EQ(span.pad_before + span.pad_after, (kMaxWindowArgument - 1) * kMaxWindowArgument + 1 - kMaxWindowArgument);
}

TEST(ActivationRange, ClampsToRealZeroAndSix) {
  const Int8Range none = ActivationRange(Activation::kNone, 0.1f, 3);
  EXPECT_EQ(none.min, -128);
  EXPECT_EQ(none.max, 127);
  const Int8Range relu = ActivationRange(Activation::kRelu, 0.1f, 3);
  EXPECT_EQ(relu.min, 3);
  EXPECT_EQ(relu.max, 127);
  const Int8Range relu6 = ActivationRange(Activation::kRelu6, 0.1f, 3);
  EXPECT_EQ(relu6.min, 3);
  EXPECT_EQ(relu6.max, 63);
}

TEST(ActivationRange, StaysInInt8ForAnyScale) {
  for (const float scale : {1e-38f, 1e-20f, 6.0f / 255, 1.0f, 1e30f}) {
    for (const int zero_point : {-128, 0, 127}) {
      const Int8Range range = ActivationRange(Activation::kRelu6, scale, zero_point);
      EXPECT_EQ(range.min, zero_point);
      EXPECT_GE(range.max, zero_point);
      EXPECT_LE(range.max, 127);
    }
  }
}

}  // namespace
}  // namespace pawlens
