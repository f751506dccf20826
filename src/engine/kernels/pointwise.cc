// SPDX-License-Identifier: MIT
#include "engine/kernels/pointwise.h"

#include <algorithm>
#include <cmath>

#include "engine/kernels/exp.h"

namespace pawlens {
namespace {

int32_t Value(bool is_signed, int bits) {
  return is_signed && bits > 127 ? bits - 256 : bits;
}

int32_t Smallest(const ByteQuantization& q) {
  return q.is_signed ? -128 : 0;
}
int32_t Largest(const ByteQuantization& q) {
  return q.is_signed ? 127 : 255;
}

}  // namespace

ByteTable RequantizeTable(const ByteQuantization& input, const ByteQuantization& output) {
  const float ratio = input.scale / output.scale;
  const auto low = static_cast<float>(Smallest(output) - output.zero_point);
  const auto high = static_cast<float>(Largest(output) - output.zero_point);
  ByteTable table;
  for (int bits = 0; bits < 256; ++bits) {
    const float scaled = static_cast<float>(Value(input.is_signed, bits) - input.zero_point) * ratio;
    const float bounded = std::min(std::max(scaled, low), high);
    table[bits] = static_cast<uint8_t>(std::lrint(bounded) + output.zero_point);
  }
  return table;
}

ByteTable LogisticTable(float input_scale, int32_t input_zero_point) {
  ByteTable table;
  for (int bits = 0; bits < 256; ++bits) {
    const double x = static_cast<double>(input_scale) * (Value(/*is_signed=*/true, bits) - input_zero_point);
    const double probability = 1.0 / (1.0 + PortableExp(-x));
    table[bits] = static_cast<uint8_t>(std::min(std::lrint(probability * 256.0), 255L) - 128);
  }
  return table;
}

void MapBytes(const ByteTable& table, const uint8_t* input, size_t size, uint8_t* output) {
  for (size_t i = 0; i < size; ++i) output[i] = table[input[i]];
}

std::optional<uint8_t> ShiftOf(const ByteTable& table) {
  for (size_t bits = 0; bits < table.size(); ++bits) {
    if (table[bits] != static_cast<uint8_t>(bits + table[0])) return std::nullopt;
  }
  return table[0];
}

void ShiftBytes(uint8_t shift, const uint8_t* __restrict input, size_t size, uint8_t* __restrict output) {
  for (size_t i = 0; i < size; ++i) output[i] = static_cast<uint8_t>(input[i] + shift);
}

void ClampInt8(Int8Range range, size_t size, int8_t* values) {
  const auto low = static_cast<int8_t>(range.min), high = static_cast<int8_t>(range.max);
  for (size_t i = 0; i < size; ++i) values[i] = std::min(std::max(values[i], low), high);
}

void QuantizeFloat(const float* input, size_t size, const ByteQuantization& to, uint8_t* output) {
  const auto low = static_cast<float>(Smallest(to) - to.zero_point);
  const auto high = static_cast<float>(Largest(to) - to.zero_point);
  for (size_t i = 0; i < size; ++i) {
    const float steps = input[i] / to.scale;
    const float above = steps > low ? steps : low;  // NaN fails the comparison.
    const float bounded = above < high ? above : high;
    output[i] = static_cast<uint8_t>(RoundHalfAway(bounded) + to.zero_point);
  }
}

void DequantizeByte(const uint8_t* input, size_t size, const ByteQuantization& from, float* output) {
  for (size_t i = 0; i < size; ++i) {
    output[i] = from.scale * static_cast<float>(Value(from.is_signed, input[i]) - from.zero_point);
  }
}

}  // namespace pawlens
