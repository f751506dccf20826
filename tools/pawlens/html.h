// SPDX-License-Identifier: MIT
// Text as HTML. Paths and labels are somebody else's: they reach a page through Escaped only.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace pawlens::cli {

/// Printable, with & < > " ' as references: safe as text and within quoted attributes.
std::string Escaped(std::string_view text);

/// "data:image/png;base64,..."
std::string PngUrl(std::span<const uint8_t> png);

std::string Grouped(int64_t number);                                   ///< 1234567: "1,234,567".
std::string PercentText(std::optional<double> share, int digits = 1);  ///< "93.1 %"; a dash where there is none.

}  // namespace pawlens::cli
