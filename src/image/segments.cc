// SPDX-License-Identifier: MIT
#include "image/segments.h"

namespace pawlens {

std::optional<JpegSegment> JpegSegments::Next() {
  while (at_ < file_.size()) {
    if (file_.U8(at_) != 0xff) {
      ++at_;
      continue;
    }
    while (file_.U8(at_) == 0xff) ++at_;  // Any number of fill bytes may precede a marker.
    if (at_ >= file_.size()) break;
    const auto marker = static_cast<uint8_t>(file_.U8(at_++));
    // A stuffed zero, TEM, the restart markers and a second SOI stand alone.
    if (marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd8)) continue;
    if (marker == 0xd9) {
      reached_end_ = true;
      return std::nullopt;
    }
    const size_t length = file_.U16(at_, ByteOrder::kBig);  // Counts itself.
    if (length < 2 || !file_.Has(at_, length)) return std::nullopt;
    const auto body = file_.Part(at_ + 2, length - 2);
    at_ += length;
    return JpegSegment{marker, body};
  }
  stopped_between_ = true;
  return std::nullopt;
}

std::optional<PngChunk> PngChunks::Next() {
  constexpr size_t kAround = 12;  // Length and type before the body, checksum behind it.
  const uint32_t length = file_.U32(at_, ByteOrder::kBig);
  const uint32_t type = file_.U32(at_ + 4, ByteOrder::kBig);
  if (type == PngType("IEND")) reached_end_ = true;
  if (reached_end_ || !file_.Has(at_, kAround) || !file_.Has(at_ + kAround, length)) return std::nullopt;
  const auto body = file_.Part(at_ + 8, length);
  at_ += kAround + length;
  return PngChunk{type, body};
}

}  // namespace pawlens
