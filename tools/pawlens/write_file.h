// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace pawlens::cli {

/// Writes beside the file and renames, so that nobody ever finds half of it. kIo, with the path in the message.
Status WriteFile(const std::string& path, std::string_view bytes);

}  // namespace pawlens::cli
