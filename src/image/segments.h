// SPDX-License-Identifier: MIT
// The outer structure of JPEG (ITU-T T.81, B.1) and PNG (W3C PNG, 5.3) files: where the pieces are, not what they mean.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "image/byte_view.h"

namespace pawlens {

/// A marker segment without its marker and length.
struct JpegSegment {
  uint8_t marker = 0;
  std::span<const uint8_t> body;
};

/// Walks the marker segments of a JPEG. Entropy-coded data and stray bytes between segments are stepped over.
class JpegSegments {
 public:
  explicit JpegSegments(std::span<const uint8_t> file) : file_(file) {}
  /// Nothing after the last whole segment. Then `reached_end` tells whether the end marker (EOI) was there.
  std::optional<JpegSegment> Next();
  bool reached_end() const { return reached_end_; }
  /// When there is no next segment and no end marker: did the bytes stop outside any segment, as when a file lacks its
  /// last bytes of entropy-coded data?
  bool stopped_between_segments() const { return stopped_between_; }

 private:
  ByteView file_;
  size_t at_ = 2;  // Behind the start marker (SOI).
  bool reached_end_ = false;
  bool stopped_between_ = false;
};

constexpr uint32_t PngType(const char (&name)[5]) {
  uint32_t type = 0;
  for (int i = 0; i < 4; ++i) type = type << 8 | static_cast<uint8_t>(name[i]);
  return type;
}

struct PngChunk {
  uint32_t type = 0;  ///< PngType("IHDR")
  std::span<const uint8_t> body;
};

/// Walks the chunks of a PNG up to and without IEND. Checksums are not looked at.
class PngChunks {
 public:
  explicit PngChunks(std::span<const uint8_t> file) : file_(file) {}
  /// Nothing after the last whole chunk. Then `reached_end` tells whether IEND was there.
  std::optional<PngChunk> Next();
  bool reached_end() const { return reached_end_; }

 private:
  ByteView file_;
  size_t at_ = 8;  // Behind the signature.
  bool reached_end_ = false;
};

}  // namespace pawlens
