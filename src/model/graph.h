// SPDX-License-Identifier: MIT
// A network as plain structs: what the reader makes of a file, the writer turns into one, and engines run.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <variant>
#include <vector>

namespace pawlens {

/// Values are those of TFLite's TensorType; types that are not listed are refused by the reader.
enum class DataType : int8_t { kFloat32 = 0, kInt32 = 2, kUInt8 = 3, kInt64 = 4, kInt8 = 9 };
const char* DataTypeName(DataType type);  ///< "int8" and so on.
int DataTypeBytes(DataType type);         ///< Bytes an element.

/// real = scale * (q - zero_point). Empty `scale`: not quantized. One entry: for the whole tensor. Several: one for each
/// index along dimension `axis`.
struct Quantization {
  std::vector<float> scale;
  std::vector<int32_t> zero_point;  ///< As many as scales.
  int axis = 0;
};

struct Tensor {
  std::string name;
  DataType type = DataType::kInt8;
  std::vector<int32_t>
      shape;  ///< Activations NHWC with N = 1; conv weights [out, kh, kw, in]; depthwise [1, kh, kw, out].
  Quantization quantization;
  std::vector<uint8_t> data;  ///< Constant's little-endian elements; empty for a tensor that is computed.

  bool is_constant() const { return !data.empty(); }
  int64_t num_elements() const;  ///< Product of the shape (1 for a scalar).
  int64_t size_bytes() const { return num_elements() * DataTypeBytes(type); }
};

/// Values are those of TFLite's BuiltinOperator.
enum class OpType : int32_t {
  kAdd = 0,
  kAveragePool2D = 1,
  kConv2D = 3,
  kDepthwiseConv2D = 4,
  kDequantize = 6,
  kFullyConnected = 9,
  kLogistic = 14,
  kMaxPool2D = 17,
  kReshape = 22,
  kSoftmax = 25,
  kPad = 34,
  kMean = 40,
  kQuantize = 114,
};
const char* OpTypeName(OpType type);  ///< TFLite's name: "CONV_2D".

enum class Padding : int8_t { kSame = 0, kValid = 1 };
enum class Activation : int8_t { kNone = 0, kRelu = 1, kRelu6 = 3 };

/// CONV_2D and DEPTHWISE_CONV_2D. A depthwise convolution has as many outputs as inputs times a whole multiplier.
struct ConvOptions {
  Padding padding = Padding::kSame;
  int stride_w = 1, stride_h = 1;
  int dilation_w = 1, dilation_h = 1;
  Activation activation = Activation::kNone;
};
struct PoolOptions {
  Padding padding = Padding::kSame;
  int stride_w = 1, stride_h = 1;
  int filter_w = 1, filter_h = 1;
  Activation activation = Activation::kNone;
};
struct AddOptions {
  Activation activation = Activation::kNone;
};
struct FullyConnectedOptions {
  Activation activation = Activation::kNone;
  bool keep_num_dims = false;
};
struct SoftmaxOptions {
  float beta = 1.0f;
};
struct MeanOptions {
  bool keep_dims = false;
};

/// std::monostate for RESHAPE, PAD, LOGISTIC, QUANTIZE, DEQUANTIZE, whose parameters are tensors or none.
using OpOptions = std::variant<std::monostate, ConvOptions, PoolOptions, AddOptions, FullyConnectedOptions,
                               SoftmaxOptions, MeanOptions>;

/// Inputs in TFLite's order: CONV_2D, DEPTHWISE_CONV_2D, FULLY_CONNECTED: activation, weights, bias (-1 = none);
/// ADD: two activations; MEAN: activation, int32 axes; PAD: activation, int32 paddings [rank, 2];
/// RESHAPE: activation, optional int32 shape (the output tensor's shape is what counts); others: activation.
struct Operator {
  OpType type = OpType::kConv2D;
  std::vector<int> inputs;  ///< Indices into Graph::tensors.
  std::vector<int> outputs;
  OpOptions options;
};

/// Operators are in execution order. After `ReadTflite` or `Validate` everything in it is safe to use unchecked.
struct Graph {
  std::string description;
  std::vector<Tensor> tensors;
  std::vector<Operator> operators;
  std::vector<int> inputs;
  std::vector<int> outputs;
};

/// Multiply-accumulates of one operator (convolutions and fully connected layers; 0 for the rest) and of all.
int64_t CountMacs(const Graph& graph, const Operator& op);
int64_t CountMacs(const Graph& graph);

/// The operator that computes `tensor`, or, where that is of the kinds `passed`, the one behind its first input, and so on.
/// Null: an input of the graph or a constant was reached.
const Operator* ProducerOf(const Graph& graph, int tensor, std::initializer_list<OpType> passed = {});

}  // namespace pawlens
