// SPDX-License-Identifier: MIT
#include "image/foreign_format.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "base/str_cat.h"
#include "image/byte_view.h"

namespace pawlens {
namespace {

using std::string_view_literals::operator""sv;

struct Signature {
  size_t at;
  std::string_view bytes;
  std::string_view name;
};

// The first match wins: "ftyp" alone, the container of MP4, comes after the brands of the pictures kept in it.
constexpr Signature kSignatures[] = {
    {8, "WEBP", "a WebP picture"},
    {4, "ftypavi", "an AVIF picture"},
    {4, "ftyphe", "a HEIC picture"},
    {4, "ftypmif1", "a HEIC or AVIF picture"},
    {4, "ftypmsf1", "a HEIC or AVIF picture"},
    {0, "II*\0"sv, "a TIFF or raw picture"},
    {0, "MM\0*"sv, "a TIFF or raw picture"},
    {0, "\xff\x0a", "a JPEG XL picture"},
    {4, "JXL \r\n\x87\n", "a JPEG XL picture"},
    {4, "jP  \r\n\x87\n", "a JPEG 2000 picture"},
    {0, "8BPS", "a Photoshop document"},
    {0, "\0\0\1\0"sv, "an icon (ICO)"},
    {0, "%PDF", "a PDF document"},
    {4, "ftyp", "a video"},
    {0, "\x1a\x45\xdf\xa3", "a video"},
    {0, "PK\3\4", "a ZIP archive"},
};

/// Of ASCII or UTF-8, which has no byte from 0xf5 on.
bool IsTextByte(uint8_t byte) {
  return (byte >= ' ' && byte < 0xf5) || byte == '\n' || byte == '\r' || byte == '\t';
}

bool Contains(std::span<const uint8_t> bytes, std::string_view lower_case) {
  const auto same = [](uint8_t byte, char c) { return (byte >= 'A' && byte <= 'Z' ? byte + 32 : byte) == c; };
  return !std::ranges::search(bytes, lower_case, same).empty();
}

Error Unsupported(std::string_view name) {
  return {ErrorCode::kUnsupportedImage,
          StrCat("the file is ", name, ", which is not read here; save it as JPEG or PNG")};
}

}  // namespace

Error DescribeForeignFile(std::span<const uint8_t> file) {
  if (file.empty()) return {ErrorCode::kBadImage, "the file is empty"};
  const ByteView bytes(file);
  for (const Signature& signature : kSignatures) {
    if (bytes.Matches(signature.at, signature.bytes)) return Unsupported(signature.name);
  }
  const auto beginning = bytes.Part(0, 512);
  if (std::ranges::all_of(beginning, IsTextByte)) {
    if (Contains(beginning, "<svg")) return Unsupported("an SVG drawing");
    if (Contains(beginning, "<html") || Contains(beginning, "<!doctype html")) {
      return {ErrorCode::kBadImage, "the file is a web page, not a picture"};
    }
    return {ErrorCode::kBadImage, "the file is text, not a picture"};
  }
  return {ErrorCode::kBadImage, "the file is no picture of a known kind; JPEG, PNG, BMP and GIF are read here"};
}

}  // namespace pawlens
