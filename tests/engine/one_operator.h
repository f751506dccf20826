// SPDX-License-Identifier: MIT
// Graphs of a single operator with numbers chosen by hand.
#pragma once

#include <cstring>
#include <initializer_list>
#include <utility>
#include <vector>

#include "engine/reference.h"
#include "model/graph.h"

namespace pawlens::testing {

template <typename T>
TensorBytes ToBytes(const std::vector<T>& values) {
  TensorBytes bytes(values.size() * sizeof(T));
  if (!values.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

template <typename T>
std::vector<T> FromBytes(const TensorBytes& bytes) {
  std::vector<T> values(bytes.size() / sizeof(T));
  if (!values.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

/// Tensor 0 is the only input, the last tensor the only output.
class OneOperator {
 public:
  OneOperator(OpType type, OpOptions options) { op_ = {type, {}, {}, std::move(options)}; }

  OneOperator& Input(std::vector<int32_t> shape, DataType type, float scale = 0, int32_t zero_point = 0) {
    graph_.inputs.push_back(Add(type, std::move(shape), scale, zero_point));
    op_.inputs.push_back(graph_.inputs.back());
    return *this;
  }
  template <typename T>
  OneOperator& Constant(std::vector<int32_t> shape, DataType type, const std::vector<T>& values,
                        std::vector<float> scales = {}, int axis = 0) {
    const int index = Add(type, std::move(shape), 0, 0);
    Tensor& tensor = graph_.tensors[static_cast<size_t>(index)];
    tensor.data = ToBytes(values);
    tensor.quantization = {scales, std::vector<int32_t>(scales.size(), 0), axis};
    op_.inputs.push_back(index);
    return *this;
  }
  OneOperator& Output(std::vector<int32_t> shape, DataType type, float scale = 0, int32_t zero_point = 0) {
    graph_.outputs = op_.outputs = {Add(type, std::move(shape), scale, zero_point)};
    graph_.operators = {op_};
    return *this;
  }
  const Graph& graph() const { return graph_; }

 private:
  int Add(DataType type, std::vector<int32_t> shape, float scale, int32_t zero_point) {
    Tensor tensor;
    tensor.name = "t" + std::to_string(graph_.tensors.size());
    tensor.type = type;
    tensor.shape = std::move(shape);
    if (scale > 0) tensor.quantization = {{scale}, {zero_point}, 0};
    graph_.tensors.push_back(std::move(tensor));
    return static_cast<int>(graph_.tensors.size()) - 1;
  }

  Graph graph_;
  Operator op_;
};

}  // namespace pawlens::testing
