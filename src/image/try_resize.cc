// SPDX-License-Identifier: MIT
#include "image/try_resize.h"

#include <cstdlib>

#include "base/str_cat.h"

namespace pawlens {

Status TryResize(std::vector<uint8_t>& bytes, size_t size_bytes) {
  // A vector cannot say that memory ran out, so malloc is asked for the same first. Volatile, because compilers drop
  // an allocation that is only freed.
  void* volatile probe = std::malloc(size_bytes);
  const bool fits = probe != nullptr || size_bytes == 0;
  std::free(probe);
  if (!fits || size_bytes > bytes.max_size()) {
    return Fail(ErrorCode::kOutOfMemory, StrCat("no memory for a picture of ", size_bytes, " bytes"));
  }
  bytes.resize(size_bytes);
  return {};
}

}  // namespace pawlens
