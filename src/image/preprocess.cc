// SPDX-License-Identifier: MIT
// Columns first, then rows, two rows of the output at a time: the first pass reads the source rows that they need in place, in
// memory order, and leaves two rows of 16-bit values; the second runs over those alone. Rounding, which is part of the rule:
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

// The passes once more for processors whose instructions name three registers. Sanitizers cannot look into what chooses.
#if defined(__x86_64__) && defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
#define PAWLENS_ALSO_FOR_AVX2 __attribute__((target_clones("avx2", "default")))
#else
#define PAWLENS_ALSO_FOR_AVX2
#endif

constexpr int kMaxOutputSide = 4096;
constexpr int kMiddleBits = 6;  // Fraction bits between the passes.
constexpr int kColumnShift = kWeightBits - kMiddleBits;
constexpr int kRowShift = kWeightBits + kMiddleBits;

/// Values of a row handled at once: one vector of bytes. A multiple of 4, so that no RGBA pixel is split.
constexpr int kBlock = 16;
constexpr int kAhead = 128;  ///< Bytes.

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
  if (!(rule.max_aspect >= 1 && rule.share > 0 && rule.share <= 1)) {  // Also refuses not-a-number.
    return Fail(ErrorCode::kInvalidArgument,
                StrCat("the input rule's max_aspect and share are ", static_cast<double>(rule.max_aspect), " and ",
                       static_cast<double>(rule.share), ", they must be at least 1, and above 0 and at most 1"));
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
    rows.transparent_ = std::move(*flags);
    return rows;
  }

  int length() const { return length_; }     ///< Channel values in a row.
  size_t stride() const { return stride_; }  ///< Bytes from one row to the next.
  const uint8_t* Row(int y) const { return first_ + static_cast<size_t>(y) * stride_; }

  /// Rows from `y` to `end`. Each is looked at when it is first asked for, just before the filter reads it.
  bool AreOpaque(int y, int end) {
    if (transparent_.size() == 0) return true;
    uint8_t* flags = transparent_.data();
    for (; seen_ < end; ++seen_) flags[seen_] = HasTransparency(seen_);
    return std::all_of(flags + y, flags + end, [](uint8_t flag) { return flag == 0; });
  }

  /// kBlock values of row `y` from value `begin` on, over white, zeros behind the end of the row.
  void CopyBlock(int y, int begin, uint8_t* out) {
    std::memset(out, 0, kBlock);
    std::memcpy(out, Row(y) + begin, static_cast<size_t>(std::min(kBlock, length_ - begin)));
    if (AreOpaque(y, y + 1)) return;
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
  AlignedBuffer transparent_;  ///< One flag a row, of the first `seen_` rows; empty for RGB.
  int seen_ = 0;
};

/// What the column pass of two neighbouring rows of the output reads: source rows in pairs, from `first` on. A pair that both
/// rows need is widened once.
struct ColumnTaps {
  int first, end;                         ///< Source rows.
  const int16_t* upper;                   ///< Weights of pairs 0 to upper_end.
  const int16_t* lower;                   ///< Weights of pairs lower_begin to lower_end.
  int upper_end, lower_begin, lower_end;  ///< lower_begin <= upper_end <= lower_end, as triangles overlap.
};

/// `padded` begins with a zero and has room for two weights more than the filter's most.
ColumnTaps JoinTaps(TriangleFilter::Taps upper, TriangleFilter::Taps lower, int16_t* padded) {
  const int later = lower.first - upper.first;
  ColumnTaps taps{.first = upper.first,
                  .end = lower.first + lower.count,
                  .upper = upper.weights,
                  .lower = lower.weights,
                  .upper_end = (upper.count + 1) / 2,
                  .lower_begin = later / 2,
                  .lower_end = (later + lower.count + 1) / 2};
  if (later % 2 == 0) return taps;
  // The lower row begins in the middle of a pair.
  std::copy_n(lower.weights, lower.count, padded + 1);
  padded[lower.count + 1] = 0;
  taps.lower = padded;
  return taps;
}

/// Sums of 16 values of an output row.
struct ColumnSums {
  Ints4 sums[4] = {};

  void Add(const Words8 (&pairs)[4], const int16_t* weights) {
    const Words8 two = RepeatPair(weights);
    for (int i = 0; i < 4; ++i) sums[i] += DotPairs(pairs[i], two);
  }

  void Store(int16_t* middle) const {
    constexpr int32_t kHalf = 1 << (kColumnShift - 1);
    const auto rounded = [this](int i) { return (sums[i] + kHalf) >> kColumnShift; };
    const Words8 low = NarrowToWords(rounded(0), rounded(1)), high = NarrowToWords(rounded(2), rounded(3));
    std::memcpy(middle, &low, sizeof low);
    std::memcpy(middle + 8, &high, sizeof high);
  }
};

/// kBlock values of the column pass. Row t of the block is at values + t * stride.
PAWLENS_ALSO_FOR_AVX2
void FilterColumns(const uint8_t* values, size_t stride, const ColumnTaps& taps, int16_t* upper, int16_t* lower) {
  Words8 pairs[4];
  const auto load = [&](size_t to_next) {
    const auto row = LoadVector<Bytes16>(values);
    const auto next = LoadVector<Bytes16>(values + to_next);
    // Blocks go down the picture, which processors do not foresee: a line of the cache ahead, with the rows side by side.
    __builtin_prefetch(values + kAhead);
    __builtin_prefetch(values + stride + kAhead);
    values += 2 * stride;
    const Bytes16 low = InterleaveLow(row, next), high = InterleaveHigh(row, next);
    pairs[0] = WidenLow(low);
    pairs[1] = WidenHigh(low);
    pairs[2] = WidenLow(high);
    pairs[3] = WidenHigh(high);
  };
  ColumnSums above, below;
  const int16_t* above_weights = taps.upper;
  const int16_t* below_weights = taps.lower;
  int pair = 0;
  for (; pair < taps.lower_begin; ++pair, above_weights += 2) {
    load(stride);
    above.Add(pairs, above_weights);
  }
  const int whole = (taps.end - taps.first) / 2;
  for (; pair < std::min(taps.upper_end, whole); ++pair, above_weights += 2, below_weights += 2) {
    load(stride);
    above.Add(pairs, above_weights);
    below.Add(pairs, below_weights);
  }
  for (; pair < whole; ++pair, below_weights += 2) {
    load(stride);
    below.Add(pairs, below_weights);
  }
  if (pair < taps.lower_end) {
    load(0);  // An odd number of rows: the next one, of weight zero, may not exist.
    if (pair < taps.upper_end) above.Add(pairs, above_weights);
    below.Add(pairs, below_weights);
  }
  above.Store(upper);
  below.Store(lower);
}

/// Two rows of the picture's width and the network's height. They have room for whole blocks, `scratch` for one
/// block a source row.
void ColumnPass(SourceRows& source, const ColumnTaps& taps, uint8_t* scratch, int16_t* upper, int16_t* lower) {
  const bool opaque = source.AreOpaque(taps.first, taps.end);
  for (int begin = 0; begin < source.length(); begin += kBlock) {
    if (opaque && source.length() - begin >= kBlock) {
      FilterColumns(source.Row(taps.first) + begin, source.stride(), taps, upper + begin, lower + begin);
      continue;
    }
    for (int y = taps.first; y < taps.end; ++y) source.CopyBlock(y, begin, scratch + (y - taps.first) * kBlock);
    FilterColumns(scratch, kBlock, taps, upper + begin, lower + begin);
  }
}

/// Of two rows at once. Two neighbouring pixels at a time: eight values of which the first kChannels are the first pixel's,
/// so up to five values behind the last pixel are read and dropped.
template <int kChannels>
[[gnu::always_inline]] inline void RowPass(const int16_t* upper, const int16_t* lower, const TriangleFilter& filter,
                                           int width, uint8_t* out_upper, uint8_t* out_lower) {
  constexpr int32_t kHalf = 1 << (kRowShift - 1);
  const auto paired = [](const int16_t* value) {
    const auto pixels = LoadVector<Words8>(value);
    return __builtin_shufflevector(pixels, pixels, 0, kChannels, 1, kChannels + 1, 2, kChannels + 2, 3, 7);
  };
  // Four bytes are written as one number: the fourth is the next pixel's first, which comes afterwards.
  const auto pixel_at = [&](int x, size_t bytes) {
    const TriangleFilter::Taps taps = filter[x];
    Ints4 above = {kHalf, kHalf, kHalf, kHalf}, below = above;
    for (int tap = 0, at = taps.first * kChannels; tap < taps.count; tap += 2, at += 2 * kChannels) {
      const Words8 weights = RepeatPair(taps.weights + tap);
      above += DotPairs(paired(upper + at), weights);
      below += DotPairs(paired(lower + at), weights);
    }
    const Words8 words = NarrowToWords(above >> kRowShift, below >> kRowShift);
    const Bytes16 both = NarrowToUnsigned(words, words);
    std::memcpy(out_upper + 3 * x, &both, bytes);
    std::memcpy(out_lower + 3 * x, reinterpret_cast<const uint8_t*>(&both) + 4, bytes);
  };
  for (int x = 0; x + 1 < width; ++x) pixel_at(x, 4);
  pixel_at(width - 1, 3);
}

// Clang has no clones of templates.
PAWLENS_ALSO_FOR_AVX2
void RowPassRgb(const int16_t* upper, const int16_t* lower, const TriangleFilter& filter, int width, uint8_t* out_upper,
                uint8_t* out_lower) {
  RowPass<3>(upper, lower, filter, width, out_upper, out_lower);
}
PAWLENS_ALSO_FOR_AVX2
void RowPassRgba(const int16_t* upper, const int16_t* lower, const TriangleFilter& filter, int width,
                 uint8_t* out_upper, uint8_t* out_lower) {
  RowPass<4>(upper, lower, filter, width, out_upper, out_lower);
}

/// Opaque RGBA to RGB.
void DropAlpha(const uint8_t* pixel, int width, uint8_t* out) {
  int x = 0;
  // Sixteen bytes are written for four pixels: four of them are the next pixels', which come afterwards.
  for (; x + 6 <= width; x += 4, pixel += 16, out += 12) {
    const auto four = LoadVector<Bytes16>(pixel);
    const Bytes16 packed = __builtin_shufflevector(four, four, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 3, 7, 11, 15);
    std::memcpy(out, &packed, sizeof packed);
  }
  for (; x < width; ++x, pixel += 4, out += 3) std::memcpy(out, pixel, 3);
}

/// What both passes come to where nothing is resized: each filter is one weight of 2^14.
void CopyRows(SourceRows& source, const InputRule& rule, int channels, uint8_t* out) {
  const size_t row_bytes = static_cast<size_t>(rule.width) * 3;
  for (int y = 0; y < rule.height; ++y, out += row_bytes) {
    const uint8_t* row = source.Row(y);
    if (channels == 3) {
      std::memcpy(out, row, row_bytes);
    } else if (source.AreOpaque(y, y + 1)) {
      DropAlpha(row, rule.width, out);
    } else {
      for (int x = 0; x < rule.width; ++x) {
        for (int channel = 0; channel < 3; ++channel) {
          out[3 * x + channel] = OverWhite(row[4 * x + channel], row[4 * x + 3]);
        }
      }
    }
  }
}

/// `out` holds rule.height * rule.width * 3 values.
Status Resize(const ImageView& pixels, const InputRule& rule, uint8_t* out) {
  const Crop crop = CenterCrop(pixels, rule.max_aspect, rule.share);
  auto source = SourceRows::Create(pixels, crop);
  if (!source) return std::unexpected(source.error());
  if (crop.width == rule.width && crop.height == rule.height) {
    CopyRows(*source, rule, pixels.channels(), out);
    return {};
  }
  const auto columns = TriangleFilter::Create(crop.height, rule.height);
  if (!columns) return std::unexpected(columns.error());
  const auto rows = TriangleFilter::Create(crop.width, rule.width);
  if (!rows) return std::unexpected(rows.error());
  const auto max_taps = static_cast<size_t>(columns->max_taps());
  // Triangles of neighbouring rows overlap, so together they are less than twice as long as one.
  auto scratch = AlignedBuffer::Allocate(2 * max_taps * kBlock);
  if (!scratch) return std::unexpected(scratch.error());
  auto padded = AlignedBuffer::Allocate((max_taps + 2) * sizeof(int16_t));
  if (!padded) return std::unexpected(padded.error());
  const size_t middle_size = static_cast<size_t>(source->length()) + kBlock;
  auto middle = AlignedBuffer::Allocate(2 * middle_size * sizeof(int16_t));
  if (!middle) return std::unexpected(middle.error());
  auto* upper = reinterpret_cast<int16_t*>(middle->data());
  int16_t* lower = upper + middle_size;

  const auto row_pass = pixels.format == PixelFormat::kRgb8 ? RowPassRgb : RowPassRgba;
  const size_t row_bytes = static_cast<size_t>(rule.width) * 3;
  for (int y = 0; y < rule.height; y += 2) {
    const int next = std::min(y + 1, rule.height - 1);  // A last row without a neighbour is made twice.
    const ColumnTaps taps = JoinTaps((*columns)[y], (*columns)[next], reinterpret_cast<int16_t*>(padded->data()));
    ColumnPass(*source, taps, scratch->data(), upper, lower);
    row_pass(upper, lower, *rows, rule.width, out + static_cast<size_t>(y) * row_bytes,
             out + static_cast<size_t>(next) * row_bytes);
  }
  return {};
}

size_t OutputSize(const InputRule& rule) {
  return static_cast<size_t>(rule.width) * static_cast<size_t>(rule.height) * 3;
}

}  // namespace

Crop CenterCrop(const ImageView& pixels, float max_aspect, float share) {
  const auto middle = [share](int length) {
    return std::max(1, static_cast<int>(share * static_cast<float>(length) + 0.5f));
  };
  const int width = middle(CroppedLength(pixels.width, pixels.height, max_aspect));
  const int height = middle(CroppedLength(pixels.height, pixels.width, max_aspect));
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
