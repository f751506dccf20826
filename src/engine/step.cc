// SPDX-License-Identifier: MIT
#include "engine/step.h"

#include <utility>

#include "engine/backend.h"
#include "engine/conv_step.h"
#include "engine/float_step.h"
#include "engine/geometry.h"
#include "engine/kernels/pad.h"
#include "engine/kernels/pointwise.h"
#include "engine/kernels/pool.h"
#include "engine/kernels/softmax.h"
#include "engine/operands.h"
#include "model/shapes.h"

namespace pawlens {
namespace {

using Addresses = std::span<uint8_t* const>;

const int8_t* InputInt8(const Operands& o, Addresses data, size_t i = 0) {
  return reinterpret_cast<const int8_t*>(data[static_cast<size_t>(o.input_index(i))]);
}
int8_t* OutputInt8(const Operands& o, Addresses data) {
  return reinterpret_cast<int8_t*>(data[static_cast<size_t>(o.output_index())]);
}

ByteQuantization QuantizationOf(const Tensor& tensor) {
  return {tensor.type == DataType::kInt8, Scale(tensor), ZeroPoint(tensor)};
}

Result<StepPtr> MakeAdd(const Operands& o, Addresses data) {
  AdditionSpec spec;
  spec.size = static_cast<size_t>(o.output().num_elements());
  spec.a_scale = Scale(o.input(0));
  spec.b_scale = Scale(o.input(1));
  spec.output_scale = Scale(o.output());
  spec.a_zero_point = static_cast<int8_t>(ZeroPoint(o.input(0)));
  spec.b_zero_point = static_cast<int8_t>(ZeroPoint(o.input(1)));
  spec.output_zero_point = static_cast<int8_t>(ZeroPoint(o.output()));
  const Activation activation = std::get<AddOptions>(o.op.options).activation;
  spec.output_range = ActivationRange(activation, spec.output_scale, spec.output_zero_point);
  auto step = AdditionStep(spec, InputInt8(o, data, 0), InputInt8(o, data, 1), OutputInt8(o, data));
  if (!step) return o.Named(step.error());
  return step;
}

StepPtr MakePool(const Operands& o, Addresses data) {
  const PoolGeometry g = DescribePool(o);
  const Int8Range range = ActivationRange(FusedActivation(o.op), Scale(o.output()), ZeroPoint(o.output()));
  const int8_t* input = InputInt8(o, data);
  int8_t* output = OutputInt8(o, data);
  if (o.op.type == OpType::kMaxPool2D) {
    return StepOf([g, range, input, output] {
      MaxPoolInt8(g, range, input, output);
      return true;
    });
  }
  return StepOf([g, range, input, output] {
    AveragePoolInt8(g, range, input, output);
    return true;
  });
}

StepPtr MakeMean(const Operands& o, Addresses data) {
  const std::vector<int32_t>& in = o.input().shape;
  const int32_t pixels = in[1] * in[2], channels = in[3];
  const float scale = Scale(o.input()) / (Scale(o.output()) * static_cast<float>(pixels));
  const int32_t input_zero_point = ZeroPoint(o.input()), output_zero_point = ZeroPoint(o.output());
  const int8_t* input = InputInt8(o, data);
  int8_t* output = OutputInt8(o, data);
  return StepOf([=] {
    MeanInt8(pixels, channels, input_zero_point, scale, output_zero_point, input, output);
    return true;
  });
}

StepPtr MakePad(const Operands& o, Addresses data) {
  const PadInt8 pad(o.input().shape, Int32Values(o.input(1)));
  const auto zero_point = static_cast<int8_t>(ZeroPoint(o.input()));
  const int8_t* input = InputInt8(o, data);
  int8_t* output = OutputInt8(o, data);
  return StepOf([=] {
    pad.Run(input, zero_point, output);
    return true;
  });
}

StepPtr MakeSoftmax(const Operands& o, Addresses data) {
  const float beta = std::get<SoftmaxOptions>(o.op.options).beta;
  const SoftmaxInt8 softmax(beta, Scale(o.input()));
  const auto columns = static_cast<size_t>(o.input().shape.back());
  const size_t rows = static_cast<size_t>(o.input().num_elements()) / columns;
  const int8_t* input = InputInt8(o, data);
  int8_t* output = OutputInt8(o, data);
  return StepOf([=] {
    softmax.Run(input, rows, columns, output);
    return true;
  });
}

StepPtr MapStep(const Operands& o, Addresses data, const ByteTable& table) {
  const uint8_t* input = data[static_cast<size_t>(o.input_index())];
  uint8_t* output = data[static_cast<size_t>(o.output_index())];
  const auto size = static_cast<size_t>(o.output().num_elements());
  if (const auto shift = ShiftOf(table)) {
    return StepOf([=, by = *shift] {
      ShiftBytes(by, input, size, output);
      return true;
    });
  }
  return StepOf([=] {
    MapBytes(table, input, size, output);
    return true;
  });
}

StepPtr MakeQuantize(const Operands& o, Addresses data) {
  const ByteQuantization to = QuantizationOf(o.output());
  if (o.input().type != DataType::kFloat32) return MapStep(o, data, RequantizeTable(QuantizationOf(o.input()), to));
  const auto* input = reinterpret_cast<const float*>(data[static_cast<size_t>(o.input_index())]);
  uint8_t* output = data[static_cast<size_t>(o.output_index())];
  return StepOf([=, size = static_cast<size_t>(o.output().num_elements())] {
    QuantizeFloat(input, size, to, output);
    return true;
  });
}

StepPtr MakeDequantize(const Operands& o, Addresses data) {
  const ByteQuantization from = QuantizationOf(o.input());
  const uint8_t* input = data[static_cast<size_t>(o.input_index())];
  auto* output = reinterpret_cast<float*>(data[static_cast<size_t>(o.output_index())]);
  return StepOf([=, size = static_cast<size_t>(o.output().num_elements())] {
    DequantizeByte(input, size, from, output);
    return true;
  });
}

}  // namespace

Status Scratch::Allocate() {
  auto buffer = AlignedBuffer::Allocate(size_bytes_);
  if (!buffer) return std::unexpected(buffer.error());
  buffer_ = std::move(*buffer);
  return {};
}

Result<StepPtr> MakeStep(const Graph& graph, size_t op_index, Addresses data, Scratch& scratch) {
  const Operands o{graph, op_index};
  if (o.op.type == OpType::kQuantize) return MakeQuantize(o, data);
  if (o.op.type == OpType::kDequantize) return MakeDequantize(o, data);
  if (o.input().type != DataType::kInt8) return MakeFloatStep(o, data);
  switch (o.op.type) {
    case OpType::kConv2D:
    case OpType::kDepthwiseConv2D:
    case OpType::kFullyConnected: return MakeConvolutionStep(o, InputInt8(o, data), OutputInt8(o, data), scratch);
    case OpType::kAdd: return MakeAdd(o, data);
    case OpType::kAveragePool2D:
    case OpType::kMaxPool2D: return MakePool(o, data);
    case OpType::kMean: return MakeMean(o, data);
    case OpType::kPad: return MakePad(o, data);
    case OpType::kSoftmax: return MakeSoftmax(o, data);
    case OpType::kLogistic: return MapStep(o, data, LogisticTable(Scale(o.input()), ZeroPoint(o.input())));
    case OpType::kReshape:
    case OpType::kQuantize:
    case OpType::kDequantize: break;
  }
  return o.Refuse("it is no operator of this engine");
}

}  // namespace pawlens
