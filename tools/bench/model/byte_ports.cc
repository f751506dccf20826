// SPDX-License-Identifier: MIT
#include "bench/model/byte_ports.h"

#include <utility>

namespace pawlens::bench {

Graph WithCommonPorts(Graph graph) {
  const auto add = [&](Tensor tensor) {
    graph.tensors.push_back(std::move(tensor));
    return static_cast<int>(graph.tensors.size()) - 1;
  };
  const int input = graph.inputs.at(0), output = graph.outputs.at(0);
  if (graph.tensors[input].type == DataType::kInt8) {
    Tensor bytes = graph.tensors[input];
    bytes.name += "_uint8";
    bytes.type = DataType::kUInt8;
    for (int32_t& zero_point : bytes.quantization.zero_point) zero_point += 128;
    graph.inputs = {add(std::move(bytes))};
    graph.operators.insert(graph.operators.begin(), {OpType::kQuantize, {graph.inputs[0]}, {input}, {}});
  }
  if (graph.tensors[output].type == DataType::kInt8) {
    Tensor real = graph.tensors[output];
    real.name += "_float";
    real.type = DataType::kFloat32;
    real.quantization = {};
    graph.outputs = {add(std::move(real))};
    graph.operators.push_back({OpType::kDequantize, {output}, {graph.outputs[0]}, {}});
  }
  return graph;
}

}  // namespace pawlens::bench
