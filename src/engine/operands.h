// SPDX-License-Identifier: MIT
// Reading an operator's tensors and options: what steps and reference have in common.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/str_cat.h"
#include "model/describe.h"
#include "model/graph.h"

namespace pawlens {

/// An operator of a validated graph with its tensors at hand.
struct Operands {
  const Graph& graph;
  size_t op_index = 0;
  const Operator& op = graph.operators[op_index];

  bool has_input(size_t i) const { return i < op.inputs.size() && op.inputs[i] >= 0; }
  int input_index(size_t i = 0) const { return op.inputs[i]; }
  int output_index() const { return op.outputs[0]; }
  const Tensor& input(size_t i = 0) const { return graph.tensors[static_cast<size_t>(op.inputs[i])]; }
  const Tensor& output() const { return graph.tensors[static_cast<size_t>(op.outputs[0])]; }

  /// The error with this operator's name in front: "operator 3 (CONV_2D): ...".
  std::unexpected<Error> Named(const Error& error) const {
    return Fail(error.code, StrCat(DescribeOperator(graph, op_index), ": ", error.message));
  }
  std::unexpected<Error> Refuse(std::string reason) const {
    return Named({ErrorCode::kUnsupportedModel, std::move(reason)});
  }
};

inline float Scale(const Tensor& tensor) {
  return tensor.quantization.scale[0];
}
inline int32_t ZeroPoint(const Tensor& tensor) {
  return tensor.quantization.zero_point[0];
}

/// The elements of a tensor's bytes, whose alignment is anybody's.
template <typename T>
std::vector<T> Elements(const std::vector<uint8_t>& bytes) {
  std::vector<T> values(bytes.size() / sizeof(T));
  if (!values.empty()) std::memcpy(values.data(), bytes.data(), values.size() * sizeof(T));
  return values;
}

}  // namespace pawlens
