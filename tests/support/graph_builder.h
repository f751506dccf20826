// SPDX-License-Identifier: MIT
// Small networks made of seeded random numbers, for the tests of every module that takes a Graph.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "base/digest.h"
#include "model/graph.h"

namespace pawlens::testing {

/// Appends operators to a graph and answers the index of each one's output tensor. Shapes follow from inputs and
/// options; weights and biases are random; scales are chosen so that int8 outputs fill their range without all of
/// them saturating. int8 or float32 as the operator's input is. The same seed and calls give the same graph.
/// Nothing is checked here: wrong arguments make a graph that Validate refuses.
class GraphBuilder {
 public:
  explicit GraphBuilder(uint64_t seed = 1) : random_(seed) {}

  /// A graph input. int8 and uint8 get a random scale and zero point, float32 none.
  int AddInput(std::vector<int32_t> shape, DataType type = DataType::kInt8);

  enum class Weights { kPerChannel, kPerTensor };
  enum class Bias { kPresent, kAbsent };
  int AddConv(int input, int out_channels, int kernel_h, int kernel_w, ConvOptions options = {},
              Weights weights = Weights::kPerChannel, Bias bias = Bias::kPresent);
  int AddDepthwise(int input, int multiplier, int kernel_h, int kernel_w, ConvOptions options = {},
                   Weights weights = Weights::kPerChannel, Bias bias = Bias::kPresent);
  int AddFullyConnected(int input, int out_channels, FullyConnectedOptions options = {},
                        Weights weights = Weights::kPerChannel, Bias bias = Bias::kPresent);
  /// Both of one shape.
  int AddAdd(int a, int b, Activation activation = Activation::kNone);
  int AddMaxPool(int input, PoolOptions options);
  int AddAveragePool(int input, PoolOptions options);
  /// Over height and width. int8: the output has a quantization of its own.
  int AddMean(int input, bool keep_dims = false);
  /// `paddings`: {before, after} for each dimension.
  int AddPad(int input, const std::vector<std::pair<int, int>>& paddings);
  int AddReshape(int input, std::vector<int32_t> shape);
  int AddSoftmax(int input, float beta = 1.0f);
  int AddLogistic(int input);
  /// float32, uint8 or int8 to int8 or uint8; a scale of 0 asks for a random quantization.
  int AddQuantize(int input, DataType type = DataType::kInt8, float scale = 0.0f, int32_t zero_point = 0);
  int AddDequantize(int input);

  void AddOutput(int tensor) { graph_.outputs.push_back(tensor); }

  const std::vector<int32_t>& shape(int tensor) const { return graph_.tensors[tensor].shape; }
  Graph& graph() { return graph_; }  ///< To look at, or to spoil on purpose.

  int RandomInt(int low, int high);  ///< Uniform in [low, high].
  float RandomFloat(float low, float high);

 private:
  int AddTensor(DataType type, std::vector<int32_t> shape, Quantization quantization, const char* what);
  int AddInt32Constant(std::vector<int32_t> shape, const std::vector<int32_t>& values, const char* what);
  int AddOperator(OpType type, std::vector<int> inputs, int output, OpOptions options);
  int AddWeighted(OpType type, int input, std::vector<int32_t> weight_shape, int axis, int taps, Weights weights,
                  Bias bias, std::vector<int32_t> out_shape, OpOptions options);
  Quantization RandomQuantization(DataType type);

  SplitMix64 random_;
  Graph graph_;
};

/// One valid network after another as the seed goes up: int8, every operator, strides, dilations, paddings, activations,
/// odd sizes; inputs int8, or uint8 or float32 behind a QUANTIZE. Small enough for plain loops: 6 MMAC at most.
Graph RandomInt8Graph(uint64_t seed);

/// The same in float32 throughout.
Graph RandomFloatGraph(uint64_t seed);

/// Seeded bytes for input `index` of the graph: any byte for int8 and uint8, floats in [-1, 1) for float32.
std::vector<uint8_t> RandomInputBytes(const Graph& graph, size_t index, uint64_t seed);

}  // namespace pawlens::testing
