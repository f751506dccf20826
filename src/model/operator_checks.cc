// SPDX-License-Identifier: MIT
#include "model/operator_checks.h"

#include <cmath>

#include "model/quantization_checks.h"
#include "model/shapes.h"

namespace pawlens {
namespace {

struct Arity {
  uint8_t min_inputs, max_inputs;
  uint8_t options;  // Index of the alternative in OpOptions.
};

// max_inputs 0: not an operator that we know.
Arity ArityOf(OpType type) {
  enum : uint8_t { kNoOptions, kConv, kPool, kAdd, kFullyConnected, kSoftmax, kMean };
  switch (type) {
    case OpType::kConv2D:
    case OpType::kDepthwiseConv2D: return {2, 3, kConv};
    case OpType::kFullyConnected: return {2, 3, kFullyConnected};
    case OpType::kAdd: return {2, 2, kAdd};
    case OpType::kMean: return {2, 2, kMean};
    case OpType::kPad: return {2, 2, kNoOptions};
    case OpType::kReshape: return {1, 2, kNoOptions};
    case OpType::kMaxPool2D:
    case OpType::kAveragePool2D: return {1, 1, kPool};
    case OpType::kSoftmax: return {1, 1, kSoftmax};
    case OpType::kLogistic:
    case OpType::kQuantize:
    case OpType::kDequantize: return {1, 1, kNoOptions};
  }
  return {0, 0, kNoOptions};
}

bool IsWeighted(OpType type) {
  return type == OpType::kConv2D || type == OpType::kDepthwiseConv2D || type == OpType::kFullyConnected;
}

bool HasBias(const Operator& op) {
  return IsWeighted(op.type) && op.inputs.size() > 2 && op.inputs[2] >= 0;
}

bool CheckOptionValues(Checker& check, const Operator& op) {
  const Activation activation = FusedActivation(op);
  if (activation != Activation::kNone && activation != Activation::kRelu && activation != Activation::kRelu6) {
    return check.Bad("unknown activation %", {static_cast<int>(activation)});
  }
  Padding padding = Padding::kSame;
  if (const auto* conv = std::get_if<ConvOptions>(&op.options)) padding = conv->padding;
  if (const auto* pool = std::get_if<PoolOptions>(&op.options)) padding = pool->padding;
  if (padding != Padding::kSame && padding != Padding::kValid) {
    return check.Bad("unknown padding %", {static_cast<int>(padding)});
  }
  if (const auto* softmax = std::get_if<SoftmaxOptions>(&op.options)) {
    if (!std::isnormal(softmax->beta) || softmax->beta < 0) {
      return check.Bad("beta is %, not a number above 0", {softmax->beta});
    }
  }
  return true;
}

bool ExpectType(Checker& check, int tensor, DataType type) {
  const DataType actual = check.graph().tensors[tensor].type;
  return actual == type ||
         check.Unsupported("% is %, not %", {TensorIndex{tensor}, DataTypeName(actual), DataTypeName(type)});
}

bool ExpectComputed(Checker& check, int tensor) {
  return !check.graph().tensors[tensor].is_constant() ||
         check.Unsupported("its input % is a constant", {TensorIndex{tensor}});
}

// `role`: what messages call it.
bool ExpectConstant(Checker& check, int tensor, DataType type, const char* role) {
  if (!check.graph().tensors[tensor].is_constant()) {
    return check.Unsupported("its % (%) are computed, not constant", {role, TensorIndex{tensor}});
  }
  return ExpectType(check, tensor, type);
}

bool CheckConversionTypes(Checker& check, const Operator& op) {
  const DataType in = check.graph().tensors[op.inputs[0]].type;
  const DataType out = check.graph().tensors[op.outputs[0]].type;
  bool available = false;
  if (op.type == OpType::kDequantize) {
    available = in == DataType::kInt8 && out == DataType::kFloat32;
  } else {
    available = out == DataType::kInt8 && (in == DataType::kFloat32 || in == DataType::kUInt8);
    available |= in == DataType::kInt8 && (out == DataType::kInt8 || out == DataType::kUInt8);
  }
  return available || check.Unsupported(
                          "from % (%) to % (%) is not available",
                          {DataTypeName(in), TensorIndex{op.inputs[0]}, DataTypeName(out), TensorIndex{op.outputs[0]}});
}

bool CheckTypes(Checker& check, const Operator& op) {
  if (!ExpectComputed(check, op.inputs[0])) return false;
  if (op.type == OpType::kQuantize || op.type == OpType::kDequantize) return CheckConversionTypes(check, op);
  const DataType type = check.graph().tensors[op.inputs[0]].type;
  if (type != DataType::kInt8 && type != DataType::kFloat32) {
    return check.Unsupported("its input % is %, only int8 and float32 are available: export the network as int8",
                             {TensorIndex{op.inputs[0]}, DataTypeName(type)});
  }
  if (!ExpectType(check, op.outputs[0], type)) return false;
  if (op.inputs.size() < 2) return true;
  const int second = op.inputs[1];
  switch (op.type) {
    case OpType::kAdd: return ExpectComputed(check, second) && ExpectType(check, second, type);
    case OpType::kMean: return ExpectConstant(check, second, DataType::kInt32, "axes");
    case OpType::kPad: return ExpectConstant(check, second, DataType::kInt32, "paddings");
    case OpType::kReshape: return ExpectConstant(check, second, DataType::kInt32, "sizes");
    default: break;
  }
  return ExpectConstant(check, second, type, "weights") &&
         (!HasBias(op) ||
          ExpectConstant(check, op.inputs[2], type == DataType::kInt8 ? DataType::kInt32 : type, "biases"));
}

bool CheckShapes(Checker& check, const Operator& op) {
  std::vector<int32_t> shape;
  if (!InferOutputShape(check, op, shape)) return false;
  const Tensor& out = check.graph().tensors[op.outputs[0]];
  if (shape != out.shape) return check.Bad("% has shape %, not %", {TensorIndex{op.outputs[0]}, out.shape, shape});
  if (HasBias(op)) {
    const Tensor& bias = check.graph().tensors[op.inputs[2]];
    if (bias.num_elements() != shape.back()) {
      return check.Bad("its bias % has shape % for % channels", {TensorIndex{op.inputs[2]}, bias.shape, shape.back()});
    }
  }
  return true;
}

}  // namespace

bool CheckOperatorForm(Checker& check, const Operator& op) {
  const size_t num_tensors = check.graph().tensors.size();
  const Arity arity = ArityOf(op.type);
  if (arity.max_inputs == 0) return check.Unsupported("unknown operator type %", {static_cast<int>(op.type)});
  if (op.inputs.size() < arity.min_inputs || op.inputs.size() > arity.max_inputs) {
    return check.Bad("it has % inputs, not % to %", {op.inputs.size(), arity.min_inputs, arity.max_inputs});
  }
  if (op.outputs.size() != 1) return check.Bad("it has % outputs, not one", {op.outputs.size()});
  if (op.options.index() != arity.options) return check.Bad("its options are missing or of another operator");
  for (size_t i = 0; i < op.inputs.size(); ++i) {
    const bool absent_bias = IsWeighted(op.type) && i == 2 && op.inputs[i] == -1;
    if (!absent_bias && static_cast<size_t>(op.inputs[i]) >= num_tensors) {
      return check.Bad("input % is tensor % of %", {i, op.inputs[i], num_tensors});
    }
  }
  if (static_cast<size_t>(op.outputs[0]) >= num_tensors) {
    return check.Bad("its output is tensor % of %", {op.outputs[0], num_tensors});
  }
  return CheckOptionValues(check, op);
}

bool CheckOperatorTensors(Checker& check, const Operator& op) {
  return CheckTypes(check, op) && CheckShapes(check, op) && CheckOperatorQuantization(check, op);
}

}  // namespace pawlens
