// SPDX-License-Identifier: MIT
#include "engine/float_step.h"

#include <utility>
#include <vector>

#include "engine/geometry.h"
#include "engine/kernels/float_pointwise.h"
#include "engine/kernels/float_pool.h"
#include "engine/kernels/pad.h"
#include "engine/xnn_operator.h"
#include "model/quantization_checks.h"
#include "model/shapes.h"

namespace pawlens {
namespace {

using Addresses = std::span<uint8_t* const>;

const float* InputFloat(const Operands& o, Addresses data, size_t i = 0) {
  return reinterpret_cast<const float*>(data[static_cast<size_t>(o.input_index(i))]);
}
float* OutputFloat(const Operands& o, Addresses data) {
  return reinterpret_cast<float*>(data[static_cast<size_t>(o.output_index())]);
}

FloatRange RangeOf(const Operands& o) {
  FloatRange range;
  const Activation activation = FusedActivation(o.op);
  if (activation != Activation::kNone) range.min = 0;
  if (activation == Activation::kRelu6) range.max = 6;
  return range;
}

Result<StepPtr> MakeConvolution(const Operands& o, Addresses data) {
  const std::vector<float> weights = Elements<float>(o.input(1).data);  // Copied, because a graph's bytes lie anywhere.
  const std::vector<float> bias = o.has_input(2) ? Elements<float>(o.input(2).data) : std::vector<float>();
  FloatConvolutionSpec spec;
  DescribeConvolution(o, spec);
  spec.weights = weights.data();
  spec.bias = bias.empty() ? nullptr : bias.data();
  spec.output_range = RangeOf(o);
  auto convolution = XnnOperator::Convolution(spec, InputFloat(o, data), OutputFloat(o, data));
  if (!convolution) return o.Named(convolution.error());
  return StepOf([convolution = std::move(*convolution)] { return convolution.Run(); });
}

StepPtr MakeAdd(const Operands& o, Addresses data) {
  const FloatRange range = RangeOf(o);
  const auto size = static_cast<size_t>(o.output().num_elements());
  const float *a = InputFloat(o, data, 0), *b = InputFloat(o, data, 1);
  float* sum = OutputFloat(o, data);
  return StepOf([=] {
    AddFloat(a, b, size, range, sum);
    return true;
  });
}

StepPtr MakePool(const Operands& o, Addresses data) {
  const PoolGeometry g = DescribePool(o);
  const FloatRange range = RangeOf(o);
  const auto pool = o.op.type == OpType::kMaxPool2D ? MaxPoolFloat : AveragePoolFloat;
  const float* input = InputFloat(o, data);
  float* output = OutputFloat(o, data);
  return StepOf([=] {
    pool(g, range, input, output);
    return true;
  });
}

/// An average over one window that is the whole picture.
StepPtr MakeMean(const Operands& o, Addresses data) {
  const std::vector<int32_t>& in = o.input().shape;
  PoolGeometry g;
  g.input_h = g.filter_h = in[1];
  g.input_w = g.filter_w = in[2];
  g.channels = in[3];
  const float* input = InputFloat(o, data);
  float* output = OutputFloat(o, data);
  return StepOf([=] {
    AveragePoolFloat(g, {}, input, output);
    return true;
  });
}

/// A float is four bytes that are never padded between, and four bytes of zero are 0.0f.
StepPtr MakePad(const Operands& o, Addresses data) {
  std::vector<int32_t> shape = o.input().shape, paddings = Int32Values(o.input(1));
  shape.push_back(sizeof(float));
  paddings.insert(paddings.end(), {0, 0});
  const PadInt8 pad(shape, paddings);
  const auto* input = reinterpret_cast<const int8_t*>(InputFloat(o, data));
  auto* output = reinterpret_cast<int8_t*>(OutputFloat(o, data));
  return StepOf([=] {
    pad.Run(input, 0, output);
    return true;
  });
}

StepPtr MakeSoftmax(const Operands& o, Addresses data) {
  const float beta = std::get<SoftmaxOptions>(o.op.options).beta;
  const auto columns = static_cast<size_t>(o.input().shape.back());
  const size_t rows = static_cast<size_t>(o.input().num_elements()) / columns;
  const float* input = InputFloat(o, data);
  float* output = OutputFloat(o, data);
  return StepOf([=] {
    SoftmaxFloat(beta, input, rows, columns, output);
    return true;
  });
}

StepPtr MakeLogistic(const Operands& o, Addresses data) {
  const auto size = static_cast<size_t>(o.output().num_elements());
  const float* input = InputFloat(o, data);
  float* output = OutputFloat(o, data);
  return StepOf([=] {
    LogisticFloat(input, size, output);
    return true;
  });
}

}  // namespace

Result<StepPtr> MakeFloatStep(const Operands& o, Addresses data) {
  switch (o.op.type) {
    case OpType::kConv2D:
    case OpType::kDepthwiseConv2D:
    case OpType::kFullyConnected: return MakeConvolution(o, data);
    case OpType::kAdd: return MakeAdd(o, data);
    case OpType::kAveragePool2D:
    case OpType::kMaxPool2D: return MakePool(o, data);
    case OpType::kMean: return MakeMean(o, data);
    case OpType::kPad: return MakePad(o, data);
    case OpType::kSoftmax: return MakeSoftmax(o, data);
    case OpType::kLogistic: return MakeLogistic(o, data);
    case OpType::kReshape:
    case OpType::kQuantize:
    case OpType::kDequantize: break;
  }
  return o.Refuse("it is no float operator of this engine");
}

}  // namespace pawlens
