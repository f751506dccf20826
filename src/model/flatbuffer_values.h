// SPDX-License-Identifier: MIT
// Safe ways out of verified FlatBuffers. Only for this folder's reader.
#pragma once

#include <bit>
#include <cstring>
#include <string_view>
#include <vector>

#include "flatbuffers/flatbuffers.h"

namespace pawlens {

// Numbers are copied as they lie in the file.
static_assert(std::endian::native == std::endian::little);

/// Elements of a vector, empty for an absent one. The verifier checks that vectors are inside the file but not that
/// their elements are aligned, so they are copied as bytes.
template <typename T>
std::vector<T> CopyVector(const flatbuffers::Vector<T>* vector) {
  if (vector == nullptr) return {};
  // Bytes, most of a file, need not be zero first.
  if constexpr (sizeof(T) == 1) return std::vector<T>(vector->Data(), vector->Data() + vector->size());
  std::vector<T> values(vector->size());
  if (!values.empty()) std::memcpy(values.data(), vector->Data(), values.size() * sizeof(T));
  return values;
}

/// Text in the file's memory, empty for an absent string.
inline std::string_view StringView(const flatbuffers::String* text) {
  return text == nullptr ? std::string_view() : std::string_view(text->c_str(), text->size());
}

/// Number of elements, 0 for an absent vector.
template <typename T>
size_t SizeOf(const flatbuffers::Vector<T>* vector) {
  return vector == nullptr ? 0 : vector->size();
}

}  // namespace pawlens
