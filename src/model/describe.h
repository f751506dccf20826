// SPDX-License-Identifier: MIT
// How messages and tools call the parts of a graph.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "model/graph.h"

namespace pawlens {

/// An untrusted name made fit for a message: at most 80 bytes, whatever is not printable ASCII shown as '?'.
std::string PrintableName(std::string_view name);

/// `tensor 7 "block1/conv"`; the index need not be valid.
std::string DescribeTensor(const Graph& graph, int index);

/// `operator 3 (CONV_2D)`.
std::string DescribeOperator(const Graph& graph, size_t index);

/// `[1, 224, 224, 3]`.
std::string DescribeShape(const std::vector<int32_t>& shape);

/// TFLite's name of builtin operator `code`, such as "HARD_SWISH"; "operator 123" for rare and future ones.
std::string BuiltinOperatorName(int32_t code);

/// "none", "relu" or "relu6".
const char* ActivationName(Activation activation);

}  // namespace pawlens
