// SPDX-License-Identifier: MIT
// Functions of one element, between the 8-bit types and to and from float.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "engine/requantize.h"

namespace pawlens {

/// A function of one 8-bit element, by the element's bits: entry 0xff is the value at -1, or at 255 for uint8.
using ByteTable = std::array<uint8_t, 256>;

/// 8-bit QUANTIZE: another scale, zero point or signedness. Equal scales give exact values, others are rounded as in
/// `Requantize`.
struct ByteQuantization {
  bool is_signed = true;  ///< int8; otherwise uint8.
  float scale = 1;
  int32_t zero_point = 0;
};
ByteTable RequantizeTable(const ByteQuantization& input, const ByteQuantization& output);

/// LOGISTIC of int8 to the fixed output of scale 1/256 and zero point -128: 256 / (1 + e^-x), halves to even, at most
/// 127.
ByteTable LogisticTable(float input_scale, int32_t input_zero_point);

void MapBytes(const ByteTable& table, const uint8_t* input, size_t size, uint8_t* output);

/// The number that the table adds to each byte modulo 256, if that is all it does: uint8 pixels as int8 of the same
/// scale.
std::optional<uint8_t> ShiftOf(const ByteTable& table);
/// Several times as fast as the table.
void ShiftBytes(uint8_t shift, const uint8_t* input, size_t size, uint8_t* output);

/// Bounds in place.
void ClampInt8(Int8Range range, size_t size, int8_t* values);

/// float to 8 bit as TFLite does it: value / scale to the nearest integer, halves away from zero, plus the zero point,
/// bounded by the type. NaN becomes the type's smallest value.
void QuantizeFloat(const float* input, size_t size, const ByteQuantization& to, uint8_t* output);
/// scale * (q - zero_point) in single precision.
void DequantizeByte(const uint8_t* input, size_t size, const ByteQuantization& from, float* output);

}  // namespace pawlens
