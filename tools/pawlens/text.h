// SPDX-License-Identifier: MIT
// Everything `pawlens` prints.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace pawlens::cli {

using Json = nlohmann::ordered_json;  ///< Keys keep the order in which they were set.

/// Text of others (file names, labels, messages about them) as one harmless line of UTF-8: control characters, line and
/// direction marks and bytes that are not UTF-8 become \n, \t, \x1b, \u{202e}; a backslash is doubled.
std::string Printable(std::string_view text);

/// JSON text; strings that are not UTF-8 get U+FFFD where they are broken. `indent` below 0: one line.
std::string JsonText(const Json& json, int indent);

/// Writes to standard output and flushes. False once that has failed: the caller stops. A reader that went away
/// (`pawlens ... | head`) is no news; anything else is reported on standard error, once.
bool WriteOut(std::string_view text);

/// "pawlens: MESSAGE" on standard error, made printable.
void Complain(std::string_view message);

}  // namespace pawlens::cli
