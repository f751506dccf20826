// SPDX-License-Identifier: MIT
#include "model/quantization_checks.h"

#include <algorithm>
#include <cmath>

#include "model/magnitudes.h"
#include "model/shapes.h"

namespace pawlens {
namespace {

// Exporters compute bias scales in float, some in double: the products differ in the last bits.
constexpr double kScaleTolerance = 1e-5;
constexpr float kMaxScale = 1e30f;

bool Close(double a, double b) {
  return std::fabs(a - b) <= kScaleTolerance * std::fabs(b);
}

bool IsQuantizedType(DataType type) {
  return type == DataType::kInt8 || type == DataType::kUInt8;
}

bool CheckActivationTensor(Checker& check, int index) {
  const Tensor& tensor = check.graph().tensors[index];
  const size_t count = tensor.quantization.scale.size();
  return !IsQuantizedType(tensor.type) || count == 1 ||
         check.Bad("% has % scales, an activation needs one", {TensorIndex{index}, count});
}

bool CheckKeepsQuantization(Checker& check, const Operator& op) {
  const Quantization& in = check.graph().tensors[op.inputs[0]].quantization;
  const Quantization& out = check.graph().tensors[op.outputs[0]].quantization;
  if (Close(in.scale[0], out.scale[0]) && in.zero_point[0] == out.zero_point[0]) return true;
  return check.Bad("its output must have its input's quantization, but % has scale % and zero point %, % has % and %",
                   {TensorIndex{op.outputs[0]}, out.scale[0], out.zero_point[0], TensorIndex{op.inputs[0]}, in.scale[0],
                    in.zero_point[0]});
}

bool CheckProbabilityOutput(Checker& check, const Operator& op) {
  const Quantization& out = check.graph().tensors[op.outputs[0]].quantization;
  if (Close(out.scale[0], 1.0 / 256) && out.zero_point[0] == -128) return true;
  return check.Unsupported("% has scale % and zero point %, only 1/256 and -128 are available",
                           {TensorIndex{op.outputs[0]}, out.scale[0], out.zero_point[0]});
}

// `low` <= scale of input / scale of output < `high`: the ranges of the kernels' fixed-point multipliers.
bool CheckScaleRatio(Checker& check, const Operator& op, size_t input, float low, float high) {
  const std::vector<Tensor>& tensors = check.graph().tensors;
  const float ratio = tensors[op.inputs[input]].quantization.scale[0] / tensors[op.outputs[0]].quantization.scale[0];
  return (ratio >= low && ratio < high) || check.Unsupported("input scale / output scale is % for %, outside [%, %)",
                                                             {ratio, TensorIndex{op.inputs[input]}, low, high});
}

// Kernels add in 32 bits, subtracting zero points before or after: with |x - zero point| <= 255 every sum on the way
// stays within |bias| + 256 * sum |w|. `bias` is empty or has an entry for each channel.
bool CheckSums(Checker& check, const Operator& op, int axis, const std::vector<int32_t>& bias) {
  const Tensor& weights = check.graph().tensors[op.inputs[1]];
  // Channels are the first dimension or the last, so all weights of one are a stretch or a comb.
  const size_t channels = static_cast<size_t>(weights.shape[axis]);
  const size_t taps = weights.data.size() / channels;
  const size_t channel_step = axis == 0 ? taps : 1;
  const size_t tap_step = axis == 0 ? 1 : channels;
  for (size_t c = 0; c < channels; ++c) {
    const auto* first = reinterpret_cast<const int8_t*>(weights.data.data()) + c * channel_step;
    const int64_t sum = SumOfMagnitudes(first, taps, tap_step);
    if (sum * 256 + (bias.empty() ? 0 : std::abs(int64_t{bias[c]})) > INT32_MAX) {
      return check.Unsupported("the sums of output channel % may pass 32 bits (weights of % and bias)",
                               {c, TensorIndex{op.inputs[1]}});
    }
  }
  return true;
}

// `weights`: their scales, one or one for each channel. A bias without quantization is in the only unit that it can be
// in.
bool CheckBiasScales(Checker& check, int index, size_t channels, float in_scale, const std::vector<float>& weights) {
  const Quantization& bias = check.graph().tensors[index].quantization;
  if (bias.scale.size() > 1 && bias.scale.size() != channels) {
    return check.Bad("% has % scales for % channels", {TensorIndex{index}, bias.scale.size(), channels});
  }
  for (size_t c = 0; c < channels && !bias.scale.empty(); ++c) {
    const size_t at = bias.scale.size() > 1 ? c : 0;
    const double expected = double{in_scale} * weights[weights.size() > 1 ? c : 0];
    if (bias.zero_point[at] != 0) {
      return check.Bad("% has zero point % at %, a bias needs 0", {TensorIndex{index}, bias.zero_point[at], at});
    }
    if (!Close(bias.scale[at], expected)) {
      return check.Bad("% has scale % for channel %, not input scale x weight scale = %",
                       {TensorIndex{index}, bias.scale[at], c, expected});
    }
  }
  return true;
}

bool CheckWeighted(Checker& check, const Operator& op) {
  const std::vector<Tensor>& tensors = check.graph().tensors;
  const Tensor& weights = tensors[op.inputs[1]];
  const Quantization& scales = weights.quantization;
  const float in_scale = tensors[op.inputs[0]].quantization.scale[0];
  const float out_scale = tensors[op.outputs[0]].quantization.scale[0];
  const int axis = op.type == OpType::kDepthwiseConv2D ? 3 : 0;
  const size_t channels = static_cast<size_t>(weights.shape[axis]);
  const TensorIndex index{op.inputs[1]};

  if (scales.scale.empty()) return check.Bad("% has no scale", {index});
  if (scales.scale.size() > 1 && (scales.axis != axis || scales.scale.size() != channels)) {
    return check.Bad("% has % scales along dimension %, not % along dimension %",
                     {index, scales.scale.size(), scales.axis, channels, axis});
  }
  for (size_t i = 0; i < scales.scale.size(); ++i) {
    if (scales.zero_point[i] != 0) {
      return check.Unsupported("% has zero point % at %, weights need 0", {index, scales.zero_point[i], i});
    }
    // In float and in this order, as the kernels' set-up computes it.
    const float multiplier = in_scale * scales.scale[i] / out_scale;
    if (!(multiplier >= 0x1p-32f && multiplier < 256.0f)) {
      return check.Unsupported(
          "input scale x weight scale / output scale is % for channel % of %, outside [2^-32, 256)",
          {multiplier, i, index});
    }
  }
  if (op.inputs.size() < 3 || op.inputs[2] < 0) return CheckSums(check, op, axis, {});
  return CheckBiasScales(check, op.inputs[2], channels, in_scale, scales.scale) &&
         CheckSums(check, op, axis, Int32Values(tensors[op.inputs[2]]));
}

bool CheckActivationLeavesRange(Checker& check, const Operator& op) {
  const Quantization& out = check.graph().tensors[op.outputs[0]].quantization;
  const Int8Range range = ActivationRange(FusedActivation(op), out.scale[0], out.zero_point[0]);
  return range.min < range.max || check.Unsupported("its activation leaves a single value of % (scale %, zero point %)",
                                                    {TensorIndex{op.outputs[0]}, out.scale[0], out.zero_point[0]});
}

}  // namespace

Int8Range ActivationRange(Activation activation, float scale, int32_t zero_point) {
  Int8Range range;
  if (activation == Activation::kNone) return range;
  range.min = zero_point;
  // Capped as a float: six divided by a tiny scale is beyond any integer.
  if (activation == Activation::kRelu6) {
    range.max = std::min(127, zero_point + static_cast<int32_t>(std::min(6.0f / scale, 256.0f) + 0.5f));
  }
  return range;
}

Activation FusedActivation(const Operator& op) {
  if (const auto* conv = std::get_if<ConvOptions>(&op.options)) return conv->activation;
  if (const auto* pool = std::get_if<PoolOptions>(&op.options)) return pool->activation;
  if (const auto* add = std::get_if<AddOptions>(&op.options)) return add->activation;
  if (const auto* dense = std::get_if<FullyConnectedOptions>(&op.options)) return dense->activation;
  return Activation::kNone;
}

bool CheckTensorQuantization(Checker& check, size_t tensor_index) {
  const Tensor& tensor = check.graph().tensors[tensor_index];
  const Quantization& quantization = tensor.quantization;
  const TensorIndex index{static_cast<int64_t>(tensor_index)};
  const size_t count = quantization.scale.size();
  if (quantization.zero_point.size() != count) {
    return check.Bad("% has % scales but % zero points", {index, count, quantization.zero_point.size()});
  }
  if (!IsQuantizedType(tensor.type)) return true;
  if (count > 1 && (quantization.axis < 0 || static_cast<size_t>(quantization.axis) >= tensor.shape.size() ||
                    static_cast<size_t>(tensor.shape[quantization.axis]) != count)) {
    return check.Bad("% has % scales along dimension % of shape %", {index, count, quantization.axis, tensor.shape});
  }
  const int32_t low = tensor.type == DataType::kInt8 ? -128 : 0;
  for (size_t i = 0; i < count; ++i) {
    const float scale = quantization.scale[i];
    if (!std::isnormal(scale) || scale < 0 || scale > kMaxScale) {
      return check.Bad("% has scale % at %, which is no plausible number above 0", {index, scale, i});
    }
    const int32_t zero_point = quantization.zero_point[i];
    if (zero_point < low || zero_point > low + 255) {
      return check.Bad("% has zero point % at %, outside %", {index, zero_point, i, DataTypeName(tensor.type)});
    }
  }
  return true;
}

bool CheckOperatorQuantization(Checker& check, const Operator& op) {
  const std::vector<Tensor>& tensors = check.graph().tensors;
  if (!CheckActivationTensor(check, op.inputs[0]) || !CheckActivationTensor(check, op.outputs[0])) return false;
  // For QUANTIZE from float32 and DEQUANTIZE there is nothing more; so for float32 networks.
  if (!IsQuantizedType(tensors[op.inputs[0]].type) || !IsQuantizedType(tensors[op.outputs[0]].type)) return true;
  if (FusedActivation(op) != Activation::kNone && !CheckActivationLeavesRange(check, op)) return false;
  switch (op.type) {
    case OpType::kConv2D:
    case OpType::kDepthwiseConv2D:
    case OpType::kFullyConnected: return CheckWeighted(check, op);
    case OpType::kAdd:
      return CheckActivationTensor(check, op.inputs[1]) && CheckScaleRatio(check, op, 0, 0x1p-10f, 0x1p8f) &&
             CheckScaleRatio(check, op, 1, 0x1p-10f, 0x1p8f);
    case OpType::kMean: return CheckScaleRatio(check, op, 0, 0x1p-8f, 0x1p8f);
    case OpType::kQuantize: return CheckScaleRatio(check, op, 0, 0x1p-8f, 0x1p7f);
    case OpType::kMaxPool2D:
    case OpType::kAveragePool2D:
    case OpType::kReshape:
    case OpType::kPad: return CheckKeepsQuantization(check, op);
    case OpType::kSoftmax:
    case OpType::kLogistic: return CheckProbabilityOutput(check, op);
    case OpType::kDequantize: break;
  }
  return true;
}

}  // namespace pawlens
