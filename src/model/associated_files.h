// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace pawlens {

/// The first file in the ZIP archive at the end of `file` whose name holds "label" and that is stored uncompressed:
/// TFLite metadata keeps label files so. Nothing where there is no such archive or entry, or where the archive is
/// damaged: labels are an extra, without which a model still runs. A view into `file`.
std::optional<std::span<const uint8_t>> FindLabelFile(std::span<const uint8_t> file);

}  // namespace pawlens
