// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "image/image.h"

namespace pawlens::cli {

/// Maps of one layer, to be shown side by side.
struct MapRow {
  int rows = 0, columns = 0;
  size_t count = 0;
  std::vector<uint8_t> grey;  ///< Levels, [count][rows][columns].
};

inline constexpr int kMapsAcross = 16;
inline constexpr int kMapGap = 4;     ///< Pixels around every picture.
inline constexpr int kLayerGap = 16;  ///< And above each layer.

/// Side of the square that each map gets: enough for every cell of the largest, and 64 at least.
int MapTileSide(std::span<const MapRow> layers);

/// One picture: `input` at its own size, below it each layer's maps, kMapsAcross beside each other, cells enlarged to fill the
/// square without smoothing.
Image PaintMaps(const Image& input, std::span<const MapRow> layers);

}  // namespace pawlens::cli
