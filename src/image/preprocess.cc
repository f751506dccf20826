// SPDX-License-Identifier: MIT
// Rows first, then columns: the first pass reads each source row in place, about twice, in memory order, and leaves
// one narrow row of 16-bit values; the second runs over that row alone. Rounding, which is part of the rule:
//   column pass: v = (sum of weight * u8 + 2^7) >> 8, 14-bit weights, so v = 64 * u8 and at most 16320;
//   row pass: u8 = (sum of weight * v + 2^19) >> 20, below 2^28 before the shift.
// Weights are never negative and sum to exactly 2^14, so nothing overflows and nothing is clamped.
#include "image/preprocess.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "base/aligned_buffer.h"
#include "base/str_cat.h"
#include "image/filter.h"
#include "image/over_white.h"
#include "image/simd.h"
#include "image/try_resize.h"

namespace pawlens {
namespace {

constexpr int kMaxOutputSide = 4096;
constexpr int kMiddleBits = 6;  // Fraction bits between the passes.
constexpr int kColumnShift = kWeightBits - kMiddleBits;
constexpr int kRowShift = kWeightBits + kMiddleBits;

/// Values of a row handled at once: one vector of bytes. A multiple of 4, so that no RGBA pixel is split.
constexpr int kBlock = 16;

int CroppedLength(int longer, int shorter, float max_aspect) {
  const double limit = static_cast<double>(shorter) * static_cast<double>(max_aspect);
  return limit < longer ? static_cast<int>(limit) : longer;
}

Status CheckArguments(const ImageView& pixels, const InputRule& rule) {
  if (pixels.data == nullptr || pixels.width < 1 || pixels.height < 1) {
    return Fail(ErrorCode::kInvalidArgument, StrCat("the picture is empty: ", pixels.width, " x ", pixels.height));
  }
  if (pixels.width > kMaxFilterSide || pixels.height > kMaxFilterSide) {
    return Fail(ErrorCode::kInvalidArgument, StrCat("the picture has ", pixels.width, " x ", pixels.height,
                                                    " pixels, a side may have ", kMaxFilterSide));
  }
  if (pixels.format != PixelFormat::kRgb8 && pixels.format != PixelFormat::kRgba8) {
    return Fail(ErrorCode::kInvalidArgument, StrCat("the picture has ", pixels.channels(), " channels, not 3 or 4"));
  }
  if (rule.width < 1 || rule.width > kMaxOutputSide || rule.height < 1 || rule.height > kMaxOutputSide) {
    return Fail(ErrorCode::kInvalidArgument, StrCat("the input rule asks for ", rule.width, " x ", rule.height,
                                                    " pixels, a side may have 1 to ", kMaxOutputSide));
  }
  if (!(rule.max_aspect >= 1)) {  // Also refuses not-a-number.
    return Fail(ErrorCode::kInvalidArgument, StrCat("the input rule's max_aspect is ",
                                                    static_cast<double>(rule.max_aspect), ", it must be at least 1"));
  }
  return {};
}

/// The cropped source. Its rows are read in place unless they hold transparent pixels.
class SourceRows {
 public:
  static Result<SourceRows> Create(const ImageView& pixels, const Crop& crop) {
    SourceRows rows;
    rows.stride_ = static_cast<size_t>(pixels.width) * static_cast<size_t>(pixels.channels());
    rows.first_ = pixels.data + static_cast<size_t>(crop.y) * rows.stride_ +
                  static_cast<size_t>(crop.x) * static_cast<size_t>(pixels.channels());
    rows.length_ = crop.width * pixels.channels();
    if (pixels.format == PixelFormat::kRgb8) return rows;
    auto flags = AlignedBuffer::Allocate(static_cast<size_t>(crop.height));
    if (!flags) return std::unexpected(flags.error());
    for (int y = 0; y < crop.height; ++y) flags->data()[y] = rows.HasTransparency(y);
    rows.transparent_ = std::move(*flags);
    return rows;
  }

  int length() const { return length_; }     ///< Channel values in a row.
  size_t stride() const { return stride_; }  ///< Bytes from one row to the next.
  const uint8_t* Row(int y) const { return first_ + static_cast<size_t>(y) * stride_; }

  bool AreOpaque(int y, int count) const {
    if (transparent_.size() == 0) return true;
    const uint8_t* flags = transparent_.data() + y;
    return std::all_of(flags, flags + count, [](uint8_t flag) { return flag == 0; });
  }

  /// kBlock values of row `y` from value `begin` on, over white, zeros behind the end of the row.
  void CopyBlock(int y, int begin, uint8_t* out) const {
    std::memset(out, 0, kBlock);
    std::memcpy(out, Row(y) + begin, static_cast<size_t>(std::min(kBlock, length_ - begin)));
    if (AreOpaque(y, 1)) return;
    for (int i = 0; i < kBlock; i += 4) {
      for (int channel = 0; channel < 3; ++channel) out[i + channel] = OverWhite(out[i + channel], out[i + 3]);
    }
  }

 private:
  bool HasTransparency(int y) const {
    const uint8_t* row = Row(y);
    Bytes16 all = ~Bytes16{};
    int begin = 0;
    for (; begin + kBlock <= length_; begin += kBlock) all &= LoadVector<Bytes16>(row + begin);
    uint8_t alpha = all[3] & all[7] & all[11] & all[15];
    for (; begin < length_; begin += 4) alpha &= row[begin + 3];
    return alpha != 255;
  }

  const uint8_t* first_ = nullptr;
  size_t stride_ = 0;
  int length_ = 0;
  AlignedBuffer transparent_;  ///< One flag a row; empty for RGB.
};

/// kBlock values of the column pass. Row t of the block is at values + t * stride.
void FilterColumns(const uint8_t* values, size_t stride, TriangleFilter::Taps taps, int16_t* middle) {
  constexpr int32_t kHalf = 1 << (kColumnShift - 1);
  Ints4 sums[4] = {};
  for (int tap = 0; tap < taps.count; tap += 2, values += 2 * stride) {
    const auto row = LoadVector<Bytes16>(values);
    // An odd number of taps ends with a weight of zero; the row it belongs to may not exist.
    const auto next = LoadVector<Bytes16>(tap + 1 < taps.count ? values + stride : values);
    const Words8 weights = RepeatPair(taps.weights + tap);
    const Bytes16 low = InterleaveLow(row, next);
    const Bytes16 high = InterleaveHigh(row, next);
    sums[0] += DotPairs(WidenLow(low), weights);
    sums[1] += DotPairs(WidenHigh(low), weights);
    sums[2] += DotPairs(WidenLow(high), weights);
    sums[3] += DotPairs(WidenHigh(high), weights);
  }
  for (Ints4& sum : sums) sum = (sum + kHalf) >> kColumnShift;
  const Words8 low = NarrowToWords(sums[0], sums[1]), high = NarrowToWords(sums[2], sums[3]);
  std::memcpy(middle, &low, sizeof low);
  std::memcpy(middle + 8, &high, sizeof high);
}

/// One row of the picture's width and the network's height. `middle` has room for whole blocks, `scratch` for one
/// block a tap.
void ColumnPass(const SourceRows& source, TriangleFilter::Taps taps, uint8_t* scratch, int16_t* middle) {
  const bool opaque = source.AreOpaque(taps.first, taps.count);
  for (int begin = 0; begin < source.length(); begin += kBlock) {
    if (opaque && source.length() - begin >= kBlock) {
      FilterColumns(source.Row(taps.first) + begin, source.stride(), taps, middle + begin);
      continue;
    }
    for (int tap = 0; tap < taps.count; ++tap) source.CopyBlock(taps.first + tap, begin, scratch + tap * kBlock);
    FilterColumns(scratch, kBlock, taps, middle + begin);
  }
}

/// Two neighbouring pixels at a time: eight values of which the first kChannels are the first pixel's, so up to five
/// values behind the last pixel are read and dropped.
template <int kChannels>
void RowPass(const int16_t* middle, const TriangleFilter& filter, int width, uint8_t* out) {
  constexpr int32_t kHalf = 1 << (kRowShift - 1);
  const auto pixel_at = [&](int x) {
    const TriangleFilter::Taps taps = filter[x];
    const int16_t* value = middle + taps.first * kChannels;
    Ints4 sums = {kHalf, kHalf, kHalf, kHalf};
    for (int tap = 0; tap < taps.count; tap += 2, value += 2 * kChannels) {
      const auto pixels = LoadVector<Words8>(value);
      const Words8 paired =
          __builtin_shufflevector(pixels, pixels, 0, kChannels, 1, kChannels + 1, 2, kChannels + 2, 3, 7);
      sums += DotPairs(paired, RepeatPair(taps.weights + tap));
    }
    const Words8 words = NarrowToWords(sums >> kRowShift, sums);
    return NarrowToUnsigned(words, words);
  };
  // Four bytes are written as one number: the fourth is the next pixel's first, which comes afterwards.
  for (int x = 0; x + 1 < width; ++x, out += 3) {
    const Bytes16 pixel = pixel_at(x);
    std::memcpy(out, &pixel, 4);
  }
  const Bytes16 last = pixel_at(width - 1);
  std::memcpy(out, &last, 3);
}

/// What both passes come to where nothing is resized: each filter is one weight of 2^14.
void CopyRows(const SourceRows& source, const InputRule& rule, int channels, uint8_t* out) {
  for (int y = 0; y < rule.height; ++y) {
    const uint8_t* pixel = source.Row(y);
    const bool opaque = source.AreOpaque(y, 1);
    for (int x = 0; x < rule.width; ++x, pixel += channels, out += 3) {
      for (int channel = 0; channel < 3; ++channel) {
        out[channel] = opaque ? pixel[channel] : OverWhite(pixel[channel], pixel[3]);
      }
    }
  }
}

/// `out` holds rule.height * rule.width * 3 values.
Status Resize(const ImageView& pixels, const InputRule& rule, uint8_t* out) {
  const Crop crop = CenterCrop(pixels, rule.max_aspect);
  const auto source = SourceRows::Create(pixels, crop);
  if (!source) return std::unexpected(source.error());
  if (crop.width == rule.width && crop.height == rule.height) {
    CopyRows(*source, rule, pixels.channels(), out);
    return {};
  }
  const auto columns = TriangleFilter::Create(crop.height, rule.height);
  if (!columns) return std::unexpected(columns.error());
  const auto rows = TriangleFilter::Create(crop.width, rule.width);
  if (!rows) return std::unexpected(rows.error());
  auto scratch = AlignedBuffer::Allocate(static_cast<size_t>(columns->max_taps()) * kBlock);
  if (!scratch) return std::unexpected(scratch.error());
  auto middle = AlignedBuffer::Allocate((static_cast<size_t>(source->length()) + kBlock) * sizeof(int16_t));
  if (!middle) return std::unexpected(middle.error());
  auto* values = reinterpret_cast<int16_t*>(middle->data());

  const auto row_pass = pixels.format == PixelFormat::kRgb8 ? RowPass<3> : RowPass<4>;
  for (int y = 0; y < rule.height; ++y, out += static_cast<size_t>(rule.width) * 3) {
    ColumnPass(*source, (*columns)[y], scratch->data(), values);
    row_pass(values, *rows, rule.width, out);
  }
  return {};
}

size_t OutputSize(const InputRule& rule) {
  return static_cast<size_t>(rule.width) * static_cast<size_t>(rule.height) * 3;
}

}  // namespace

Crop CenterCrop(const ImageView& pixels, float max_aspect) {
  const int width = CroppedLength(pixels.width, pixels.height, max_aspect);
  const int height = CroppedLength(pixels.height, pixels.width, max_aspect);
  return {(pixels.width - width) / 2, (pixels.height - height) / 2, width, height};
}

Result<Image> CropAndResize(const ImageView& pixels, const InputRule& rule) {
  if (Status status = CheckArguments(pixels, rule); !status) return std::unexpected(status.error());
  Image image{rule.width, rule.height, {}};
  if (Status status = TryResize(image.rgb, OutputSize(rule)); !status) return std::unexpected(status.error());
  if (Status status = Resize(pixels, rule, image.rgb.data()); !status) return std::unexpected(status.error());
  return image;
}

Status Preprocess(const ImageView& pixels, const InputRule& rule, std::span<int8_t> out) {
  if (Status status = CheckArguments(pixels, rule); !status) return status;
  if (out.size() != OutputSize(rule)) {
    return Fail(ErrorCode::kInvalidArgument,
                StrCat("the input tensor has ", out.size(), " elements, the input rule gives ", OutputSize(rule)));
  }
  if (Status status = Resize(pixels, rule, reinterpret_cast<uint8_t*>(out.data())); !status) return status;
  for (int8_t& value : out) value = static_cast<int8_t>(static_cast<uint8_t>(value) ^ 0x80);
  return {};
}

}  // namespace pawlens
