// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

#include "base/error.h"
#include "engine/operands.h"
#include "engine/step.h"

namespace pawlens {

/// MakeStep for an operator whose input is float32, but for QUANTIZE. Two files define it, and each program has one of
/// them: float_step.cc computes, int8_only.cc refuses, so that the page's first engine does not carry float kernels.
Result<StepPtr> MakeFloatStep(const Operands& operands, std::span<uint8_t* const> data);

}  // namespace pawlens
