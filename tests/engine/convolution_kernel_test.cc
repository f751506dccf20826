// SPDX-License-Identifier: MIT
// Our own convolution and addition against plain loops, bit for bit, in every arithmetic: those of WebAssembly's relaxed dot
// product too, whose instruction is replaced by its definition here.
#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "base/aligned_buffer.h"
#include "engine/kernels/addition.h"
#include "engine/kernels/convolution.h"
#include "engine/requantize.h"

namespace pawlens::testing {
namespace {

constexpr Arithmetic kArithmetics[] = {Arithmetic::kPairs, Arithmetic::kSignedQuads, Arithmetic::kUnsignedQuads};

struct Shape {
  int input_h, input_w, input_channels, output_channels;
  int kernel_h = 3, kernel_w = 3, stride = 1, dilation_h = 1, dilation_w = 1;
  int top = 1, left = 1, bottom = 1, right = 1;
  bool depthwise = false;
  float scale = 1;  ///< Times what leaves results within a few times int8.
};

/// A spec with random contents, which it owns, and buffers as the engine gives them.
class Case {
 public:
  Case(const Shape& s, uint32_t seed) : random_(seed) {
    spec_.input_h = s.input_h, spec_.input_w = s.input_w, spec_.input_channels = s.input_channels;
    spec_.kernel_h = s.kernel_h, spec_.kernel_w = s.kernel_w;
    spec_.stride_h = spec_.stride_w = s.stride;
    spec_.dilation_h = s.dilation_h, spec_.dilation_w = s.dilation_w;
    spec_.padding_top = s.top, spec_.padding_left = s.left, spec_.padding_bottom = s.bottom,
    spec_.padding_right = s.right;
    spec_.output_h = (s.input_h + s.top + s.bottom - (s.kernel_h - 1) * s.dilation_h - 1) / s.stride + 1;
    spec_.output_w = (s.input_w + s.left + s.right - (s.kernel_w - 1) * s.dilation_w - 1) / s.stride + 1;
    spec_.output_channels = s.output_channels;
    spec_.depthwise = s.depthwise;
    const int depth = s.kernel_h * s.kernel_w * (s.depthwise ? 1 : s.input_channels);
    for (int i = 0; i < depth * s.output_channels; ++i) weights_.push_back(static_cast<int8_t>(Pick(-128, 127)));
    for (int i = 0; i < s.output_channels; ++i) {
      bias_.push_back(Pick(-3000, 3000));
      scales_.push_back(static_cast<float>(Pick(1, 100)) * 1e-4f * s.scale);
    }
    spec_.weights = weights_.data(), spec_.bias = seed % 3 == 0 ? nullptr : bias_.data();
    spec_.weight_scales = scales_.data();
    spec_.input_scale = 0.05f, spec_.output_scale = 0.07f;
    spec_.input_zero_point = static_cast<int8_t>(Pick(-128, 127));
    spec_.output_zero_point = static_cast<int8_t>(Pick(-128, 127));
    if (seed % 2 == 0) spec_.output_range = {spec_.output_zero_point, 120};
    input_ = std::move(*AlignedBuffer::Allocate(static_cast<size_t>(s.input_h) * s.input_w * s.input_channels));
    for (uint8_t& byte : input_.bytes()) byte = static_cast<uint8_t>(Pick(0, 255));
  }

  std::vector<int8_t> ByLoops() const {
    std::vector<int8_t> output;
    for (int y = 0; y < spec_.output_h; ++y) {
      for (int x = 0; x < spec_.output_w; ++x) {
        for (int c = 0; c < spec_.output_channels; ++c) {
          const float scale = spec_.input_scale * scales_[c] / spec_.output_scale;
          output.push_back(Requantize(Sum(y, x, c), scale, spec_.output_zero_point, spec_.output_range));
        }
      }
    }
    return output;
  }

  /// Memory that is not the kernel's holds a pattern: a byte written behind the output shows.
  std::vector<int8_t> ByKernel(Arithmetic arithmetic) const {
    const auto convolution = Int8Convolution::Create(spec_, arithmetic);
    AlignedBuffer scratch = std::move(*AlignedBuffer::Allocate(convolution->scratch_bytes()));
    std::fill_n(scratch.data(), scratch.size() + AlignedBuffer::kOverreadBytes, uint8_t{0xa5});
    const size_t size = static_cast<size_t>(spec_.output_h) * spec_.output_w * spec_.output_channels;
    std::vector<int8_t> output(size + 16, 0x5a);
    convolution->Run(reinterpret_cast<const int8_t*>(input_.data()), scratch.data(), output.data());
    for (size_t i = size; i < output.size(); ++i) EXPECT_EQ(output[i], 0x5a) << "written behind the output";
    for (size_t i = 0; i < AlignedBuffer::kOverreadBytes; ++i) {
      EXPECT_EQ(scratch.data()[scratch.size() + i], 0xa5) << "written behind the scratch memory";
    }
    output.resize(size);
    return output;
  }

 private:
  int Pick(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }

  int32_t Sum(int y, int x, int c) const {
    int32_t sum = spec_.bias ? bias_[c] : 0;
    for (int ky = 0; ky < spec_.kernel_h; ++ky) {
      for (int kx = 0; kx < spec_.kernel_w; ++kx) {
        const int row = y * spec_.stride_h - spec_.padding_top + ky * spec_.dilation_h;
        const int column = x * spec_.stride_w - spec_.padding_left + kx * spec_.dilation_w;
        if (row < 0 || row >= spec_.input_h || column < 0 || column >= spec_.input_w) continue;
        const size_t pixel = (static_cast<size_t>(row) * spec_.input_w + column) * spec_.input_channels;
        const size_t window = static_cast<size_t>(ky) * spec_.kernel_w + kx;
        const int depth = spec_.depthwise ? 1 : spec_.input_channels;
        for (int k = 0; k < depth; ++k) {
          const size_t i = pixel + (spec_.depthwise ? c / (spec_.output_channels / spec_.input_channels) : k);
          const size_t w = spec_.depthwise
                               ? window * spec_.output_channels + c
                               : (static_cast<size_t>(c) * spec_.kernel_h * spec_.kernel_w + window) * depth + k;
          sum += (static_cast<int8_t>(input_.data()[i]) - spec_.input_zero_point) * weights_[w];
        }
      }
    }
    return sum;
  }

  std::mt19937 random_;
  ConvolutionSpec spec_;
  std::vector<int8_t> weights_;
  std::vector<int32_t> bias_;
  std::vector<float> scales_;
  AlignedBuffer input_;
};

void ExpectEqualInEveryArithmetic(const Shape& shape, uint32_t seed) {
  SCOPED_TRACE(::testing::Message() << shape.input_h << "x" << shape.input_w << "x" << shape.input_channels << " to "
                                    << shape.output_channels << ", kernel " << shape.kernel_h << "x" << shape.kernel_w
                                    << ", stride " << shape.stride << ", dilation " << shape.dilation_h << "x"
                                    << shape.dilation_w << (shape.depthwise ? ", depthwise" : ""));
  const Case one(shape, seed);
  const std::vector<int8_t> expected = one.ByLoops();
  for (const Arithmetic arithmetic : kArithmetics) {
    SCOPED_TRACE(static_cast<int>(arithmetic));
    EXPECT_EQ(one.ByKernel(arithmetic), expected);
  }
}

TEST(Int8Convolution, EqualsLoopsForEveryCountOfChannels) {
  uint32_t seed = 0;
  for (const int in : {1, 2, 3, 4, 5, 8, 24, 33}) {
    for (const int out : {1, 7, 8, 9, 24}) {
      ExpectEqualInEveryArithmetic({5, 7, in, out}, ++seed);
      ExpectEqualInEveryArithmetic({5, 7, in, out, 1, 1, 1, 1, 1, 0, 0, 0, 0}, ++seed);
    }
  }
}

TEST(Int8Convolution, EqualsLoopsForKernelsStridesDilationsAndPaddings) {
  uint32_t seed = 100;
  for (const bool depthwise : {false, true}) {
    for (const auto& [kernel_h, kernel_w] : {std::pair{1, 1}, {1, 4}, {2, 3}, {3, 3}, {5, 2}, {7, 7}}) {
      for (const int stride : {1, 2, 3}) {
        for (const auto& [dilation_h, dilation_w] : {std::pair{1, 1}, {2, 1}, {1, 2}, {3, 2}}) {
          for (const int padding : {0, 1, 3}) {
            const Shape shape{19,         14,         5,       5,           kernel_h,    kernel_w, stride,
                              dilation_h, dilation_w, padding, padding / 2, padding / 2, padding,  depthwise};
            ExpectEqualInEveryArithmetic(shape, ++seed);
          }
        }
      }
    }
  }
}

TEST(Int8Convolution, EqualsLoopsForPicturesSmallerThanATile) {
  uint32_t seed = 1000;
  for (const bool depthwise : {false, true}) {
    for (const int height : {1, 2, 3}) {
      for (const int width : {1, 2, 3, 5, 6, 7}) {
        ExpectEqualInEveryArithmetic({height, width, 8, 8, 3, 3, 1, 1, 1, 1, 1, 1, 1, depthwise}, ++seed);
      }
    }
  }
}

TEST(Int8Convolution, EqualsLoopsForDepthwiseChannelsAndMultipliers) {
  uint32_t seed = 2000;
  for (const int channels : {1, 3, 8, 15, 16, 17, 40}) {
    for (const int multiplier : {1, 2, 5}) {
      for (const int stride : {1, 2}) {
        ExpectEqualInEveryArithmetic({6, 7, channels, channels * multiplier, 3, 3, stride, 1, 1, 1, 1, 1, 1, true},
                                     ++seed);
      }
    }
  }
}

TEST(Int8Convolution, EqualsLoopsForResultsUpTo2To23StepsOutside) {
  // Eight taps: 8 * 128 * 255 + 3000 times 0.05 * 40 / 0.07 is just below 2^23.
  Shape shape{9, 9, 8, 12, 1, 1, 1, 1, 1, 0, 0, 0, 0};
  shape.scale = 4000;
  for (uint32_t seed = 3000; seed < 3010; ++seed) ExpectEqualInEveryArithmetic(shape, seed);
}

TEST(Int8Convolution, RefusesWeightsThatPackedPass32Bits) {
  ConvolutionSpec spec;  // Its weights are not read: 2^28 of them are packed at eight bytes each.
  spec.kernel_h = spec.input_h = 1 << 13;
  spec.kernel_w = spec.input_w = 1 << 15;
  for (const Arithmetic arithmetic : kArithmetics) {
    const auto convolution = Int8Convolution::Create(spec, arithmetic);
    ASSERT_FALSE(convolution.has_value());
    EXPECT_EQ(convolution.error().code, ErrorCode::kOutOfMemory);
  }
}

TEST(Int8Addition, EqualsFixedPointSumForEverySizeAndScale) {
  std::mt19937 random(1);
  for (const size_t size : {1, 7, 8, 9, 100}) {
    for (const float ratio : {0x1p-10f, 0.02f, 0.7f, 1.0f, 3.0f, 255.9f}) {
      AdditionSpec spec{size, ratio, 0.3f, 1.0f, -7, 100, 12, {-100, 90}};
      AlignedBuffer a = std::move(*AlignedBuffer::Allocate(size)), b = std::move(*AlignedBuffer::Allocate(size));
      for (uint8_t& byte : a.bytes()) byte = static_cast<uint8_t>(random());
      for (uint8_t& byte : b.bytes()) byte = static_cast<uint8_t>(random());
      const auto* first = reinterpret_cast<const int8_t*>(a.data());
      const auto* second = reinterpret_cast<const int8_t*>(b.data());
      std::vector<int8_t> output(size + 1, 0x5a);
      Int8Addition(spec).Run(first, second, output.data());
      const FixedPointSum sum(spec.a_scale, spec.b_scale, spec.output_scale);
      for (size_t i = 0; i < size; ++i) {
        const int32_t value = sum.Add(first[i] + 7, second[i] - 100) + 12;
        EXPECT_EQ(output[i], std::clamp(value, -100, 90))
            << "size " << size << ", ratio " << ratio << ", element " << i;
      }
      EXPECT_EQ(output[size], 0x5a) << "written behind the output";
    }
  }
}

}  // namespace
}  // namespace pawlens::testing
