// SPDX-License-Identifier: MIT
#include "engine/kernels/pool.h"

#include <algorithm>
#include <cstring>

#include "engine/kernels/window.h"

namespace pawlens {
namespace {

/// Sums of a block of channels over pixels, kept in registers or the nearest cache.
class ChannelSums {
 public:
  static constexpr int32_t kMaxChannels = 256;

  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): clearing what no channel uses would cost more than the sums.
  explicit ChannelSums(int32_t channels) : channels_(channels) { std::fill_n(sums_, channels, 0); }
  void Add(const int8_t* __restrict pixel) {
    for (int32_t c = 0; c < channels_; ++c) sums_[c] += pixel[c];
  }
  int32_t operator[](int32_t c) const { return sums_[c]; }

 private:
  int32_t channels_;
  int32_t sums_[kMaxChannels];
};

}  // namespace

void MaxPoolInt8(const PoolGeometry& g, Int8Range range, const int8_t* input, int8_t* output) {
  const auto low = static_cast<int8_t>(range.min), high = static_cast<int8_t>(range.max);
  for (int32_t oy = 0; oy < g.output_h; ++oy) {
    const WindowPart ys = Inside(oy, g.stride_h, g.padding_top, g.filter_h, g.input_h);
    for (int32_t ox = 0; ox < g.output_w; ++ox, output += g.channels) {
      const WindowPart xs = Inside(ox, g.stride_w, g.padding_left, g.filter_w, g.input_w);
      int8_t* __restrict best = output;
      std::memset(best, low, static_cast<size_t>(g.channels));
      for (int32_t y = ys.begin; y < ys.end; ++y) {
        for (int32_t x = xs.begin; x < xs.end; ++x) {
          const int8_t* __restrict pixel = input + (int64_t{y} * g.input_w + x) * g.channels;
          for (int32_t c = 0; c < g.channels; ++c) best[c] = std::max(best[c], pixel[c]);
        }
      }
      for (int32_t c = 0; c < g.channels; ++c) best[c] = std::min(best[c], high);
    }
  }
}

void AveragePoolInt8(const PoolGeometry& g, Int8Range range, const int8_t* input, int8_t* output) {
  for (int32_t oy = 0; oy < g.output_h; ++oy) {
    const WindowPart ys = Inside(oy, g.stride_h, g.padding_top, g.filter_h, g.input_h);
    for (int32_t ox = 0; ox < g.output_w; ++ox, output += g.channels) {
      const WindowPart xs = Inside(ox, g.stride_w, g.padding_left, g.filter_w, g.input_w);
      const int32_t count = (ys.end - ys.begin) * (xs.end - xs.begin);
      for (int32_t first = 0; first < g.channels; first += ChannelSums::kMaxChannels) {
        const int32_t channels = std::min(g.channels - first, ChannelSums::kMaxChannels);
        ChannelSums sums(channels);
        for (int32_t y = ys.begin; y < ys.end; ++y) {
          for (int32_t x = xs.begin; x < xs.end; ++x) {
            sums.Add(input + (int64_t{y} * g.input_w + x) * g.channels + first);
          }
        }
        for (int32_t c = 0; c < channels; ++c) {
          const int32_t mean = (sums[c] + (sums[c] < 0 ? -count / 2 : count / 2)) / count;
          output[first + c] = static_cast<int8_t>(std::clamp(mean, range.min, range.max));
        }
      }
    }
  }
}

void MeanInt8(int32_t pixels, int32_t channels, int32_t input_zero_point, float scale, int32_t output_zero_point,
              const int8_t* input, int8_t* output) {
  for (int32_t first = 0; first < channels; first += ChannelSums::kMaxChannels) {
    const int32_t block = std::min(channels - first, ChannelSums::kMaxChannels);
    ChannelSums sums(block);
    for (int32_t p = 0; p < pixels; ++p) sums.Add(input + int64_t{p} * channels + first);
    for (int32_t c = 0; c < block; ++c) {
      output[first + c] = Requantize(sums[c] - pixels * input_zero_point, scale, output_zero_point, {});
    }
  }
}

}  // namespace pawlens
