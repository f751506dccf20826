// SPDX-License-Identifier: MIT
#pragma once

#include "pawlens/commands.h"

namespace pawlens::cli {

/// `pawlens bench --roofline`: each layer's multiply-accumulates, time and speed, and its share of the processor's peak
/// (peak.h), which is measured right afterwards. The answer is the exit status.
int RunRoofline(const BenchArguments& arguments);

}  // namespace pawlens::cli
