// SPDX-License-Identifier: MIT
// Convolutions and pools, as views of windows that matrix products, sums and maxima go over. Not torch::conv2d: cuDNN
// may compute it by Winograd's method or a Fourier transform (NNPACK on the CPU likewise), with fractions on the way
// that its settings "deterministic" and "no TF32" do not rule out. The products and sums used here are exact in any
// order. N: pictures, H, W, C: of the input, OH, OW, OC: of the output.
#include <algorithm>
#include <limits>
#include <utility>

#include "engine/requantize.h"
#include "model/shapes.h"
#include "train/torch_step.h"
#include "train/whole_numbers.h"

namespace pawlens {
namespace {

using Tensors = TorchStep::Tensors;

std::span<const int8_t> Weights(const Operands& o) {
  return {reinterpret_cast<const int8_t*>(o.input(1).data.data()), o.input(1).data.size()};
}

/// As float32.
torch::Tensor WeightTensor(const Operands& o, torch::IntArrayRef shape) {
  auto* data = const_cast<uint8_t*>(o.input(1).data.data());  // Only read; from_blob knows no const.
  return torch::from_blob(data, {o.input(1).num_elements()}, torch::kInt8).to(torch::kFloat32).view(shape);
}

/// How far a value of `tensor` can be from its zero point.
int64_t LargestStep(const Tensor& tensor) {
  return std::max(127 - ZeroPoint(tensor), ZeroPoint(tensor) + 128);
}

/// Zeros if it has none.
std::vector<int32_t> Biases(const Operands& o, size_t channels) {
  return o.has_input(2) ? Int32Values(o.input(2)) : std::vector<int32_t>(channels);
}

/// A layer of sums of products: `weights` as its function wants them, the bias in a type that holds any sum with it,
/// and the multipliers. `rows`: the same weights as [OC, taps] float32.
Tensors LayerConstants(const Operands& o, const torch::Tensor& weights, const torch::Tensor& rows) {
  const torch::Tensor products = rows.abs().sum({1}, false, torch::kFloat64) * LargestStep(o.input());
  const torch::Tensor bias = torch::tensor(Biases(o, static_cast<size_t>(rows.size(0))));
  const double bound = (products + bias.abs()).max().item<double>();
  return {weights, bias.to(TypeForWholeNumbers(static_cast<int64_t>(bound))),
          Multipliers(o.input(1).quantization.scale, Scale(o.input()), Scale(o.output()))};
}

/// What such a layer does behind its products, which are [.., OC].
class Ending {
 public:
  explicit Ending(const Operands& o)
      : range_(StepsWithin(FusedActivation(o.op), Scale(o.output()), ZeroPoint(o.output()))), out_(o.output().shape) {}

  torch::Tensor Of(const torch::Tensor& products, const Tensors& constants, int64_t batch) const {
    return Requantized(products + constants[1], constants[2], range_).reshape(Batched(batch, out_));
  }

 private:
  StepRange range_;
  std::vector<int32_t> out_;
};

/// Windows over the height and width of [N, H, W, C].
struct Windows {
  WindowSpan rows, columns;
  int64_t filter_h, filter_w, stride_h, stride_w, dilation_h, dilation_w;

  /// [N, OH, OW, filter_h, filter_w, C], a view of `x` or, where there is padding, of a copy with `padding` around it.
  torch::Tensor Of(const torch::Tensor& x, double padding) const {
    torch::Tensor padded = x;
    if (rows.pad_before + rows.pad_after + columns.pad_before + columns.pad_after > 0) {
      padded = torch::constant_pad_nd(x, {0, 0, columns.pad_before, columns.pad_after, rows.pad_before, rows.pad_after},
                                      padding);
    }
    const int64_t row = padded.stride(1), column = padded.stride(2);
    return padded.as_strided(
        {x.size(0), rows.out, columns.out, filter_h, filter_w, x.size(3)},
        {padded.stride(0), row * stride_h, column * stride_w, row * dilation_h, column * dilation_w, padded.stride(3)});
  }
};

Windows WindowsOf(const Operands& o, const ConvOptions& options) {
  const std::vector<int32_t>&in = o.input().shape, &weights = o.input(1).shape;
  return {SlideWindow(in[1], weights[1], options.stride_h, options.dilation_h, options.padding),
          SlideWindow(in[2], weights[2], options.stride_w, options.dilation_w, options.padding),
          weights[1],
          weights[2],
          options.stride_h,
          options.stride_w,
          options.dilation_h,
          options.dilation_w};
}

Windows WindowsOf(const Operands& o, const PoolOptions& options) {
  const std::vector<int32_t>& in = o.input().shape;
  return {SlideWindow(in[1], options.filter_h, options.stride_h, 1, options.padding),
          SlideWindow(in[2], options.filter_w, options.stride_w, 1, options.padding),
          options.filter_h,
          options.filter_w,
          options.stride_h,
          options.stride_w,
          1,
          1};
}

/// [N, 1, H, W, C] without the graph's own leading 1.
torch::Tensor Pictures(const torch::Tensor& input) {
  return input.squeeze(1).contiguous();
}

/// A layer that is a matrix product; `rows` makes [rows, taps] of its input.
template <typename Rows>
TorchStep MakeProduct(const Operands& o, int64_t taps, Rows rows) {
  const torch::Tensor weights = WeightTensor(o, {-1, taps});
  const std::vector<int64_t> pieces = CutIntoPieces(Weights(o), taps, LargestStep(o.input()));
  return {LayerConstants(o, weights.t().contiguous(), weights),
          [rows, pieces, ending = Ending(o)](const Tensors& inputs, const Tensors& constants) {
            return ending.Of(WholeProduct(rows(inputs[0]), constants[0], pieces), constants, inputs[0].size(0));
          }};
}

/// Elements of each window that lie in the picture, [OH, OW, 1].
torch::Tensor CountInside(const Windows& windows, int64_t height, int64_t width) {
  return windows.Of(torch::ones({1, height, width, 1}), 0).sum({3, 4}, false, torch::kFloat64)[0];
}

}  // namespace

TorchStep MakeTorchConvolution(const Operands& o) {
  const Windows windows = WindowsOf(o, std::get<ConvOptions>(o.op.options));
  const int64_t taps = windows.filter_h * windows.filter_w * o.input().shape[3];
  return MakeProduct(o, taps, [windows, taps](const torch::Tensor& input) {
    return windows.Of(Pictures(input), 0).reshape({-1, taps});  // A view for 1x1 without strides.
  });
}

TorchStep MakeTorchFullyConnected(const Operands& o) {
  const int64_t taps = o.input(1).shape[1];
  return MakeProduct(o, taps, [taps](const torch::Tensor& input) { return input.reshape({-1, taps}); });
}

// Tap after tap, each for all channels: OC = C * multiplier, so weights are [tap, C, multiplier].
TorchStep MakeTorchDepthwise(const Operands& o) {
  const Windows windows = WindowsOf(o, std::get<ConvOptions>(o.op.options));
  const int64_t channels = o.input().shape[3], outputs = o.output().shape[3];
  const torch::Tensor weights = WeightTensor(o, {windows.filter_h * windows.filter_w, outputs});
  TorchStep step{LayerConstants(o, weights.view({-1, channels, outputs / channels}), weights.t()), {}};
  const torch::ScalarType type = step.constants[1].scalar_type();
  step.constants[0] = step.constants[0].to(type);
  step.compute = [windows, type, ending = Ending(o)](const Tensors& inputs, const Tensors& constants) {
    const torch::Tensor taken = windows.Of(Pictures(inputs[0]).to(type), 0).unsqueeze(-1);
    torch::Tensor sums;
    for (int64_t y = 0; y < windows.filter_h; ++y) {
      for (int64_t x = 0; x < windows.filter_w; ++x) {
        const torch::Tensor values = taken.select(3, y).select(3, x);
        const torch::Tensor weight = constants[0][y * windows.filter_w + x];
        sums = sums.defined() ? sums.addcmul_(values, weight) : values * weight;
      }
    }
    return ending.Of(sums.flatten(3), constants, inputs[0].size(0));
  };
  return step;
}

TorchStep MakeTorchPool(const Operands& o) {
  const auto& options = std::get<PoolOptions>(o.op.options);
  const Windows windows = WindowsOf(o, options);
  const int32_t zero_point = ZeroPoint(o.input());
  const StepRange range = StepsWithin(options.activation, Scale(o.output()), ZeroPoint(o.output()));
  if (o.op.type == OpType::kMaxPool2D) {
    constexpr double kBelowAll = std::numeric_limits<float>::lowest();
    return {{}, [=](const Tensors& inputs, const Tensors&) {
              return windows.Of(Pictures(inputs[0]), kBelowAll).amax({3, 4}).clamp_(range.low, range.high).unsqueeze(1);
            }};
  }
  // The mean of q, not of steps, is rounded with halves away from zero: floor((2 |sum| + count) / (2 count)), whole
  // numbers but for the division, which is exact where it matters.
  const std::vector<int32_t>& in = o.input().shape;
  const torch::ScalarType type = TypeForWholeNumbers(windows.filter_h * windows.filter_w * 128);
  return {{CountInside(windows, in[1], in[2])}, [=](const Tensors& inputs, const Tensors& constants) {
            const torch::Tensor values = (Pictures(inputs[0]) + zero_point).to(type);
            const torch::Tensor sums = windows.Of(values, 0).sum({3, 4}).to(torch::kFloat64);
            const torch::Tensor& count = constants[0];
            const torch::Tensor mean = ((sums.abs() * 2 + count) / (count * 2)).floor_() * sums.sign();
            return (mean - zero_point).clamp_(range.low, range.high).to(torch::kFloat32).unsqueeze(1);
          }};
}

}  // namespace pawlens
