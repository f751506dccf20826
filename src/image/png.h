// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "base/error.h"
#include "image/image.h"

namespace pawlens {

/// The bytes of a PNG file of these pixels. kInvalidArgument for an empty picture, kImageTooLarge for one of
/// 2 GiB, kOutOfMemory.
Result<std::vector<uint8_t>> EncodePng(const Image& picture);

}  // namespace pawlens
