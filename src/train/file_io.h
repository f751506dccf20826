// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "base/error.h"

namespace pawlens {

/// kIo, naming the file.
Result<std::vector<uint8_t>> ReadWholeFile(const std::filesystem::path& path);

/// Writes beside `path` first and renames, so that readers see the old file or the whole new one. Makes missing folders.
Status WriteWholeFile(const std::filesystem::path& path, std::span<const uint8_t> bytes);

}  // namespace pawlens
