// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

#include "base/error.h"

namespace pawlens {

enum class FileFormat : uint8_t { kJpeg, kPng, kBmp, kGif };

/// What can be known of a picture file without decoding it or allocating anything.
struct Probe {
  /// How the file stops. A decoder that is fed zeros after the end would show a truncated file as a grey or black
  /// rest, so this is decided from the structure and not left to it.
  enum class End : uint8_t {
    kComplete,
    kMissing,        ///< Data are missing.
    kOnlyEndMarker,  ///< A JPEG of one sequential scan without restart markers stops within that scan's data, without
                     ///< EOI: perhaps nothing else is missing. (After a restart interval decoders may take a missing
                     ///< rest for granted.)
  };

  FileFormat format = FileFormat::kJpeg;
  int64_t width = 0;   ///< Pixels as stored (before EXIF orientation), at least 1.
  int64_t height = 0;  ///< Pixels as stored, at least 1.
  bool may_be_transparent = false;
  End end = End::kComplete;
};

/// "JPEG", "PNG", "BMP", "GIF".
const char* FormatName(FileFormat format);

/// Looks at the first bytes, never at a file name. Errors as DecodeImage, except for the limits.
Result<Probe> ProbeFile(std::span<const uint8_t> file);

}  // namespace pawlens
