// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace pawlens {

/// Whether untrusted text may be shown as it is: valid UTF-8 (no overlong forms, surrogates or code points beyond
/// U+10FFFF) without control characters (U+0000..1F, U+7F..9F); a line feed counts as text where `allow_newline`.
bool IsPlainText(std::string_view text, bool allow_newline = false);

}  // namespace pawlens
