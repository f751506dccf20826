// SPDX-License-Identifier: MIT
#pragma once

#include "model/checker.h"
#include "model/graph.h"

namespace pawlens {

/// Counts of inputs and outputs, indices in range, options of the operator's own kind with sane values. After it the
/// operator's tensors may be looked at.
bool CheckOperatorForm(Checker& check, const Operator& op);

/// Types, constants, shapes and quantization of the operator's tensors. The form has been checked, and every tensor's
/// shape and data length.
bool CheckOperatorTensors(Checker& check, const Operator& op);

}  // namespace pawlens
