// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

#include "model/checker.h"
#include "model/settings.h"

namespace pawlens {

/// The settings FlatBuffer. What its fields say is not checked here.
bool ReadSettings(Checker& check, std::span<const uint8_t> bytes, Settings& settings);

}  // namespace pawlens
