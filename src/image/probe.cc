// SPDX-License-Identifier: MIT
#include "image/probe.h"

#include <cstddef>
#include <cstdlib>
#include <string_view>

#include "base/str_cat.h"
#include "image/byte_view.h"
#include "image/foreign_format.h"
#include "image/segments.h"

namespace pawlens {
namespace {

Result<Probe> Unsupported(std::string_view what) {
  return Fail(ErrorCode::kUnsupportedImage, StrCat(what, " is not read here; save it as an ordinary JPEG or PNG"));
}

/// Frame headers (T.81, table B.1): SOF0 to SOF15 without DHT, JPG and DAC, which share their range.
bool IsFrameHeader(uint8_t marker) {
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

/// Tables of more than 256 codes are impossible (T.81, B.2.4.2), and stb before 2.28 writes them past its own arrays.
bool HasImpossibleHuffmanTable(const ByteView& body) {
  constexpr size_t kLengths = 16;  // Behind one byte of class and number: how many codes there are of each length.
  for (size_t at = 0; at < body.size();) {
    size_t codes = 0;
    for (size_t i = 1; i <= kLengths; ++i) codes += body.U8(at + i);
    const size_t table_bytes = 1 + kLengths + codes;
    if (codes > 256 || !body.Has(at, table_bytes)) return true;
    at += table_bytes;
  }
  return false;
}

Result<Probe> ProbeJpeg(std::span<const uint8_t> file) {
  constexpr uint8_t kProgressive = 0xc2;
  constexpr uint8_t kStartOfScan = 0xda;
  constexpr uint8_t kHuffmanTables = 0xc4;
  constexpr uint8_t kRestartInterval = 0xdd;
  constexpr uint8_t kApp14 = 0xee;
  // A few bytes of scan can cost a pass over the whole picture; real files have about ten.
  constexpr int kMaxScans = 500;

  Probe probe{.format = FileFormat::kJpeg};
  uint8_t frame = 0;
  uint32_t components = 0;
  int adobe_transform = -1;
  int scans = 0;
  bool first_scan_is_whole = false;
  bool has_restarts = false;
  JpegSegments segments(file);
  while (const auto segment = segments.Next()) {
    const ByteView body(segment->body);
    if (IsFrameHeader(segment->marker)) {
      if (frame != 0) return Fail(ErrorCode::kBadImage, "the JPEG is damaged: it has two frame headers");
      frame = segment->marker;
      if (frame > kProgressive) return Unsupported("a lossless, hierarchical or arithmetic-coded JPEG");
      if (body.U8(0) != 8) return Unsupported(StrCat("a JPEG with ", body.U8(0), " bits a sample"));
      probe.height = body.U16(1, ByteOrder::kBig);
      probe.width = body.U16(3, ByteOrder::kBig);
      components = body.U8(5);
    } else if (segment->marker == kHuffmanTables) {
      if (HasImpossibleHuffmanTable(body)) return Fail(ErrorCode::kBadImage, "the JPEG is damaged: bad Huffman table");
    } else if (segment->marker == kRestartInterval) {
      has_restarts = body.U16(0, ByteOrder::kBig) != 0;
    } else if (segment->marker == kApp14 && body.Matches(0, "Adobe") && body.Has(11, 1)) {
      adobe_transform = static_cast<int>(body.U8(11));
    } else if (segment->marker == kStartOfScan) {
      if (++scans > kMaxScans) return Fail(ErrorCode::kBadImage, "the JPEG is damaged: it has more than 500 scans");
      if (scans == 1) first_scan_is_whole = body.U8(0) == components;
    }
  }
  if (!segments.reached_end()) {
    const bool one_scan = scans == 1 && first_scan_is_whole && frame != kProgressive && !has_restarts;
    probe.end = one_scan && segments.stopped_between_segments() ? Probe::End::kOnlyEndMarker : Probe::End::kMissing;
  }
  // Four components are ink amounts; only Adobe's marker says how they are stored.
  if (components == 4 && adobe_transform != 0 && adobe_transform != 2) {
    return Unsupported("a four-colour JPEG that does not say how its colours are stored");
  }
  return probe;
}

Result<Probe> ProbePng(std::span<const uint8_t> file) {
  constexpr uint32_t kAlphaBit = 4;
  Probe probe{.format = FileFormat::kPng};
  PngChunks chunks(file);
  while (const auto chunk = chunks.Next()) {
    const ByteView body(chunk->body);
    if (chunk->type == PngType("IHDR")) {
      probe.width = body.U32(0, ByteOrder::kBig);
      probe.height = body.U32(4, ByteOrder::kBig);
      probe.may_be_transparent = (body.U8(9) & kAlphaBit) != 0;
    } else if (chunk->type == PngType("tRNS")) {
      probe.may_be_transparent = true;
    } else if (chunk->type == PngType("CgBI")) {
      return Unsupported("a PNG in Apple's own variant (CgBI)");
    }
  }
  if (!chunks.reached_end()) probe.end = Probe::End::kMissing;
  return probe;
}

/// Behind a chain of length-prefixed sub-blocks; behind the end of the file where the chain has no end.
size_t SkipSubBlocks(const ByteView& bytes, size_t at) {
  while (const uint32_t length = bytes.U8(at)) at += 1 + length;
  return at + 1;
}

size_t ColorTableBytes(uint32_t flags) {
  return (flags & 0x80) != 0 ? size_t{6} << (flags & 7) : 0;
}

Result<Probe> ProbeGif(std::span<const uint8_t> file) {
  constexpr size_t kHeaderBytes = 13;
  constexpr size_t kDescriptorBytes = 10;
  const ByteView bytes(file);
  Probe probe{.format = FileFormat::kGif, .may_be_transparent = true};
  probe.width = bytes.U16(6, ByteOrder::kLittle);
  probe.height = bytes.U16(8, ByteOrder::kLittle);
  size_t at = kHeaderBytes + ColorTableBytes(bytes.U8(10));
  while (bytes.U8(at) == '!') at = SkipSubBlocks(bytes, at + 2);  // Extensions.
  if (bytes.U8(at) == ',') {
    // The first frame; one more byte, the code size, precedes its data.
    at += kDescriptorBytes + ColorTableBytes(bytes.U8(at + kDescriptorBytes - 1)) + 1;
    at = SkipSubBlocks(bytes, at);
  }
  if (at > bytes.size() || at <= kHeaderBytes) probe.end = Probe::End::kMissing;
  return probe;
}

Result<Probe> ProbeBmp(std::span<const uint8_t> file) {
  constexpr size_t kFileHeaderBytes = 14;
  constexpr uint32_t kOldHeaderBytes = 12;  // OS/2 1.x, with 16-bit sizes.
  constexpr auto kOrder = ByteOrder::kLittle;
  const ByteView bytes(file);
  Probe probe{.format = FileFormat::kBmp};
  const size_t pixels_at = bytes.U32(10, kOrder);
  const uint32_t header_bytes = bytes.U32(kFileHeaderBytes, kOrder);
  if (!bytes.Has(kFileHeaderBytes, header_bytes)) {
    probe.end = Probe::End::kMissing;
    return probe;
  }
  const bool old = header_bytes == kOldHeaderBytes;
  probe.width = old ? bytes.U16(18, kOrder) : static_cast<int32_t>(bytes.U32(18, kOrder));
  // Negative: rows from the top.
  probe.height = std::abs(
      int64_t{old ? static_cast<int32_t>(bytes.U16(20, kOrder)) : static_cast<int32_t>(bytes.U32(22, kOrder))});
  const int64_t bits = bytes.U16(old ? 24 : 28, kOrder);
  probe.may_be_transparent = bits == 32;
  if (pixels_at < kFileHeaderBytes + size_t{header_bytes}) {
    return Fail(ErrorCode::kBadImage, "the BMP is damaged: its pixels begin inside its header");
  }
  // Both factors fit in 32 bits plus 16: no overflow.
  const int64_t row_bytes = probe.width < 0 ? 0 : (probe.width * bits + 31) / 32 * 4;
  const bool whole = row_bytes == 0 || (pixels_at <= bytes.size() &&
                                        static_cast<int64_t>(bytes.size() - pixels_at) / row_bytes >= probe.height);
  if (!whole) probe.end = Probe::End::kMissing;
  return probe;
}

Result<Probe> ProbeByFormat(std::span<const uint8_t> file) {
  const ByteView bytes(file);
  if (bytes.Matches(0, "\xff\xd8\xff")) return ProbeJpeg(file);
  if (bytes.Matches(0, "\x89PNG\r\n\x1a\n")) return ProbePng(file);
  if (bytes.Matches(0, "GIF87a") || bytes.Matches(0, "GIF89a")) return ProbeGif(file);
  // Two letters are a weak sign: the header's length must be one that exists.
  const uint32_t bmp_header_bytes = bytes.U32(14, ByteOrder::kLittle);
  if (bytes.Matches(0, "BM") && bmp_header_bytes >= 12 && bmp_header_bytes <= 124) return ProbeBmp(file);
  return std::unexpected(DescribeForeignFile(file));
}

}  // namespace

const char* FormatName(FileFormat format) {
  switch (format) {
    case FileFormat::kJpeg: return "JPEG";
    case FileFormat::kPng: return "PNG";
    case FileFormat::kBmp: return "BMP";
    case FileFormat::kGif: return "GIF";
  }
  return "picture";
}

Result<Probe> ProbeFile(std::span<const uint8_t> file) {
  Result<Probe> probe = ProbeByFormat(file);
  if (!probe || (probe->width >= 1 && probe->height >= 1)) return probe;
  if (probe->end != Probe::End::kComplete) {
    return Fail(ErrorCode::kBadImage, StrCat("the ", FormatName(probe->format), " ends early, before its size"));
  }
  return Fail(ErrorCode::kBadImage, StrCat("the ", FormatName(probe->format), " is damaged: its size is ", probe->width,
                                           " x ", probe->height, " pixels"));
}

}  // namespace pawlens
