// SPDX-License-Identifier: MIT
// The numeric half of Validate: scales, zero points, and sums that must fit in 32 bits.
#pragma once

#include <cstdint>

#include "model/checker.h"
#include "model/graph.h"

namespace pawlens {

/// Smallest and largest value of an int8 output behind a fused activation.
struct Int8Range {
  int32_t min = -128;
  int32_t max = 127;
};

/// RELU: real 0 and above; RELU6: up to real 6, rounded to nearest (TFLite rounds halves up). Within [-128, 127]
/// whatever the scale.
Int8Range ActivationRange(Activation activation, float scale, int32_t zero_point);

/// The operator's fused activation; kNone for those that have none.
Activation FusedActivation(const Operator& op);

/// As many zero points as scales; for int8 and uint8 each scale a normal number above 0 and each zero point in the
/// type's range; several scales only along a dimension that has as many indices. The tensor's shape is valid already.
bool CheckTensorQuantization(Checker& check, size_t tensor);

/// What the operator asks of its tensors' quantization (see Validate). Shapes, types and constants have been checked.
bool CheckOperatorQuantization(Checker& check, const Operator& op);

}  // namespace pawlens
