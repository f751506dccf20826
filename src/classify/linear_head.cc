// SPDX-License-Identifier: MIT
#include "classify/linear_head.h"

#include "model/quantization_checks.h"

namespace pawlens {
namespace {

/// FULLY_CONNECTED, or a CONV_2D that is one: 1x1 on a single pixel.
bool IsLinearHead(const Graph& graph, const Operator* op) {
  if (op == nullptr || (op->type != OpType::kFullyConnected && op->type != OpType::kConv2D)) return false;
  const Tensor& weights = graph.tensors[op->inputs[1]];
  if (graph.tensors[op->inputs[0]].num_elements() != weights.shape.back() ||
      weights.num_elements() != int64_t{weights.shape.front()} * weights.shape.back()) {
    return false;
  }
  return FusedActivation(*op) == Activation::kNone && weights.is_constant() && weights.type == DataType::kInt8;
}

bool IsMeanOfAllPixels(const Graph& graph, const Operator* op) {
  if (op == nullptr || (op->type != OpType::kMean && op->type != OpType::kAveragePool2D)) return false;
  const Tensor& input = graph.tensors[op->inputs[0]];
  return FusedActivation(*op) == Activation::kNone && input.type == DataType::kInt8 && input.shape.size() == 4 &&
         input.shape[0] == 1 && graph.tensors[op->outputs[0]].num_elements() == input.shape[3];
}

}  // namespace

std::optional<LinearHead> FindLinearHead(const Graph& graph) {
  const Operator* linear =
      ProducerOf(graph, graph.outputs[0],
                 {OpType::kSoftmax, OpType::kLogistic, OpType::kQuantize, OpType::kDequantize, OpType::kReshape});
  const Operator* mean =
      IsLinearHead(graph, linear) ? ProducerOf(graph, linear->inputs[0], {OpType::kReshape}) : nullptr;
  if (!IsMeanOfAllPixels(graph, mean) || ProducerOf(graph, mean->inputs[0]) == nullptr) return std::nullopt;
  return LinearHead{mean, linear};
}

}  // namespace pawlens
