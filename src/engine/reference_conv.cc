// SPDX-License-Identifier: MIT
// int8: the accumulator is the sum of (input - input zero point) * weight, plus the bias; padding is real zero, so it
// adds nothing. It becomes the output by `Requantize` with input_scale * weight_scale / output_scale, computed in
// single precision in this order, as xnn_create_convolution2d_nhwc_qs8_qc8w does (XNNPACK
// src/operators/convolution-nhwc.c).
#include "engine/reference_ops.h"
#include "engine/requantize.h"
#include "model/shapes.h"

namespace pawlens {
namespace {

struct Layer {
  int in_h, in_w, in_c, out_h, out_w, out_c, kernel_h, kernel_w;
  int stride_h, stride_w, dilation_h, dilation_w, top, left;
  bool depthwise;
  Activation activation;
};

Layer Describe(const Operands& o) {
  const auto& options = std::get<ConvOptions>(o.op.options);
  const std::vector<int32_t>&in = o.input().shape, &out = o.output().shape, &weights = o.input(1).shape;
  const WindowSpan rows = SlideWindow(in[1], weights[1], options.stride_h, options.dilation_h, options.padding);
  const WindowSpan columns = SlideWindow(in[2], weights[2], options.stride_w, options.dilation_w, options.padding);
  return {in[1],
          in[2],
          in[3],
          out[1],
          out[2],
          out[3],
          weights[1],
          weights[2],  //
          options.stride_h,
          options.stride_w,
          options.dilation_h,
          options.dilation_w,
          rows.pad_before,
          columns.pad_before,
          o.op.type == OpType::kDepthwiseConv2D,
          options.activation};
}

/// Calls term(input index, weight index) for each product that makes output channel `c` at (oy, ox).
template <typename Term>
void ForEachProduct(const Layer& l, int oy, int ox, int c, Term term) {
  for (int ky = 0; ky < l.kernel_h; ++ky) {
    for (int kx = 0; kx < l.kernel_w; ++kx) {
      const int y = oy * l.stride_h - l.top + ky * l.dilation_h;
      const int x = ox * l.stride_w - l.left + kx * l.dilation_w;
      if (y < 0 || y >= l.in_h || x < 0 || x >= l.in_w) continue;
      const size_t pixel = (static_cast<size_t>(y) * l.in_w + x) * l.in_c;
      const size_t tap = static_cast<size_t>(ky) * l.kernel_w + kx;
      if (l.depthwise) {
        term(pixel + c / (l.out_c / l.in_c), tap * l.out_c + c);
        continue;
      }
      const size_t row = (static_cast<size_t>(c) * l.kernel_h * l.kernel_w + tap) * l.in_c;
      for (int k = 0; k < l.in_c; ++k) term(pixel + k, row + k);
    }
  }
}

/// Sum over a layer's products -> output element, for the layer's two number types.
class Int8Output {
 public:
  Int8Output(const ReferenceCall& call, Activation activation)
      : o_(call.operands),
        in_(Elements<int8_t>(*call.inputs[0])),
        weights_(Elements<int8_t>(*call.inputs[1])),
        range_(ActivationRange(activation, Scale(o_.output()), ZeroPoint(o_.output()))) {
    if (o_.has_input(2)) bias_ = Elements<int32_t>(*call.inputs[2]);
  }

  template <typename Visit>
  int8_t Compute(int channel, Visit for_each_product) const {
    int64_t sum = bias_.empty() ? 0 : bias_[channel];
    const int32_t zero_point = ZeroPoint(o_.input());
    for_each_product([&](size_t i, size_t w) { sum += (int64_t{in_[i]} - zero_point) * weights_[w]; });
    const std::vector<float>& scales = o_.input(1).quantization.scale;
    const float scale = Scale(o_.input()) * scales[scales.size() > 1 ? channel : 0] / Scale(o_.output());
    return Requantize(static_cast<int32_t>(sum), scale, ZeroPoint(o_.output()), range_);  // Fits: see Validate.
  }

 private:
  const Operands& o_;
  std::vector<int8_t> in_, weights_;
  std::vector<int32_t> bias_;
  Int8Range range_;
};

class FloatOutput {
 public:
  FloatOutput(const ReferenceCall& call, Activation activation)
      : in_(Elements<float>(*call.inputs[0])), weights_(Elements<float>(*call.inputs[1])), activation_(activation) {
    if (call.operands.has_input(2)) bias_ = Elements<float>(*call.inputs[2]);
  }

  template <typename Visit>
  float Compute(int channel, Visit for_each_product) const {
    double sum = bias_.empty() ? 0.0 : double{bias_[channel]};
    for_each_product([&](size_t i, size_t w) { sum += double{in_[i]} * weights_[w]; });
    return ApplyActivation(activation_, static_cast<float>(sum));
  }

 private:
  std::vector<float> in_, weights_, bias_;
  Activation activation_;
};

template <typename T, typename Output>
TensorBytes Convolve(const Layer& l, const Output& output) {
  std::vector<T> values;
  for (int oy = 0; oy < l.out_h; ++oy) {
    for (int ox = 0; ox < l.out_w; ++ox) {
      for (int c = 0; c < l.out_c; ++c) {
        values.push_back(output.Compute(c, [&](auto term) { ForEachProduct(l, oy, ox, c, term); }));
      }
    }
  }
  return Bytes(values);
}

template <typename T, typename Output>
TensorBytes Connect(const Operands& o, const Output& output) {
  const auto out_c = static_cast<size_t>(o.input(1).shape[0]), in_c = static_cast<size_t>(o.input(1).shape[1]);
  const size_t rows = static_cast<size_t>(o.input().num_elements()) / in_c;
  std::vector<T> values;
  for (size_t row = 0; row < rows; ++row) {
    for (size_t c = 0; c < out_c; ++c) {
      values.push_back(output.Compute(static_cast<int>(c), [&](auto term) {
        for (size_t k = 0; k < in_c; ++k) term(row * in_c + k, c * in_c + k);
      }));
    }
  }
  return Bytes(values);
}

}  // namespace

TensorBytes ReferenceConvolution(const ReferenceCall& call) {
  const Layer layer = Describe(call.operands);
  if (call.operands.input().type == DataType::kFloat32)
    return Convolve<float>(layer, FloatOutput(call, layer.activation));
  return Convolve<int8_t>(layer, Int8Output(call, layer.activation));
}

TensorBytes ReferenceFullyConnected(const ReferenceCall& call) {
  const Activation activation = std::get<FullyConnectedOptions>(call.operands.op.options).activation;
  if (call.operands.input().type == DataType::kFloat32)
    return Connect<float>(call.operands, FloatOutput(call, activation));
  return Connect<int8_t>(call.operands, Int8Output(call, activation));
}

}  // namespace pawlens
