// SPDX-License-Identifier: MIT
#pragma once

#include "model/checker.h"
#include "model/graph.h"
#include "model/tflite_generated.h"

namespace pawlens {

/// Reads an operator of a verified file. Which tensors it names, and what values its options have, is not checked here.
bool ReadOperator(Checker& check, const fbs::Model& model, const fbs::Operator& in, Operator& op);

}  // namespace pawlens
