// SPDX-License-Identifier: MIT
// Who computes convolutions and additions: XNNPACK (backend_xnnpack.cc) or the kernels of this folder (backend_kernels.cc).
// A build has one of them, see PAWLENS_XNNPACK in CMakeLists.txt; results are the same bytes.
#pragma once

#include <cstdint>

#include "base/error.h"
#include "engine/convolution_spec.h"
#include "engine/step.h"

namespace pawlens {

/// kUnsupportedModel (scales that XNNPACK refuses), kOutOfMemory, kInternal. Buffers must outlive the step and be readable
/// for AlignedBuffer::kOverreadBytes past their ends.
Result<StepPtr> ConvolutionStep(const ConvolutionSpec& spec, const int8_t* input, int8_t* output, Scratch& scratch);
Result<StepPtr> AdditionStep(const AdditionSpec& spec, const int8_t* a, const int8_t* b, int8_t* output);

}  // namespace pawlens
