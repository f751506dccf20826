// SPDX-License-Identifier: MIT
#include "image/decode.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "base/str_cat.h"
#include "image/orientation.h"
#include "image/probe.h"
#include "image/stb_decoder.h"
#include "image/try_resize.h"

namespace pawlens {
namespace {

Status CheckLimits(const Probe& probe, const DecodeLimits& limits) {
  const bool too_long = probe.width > limits.max_side_px || probe.height > limits.max_side_px;
  // Sides are below 2^32, so their product fits once neither is too long; divided all the same, for odd limits.
  if (!too_long && probe.width <= limits.max_pixels / probe.height) return {};
  return Fail(ErrorCode::kImageTooLarge,
              StrCat("the picture has ", probe.width, " x ", probe.height, " pixels; at most ", limits.max_side_px,
                     " a side and ", limits.max_pixels, " in all are read here"));
}

/// The largest single buffer that an honest file can need. Per pixel: 16-bit RGBA takes 8 bytes, twice that when stb's
/// inflate doubles a full buffer. Sides are rounded up to whole blocks of at most 32 pixels. Beside the pixels stb
/// keeps a copy of a PNG's data, grown by doubling, and tables.
size_t MaxAllocation(const Probe& probe, size_t file_bytes) {
  constexpr int64_t kBlock = 32;
  constexpr int64_t kBytesPerPixel = 16;
  constexpr int64_t kTables = 64 * 1024;
  const int64_t pixels = (probe.width + kBlock) * (probe.height + kBlock);
  const int64_t total = kBytesPerPixel * pixels + 2 * static_cast<int64_t>(file_bytes) + kTables;
  return static_cast<size_t>(std::min<int64_t>(total, std::numeric_limits<int32_t>::max()));
}

std::unexpected<Error> EndsEarly(const Probe& probe) {
  return Fail(ErrorCode::kBadImage,
              StrCat("the ", FormatName(probe.format), " ends early: part of the file is missing"));
}

/// A JPEG that stops within its only scan. Whether anything but the end marker is missing shows when made-up bytes
/// are appended: if the decoder needed them, two fillings that differ in every bit give different pictures.
Result<StbPicture> DecodeWithoutEndMarker(std::span<const uint8_t> file, const Probe& probe) {
  constexpr uint8_t kFillings[2] = {0xaa, 0x55};
  constexpr size_t kFillingBytes = 64;
  if (file.back() == 0xff) file = file.first(file.size() - 1);  // The first half of the end marker.
  Result<StbPicture> pictures[2];
  for (int i = 0; i < 2; ++i) {
    std::vector<uint8_t> ended;
    if (Status status = TryResize(ended, file.size() + kFillingBytes + 2); !status) {
      return std::unexpected(status.error());
    }
    const auto behind = std::ranges::copy(file, ended.begin()).out;
    std::fill(behind, ended.end() - 2, kFillings[i]);
    ended.end()[-2] = 0xff;
    ended.end()[-1] = 0xd9;
    pictures[i] = DecodeWithStb(ended, PixelFormat::kRgb8, MaxAllocation(probe, ended.size()));
    if (!pictures[i])
      return pictures[i].error().code == ErrorCode::kBadImage ? EndsEarly(probe) : std::unexpected(pictures[i].error());
  }
  const ImageView first = pictures[0]->view();
  if (!std::equal(first.data, first.data + first.size_bytes(), pictures[1]->pixels.get())) return EndsEarly(probe);
  return std::move(pictures[0]);
}

}  // namespace

Result<Image> DecodeImage(std::span<const uint8_t> file, const DecodeLimits& limits) {
  const Result<Probe> probe = ProbeFile(file);
  if (!probe) return std::unexpected(probe.error());
  if (Status status = CheckLimits(*probe, limits); !status) return std::unexpected(status.error());
  if (probe->end == Probe::End::kMissing) return EndsEarly(*probe);

  const PixelFormat format = probe->may_be_transparent ? PixelFormat::kRgba8 : PixelFormat::kRgb8;
  const Result<StbPicture> picture = probe->end == Probe::End::kOnlyEndMarker
                                         ? DecodeWithoutEndMarker(file, *probe)
                                         : DecodeWithStb(file, format, MaxAllocation(*probe, file.size()));
  if (!picture) return std::unexpected(picture.error());
  if (picture->width != probe->width || picture->height != probe->height) {
    return Fail(ErrorCode::kBadImage,
                StrCat("the ", FormatName(probe->format), " is damaged: it gives its size twice, differently"));
  }
  return TurnUpright(picture->view(), ReadExifOrientation(file));
}

}  // namespace pawlens
