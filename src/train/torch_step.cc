// SPDX-License-Identifier: MIT
// Operators that treat elements one by one, SOFTMAX, and the sums and copies that need no windows.
#include "train/torch_step.h"

#include <utility>

#include "engine/kernels/pointwise.h"
#include "engine/kernels/softmax.h"
#include "model/shapes.h"
#include "train/whole_numbers.h"

namespace pawlens {
namespace {

using Tensors = TorchStep::Tensors;

ByteQuantization QuantizationOf(const Tensor& tensor) {
  return {tensor.type == DataType::kInt8, Scale(tensor), ZeroPoint(tensor)};
}
int SmallestOf(const Tensor& tensor) {
  return tensor.type == DataType::kInt8 ? -128 : 0;
}

/// The engine's own table, in steps on both sides.
TorchStep MakeMap(const Operands& o, const ByteTable& table) {
  const int smallest = SmallestOf(o.input());
  std::vector<float> steps;
  for (int value = smallest; value < smallest + 256; ++value) {
    const uint8_t bits = table[static_cast<uint8_t>(value)];
    const int mapped = o.output().type == DataType::kInt8 ? static_cast<int8_t>(bits) : int{bits};
    steps.push_back(static_cast<float>(mapped - ZeroPoint(o.output())));
  }
  const int first = smallest - ZeroPoint(o.input());
  return {{torch::tensor(steps)}, [first](const Tensors& inputs, const Tensors& constants) {
            const torch::Tensor index = (inputs[0] - first).to(torch::kInt64);
            return constants[0].index_select(0, index.flatten()).reshape(index.sizes());
          }};
}

// QuantizeFloat. Divided by a tensor: CUDA multiplies by the reciprocal of a plain number, which rounds otherwise.
TorchStep MakeQuantizeFloat(const Operands& o) {
  const double low = SmallestOf(o.output()) - ZeroPoint(o.output());
  return {{torch::full({1}, Scale(o.output()))}, [low](const Tensors& inputs, const Tensors& constants) {
            const torch::Tensor steps = (inputs[0] / constants[0]).nan_to_num_(low).clamp_(low, low + 255);
            // Halves away from zero. float64 holds 0.5 more exactly, so 0.49999997f does not become 1.
            const torch::Tensor size = (steps.abs().to(torch::kFloat64) + 0.5).floor_().to(torch::kFloat32);
            return size * steps.sign();
          }};
}

TorchStep MakeDequantize(const Operands& o) {
  return {{}, [scale = Scale(o.input())](const Tensors& inputs, const Tensors&) { return inputs[0] * scale; }};
}

TorchStep MakeAdd(const Operands& o) {
  const float a_scale = Scale(o.input(0)), b_scale = Scale(o.input(1)), scale = Scale(o.output());
  const StepRange range = StepsWithin(std::get<AddOptions>(o.op.options).activation, scale, ZeroPoint(o.output()));
  return {{}, [=](const Tensors& inputs, const Tensors&) {
            return Added(inputs[0], a_scale, inputs[1], b_scale, scale, range);
          }};
}

TorchStep MakeMean(const Operands& o) {
  const std::vector<int32_t>& in = o.input().shape;
  const int64_t pixels = int64_t{in[1]} * in[2];
  const float scale = Scale(o.input()) / (Scale(o.output()) * static_cast<float>(pixels));
  const StepRange range = StepsWithin(Activation::kNone, Scale(o.output()), ZeroPoint(o.output()));
  const torch::ScalarType type = TypeForWholeNumbers(pixels * 255);
  return {{torch::full({1}, scale)}, [=, out = o.output().shape](const Tensors& inputs, const Tensors& constants) {
            const torch::Tensor sums = inputs[0].to(type).sum({2, 3});
            return Requantized(sums, constants[0], range).reshape(Batched(sums.size(0), out));
          }};
}

// With the zero point, which is 0 steps.
TorchStep MakePad(const Operands& o) {
  const std::vector<int32_t> paddings = Int32Values(o.input(1));
  std::vector<int64_t> from_last;  // Torch's order of dimensions.
  for (size_t d = paddings.size() / 2; d-- > 0;) {
    from_last.push_back(paddings[2 * d]);
    from_last.push_back(paddings[2 * d + 1]);
  }
  return {{}, [from_last](const Tensors& inputs, const Tensors&) {
            return torch::constant_pad_nd(inputs[0], from_last, 0);
          }};
}

TorchStep MakeReshape(const Operands& o) {
  return {{}, [out = o.output().shape](const Tensors& inputs, const Tensors&) {
            return inputs[0].reshape(Batched(inputs[0].size(0), out));
          }};
}

// Its sums are of fractions, so their order counts: in the engine's kernel, on the CPU. It stands at the end of
// networks, where there is little to be moved.
TorchStep MakeSoftmax(const Operands& o) {
  const SoftmaxInt8 softmax(std::get<SoftmaxOptions>(o.op.options).beta, Scale(o.input()));
  const auto columns = static_cast<size_t>(o.input().shape.back());
  return {{}, [=, in = ZeroPoint(o.input()), out = ZeroPoint(o.output())](const Tensors& inputs, const Tensors&) {
            const torch::Tensor values = (inputs[0] + in).to(torch::kInt8).cpu().contiguous();
            torch::Tensor result = torch::empty_like(values);
            softmax.Run(values.data_ptr<int8_t>(), static_cast<size_t>(values.numel()) / columns, columns,
                        result.data_ptr<int8_t>());
            return result.to(inputs[0].device()).to(torch::kFloat32) - out;
          }};
}

}  // namespace

Result<TorchStep> MakeTorchStep(const Operands& o) {
  if (o.op.type == OpType::kReshape) return MakeReshape(o);
  if (o.op.type == OpType::kDequantize) return MakeDequantize(o);
  if (o.op.type == OpType::kQuantize) {
    if (o.input().type == DataType::kFloat32) return MakeQuantizeFloat(o);
    return MakeMap(o, RequantizeTable(QuantizationOf(o.input()), QuantizationOf(o.output())));
  }
  if (o.input().type != DataType::kInt8) {
    return o.Refuse(StrCat(DescribeTensor(o.graph, o.input_index()), " is ", DataTypeName(o.input().type),
                           "; only int8 is computed exactly: export the network as int8"));
  }
  switch (o.op.type) {
    case OpType::kConv2D: return MakeTorchConvolution(o);
    case OpType::kDepthwiseConv2D: return MakeTorchDepthwise(o);
    case OpType::kFullyConnected: return MakeTorchFullyConnected(o);
    case OpType::kMaxPool2D:
    case OpType::kAveragePool2D: return MakeTorchPool(o);
    case OpType::kAdd: return MakeAdd(o);
    case OpType::kMean: return MakeMean(o);
    case OpType::kPad: return MakePad(o);
    case OpType::kSoftmax: return MakeSoftmax(o);
    case OpType::kLogistic: return MakeMap(o, LogisticTable(Scale(o.input()), ZeroPoint(o.input())));
    case OpType::kReshape:
    case OpType::kQuantize:
    case OpType::kDequantize: break;
  }
  return o.Refuse("it is no operator of this engine");
}

}  // namespace pawlens
