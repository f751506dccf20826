// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace pawlens {

enum class ByteOrder { kLittle, kBig };

/// Numbers out of untrusted bytes: whatever lies behind the end reads as zero, so no read needs a check for safety,
/// only `Has` where the difference matters.
class ByteView {
 public:
  explicit ByteView(std::span<const uint8_t> bytes) : bytes_(bytes) {}

  size_t size() const { return bytes_.size(); }
  /// Do `count` bytes from `at` on exist?
  bool Has(size_t at, size_t count) const { return at <= size() && count <= size() - at; }
  bool Matches(size_t at, std::string_view text) const {
    return Has(at, text.size()) &&
           std::string_view(reinterpret_cast<const char*>(bytes_.data()), size()).substr(at).starts_with(text);
  }
  /// From `at` on, at most `count` bytes, fewer at the end.
  std::span<const uint8_t> Part(size_t at, size_t count) const {
    if (at >= size()) return {};
    return bytes_.subspan(at, count < size() - at ? count : size() - at);
  }

  uint32_t U8(size_t at) const { return at < size() ? bytes_[at] : 0; }
  uint32_t U16(size_t at, ByteOrder order) const {
    return order == ByteOrder::kLittle ? U8(at) | U8(at + 1) << 8 : U8(at) << 8 | U8(at + 1);
  }
  uint32_t U32(size_t at, ByteOrder order) const {
    return order == ByteOrder::kLittle ? U16(at, order) | U16(at + 2, order) << 16
                                       : U16(at, order) << 16 | U16(at + 2, order);
  }

 private:
  std::span<const uint8_t> bytes_;
};

}  // namespace pawlens
