// SPDX-License-Identifier: MIT
#include "pawlens/maps_picture.h"

#include <algorithm>

namespace pawlens::cli {
namespace {

constexpr int kLeastTileSide = 64;
constexpr uint8_t kGround[3] = {32, 36, 44};  // Neither black nor white: both mean something in a map.

void PaintTile(Image& out, int left, int top, int side, const MapRow& layer, std::span<const uint8_t> map) {
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      const uint8_t grey = map[static_cast<size_t>(y * layer.rows / side) * layer.columns + x * layer.columns / side];
      std::fill_n(&out.rgb[(static_cast<size_t>(top + y) * out.width + left + x) * 3], 3, grey);
    }
  }
}

int Lines(const MapRow& layer) {
  return (static_cast<int>(layer.count) + kMapsAcross - 1) / kMapsAcross;
}

}  // namespace

int MapTileSide(std::span<const MapRow> layers) {
  int side = kLeastTileSide;
  for (const MapRow& layer : layers) side = std::max({side, layer.rows, layer.columns});
  return side;
}

Image PaintMaps(const Image& input, std::span<const MapRow> layers) {
  const int side = MapTileSide(layers);
  const int pitch = side + kMapGap;
  size_t across = 0;
  int height = input.height + 2 * kMapGap;
  for (const MapRow& layer : layers) {
    across = std::max(across, std::min<size_t>(layer.count, kMapsAcross));
    height += kLayerGap + Lines(layer) * pitch;
  }
  Image out{.width = std::max(static_cast<int>(across) * pitch + kMapGap, input.width + 2 * kMapGap),
            .height = height,
            .rgb = {}};
  out.rgb.resize(static_cast<size_t>(out.width) * out.height * 3);
  for (size_t i = 0; i < out.rgb.size(); ++i) out.rgb[i] = kGround[i % 3];

  for (int y = 0; y < input.height; ++y) {
    std::copy_n(&input.rgb[static_cast<size_t>(y) * input.width * 3], input.width * 3,
                &out.rgb[(static_cast<size_t>(kMapGap + y) * out.width + kMapGap) * 3]);
  }
  int top = input.height + 2 * kMapGap;
  for (const MapRow& layer : layers) {
    top += kLayerGap;
    for (size_t i = 0; i < layer.count; ++i) {
      const auto line = static_cast<int>(i / kMapsAcross);
      const auto column = static_cast<int>(i % kMapsAcross);
      const size_t cells = static_cast<size_t>(layer.rows) * layer.columns;
      PaintTile(out, kMapGap + column * pitch, top + line * pitch, side, layer,
                std::span(layer.grey).subspan(i * cells, cells));
    }
    top += Lines(layer) * pitch;
  }
  return out;
}

}  // namespace pawlens::cli
