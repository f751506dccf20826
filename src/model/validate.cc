// SPDX-License-Identifier: MIT
#include "model/validate.h"

#include <algorithm>
#include <vector>

#include "model/checker.h"
#include "model/operator_checks.h"
#include "model/quantization_checks.h"

namespace pawlens {
namespace {

constexpr size_t kMaxRank = 6;

bool CheckTensor(Checker& check, size_t tensor_index) {
  const Tensor& tensor = check.graph().tensors[tensor_index];
  const TensorIndex index{static_cast<int64_t>(tensor_index)};
  if (tensor.shape.size() > kMaxRank) {
    return check.Unsupported("% has % dimensions, more than %", {index, tensor.shape.size(), kMaxRank});
  }
  int64_t size_bytes = DataTypeBytes(tensor.type);
  for (const int32_t size : tensor.shape) {
    if (size < 0) {
      return check.Unsupported("% has shape %: sizes must be fixed when the model is exported", {index, tensor.shape});
    }
    if (size == 0) return check.Bad("% has shape %: it is empty", {index, tensor.shape});
    size_bytes *= size;  // Below 2^28 before: no overflow.
    if (size_bytes > kMaxTensorBytes) {
      return check.Unsupported("% has shape %, more than % bytes", {index, tensor.shape, kMaxTensorBytes});
    }
  }
  if (tensor.is_constant() && tensor.data.size() != static_cast<size_t>(size_bytes)) {
    return check.Bad("% has % bytes of data, its shape % takes %",
                     {index, tensor.data.size(), tensor.shape, size_bytes});
  }
  return CheckTensorQuantization(check, tensor_index);
}

bool CheckBatch(Checker& check, int index, size_t min_rank) {
  const std::vector<int32_t>& shape = check.graph().tensors[index].shape;
  return shape.size() < min_rank || shape[0] == 1 ||
         check.Unsupported("% has shape %: only a batch of 1 is available", {TensorIndex{index}, shape});
}

// Which tensors have a value so far. Not vector<bool>: plain bytes make less code.
using Written = std::vector<uint8_t>;

// Marks the graph's inputs as written.
bool CheckInputs(Checker& check, Written& written) {
  const Graph& graph = check.graph();
  if (graph.inputs.empty()) return check.Bad("the graph has no input");
  for (const int input : graph.inputs) {
    if (static_cast<size_t>(input) >= written.size()) {
      return check.Bad("a graph input is tensor % of %", {input, written.size()});
    }
    const TensorIndex index{input};
    const Tensor& tensor = graph.tensors[input];
    if (tensor.is_constant()) return check.Bad("graph input % is a constant", {index});
    if (written[input]) return check.Bad("% is a graph input twice", {index});
    if (tensor.type != DataType::kInt8 && tensor.type != DataType::kUInt8 && tensor.type != DataType::kFloat32) {
      return check.Unsupported("graph input % is %", {index, DataTypeName(tensor.type)});
    }
    if (tensor.type != DataType::kFloat32 && tensor.quantization.scale.size() != 1) {
      return check.Bad("graph input % has % scales, not one", {index, tensor.quantization.scale.size()});
    }
    if (!CheckBatch(check, input, 2)) return false;
    written[input] = 1;
  }
  return true;
}

// Operators run in their order: one pass finds cycles, reads before writes and double writes.
bool CheckOrder(Checker& check, const Operator& op, Written& written) {
  const Graph& graph = check.graph();
  for (const int input : op.inputs) {
    if (input >= 0 && !graph.tensors[input].is_constant() && !written[input]) {
      return check.Bad("it reads % before any operator has written it", {TensorIndex{input}});
    }
  }
  const int output = op.outputs[0];
  if (graph.tensors[output].is_constant()) return check.Bad("its output % is a constant", {TensorIndex{output}});
  if (written[output]) return check.Bad("% is written twice", {TensorIndex{output}});
  written[output] = 1;
  return true;
}

bool CheckOutputs(Checker& check, const Written& written) {
  const Graph& graph = check.graph();
  if (graph.outputs.empty()) return check.Bad("the graph has no output");
  for (const int output : graph.outputs) {
    if (static_cast<size_t>(output) >= written.size()) {
      return check.Bad("a graph output is tensor % of %", {output, written.size()});
    }
    const bool is_input = std::find(graph.inputs.begin(), graph.inputs.end(), output) != graph.inputs.end();
    if (!written[output] || is_input) {
      return check.Bad("graph output % is computed by no operator", {TensorIndex{output}});
    }
  }
  return true;
}

bool CheckGraph(Checker& check) {
  const Graph& graph = check.graph();
  const size_t num_tensors = graph.tensors.size();
  if (num_tensors > kMaxTensors) return check.Unsupported("% tensors are more than %", {num_tensors, kMaxTensors});
  if (graph.operators.size() > kMaxOperators) {
    return check.Unsupported("% operators are more than %", {graph.operators.size(), kMaxOperators});
  }
  if (graph.inputs.size() > num_tensors || graph.outputs.size() > num_tensors) {
    return check.Bad("the graph has more inputs or outputs than tensors");
  }
  for (size_t i = 0; i < graph.operators.size(); ++i) {
    check.EnterOperator(static_cast<int64_t>(i));
    if (!CheckOperatorForm(check, graph.operators[i])) return false;
  }
  check.EnterOperator(-1);
  for (size_t i = 0; i < num_tensors; ++i) {
    if (!CheckTensor(check, i)) return false;
  }
  Written written(num_tensors);
  if (!CheckInputs(check, written)) return false;
  for (size_t i = 0; i < graph.operators.size(); ++i) {
    const Operator& op = graph.operators[i];
    check.EnterOperator(static_cast<int64_t>(i));
    if (!CheckOrder(check, op, written) || !CheckOperatorTensors(check, op) || !CheckBatch(check, op.outputs[0], 4)) {
      return false;
    }
  }
  check.EnterOperator(-1);
  return CheckOutputs(check, written);
}

}  // namespace

Status Validate(const Graph& graph) {
  Checker check(graph);
  if (!CheckGraph(check)) return check.failure();
  return {};
}

}  // namespace pawlens
