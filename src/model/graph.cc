// SPDX-License-Identifier: MIT
#include "model/graph.h"

#include <algorithm>

namespace pawlens {

const char* DataTypeName(DataType type) {
  switch (type) {
    case DataType::kFloat32: return "float32";
    case DataType::kInt32: return "int32";
    case DataType::kUInt8: return "uint8";
    case DataType::kInt64: return "int64";
    case DataType::kInt8: return "int8";
  }
  return "unknown";
}

int DataTypeBytes(DataType type) {
  switch (type) {
    case DataType::kFloat32:
    case DataType::kInt32: return 4;
    case DataType::kInt64: return 8;
    case DataType::kUInt8:
    case DataType::kInt8: return 1;
  }
  return 1;
}

int64_t Tensor::num_elements() const {
  int64_t count = 1;
  for (const int32_t size : shape) count *= size;
  return count;
}

const char* OpTypeName(OpType type) {
  switch (type) {
    case OpType::kAdd: return "ADD";
    case OpType::kAveragePool2D: return "AVERAGE_POOL_2D";
    case OpType::kConv2D: return "CONV_2D";
    case OpType::kDepthwiseConv2D: return "DEPTHWISE_CONV_2D";
    case OpType::kDequantize: return "DEQUANTIZE";
    case OpType::kFullyConnected: return "FULLY_CONNECTED";
    case OpType::kLogistic: return "LOGISTIC";
    case OpType::kMaxPool2D: return "MAX_POOL_2D";
    case OpType::kReshape: return "RESHAPE";
    case OpType::kSoftmax: return "SOFTMAX";
    case OpType::kPad: return "PAD";
    case OpType::kMean: return "MEAN";
    case OpType::kQuantize: return "QUANTIZE";
  }
  return "";
}

int64_t CountMacs(const Graph& graph, const Operator& op) {
  if (op.type != OpType::kConv2D && op.type != OpType::kDepthwiseConv2D && op.type != OpType::kFullyConnected) return 0;
  const Tensor& weights = graph.tensors[op.inputs[1]];
  const int64_t out_elements = graph.tensors[op.outputs[0]].num_elements();
  // Each output element takes one multiplication a weight of its channel: the channels are the last dimension of
  // depthwise weights, the first of the others.
  const int32_t channels = op.type == OpType::kDepthwiseConv2D ? weights.shape.back() : weights.shape.front();
  return out_elements * (weights.num_elements() / channels);
}

int64_t CountMacs(const Graph& graph) {
  int64_t macs = 0;
  for (const Operator& op : graph.operators) macs += CountMacs(graph, op);
  return macs;
}

const Operator* ProducerOf(const Graph& graph, int tensor, std::initializer_list<OpType> passed) {
  for (;;) {
    const auto found = std::ranges::find_if(
        graph.operators, [&](const Operator& op) { return std::ranges::find(op.outputs, tensor) != op.outputs.end(); });
    if (found == graph.operators.end()) return nullptr;
    if (std::ranges::find(passed, found->type) == passed.end()) return &*found;
    tensor = found->inputs[0];
  }
}

}  // namespace pawlens
