// SPDX-License-Identifier: MIT
#include "engine/kernels/convolution.h"

#include <cstring>
#include <utility>

#include "engine/kernels/convolution_runs.h"

namespace pawlens {
namespace {

/// One weight as the inner loop reads it: int16 or int8.
void StoreWeight(int32_t taps, int8_t weight, int32_t tap, uint8_t* lane) {
  if (taps == Pairs::kTaps) {
    const int16_t wide{weight};
    std::memcpy(lane + 2 * tap, &wide, sizeof wide);
  } else {
    lane[tap] = static_cast<uint8_t>(weight);
  }
}

/// Where the weight of (kernel row, column, input channel) goes: which step of all, and which tap of it.
struct Place {
  int32_t step, tap;
};

Place PlaceOf(const ConvolutionSpec& spec, const TileShape& tile, int32_t taps, int32_t ky, int32_t kx, int32_t k) {
  if (spec.depthwise) return {ky / taps * tile.steps + kx, ky % taps};
  const bool joined = spec.dilation_w == 1;  // A kernel row is one segment.
  const int32_t segment = joined ? ky : ky * spec.kernel_w + kx;
  const int32_t element = joined ? kx * spec.input_channels + k : k;
  return {segment * tile.steps + element / taps, element % taps};
}

/// One block of channels; zero already.
void PackBlock(const ConvolutionSpec& spec, const TileShape& tile, int32_t taps, int32_t offset, int32_t first,
               uint8_t* block) {
  const int32_t depth = spec.depthwise ? 1 : spec.input_channels;
  for (int32_t i = 0; i < kBlockChannels && first + i < spec.output_channels; ++i) {
    const int32_t channel = first + i;
    // Modulo 2^32, as the sums are: only the whole has to fit, and Validate has seen to that.
    uint32_t bias = spec.bias ? static_cast<uint32_t>(spec.bias[channel]) : 0;
    for (int32_t ky = 0; ky < spec.kernel_h; ++ky) {
      for (int32_t kx = 0; kx < spec.kernel_w; ++kx) {
        const size_t window = static_cast<size_t>(ky) * spec.kernel_w + kx;
        const int8_t* weights =
            spec.depthwise
                ? spec.weights + window * spec.output_channels + channel
                : spec.weights + (static_cast<size_t>(channel) * spec.kernel_h * spec.kernel_w + window) * depth;
        for (int32_t k = 0; k < depth; ++k) {
          const Place place = PlaceOf(spec, tile, taps, ky, kx, k);
          StoreWeight(
              taps, weights[k], place.tap,
              block + kBlockHeadBytes + static_cast<size_t>(place.step) * kStepBytes + static_cast<size_t>(i) * 4);
          bias -= static_cast<uint32_t>(weights[k] * offset);
        }
      }
    }
    const float scale = spec.input_scale * spec.weight_scales[channel] / spec.output_scale;
    std::memcpy(block + static_cast<size_t>(i) * 4, &bias, sizeof bias);
    std::memcpy(block + 32 + static_cast<size_t>(i) * 4, &scale, sizeof scale);
  }
}

}  // namespace

Int8Convolution::Int8Convolution(const ConvolutionSpec& spec, Arithmetic arithmetic)
    : arithmetic_(arithmetic), input_(spec, arithmetic), output_h_(spec.output_h) {
  const int32_t taps = TapsOf(arithmetic);
  const size_t column = input_.column_bytes(), row = input_.row_bytes();
  tile_.output_channels = spec.output_channels;
  tile_.output_zero_point = int32_t{spec.output_zero_point};
  tile_.output_min = spec.output_range.min;
  tile_.output_max = spec.output_range.max;
  if (spec.depthwise) {
    tile_.column_bytes = column * static_cast<size_t>(spec.dilation_w);
    tile_.segments = (spec.kernel_h + taps - 1) / taps;
    tile_.steps = spec.kernel_w;
    for (int32_t i = 0; i < tile_.segments; ++i)
      segment_offsets_.push_back(static_cast<int32_t>(static_cast<size_t>(i) * row));
  } else {
    const int32_t parts = spec.dilation_w == 1 ? 1 : spec.kernel_w;
    const int32_t elements = spec.input_channels * spec.kernel_w / parts;
    tile_.segments = spec.kernel_h * parts;
    tile_.steps = (elements + taps - 1) / taps;
    for (int32_t i = 0; i < tile_.segments; ++i) {
      const size_t y = static_cast<size_t>(i / parts) * spec.dilation_h,
                   x = static_cast<size_t>(i % parts) * spec.dilation_w;
      segment_offsets_.push_back(static_cast<int32_t>(y * row + x * column));
    }
  }
  for (int32_t y = 0; y < (spec.depthwise ? 1 : spec.output_h); ++y) {
    for (int32_t x = 0; x < spec.output_w; ++x) {
      pixel_offsets_.push_back(static_cast<uint32_t>(static_cast<size_t>(y) * input_.stride_h() * row +
                                                     static_cast<size_t>(x) * input_.stride_w() * column));
    }
  }
}

Result<Int8Convolution> Int8Convolution::Create(const ConvolutionSpec& spec, Arithmetic arithmetic) {
  Int8Convolution convolution(spec, arithmetic);
  const TileShape& tile = convolution.tile_;
  const auto blocks = static_cast<size_t>((spec.output_channels + kBlockChannels - 1) / kBlockChannels);
  auto buffer = AlignedBuffer::Allocate(blocks * tile.block_bytes());
  if (!buffer) return std::unexpected(buffer.error());
  for (size_t i = 0; i < blocks; ++i) {
    PackBlock(spec, tile, TapsOf(arithmetic), convolution.input_.offset(), static_cast<int32_t>(i) * kBlockChannels,
              buffer->data() + i * tile.block_bytes());
  }
  convolution.blocks_ = std::move(*buffer);
  return convolution;
}

void Int8Convolution::Run(const int8_t* input, uint8_t* scratch, int8_t* output) const {
  TileShape tile = tile_;
  tile.segment_offsets = segment_offsets_.data();
  const auto count = static_cast<int32_t>(pixel_offsets_.size());
  const bool depthwise = tile.column_bytes > 0;
  const PixelsRun run = RunOf(arithmetic_, depthwise);
  if (!depthwise) {
    run(tile, blocks_.data(), input_.CopyAll(input, scratch), pixel_offsets_.data(), count, output);
    return;
  }
  input_.Begin(input, scratch);
  for (int32_t y = 0; y < output_h_; ++y) {
    run(tile, blocks_.data(), input_.CopyRow(input, y, scratch), pixel_offsets_.data(), count, output);
    output += static_cast<size_t>(count) * tile.output_channels;
  }
}

}  // namespace pawlens
