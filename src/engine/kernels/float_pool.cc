// SPDX-License-Identifier: MIT
#include "engine/kernels/float_pool.h"

#include <algorithm>
#include <limits>

#include "engine/kernels/window.h"

namespace pawlens {
namespace {

/// Joins the pixels of each window into one by `join(result, element)`, and then has `finish` look at it.
template <typename Join, typename Finish>
void Pool(const PoolGeometry& g, float initial, Join join, Finish finish, const float* input, float* output) {
  for (int32_t oy = 0; oy < g.output_h; ++oy) {
    const WindowPart ys = Inside(oy, g.stride_h, g.padding_top, g.filter_h, g.input_h);
    for (int32_t ox = 0; ox < g.output_w; ++ox, output += g.channels) {
      const WindowPart xs = Inside(ox, g.stride_w, g.padding_left, g.filter_w, g.input_w);
      float* __restrict result = output;
      std::fill_n(result, g.channels, initial);
      for (int32_t y = ys.begin; y < ys.end; ++y) {
        for (int32_t x = xs.begin; x < xs.end; ++x) {
          const float* __restrict pixel = input + (int64_t{y} * g.input_w + x) * g.channels;
          for (int32_t c = 0; c < g.channels; ++c) result[c] = join(result[c], pixel[c]);
        }
      }
      const auto count = static_cast<float>((ys.end - ys.begin) * (xs.end - xs.begin));
      for (int32_t c = 0; c < g.channels; ++c) result[c] = finish(result[c], count);
    }
  }
}

float Bounded(float value, FloatRange range) {
  return std::min(std::max(value, range.min), range.max);
}

}  // namespace

void MaxPoolFloat(const PoolGeometry& g, FloatRange range, const float* input, float* output) {
  Pool(
      g, -std::numeric_limits<float>::infinity(), [](float a, float b) { return std::max(a, b); },
      [range](float value, float) { return Bounded(value, range); }, input, output);
}

void AveragePoolFloat(const PoolGeometry& g, FloatRange range, const float* input, float* output) {
  Pool(
      g, 0.0f, [](float a, float b) { return a + b; },
      [range](float sum, float count) { return Bounded(sum / count, range); }, input, output);
}

}  // namespace pawlens
