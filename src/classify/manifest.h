// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "base/error.h"

namespace pawlens {

/// Sources of photos by path relative to `folder`, from the manifest.csv in it or beside it; empty without one.
/// kInvalidArgument for a manifest without the columns "path" and "source".
Result<std::map<std::string, std::string>> ReadManifest(const std::filesystem::path& folder);

}  // namespace pawlens
