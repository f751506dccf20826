// SPDX-License-Identifier: MIT
#include "engine/kernels/convolution.h"

#include <cstring>
#include <utility>

#include "engine/kernels/convolution_runs.h"

namespace pawlens {
namespace {

constexpr uint64_t kMaxPackedBytes = uint64_t{1} << 30;

/// `count` weights of one output channel that the inner loop reads one after the other, from the channel's lane of a step on;
/// in `sums` they are added up. Eight at a time: a visitor waits for this in code that the browser has not optimized yet.
void PackRun(int32_t taps, const int8_t* weights, int32_t count, uint8_t* lane, Ints4& sums) {
  const auto pack = [&](const int8_t* eight, int32_t steps) {
    const Words8 wide = LoadWidened(eight);
    sums += DotPairs(wide, Words8{} + 1);
    uint8_t bytes[sizeof wide];
    if (taps == Pairs::kTaps) {
      std::memcpy(bytes, &wide, sizeof bytes);
    } else {
      std::memcpy(bytes, eight, 8);
    }
    for (int32_t step = 0; step < steps; ++step, lane += kStepBytes) std::memcpy(lane, bytes + 4 * step, 4);
  };
  int32_t i = 0;
  for (; i + 8 <= count; i += 8) pack(weights + i, 8 / taps);
  if (i == count) return;
  int8_t rest[8] = {};
  std::memcpy(rest, weights + i, static_cast<size_t>(count - i));
  pack(rest, (count - i + taps - 1) / taps);
}

/// The weights of one channel; answers what they add up to.
int32_t PackDense(const ConvolutionSpec& spec, const TileShape& tile, int32_t taps, int32_t channel, uint8_t* lane) {
  Ints4 sums = {};
  // A segment is a whole kernel row, or, where columns lie apart, one place of it.
  const int32_t count = spec.input_channels * (tile.segments == spec.kernel_h ? spec.kernel_w : 1);
  const int8_t* weights = spec.weights + static_cast<size_t>(channel) * static_cast<size_t>(tile.segments) * count;
  for (int32_t segment = 0; segment < tile.segments; ++segment, weights += count) {
    PackRun(taps, weights, count, lane, sums);
    lane += static_cast<size_t>(tile.steps) * kStepBytes;
  }
  return sums[0] + sums[1] + sums[2] + sums[3];
}

/// A step is a column of the kernel, its taps are rows of it.
int32_t PackDepthwise(const ConvolutionSpec& spec, const TileShape& tile, int32_t taps, int32_t channel,
                      uint8_t* lane) {
  int32_t sum = 0;
  const int8_t* weight = spec.weights + channel;
  for (int32_t ky = 0; ky < spec.kernel_h; ++ky) {
    for (int32_t kx = 0; kx < spec.kernel_w; ++kx, weight += spec.output_channels) {
      uint8_t* step = lane + static_cast<size_t>(ky / taps * tile.steps + kx) * kStepBytes;
      const int16_t wide{*weight};
      const size_t bytes = 4 / static_cast<size_t>(taps);
      std::memcpy(step + static_cast<size_t>(ky % taps) * bytes, &wide, bytes);
      sum += wide;
    }
  }
  return sum;
}

/// One block of channels; zero already.
void PackBlock(const ConvolutionSpec& spec, const TileShape& tile, int32_t taps, int32_t offset, int32_t first,
               uint8_t* block) {
  const auto pack = spec.depthwise ? PackDepthwise : PackDense;
  for (int32_t i = 0; i < kBlockChannels && first + i < spec.output_channels; ++i) {
    const int32_t channel = first + i;
    const int32_t sum = pack(spec, tile, taps, channel, block + kBlockHeadBytes + static_cast<size_t>(i) * 4);
    // Modulo 2^32, as the sums are: only the whole has to fit, and Validate has seen to that.
    uint32_t bias = spec.bias ? static_cast<uint32_t>(spec.bias[channel]) : 0;
    bias -= static_cast<uint32_t>(sum) * static_cast<uint32_t>(offset);
    const float scale = spec.input_scale * spec.weight_scales[channel] / spec.output_scale;
    std::memcpy(block + static_cast<size_t>(i) * 4, &bias, sizeof bias);
    std::memcpy(block + 32 + static_cast<size_t>(i) * 4, &scale, sizeof scale);
  }
}

}  // namespace

Int8Convolution::Int8Convolution(const ConvolutionSpec& spec, Arithmetic arithmetic)
    : arithmetic_(arithmetic),
      input_(spec, arithmetic),
      pixels_(spec.depthwise ? spec.output_w : spec.output_h * spec.output_w),
      rows_(spec.depthwise ? spec.output_h : 1) {
  const int32_t taps = TapsOf(arithmetic);
  tile_.output_channels = spec.output_channels;
  tile_.output_zero_point = int32_t{spec.output_zero_point};
  tile_.output_min = spec.output_range.min;
  tile_.output_max = spec.output_range.max;
  if (spec.depthwise) {
    tile_.column_bytes = input_.column_bytes() * static_cast<size_t>(spec.dilation_w);
    tile_.segments = (spec.kernel_h + taps - 1) / taps;
    tile_.steps = spec.kernel_w;
  } else {
    const int32_t parts = spec.dilation_w == 1 ? 1 : spec.kernel_w;
    const int32_t elements = spec.input_channels * spec.kernel_w / parts;
    tile_.segments = spec.kernel_h * parts;
    tile_.steps = (elements + taps - 1) / taps;
  }
}

Status Int8Convolution::LayOut(const ConvolutionSpec& spec) {
  auto segments = AlignedBuffer::Allocate(static_cast<size_t>(tile_.segments) * sizeof(int32_t));
  if (!segments) return std::unexpected(segments.error());
  auto pixels = AlignedBuffer::Allocate(static_cast<size_t>(pixels_) * sizeof(uint32_t));
  if (!pixels) return std::unexpected(pixels.error());

  const size_t column = input_.column_bytes(), row = input_.row_bytes();
  // Depthwise: a segment is a group of kernel rows, which CopyRow has put beneath each other.
  const size_t parts = spec.depthwise || spec.dilation_w == 1 ? 1 : static_cast<size_t>(spec.kernel_w);
  const size_t down = spec.depthwise ? row : row * static_cast<size_t>(spec.dilation_h);
  auto* segment = reinterpret_cast<int32_t*>(segments->data());
  for (size_t i = 0; i < static_cast<size_t>(tile_.segments); ++i) {
    segment[i] = static_cast<int32_t>(i / parts * down + i % parts * static_cast<size_t>(spec.dilation_w) * column);
  }
  auto* pixel = reinterpret_cast<uint32_t*>(pixels->data());
  for (size_t i = 0; i < static_cast<size_t>(pixels_); ++i) {
    const size_t y = i / static_cast<size_t>(spec.output_w), x = i % static_cast<size_t>(spec.output_w);
    pixel[i] = static_cast<uint32_t>(y * static_cast<size_t>(input_.stride_h()) * row +
                                     x * static_cast<size_t>(input_.stride_w()) * column);
  }
  segment_offsets_ = std::move(*segments);
  pixel_offsets_ = std::move(*pixels);
  return {};
}

Result<Int8Convolution> Int8Convolution::Create(const ConvolutionSpec& spec, Arithmetic arithmetic) {
  Int8Convolution convolution(spec, arithmetic);
  if (const Status laid_out = convolution.LayOut(spec); !laid_out) return std::unexpected(laid_out.error());
  const TileShape& tile = convolution.tile_;
  const auto blocks = static_cast<size_t>((spec.output_channels + kBlockChannels - 1) / kBlockChannels);
  if (blocks > kMaxPackedBytes / tile.block_bytes()) {
    return Fail(ErrorCode::kOutOfMemory, "its packed weights are too large for memory");
  }
  const auto block_bytes = static_cast<size_t>(tile.block_bytes());
  auto buffer = AlignedBuffer::Allocate(blocks * block_bytes);
  if (!buffer) return std::unexpected(buffer.error());
  for (size_t i = 0; i < blocks; ++i) {
    PackBlock(spec, tile, TapsOf(arithmetic), convolution.input_.offset(), static_cast<int32_t>(i) * kBlockChannels,
              buffer->data() + i * block_bytes);
  }
  convolution.blocks_ = std::move(*buffer);
  return convolution;
}

void Int8Convolution::Run(const int8_t* input, uint8_t* scratch, int8_t* output) const {
  TileShape tile = tile_;
  tile.segment_offsets = reinterpret_cast<const int32_t*>(segment_offsets_.data());
  const auto* offsets = reinterpret_cast<const uint32_t*>(pixel_offsets_.data());
  const bool depthwise = tile.column_bytes > 0;
  const PixelsRun run = RunOf(arithmetic_, depthwise);
  if (!depthwise) {
    run(tile, blocks_.data(), input_.CopyAll(input, scratch), offsets, pixels_, output);
    return;
  }
  input_.Begin(input, scratch);
  for (int32_t y = 0; y < rows_; ++y) {
    run(tile, blocks_.data(), input_.CopyRow(input, y, scratch), offsets, pixels_, output);
    output += static_cast<size_t>(pixels_) * tile.output_channels;
  }
}

}  // namespace pawlens
