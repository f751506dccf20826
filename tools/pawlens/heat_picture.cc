// SPDX-License-Identifier: MIT
#include "pawlens/heat_picture.h"

#include <algorithm>
#include <cmath>

namespace pawlens::cli {
namespace {

constexpr float kColors[2][3] = {{255, 122, 20}, {40, 120, 255}};  // Those of cat and dog on the page.
constexpr float kStrongest = 0.75f;                                // Opacity.
constexpr float kUnseen = 0.35f;                                   // Brightness outside the crop.

/// Between the middles of the map's places, edges repeated outwards. x and y: 0 to 1 across the map.
float Sample(std::span<const float> values, const HeatMap& map, float x, float y) {
  const auto place = [](float share, int count, int& first, int& second) {
    const float at = std::clamp(share * static_cast<float>(count) - 0.5f, 0.0f, static_cast<float>(count - 1));
    first = static_cast<int>(at);
    second = std::min(first + 1, count - 1);
    return at - static_cast<float>(first);
  };
  int left = 0, right = 0, top = 0, bottom = 0;
  const float fx = place(x, map.columns, left, right);
  const float fy = place(y, map.rows, top, bottom);
  const auto at = [&](int row, int column) { return std::max(0.0f, values[row * map.columns + column]); };
  const float upper = at(top, left) + fx * (at(top, right) - at(top, left));
  const float lower = at(bottom, left) + fx * (at(bottom, right) - at(bottom, left));
  return upper + fy * (lower - upper);
}

}  // namespace

Image PaintHeat(const Image& picture, const HeatMap& map, std::span<const int> outputs) {
  float strongest = 1e-6f;
  for (const int output : outputs) strongest = std::max(strongest, *std::ranges::max_element(map.of(output)));
  Image painted = picture;
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      uint8_t* pixel = &painted.rgb[(static_cast<size_t>(y) * picture.width + x) * 3];
      const float share_x = (static_cast<float>(x - map.crop.x) + 0.5f) / static_cast<float>(map.crop.width);
      const float share_y = (static_cast<float>(y - map.crop.y) + 0.5f) / static_cast<float>(map.crop.height);
      const bool seen = share_x > 0 && share_x < 1 && share_y > 0 && share_y < 1;
      const float grey = 0.299f * pixel[0] + 0.587f * pixel[1] + 0.114f * pixel[2];
      float color[3] = {grey, grey, grey};
      for (size_t i = 0; seen && i < outputs.size(); ++i) {
        const float heat = kStrongest * Sample(map.of(outputs[i]), map, share_x, share_y) / strongest;
        for (int k = 0; k < 3; ++k)
          color[k] += heat * (kColors[outputs[i] == 1 && map.outputs == 2 ? 1 : 0][k] - color[k]);
      }
      for (int k = 0; k < 3; ++k) pixel[k] = static_cast<uint8_t>(std::lrint(seen ? color[k] : kUnseen * color[k]));
    }
  }
  return painted;
}

}  // namespace pawlens::cli
