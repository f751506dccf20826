// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"

namespace pawlens::cli {

inline constexpr size_t kMaxFileBytes = size_t{512} << 20;

/// The whole of a regular file. kIo: it cannot be read (with the system's reason), is no regular file, or is larger than
/// kMaxFileBytes. The message says what is wrong but not with which file: the caller knows its path.
Result<std::vector<uint8_t>> ReadFile(const std::string& path);

/// All of standard input, under the same limit.
Result<std::vector<uint8_t>> ReadStandardInput();

}  // namespace pawlens::cli
