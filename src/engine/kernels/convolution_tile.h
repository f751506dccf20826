// SPDX-License-Identifier: MIT
// The inner loop of every convolution: a few output pixels by eight output channels, whose sums stay in registers.
//
// Input is a copy in which a window's taps lie in `segments` runs of `steps` steps; a step is four bytes of each channel
// (Dot::kTaps inputs and as many weights). Dense: the four bytes are the same for all channels, and the next step follows
// them. Depthwise: each channel has its own four, and the next step is the column beside.
//
// Weights come in blocks of eight channels: int32 bias[8], float scale[8], then 32 bytes a step, channel by channel.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "engine/kernels/lanes.h"

namespace pawlens {

constexpr int kBlockChannels = 8;
constexpr size_t kBlockHeadBytes = 64;
constexpr size_t kStepBytes = 32;

struct TileShape {
  int32_t segments = 1, steps = 1;
  size_t column_bytes = 0;                   ///< From a step to the next; depthwise only.
  const int32_t* segment_offsets = nullptr;  ///< Bytes from a window's first, beginning with 0.
  int32_t output_channels = 1;
  int32_t output_zero_point = 0, output_min = -128, output_max = 127;

  /// 64 bits, so that a packing beyond size_t can be refused.
  uint64_t block_bytes() const { return kBlockHeadBytes + uint64_t(segments) * uint64_t(steps) * kStepBytes; }
};

/// `Requantize` of engine/requantize.h for four sums, but for the bounds, which bytes get. Adding 1.5 * 2^23 makes the
/// float's last bits the nearest integer, halves to even; larger values only have to stay on their side, and positive floats
/// are ordered as their bits are. Scaled sums are within 2^23 on either side (MakeConvolutionStep refuses others), so that
/// what is added up is positive.
class Requantizer {
 public:
  explicit Requantizer(const TileShape& shape)
      : zero_(std::bit_cast<int32_t>(kMagic) - shape.output_zero_point),
        min_(static_cast<int8_t>(shape.output_min)),
        max_(static_cast<int8_t>(shape.output_max)) {}

  Ints4 operator()(Ints4 sums, Floats4 scale) const {
    Floats4 scaled = __builtin_convertvector(sums, Floats4) * scale;
    scaled = scaled + kMagic;
    return std::bit_cast<Ints4>(scaled) - zero_;
  }
  SignedBytes16 Bound(SignedBytes16 bytes) const {
    return Smaller(Larger(bytes, SignedBytes16{} + min_), SignedBytes16{} + max_);
  }

 private:
  static constexpr float kMagic = 12582912.0f;
  int32_t zero_;
  int8_t min_, max_;
};

/// `pixels`: the first byte of each window. Eight bytes are written for each pixel, at `output` and every `stride` bytes from
/// there.
template <typename Dot, bool kDepthwise, int kPixels>
inline void ConvolveTile(const TileShape& shape, Requantizer requantize, const uint8_t* block,
                         const uint8_t* const (&pixels)[kPixels], int8_t* output, size_t stride) {
  Ints4 sums[kPixels][2];
  for (Ints4(&sum)[2] : sums) sum[0] = LoadVector<Ints4>(block), sum[1] = LoadVector<Ints4>(block + 16);
  const Floats4 scale0 = LoadVector<Floats4>(block + 32), scale1 = LoadVector<Floats4>(block + 48);

  const uint8_t* weights = block + kBlockHeadBytes;
  const uint8_t* at[kPixels];
  for (int i = 0; i < kPixels; ++i) at[i] = pixels[i];
  for (int32_t segment = 0;;) {
    // Not unrolled: the compiler would load ahead, and then the sums do not stay in registers.
    for (int32_t step = 0; step < shape.steps; ++step) {
      const Bytes16 weights0 = LoadVector<Bytes16>(weights), weights1 = LoadVector<Bytes16>(weights + 16);
      weights += kStepBytes;
      for (int i = 0; i < kPixels; ++i) {
        const Bytes16 input0 = kDepthwise ? LoadVector<Bytes16>(at[i]) : RepeatWord(at[i]);
        const Bytes16 input1 = kDepthwise ? LoadVector<Bytes16>(at[i] + 16) : input0;
        sums[i][0] = Dot::AddDot(weights0, input0, sums[i][0]);
        sums[i][1] = Dot::AddDot(weights1, input1, sums[i][1]);
        at[i] += kDepthwise ? shape.column_bytes : 4;
      }
    }
    if (++segment == shape.segments) break;
    for (int i = 0; i < kPixels; ++i) at[i] = pixels[i] + shape.segment_offsets[segment];
  }

  const auto words = [&](int i) {
    return NarrowToWords(requantize(sums[i][0], scale0), requantize(sums[i][1], scale1));
  };
  for (int i = 0; i < kPixels; i += 2) {
    const bool two = i + 1 < kPixels;
    const Words8 first = words(i);
    const SignedBytes16 bytes = requantize.Bound(NarrowToBytes(first, two ? words(i + 1) : first));
    std::memcpy(output, &bytes, kBlockChannels);
    output += stride;
    if (!two) break;
    const auto upper = __builtin_shufflevector(std::bit_cast<Ints4>(bytes), std::bit_cast<Ints4>(bytes), 2, 3, 2, 3);
    std::memcpy(output, &upper, kBlockChannels);
    output += stride;
  }
}

/// `count` pixels that lie side by side in the output, at least kPixels. `offsets`: of their windows in the input. The last
/// tile begins earlier where pixels are left over, and computes some twice.
template <typename Dot, bool kDepthwise, int kPixels>
void ConvolvePixels(const TileShape& shape, const uint8_t* blocks, const uint8_t* input, const uint32_t* offsets,
                    int32_t count, int8_t* output) {
  const Requantizer requantize(shape);
  const auto all_channels = static_cast<size_t>(shape.output_channels);
  for (int32_t channel = 0; channel < shape.output_channels; channel += kBlockChannels) {
    const int32_t channels = std::min(shape.output_channels - channel, kBlockChannels);
    const bool whole = channels == kBlockChannels;
    int8_t partial[kPixels * kBlockChannels];
    for (int32_t first = 0; first < count; first += kPixels) {
      const int32_t start = first + kPixels <= count ? first : count - kPixels;
      const uint8_t* pixels[kPixels];
      for (int i = 0; i < kPixels; ++i) pixels[i] = input + offsets[start + i];
      int8_t* to = output + static_cast<size_t>(start) * all_channels + channel;
      ConvolveTile<Dot, kDepthwise, kPixels>(shape, requantize, blocks, pixels, whole ? to : partial,
                                             whole ? all_channels : kBlockChannels);
      if (whole) continue;
      for (int i = 0; i < kPixels; ++i, to += all_channels) {
        for (int c = 0; c < channels; ++c) {
          to[c] = partial[i * kBlockChannels + c];
          // No memcpy: around a call, V8 would keep the tile's sums in memory.
          asm volatile("");
        }
      }
    }
    blocks += static_cast<size_t>(shape.block_bytes());
    if constexpr (kDepthwise) input += kStepBytes;
  }
}

/// The same for any count.
template <typename Dot, bool kDepthwise, int kPixels>
void ConvolveAnyPixels(const TileShape& shape, const uint8_t* blocks, const uint8_t* input, const uint32_t* offsets,
                       int32_t count, int8_t* output) {
  const auto run = count < kPixels ? ConvolvePixels<Dot, kDepthwise, 1> : ConvolvePixels<Dot, kDepthwise, kPixels>;
  run(shape, blocks, input, offsets, count, output);
}

}  // namespace pawlens
