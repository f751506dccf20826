// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "base/error.h"

namespace pawlens {

/// Bytes on a 64-byte boundary with `kOverreadBytes` more behind them: SIMD kernels may read (never write) that far past the
/// end, and this is the one place that makes it legal. Move-only.
class AlignedBuffer {
 public:
  static constexpr size_t kAlignment = 64;
  static constexpr size_t kOverreadBytes = 128;  // XNN_EXTRA_BYTES of the pinned XNNPACK; checked in src/engine.

  AlignedBuffer() = default;
  /// Filled with zeros. kOutOfMemory instead of an exception or an abort.
  static Result<AlignedBuffer> Allocate(size_t size_bytes);
  /// For whoever writes every byte at once: only the over-read tail is zeros.
  static Result<AlignedBuffer> AllocateUnfilled(size_t size_bytes);

  uint8_t* data() { return data_.get(); }
  const uint8_t* data() const { return data_.get(); }
  size_t size() const { return size_bytes_; }  ///< Without the over-read tail.
  std::span<uint8_t> bytes() { return {data_.get(), size_bytes_}; }

 private:
  struct Free {
    void operator()(uint8_t* data) const;
  };
  std::unique_ptr<uint8_t[], Free> data_;
  size_t size_bytes_ = 0;
};

}  // namespace pawlens
