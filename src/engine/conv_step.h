// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "base/error.h"
#include "engine/operands.h"
#include "engine/step.h"

namespace pawlens {

/// CONV_2D, DEPTHWISE_CONV_2D and FULLY_CONNECTED (a 1x1 convolution over a picture one pixel high) of int8 tensors.
/// Weights with one scale are given that scale for each channel. kUnsupportedModel where an accumulator could leave
/// int32 or a scale is beyond XNNPACK's; kOutOfMemory.
Result<StepPtr> MakeConvolutionStep(const Operands& operands, const int8_t* input, int8_t* output, Scratch& scratch);

}  // namespace pawlens
