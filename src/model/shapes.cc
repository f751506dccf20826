// SPDX-License-Identifier: MIT
#include "model/shapes.h"

#include <algorithm>
#include <cstring>

#include "model/validate.h"

namespace pawlens {
namespace {

// Elements that windows touch, counted again for each output position: the size of the kernels' pointer tables.
constexpr int64_t kMaxWindowTaps = int64_t{1} << 26;
// Elements of a convolution's input with the padding that its windows reach: engines may copy it at four bytes an element
// and address that with 32 bits.
constexpr int64_t kMaxPaddedElements = int64_t{1} << 28;
// Elements of one average: 2^22 differences of two int8 add up to less than 2^31.
constexpr int64_t kMaxAveraged = int64_t{1} << 22;

using Shape = std::vector<int32_t>;

bool CheckImage(Checker& check, const Shape& in) {
  return in.size() == 4 || check.Bad("its input has shape %, not four dimensions", {in});
}

struct Window {
  Padding padding;
  int filter_h, filter_w, stride_h, stride_w, dilation_h, dilation_w;
};

// Output height and width, as [1, height, width, channels].
bool SlideOver(Checker& check, const Shape& in, const Window& window, int channels, Shape& out) {
  const struct {
    const char* what;
    int value;
  } arguments[] = {
      {"input height", in[1]},
      {"input width", in[2]},
      {"filter height", window.filter_h},
      {"filter width", window.filter_w},
      {"stride_h", window.stride_h},
      {"stride_w", window.stride_w},
      {"dilation_h", window.dilation_h},
      {"dilation_w", window.dilation_w},
  };
  for (const auto& argument : arguments) {
    if (argument.value < 1) return check.Bad("% is %, below 1", {argument.what, argument.value});
    if (argument.value > kMaxWindowArgument) {
      return check.Unsupported("% is %, beyond %", {argument.what, argument.value, kMaxWindowArgument});
    }
  }
  const WindowSpan rows = SlideWindow(in[1], window.filter_h, window.stride_h, window.dilation_h, window.padding);
  const WindowSpan columns = SlideWindow(in[2], window.filter_w, window.stride_w, window.dilation_w, window.padding);
  if (rows.out < 1 || columns.out < 1) {
    return check.Bad("its filter of %x% does not fit into an input of %x%",
                     {window.filter_h, window.filter_w, in[1], in[2]});
  }
  // Each factor is below 2^15, so each pair is below 2^30 and the whole below 2^60.
  const int64_t positions = int64_t{rows.out} * columns.out;
  if (positions * (int64_t{window.filter_h} * window.filter_w) > kMaxWindowTaps) {
    return check.Unsupported("a filter of %x% at % positions is too much work",
                             {window.filter_h, window.filter_w, positions});
  }
  out = {1, rows.out, columns.out, channels};
  return true;
}

bool ConvShape(Checker& check, const Shape& in, const Shape& weights, const Operator& op, Shape& out) {
  const ConvOptions& options = std::get<ConvOptions>(op.options);
  const bool depthwise = op.type == OpType::kDepthwiseConv2D;
  if (!CheckImage(check, in)) return false;
  if (weights.size() != 4) return check.Bad("its weights have shape %, not four dimensions", {weights});
  if (depthwise) {
    if (weights[0] != 1) return check.Bad("its weights have shape %, not [1, kh, kw, out]", {weights});
    if (weights[3] % in[3] != 0) {
      return check.Bad("% outputs are no multiple of % input channels", {weights[3], in[3]});
    }
  } else if (weights[3] != in[3]) {
    if (in[3] % weights[3] == 0) {
      return check.Unsupported("grouped convolution (% input channels, filters of %)", {in[3], weights[3]});
    }
    return check.Bad("its filters take % channels, its input has %", {weights[3], in[3]});
  }
  const Window window{options.padding,  weights[1],         weights[2],        options.stride_h,
                      options.stride_w, options.dilation_h, options.dilation_w};
  if (!SlideOver(check, in, window, weights[depthwise ? 3 : 0], out)) return false;
  // A dilation alone stretches a filter to 2^30 rows: both factors are below 2^31.
  const int64_t rows = int64_t{out[1] - 1} * window.stride_h + int64_t{window.filter_h - 1} * window.dilation_h + 1;
  const int64_t columns = int64_t{out[2] - 1} * window.stride_w + int64_t{window.filter_w - 1} * window.dilation_w + 1;
  const int64_t packed_channels = int64_t{depthwise ? out[3] : in[3]} + 15;  // Some kernels pack them by 16.
  if (rows * columns > kMaxPaddedElements / packed_channels) {
    return check.Unsupported("with its padding it reads %x% pixels of % channels, more than memory holds",
                             {rows, columns, depthwise ? out[3] : in[3]});
  }
  return true;
}

bool CheckAveraged(Checker& check, int64_t height, int64_t width) {
  return height * width <= kMaxAveraged ||
         check.Unsupported("an average over %x% elements is too much for its sums", {height, width});
}

bool PoolShape(Checker& check, const Shape& in, const Operator& op, Shape& out) {
  const PoolOptions& options = std::get<PoolOptions>(op.options);
  if (!CheckImage(check, in)) return false;
  if (op.type == OpType::kAveragePool2D && !CheckAveraged(check, options.filter_h, options.filter_w)) return false;
  const Window window{options.padding, options.filter_h, options.filter_w, options.stride_h, options.stride_w, 1, 1};
  return SlideOver(check, in, window, in[3], out);
}

bool FullyConnectedShape(Checker& check, const Shape& in, const Shape& weights, bool keep_num_dims, Shape& out) {
  if (weights.size() != 2) return check.Bad("its weights have shape %, not [out, in]", {weights});
  int64_t elements = 1;
  for (const int32_t size : in) elements *= size;
  if (elements % weights[1] != 0 || (keep_num_dims && (in.empty() || in.back() != weights[1]))) {
    return check.Bad("its weights take % values, its input has shape %", {weights[1], in});
  }
  if (keep_num_dims) {
    out = in;
    out.back() = weights[0];
  } else {
    out = {static_cast<int32_t>(elements / weights[1]), weights[0]};
  }
  return true;
}

bool MeanShape(Checker& check, const Shape& in, const Tensor& axes, bool keep_dims, Shape& out) {
  const int rank = static_cast<int>(in.size());
  unsigned over = 0;  // A bit for each dimension.
  for (const int32_t axis : Int32Values(axes)) {
    if (axis >= rank || axis < -rank) return check.Bad("axis % is outside its input's shape %", {axis, in});
    over |= 1u << (axis < 0 ? axis + rank : axis);
  }
  constexpr unsigned kHeightAndWidth = 1u << 1 | 1u << 2;
  if (rank != 4 || over != kHeightAndWidth) {
    return check.Unsupported("only the mean over height and width of a 4-dimensional tensor is available");
  }
  if (!CheckAveraged(check, in[1], in[2])) return false;
  out = keep_dims ? Shape{in[0], 1, 1, in[3]} : Shape{in[0], in[3]};
  return true;
}

bool PadShape(Checker& check, const Shape& in, const Tensor& paddings, Shape& out) {
  if (paddings.shape != Shape{static_cast<int32_t>(in.size()), 2}) {
    return check.Bad("its paddings have shape %, its input %", {paddings.shape, in});
  }
  const Shape values = Int32Values(paddings);
  out = in;
  for (size_t i = 0; i < values.size(); ++i) {
    if (values[i] < 0) return check.Bad("a padding of % is negative", {values[i]});
    if (values[i] > kMaxWindowArgument) return check.Unsupported("a padding of % is too large", {values[i]});
    out[i / 2] += values[i];  // A size is at most 2^28 before.
  }
  return true;
}

}  // namespace

WindowSpan SlideWindow(int in, int filter, int stride, int dilation, Padding padding) {
  const int extent = (filter - 1) * dilation + 1;
  WindowSpan span;
  if (padding == Padding::kValid) {
    span.out = in < extent ? 0 : (in - extent) / stride + 1;
    return span;
  }
  span.out = (in + stride - 1) / stride;
  const int total = std::max((span.out - 1) * stride + extent - in, 0);
  span.pad_before = total / 2;
  span.pad_after = total - span.pad_before;
  return span;
}

std::vector<int32_t> Int32Values(const Tensor& tensor) {
  std::vector<int32_t> values(tensor.data.size() / sizeof(int32_t));
  if (!values.empty()) std::memcpy(values.data(), tensor.data.data(), values.size() * sizeof(int32_t));
  return values;
}

bool InferOutputShape(Checker& check, const Operator& op, std::vector<int32_t>& shape) {
  const std::vector<Tensor>& tensors = check.graph().tensors;
  const Tensor& in = tensors[op.inputs[0]];
  const auto second = [&]() -> const Tensor& { return tensors[op.inputs[1]]; };
  switch (op.type) {
    case OpType::kConv2D:
    case OpType::kDepthwiseConv2D: return ConvShape(check, in.shape, second().shape, op, shape);
    case OpType::kFullyConnected:
      return FullyConnectedShape(check, in.shape, second().shape,
                                 std::get<FullyConnectedOptions>(op.options).keep_num_dims, shape);
    case OpType::kMaxPool2D:
    case OpType::kAveragePool2D: return PoolShape(check, in.shape, op, shape);
    case OpType::kMean: return MeanShape(check, in.shape, second(), std::get<MeanOptions>(op.options).keep_dims, shape);
    case OpType::kPad: return PadShape(check, in.shape, second(), shape);
    case OpType::kReshape:
      shape = tensors[op.outputs[0]].shape;
      return tensors[op.outputs[0]].num_elements() == in.num_elements() ||
             check.Bad("it makes % of %", {shape, in.shape});
    case OpType::kAdd:
      if (in.shape != second().shape) {
        return check.Unsupported("its inputs' shapes differ: % and %", {in.shape, second().shape});
      }
      break;
    case OpType::kSoftmax:
      if (in.shape.empty()) return check.Bad("its input is a single number");
      break;
    case OpType::kLogistic:
    case OpType::kQuantize:
    case OpType::kDequantize: break;
  }
  shape = in.shape;
  return true;
}

}  // namespace pawlens
