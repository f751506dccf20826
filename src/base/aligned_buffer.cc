// SPDX-License-Identifier: MIT
#include "base/aligned_buffer.h"

#include <cstdlib>
#include <cstring>
#include <limits>

#include "base/str_cat.h"

namespace pawlens {

void AlignedBuffer::Free::operator()(uint8_t* data) const {
  std::free(data);
}

Result<AlignedBuffer> AlignedBuffer::Allocate(size_t size_bytes) {
  Result<AlignedBuffer> buffer = AllocateUnfilled(size_bytes);
  if (buffer) std::memset(buffer->data(), 0, size_bytes);
  return buffer;
}

Result<AlignedBuffer> AlignedBuffer::AllocateUnfilled(size_t size_bytes) {
  constexpr size_t kSlack = kOverreadBytes + kAlignment;
  if (size_bytes > std::numeric_limits<size_t>::max() - kSlack) {
    return Fail(ErrorCode::kOutOfMemory, StrCat("a buffer of ", size_bytes, " bytes cannot be addressed"));
  }
  // aligned_alloc wants a multiple of the alignment.
  const size_t total = (size_bytes + kOverreadBytes + kAlignment - 1) / kAlignment * kAlignment;
  AlignedBuffer buffer;
  buffer.data_.reset(static_cast<uint8_t*>(std::aligned_alloc(kAlignment, total)));
  if (!buffer.data_) return Fail(ErrorCode::kOutOfMemory, StrCat("no memory for a buffer of ", size_bytes, " bytes"));
  std::memset(buffer.data_.get() + size_bytes, 0, total - size_bytes);
  buffer.size_bytes_ = size_bytes;
  return buffer;
}

}  // namespace pawlens
