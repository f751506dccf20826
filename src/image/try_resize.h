// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/error.h"

namespace pawlens {

/// Resizes an empty vector to `size_bytes` zeros. kOutOfMemory where a plain resize would throw, which a build
/// without exceptions turns into an abort.
Status TryResize(std::vector<uint8_t>& bytes, size_t size_bytes);

}  // namespace pawlens
