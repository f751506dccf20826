// SPDX-License-Identifier: MIT
// Picture files written byte by byte: the kinds that ordinary encoders do not write, and files to spoil.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

#include "image/byte_view.h"
#include "support/pictures.h"

namespace pawlens::testing {

Bytes Concat(std::initializer_list<Bytes> parts);
Bytes FromText(std::string_view text);
Bytes Number(uint32_t value, int size_bytes, ByteOrder order);

// PNG -----------------------------------------------------------------------------------------------------------------

Bytes PngChunkBytes(std::string_view type, const Bytes& body);

struct HandMadePng {
  uint32_t width = 1;
  uint32_t height = 1;
  uint8_t depth = 8;
  uint8_t color_type = 2;  ///< 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA.
  uint8_t interlace = 0;
  Bytes before_data = {};  ///< Whole chunks between IHDR and IDAT.
  Bytes scanlines = {};    ///< With the filter byte (0) before each, packed as PNG packs.
};
/// Stored, not compressed.
Bytes EncodeHandMadePng(const HandMadePng& png);
/// A 1 x 1 PNG whose data are `size_bytes` zeros, compressed.
Bytes BombPng(int size_bytes);

// JPEG ----------------------------------------------------------------------------------------------------------------

/// Every 8 x 8 block is flat, so its value survives exactly (quantization 1, DC = 8 * (value - 128)).
struct HandMadeJpeg {
  int blocks_x = 1;
  int blocks_y = 1;
  std::vector<Bytes> components = {};  ///< One value a block, in rows; 1, 3 or 4 components.
  bool progressive = false;            ///< DC in two scans (successive approximation), then AC component by component.
  bool one_scan_a_component = false;   ///< Sequential only.
  int restart_interval = 0;            ///< Blocks (of all components) between restart markers.
  int adobe_transform = -1;            ///< Writes Adobe's APP14 marker if not negative.
  uint8_t frame_marker = 0;            ///< Instead of SOF0 or SOF2.
  uint8_t precision = 8;
  bool end_marker = true;
};
Bytes EncodeHandMadeJpeg(const HandMadeJpeg& jpeg);

// GIF and BMP ---------------------------------------------------------------------------------------------------------

using Color = std::array<uint8_t, 3>;

/// Four colours, one frame for each list of indices, uncompressed.
Bytes EncodeGif(int width, int height, const std::array<Color, 4>& palette, const std::vector<Bytes>& frames,
                int transparent_index = -1);

/// 8 bits and a palette; rows from the top when `top_down`.
Bytes EncodePaletteBmp(int width, int height, const std::vector<Color>& palette, const Bytes& indices, bool top_down);

// EXIF ----------------------------------------------------------------------------------------------------------------

/// A TIFF block whose first directory holds ImageWidth and then Orientation.
Bytes ExifBlock(ByteOrder order, uint16_t orientation, uint16_t type = 3);
/// Inserts the block behind SOI, after an XMP segment, which is APP1 as well.
Bytes WithExif(const Bytes& jpeg, const Bytes& block);
/// Inserts the block behind IHDR.
Bytes WithPngExif(const Bytes& png, const Bytes& block);

}  // namespace pawlens::testing
