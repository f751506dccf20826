// SPDX-License-Identifier: MIT
#include "support/graph_builder.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include "model/shapes.h"

namespace pawlens::testing {
namespace {

// Standard deviation of uniform int8 values.
constexpr float kInt8Deviation = 74.0f;
// Outputs reach this many deviations at the ends of int8.
constexpr float kDeviationsInRange = 3.0f;

std::vector<int32_t> Slide(const std::vector<int32_t>& in, int channels, int filter_h, int filter_w, int stride_h,
                           int stride_w, int dilation_h, int dilation_w, Padding padding) {
  return {1, SlideWindow(in[1], filter_h, stride_h, dilation_h, padding).out,
          SlideWindow(in[2], filter_w, stride_w, dilation_w, padding).out, channels};
}

int64_t Product(const std::vector<int32_t>& shape) {
  int64_t product = 1;
  for (const int32_t size : shape) product *= size;
  return product;
}

template <typename T>
std::vector<uint8_t> ToBytes(const std::vector<T>& values) {
  std::vector<uint8_t> bytes(values.size() * sizeof(T));
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

}  // namespace

int GraphBuilder::RandomInt(int low, int high) {
  return low + static_cast<int>(random_.Next() % static_cast<uint64_t>(high - low + 1));
}

float GraphBuilder::RandomFloat(float low, float high) {
  constexpr float kUnit = 1.0f / (1 << 24);
  return low + (high - low) * (static_cast<float>(random_.Next() >> 40) * kUnit);
}

Quantization GraphBuilder::RandomQuantization(DataType type) {
  const int zero_point = RandomInt(-40, 40) + (type == DataType::kUInt8 ? 128 : 0);
  return {{RandomFloat(0.01f, 0.05f)}, {zero_point}, 0};
}

int GraphBuilder::AddTensor(DataType type, std::vector<int32_t> shape, Quantization quantization, const char* what) {
  Tensor tensor;
  tensor.name = std::string(what) + "_" + std::to_string(graph_.tensors.size());
  tensor.type = type;
  tensor.shape = std::move(shape);
  if (type != DataType::kFloat32) tensor.quantization = std::move(quantization);
  graph_.tensors.push_back(std::move(tensor));
  return static_cast<int>(graph_.tensors.size()) - 1;
}

int GraphBuilder::AddInt32Constant(std::vector<int32_t> shape, const std::vector<int32_t>& values, const char* what) {
  const int index = AddTensor(DataType::kInt32, std::move(shape), {}, what);
  graph_.tensors[index].data = ToBytes(values);
  return index;
}

int GraphBuilder::AddOperator(OpType type, std::vector<int> inputs, int output, OpOptions options) {
  graph_.operators.push_back({type, std::move(inputs), {output}, std::move(options)});
  return output;
}

int GraphBuilder::AddInput(std::vector<int32_t> shape, DataType type) {
  const int index = AddTensor(type, std::move(shape), RandomQuantization(type), "input");
  graph_.inputs.push_back(index);
  return index;
}

int GraphBuilder::AddWeighted(OpType type, int input, std::vector<int32_t> weight_shape, int axis, int taps,
                              Weights weights, Bias bias, std::vector<int32_t> out_shape, OpOptions options) {
  const DataType data_type = graph_.tensors[input].type;
  const int channels = weight_shape[axis];
  const int64_t count = Product(weight_shape);
  std::vector<int> inputs = {input};
  if (data_type == DataType::kFloat32) {
    const float range = std::sqrt(3.0f / static_cast<float>(taps));
    std::vector<float> values(count), biases(channels);
    for (float& value : values) value = RandomFloat(-range, range);
    for (float& value : biases) value = RandomFloat(-0.5f, 0.5f);
    inputs.push_back(AddTensor(data_type, std::move(weight_shape), {}, "weights"));
    graph_.tensors.back().data = ToBytes(values);
    if (bias == Bias::kPresent) {
      inputs.push_back(AddTensor(data_type, {channels}, {}, "bias"));
      graph_.tensors.back().data = ToBytes(biases);
    }
    return AddOperator(type, std::move(inputs), AddTensor(data_type, std::move(out_shape), {}, "out"), options);
  }

  const float in_scale = graph_.tensors[input].quantization.scale[0];
  // A range of a few units, as batch normalization gives it, whatever the depth; the weights' scale follows.
  const float out_scale = RandomFloat(0.01f, 0.05f);
  const float sum_deviation = std::sqrt(static_cast<float>(taps)) * kInt8Deviation * kInt8Deviation;
  const float base_scale = out_scale * 128.0f / (in_scale * sum_deviation * kDeviationsInRange);
  Quantization weight_quantization{{}, {}, axis}, bias_quantization{{}, {}, 0};
  for (int c = 0; c < (weights == Weights::kPerChannel ? channels : 1); ++c) {
    weight_quantization.scale.push_back(base_scale * RandomFloat(0.5f, 1.5f));
    bias_quantization.scale.push_back(in_scale * weight_quantization.scale.back());
  }
  weight_quantization.zero_point.assign(weight_quantization.scale.size(), 0);
  bias_quantization.zero_point.assign(bias_quantization.scale.size(), 0);

  std::vector<int8_t> values(count);
  std::vector<int32_t> biases(channels);
  for (int8_t& value : values) value = static_cast<int8_t>(RandomInt(-127, 127));
  for (int32_t& value : biases) value = RandomInt(-static_cast<int>(sum_deviation), static_cast<int>(sum_deviation));

  inputs.push_back(AddTensor(DataType::kInt8, std::move(weight_shape), std::move(weight_quantization), "weights"));
  graph_.tensors.back().data = ToBytes(values);
  if (bias == Bias::kPresent) {
    inputs.push_back(AddTensor(DataType::kInt32, {channels}, std::move(bias_quantization), "bias"));
    graph_.tensors.back().data = ToBytes(biases);
  } else if (RandomInt(0, 1) == 1) {
    inputs.push_back(-1);
  }
  const int output = AddTensor(DataType::kInt8, std::move(out_shape), {{out_scale}, {RandomInt(-40, 40)}, 0}, "out");
  return AddOperator(type, std::move(inputs), output, options);
}

int GraphBuilder::AddConv(int input, int out_channels, int kernel_h, int kernel_w, ConvOptions options, Weights weights,
                          Bias bias) {
  const std::vector<int32_t> in = shape(input);
  return AddWeighted(OpType::kConv2D, input, {out_channels, kernel_h, kernel_w, in[3]}, 0, kernel_h * kernel_w * in[3],
                     weights, bias,
                     Slide(in, out_channels, kernel_h, kernel_w, options.stride_h, options.stride_w, options.dilation_h,
                           options.dilation_w, options.padding),
                     options);
}

int GraphBuilder::AddDepthwise(int input, int multiplier, int kernel_h, int kernel_w, ConvOptions options,
                               Weights weights, Bias bias) {
  const std::vector<int32_t> in = shape(input);
  const int channels = in[3] * multiplier;
  return AddWeighted(OpType::kDepthwiseConv2D, input, {1, kernel_h, kernel_w, channels}, 3, kernel_h * kernel_w,
                     weights, bias,
                     Slide(in, channels, kernel_h, kernel_w, options.stride_h, options.stride_w, options.dilation_h,
                           options.dilation_w, options.padding),
                     options);
}

int GraphBuilder::AddFullyConnected(int input, int out_channels, FullyConnectedOptions options, Weights weights,
                                    Bias bias) {
  std::vector<int32_t> out = shape(input);
  const int taps = options.keep_num_dims ? out.back() : static_cast<int>(Product(out));
  out.back() = out_channels;
  if (!options.keep_num_dims) out = {1, out_channels};
  return AddWeighted(OpType::kFullyConnected, input, {out_channels, taps}, 0, taps, weights, bias, std::move(out),
                     options);
}

int GraphBuilder::AddAdd(int a, int b, Activation activation) {
  Quantization quantization;
  if (graph_.tensors[a].type == DataType::kInt8) {
    const float sum = graph_.tensors[a].quantization.scale[0] + graph_.tensors[b].quantization.scale[0];
    quantization = {{sum * RandomFloat(0.6f, 1.0f)}, {RandomInt(-40, 40)}, 0};
  }
  const int output = AddTensor(graph_.tensors[a].type, shape(a), std::move(quantization), "sum");
  return AddOperator(OpType::kAdd, {a, b}, output, AddOptions{activation});
}

int GraphBuilder::AddMaxPool(int input, PoolOptions options) {
  const Tensor in = graph_.tensors[input];
  const int output = AddTensor(in.type,
                               Slide(in.shape, in.shape[3], options.filter_h, options.filter_w, options.stride_h,
                                     options.stride_w, 1, 1, options.padding),
                               in.quantization, "max");
  return AddOperator(OpType::kMaxPool2D, {input}, output, options);
}

int GraphBuilder::AddAveragePool(int input, PoolOptions options) {
  const int output = AddMaxPool(input, options);
  graph_.operators.back().type = OpType::kAveragePool2D;
  graph_.tensors[output].name += "_average";
  return output;
}

int GraphBuilder::AddMean(int input, bool keep_dims) {
  const Tensor in = graph_.tensors[input];
  Quantization quantization = in.quantization;
  if (in.type == DataType::kInt8) {
    quantization = {{in.quantization.scale[0] * RandomFloat(0.3f, 1.0f)}, {RandomInt(-40, 40)}, 0};
  }
  const int axes = AddInt32Constant({2}, {1, 2}, "axes");
  const int output =
      AddTensor(in.type, keep_dims ? std::vector<int32_t>{1, 1, 1, in.shape[3]} : std::vector<int32_t>{1, in.shape[3]},
                std::move(quantization), "mean");
  return AddOperator(OpType::kMean, {input, axes}, output, MeanOptions{keep_dims});
}

int GraphBuilder::AddPad(int input, const std::vector<std::pair<int, int>>& paddings) {
  const Tensor in = graph_.tensors[input];
  std::vector<int32_t> values, out = in.shape;
  for (size_t i = 0; i < paddings.size(); ++i) {
    values.push_back(paddings[i].first);
    values.push_back(paddings[i].second);
    out[i] += paddings[i].first + paddings[i].second;
  }
  const int constant = AddInt32Constant({static_cast<int32_t>(paddings.size()), 2}, values, "paddings");
  return AddOperator(OpType::kPad, {input, constant}, AddTensor(in.type, std::move(out), in.quantization, "padded"),
                     {});
}

int GraphBuilder::AddReshape(int input, std::vector<int32_t> shape) {
  const Tensor in = graph_.tensors[input];
  const int constant = AddInt32Constant({static_cast<int32_t>(shape.size())}, shape, "shape");
  const int output = AddTensor(in.type, std::move(shape), in.quantization, "reshaped");
  return AddOperator(OpType::kReshape, {input, constant}, output, {});
}

int GraphBuilder::AddSoftmax(int input, float beta) {
  const int output = AddTensor(graph_.tensors[input].type, shape(input), {{1.0f / 256}, {-128}, 0}, "softmax");
  return AddOperator(OpType::kSoftmax, {input}, output, SoftmaxOptions{beta});
}

int GraphBuilder::AddLogistic(int input) {
  const int output = AddTensor(graph_.tensors[input].type, shape(input), {{1.0f / 256}, {-128}, 0}, "logistic");
  return AddOperator(OpType::kLogistic, {input}, output, {});
}

int GraphBuilder::AddQuantize(int input, DataType type, float scale, int32_t zero_point) {
  Quantization quantization{{scale}, {zero_point}, 0};
  if (scale == 0.0f) {
    quantization = RandomQuantization(type);
    const Tensor& in = graph_.tensors[input];
    if (in.type != DataType::kFloat32) quantization.scale[0] = in.quantization.scale[0] * RandomFloat(0.7f, 1.5f);
  }
  const int output = AddTensor(type, shape(input), std::move(quantization), "quantized");
  return AddOperator(OpType::kQuantize, {input}, output, {});
}

int GraphBuilder::AddDequantize(int input) {
  return AddOperator(OpType::kDequantize, {input}, AddTensor(DataType::kFloat32, shape(input), {}, "real"), {});
}

std::vector<uint8_t> RandomInputBytes(const Graph& graph, size_t index, uint64_t seed) {
  const Tensor& tensor = graph.tensors[graph.inputs[index]];
  SplitMix64 random(seed);
  if (tensor.type == DataType::kFloat32) {
    std::vector<float> values(tensor.num_elements());
    for (float& value : values) value = static_cast<float>(random.Next() >> 40) / (1 << 23) - 1.0f;
    return ToBytes(values);
  }
  std::vector<uint8_t> bytes(tensor.num_elements());
  for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random.Next());
  return bytes;
}

}  // namespace pawlens::testing
