// SPDX-License-Identifier: MIT
// Whole files, by descriptor.
#pragma once

#include <string_view>

#include "pawlens/descriptor.h"

namespace pawlens::cli {

/// All of `bytes`, however often the system takes only a part.
SystemResult<void> WriteAll(int fd, std::string_view bytes);

/// Everything from the start of `from` to where `to` stands, with permissions and times, and down to the disk.
SystemResult<void> CopyFile(int from, int to);

/// Do both hold the same bytes? Reads both from their start, and from the disk where the system lets go of its cache, so that
/// a copy is compared as it lies on the disk.
SystemResult<bool> SameBytes(int one, int other);

}  // namespace pawlens::cli
