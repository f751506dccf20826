// SPDX-License-Identifier: MIT
#include "engine/kernels/convolution_input.h"

#include <algorithm>
#include <cstring>

#include "base/aligned_buffer.h"
#include "engine/kernels/lanes.h"

namespace pawlens {
namespace {

constexpr uint8_t kSignBit = 0x80;

size_t RoundUp(size_t value, size_t multiple) {
  return (value + multiple - 1) / multiple * multiple;
}

/// Rows or columns that `outputs` windows touch.
int32_t Reach(int32_t outputs, int32_t stride, int32_t kernel, int32_t dilation) {
  return (outputs - 1) * stride + (kernel - 1) * dilation + 1;
}

/// What turns input bytes into those of quads, by exclusive or.
Bytes16 FlipOf(Arithmetic arithmetic) {
  const uint8_t bit = arithmetic == Arithmetic::kUnsignedQuads ? kSignBit : 0;
  return Bytes16{} + bit;
}

/// Any number of elements; writes up to 15 bytes more.
void CopyBytes(Arithmetic arithmetic, int32_t zero_point, const int8_t* from, size_t count, uint8_t* to) {
  if (arithmetic == Arithmetic::kPairs) {
    const Words8 zero = Words8{} + static_cast<int16_t>(zero_point);
    for (size_t i = 0; i < count; i += 8) {
      const Words8 words = LoadWidened(from + i) - zero;
      std::memcpy(to + 2 * i, &words, sizeof words);
    }
    return;
  }
  const Bytes16 flip = FlipOf(arithmetic);
  for (size_t i = 0; i < count; i += 16) {
    const Bytes16 bytes = LoadVector<Bytes16>(from + i) ^ flip;
    std::memcpy(to + i, &bytes, sizeof bytes);
  }
}

/// Two rows' int16 side by side, channel by channel.
void StackPairs(const int8_t* a, const int8_t* b, Words8 zero, size_t channels, uint8_t* to) {
  for (size_t c = 0; c < channels; c += 8, to += 32) {
    const Words8 x = LoadWidened(a + c) - zero, y = LoadWidened(b + c) - zero;
    const Words8 low = InterleaveLow(x, y), high = InterleaveHigh(x, y);
    std::memcpy(to, &low, sizeof low);
    std::memcpy(to + 16, &high, sizeof high);
  }
}

/// Four rows' bytes side by side, channel by channel.
void StackQuads(const int8_t* const* rows, Bytes16 flip, size_t channels, uint8_t* to) {
  for (size_t c = 0; c < channels; c += 16, to += 64) {
    const Bytes16 a = LoadVector<Bytes16>(rows[0] + c), b = LoadVector<Bytes16>(rows[1] + c);
    const Bytes16 d = LoadVector<Bytes16>(rows[2] + c), e = LoadVector<Bytes16>(rows[3] + c);
    const auto ab_low = std::bit_cast<Words8>(InterleaveLow(a, b)),
               ab_high = std::bit_cast<Words8>(InterleaveHigh(a, b));
    const auto de_low = std::bit_cast<Words8>(InterleaveLow(d, e)),
               de_high = std::bit_cast<Words8>(InterleaveHigh(d, e));
    const Bytes16 stacked[] = {std::bit_cast<Bytes16>(InterleaveLow(ab_low, de_low)) ^ flip,
                               std::bit_cast<Bytes16>(InterleaveHigh(ab_low, de_low)) ^ flip,
                               std::bit_cast<Bytes16>(InterleaveLow(ab_high, de_high)) ^ flip,
                               std::bit_cast<Bytes16>(InterleaveHigh(ab_high, de_high)) ^ flip};
    std::memcpy(to, stacked, sizeof stacked);
  }
}

}  // namespace

int32_t TapsOf(Arithmetic arithmetic) {
  return arithmetic == Arithmetic::kPairs ? Pairs::kTaps : 4;
}

ConvolutionInput::ConvolutionInput(const ConvolutionSpec& spec, Arithmetic arithmetic)
    : spec_(spec), arithmetic_(arithmetic) {
  columns_ = Reach(spec.output_w, spec.stride_w, spec.kernel_w, spec.dilation_w);
  if (!spec.depthwise) {
    if (spec.kernel_h == 1) step_h_ = spec.stride_h;
    if (spec.kernel_w == 1) step_w_ = spec.stride_w, columns_ = spec.output_w;
    rows_ = spec.kernel_h == 1 ? spec.output_h : Reach(spec.output_h, spec.stride_h, spec.kernel_h, spec.dilation_h);
    channels_ = spec.input_channels;
    column_bytes_ = static_cast<size_t>(channels_) * (arithmetic == Arithmetic::kPairs ? 2 : 1);
    scratch_bytes_ = row_bytes() * static_cast<size_t>(rows_) + 16;
    return;
  }
  rows_ = (spec.kernel_h + TapsOf(arithmetic) - 1) / TapsOf(arithmetic);
  channels_ = spec.output_channels;
  multiplier_ = channels_ / spec.input_channels;
  column_bytes_ = RoundUp(static_cast<size_t>(channels_), arithmetic == Arithmetic::kPairs ? 8 : 16) * 4;
  padding_bytes_ = RoundUp(static_cast<size_t>(channels_), 16) + 16;
  if (multiplier_ > 1) {
    expanded_bytes_ = static_cast<size_t>(spec.input_h) * spec.input_w * channels_ + AlignedBuffer::kOverreadBytes;
  }
  scratch_bytes_ = expanded_bytes_ + padding_bytes_ + row_bytes() * static_cast<size_t>(rows_);
}

int32_t ConvolutionInput::offset() const {
  switch (arithmetic_) {
    case Arithmetic::kPairs: return 0;
    case Arithmetic::kSignedQuads: return spec_.input_zero_point;
    case Arithmetic::kUnsignedQuads: break;
  }
  return spec_.input_zero_point + kSignBit;
}

const uint8_t* ConvolutionInput::CopyAll(const int8_t* input, uint8_t* scratch) const {
  const auto padding = static_cast<uint8_t>(offset());  // Pairs: 0 twice.
  for (int32_t row = 0; row < rows_; ++row) {
    uint8_t* to = scratch + static_cast<size_t>(row) * row_bytes();
    const int32_t y = row * step_h_ - spec_.padding_top;
    if (y < 0 || y >= spec_.input_h) {
      std::memset(to, padding, row_bytes());
    } else {
      CopyColumns(input + static_cast<size_t>(y) * spec_.input_w * channels_, to);
    }
  }
  return scratch;
}

void ConvolutionInput::CopyColumns(const int8_t* row, uint8_t* to) const {
  const auto padding = static_cast<uint8_t>(offset());
  const auto channels = static_cast<size_t>(channels_);
  if (step_w_ > 1) {
    for (int32_t column = 0; column < columns_; ++column, to += column_bytes_) {
      const int32_t x = column * step_w_ - spec_.padding_left;
      if (x < 0 || x >= spec_.input_w) {
        std::memset(to, padding, column_bytes_);
      } else {
        CopyBytes(arithmetic_, spec_.input_zero_point, row + static_cast<size_t>(x) * channels, channels, to);
      }
    }
    return;
  }
  const int32_t left = std::min(spec_.padding_left, columns_);
  const int32_t inside = std::clamp(columns_ - left, 0, spec_.input_w);
  const size_t left_bytes = static_cast<size_t>(left) * column_bytes_;
  const size_t inside_bytes = static_cast<size_t>(inside) * column_bytes_;
  std::memset(to, padding, left_bytes);
  CopyBytes(arithmetic_, spec_.input_zero_point, row, static_cast<size_t>(inside) * channels, to + left_bytes);
  std::memset(to + left_bytes + inside_bytes, padding, row_bytes() - left_bytes - inside_bytes);
}

void ConvolutionInput::Begin(const int8_t* input, uint8_t* scratch) const {
  std::memset(scratch + expanded_bytes_, spec_.input_zero_point, padding_bytes_);
  if (multiplier_ == 1) return;
  const size_t count = static_cast<size_t>(spec_.input_h) * spec_.input_w * spec_.input_channels;
  for (size_t i = 0; i < count; ++i) {
    std::memset(scratch + i * static_cast<size_t>(multiplier_), input[i], static_cast<size_t>(multiplier_));
  }
}

/// Null: a row of padding.
const int8_t* ConvolutionInput::SourceRow(const int8_t* input, const uint8_t* scratch, int32_t row) const {
  if (row < 0 || row >= spec_.input_h) return nullptr;
  const auto* picture = multiplier_ > 1 ? reinterpret_cast<const int8_t*>(scratch) : input;
  return picture + static_cast<size_t>(row) * spec_.input_w * channels_;
}

const uint8_t* ConvolutionInput::CopyRow(const int8_t* input, int32_t y, uint8_t* scratch) const {
  const auto* padding = reinterpret_cast<const int8_t*>(scratch + expanded_bytes_);
  uint8_t* copy = scratch + expanded_bytes_ + padding_bytes_;
  const int32_t taps = TapsOf(arithmetic_);
  for (int32_t group = 0; group < rows_; ++group) {
    const int8_t* rows[4] = {};
    for (int32_t tap = 0; tap < taps; ++tap) {
      const int32_t kernel_row = group * taps + tap;
      if (kernel_row >= spec_.kernel_h) continue;  // Has no weight.
      rows[tap] = SourceRow(input, scratch, y * spec_.stride_h - spec_.padding_top + kernel_row * spec_.dilation_h);
    }
    StackRows(rows, padding, copy + static_cast<size_t>(group) * row_bytes());
  }
  return copy;
}

void ConvolutionInput::StackRows(const int8_t* const* rows, const int8_t* padding, uint8_t* to) const {
  const auto channels = static_cast<size_t>(channels_);
  const Words8 zero = Words8{} + static_cast<int16_t>(spec_.input_zero_point);
  const Bytes16 flip = FlipOf(arithmetic_);
  const int8_t* pixels[4];
  size_t advance[4];
  const auto stack = [&](int32_t count) {
    for (int32_t column = 0; column < count; ++column, to += column_bytes_) {
      if (arithmetic_ == Arithmetic::kPairs) {
        StackPairs(pixels[0], pixels[1], zero, channels, to);
      } else {
        StackQuads(pixels, flip, channels, to);
      }
      for (int i = 0; i < 4; ++i) pixels[i] += advance[i];
    }
  };
  const auto stack_padding = [&](int32_t count) {
    for (int i = 0; i < 4; ++i) pixels[i] = padding, advance[i] = 0;
    stack(count);
  };
  const int32_t left = std::min(spec_.padding_left, columns_);
  const int32_t inside = std::clamp(columns_ - left, 0, spec_.input_w);
  stack_padding(left);
  for (int i = 0; i < 4; ++i) {
    if (rows[i]) pixels[i] = rows[i], advance[i] = channels;
  }
  stack(inside);
  stack_padding(columns_ - left - inside);
}

}  // namespace pawlens
