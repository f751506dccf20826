// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

#include "base/error.h"

namespace pawlens {

/// What to tell a person about a file that is neither JPEG, PNG, BMP nor GIF: kUnsupportedImage with the name of the
/// format and what to do, where its first bytes give it away, kBadImage for text, web pages and anything unknown.
Error DescribeForeignFile(std::span<const uint8_t> file);

}  // namespace pawlens
