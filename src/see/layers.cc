// SPDX-License-Identifier: MIT
#include "see/layers.h"

#include <algorithm>
#include <optional>

#include "see/reach.h"

namespace pawlens {
namespace {

bool MakesMaps(const Graph& graph, const Operator& op) {
  switch (op.type) {
    case OpType::kConv2D:
    case OpType::kDepthwiseConv2D:
    case OpType::kAdd:
    case OpType::kMaxPool2D:
    case OpType::kAveragePool2D: break;
    default: return false;
  }
  const Tensor& maps = graph.tensors[op.outputs[0]];
  return maps.type == DataType::kInt8 && maps.shape.size() == 4 && maps.shape[1] * maps.shape[2] > 1;
}

struct Kernel {
  int rows = 1, columns = 1;
};

Kernel KernelOf(const Graph& graph, const Operator* op) {
  if (op == nullptr) return {};
  if (op->type == OpType::kConv2D || op->type == OpType::kDepthwiseConv2D) {
    const std::vector<int32_t>& weights = graph.tensors[op->inputs[1]].shape;
    return {weights[1], weights[2]};
  }
  if (const auto* pool = std::get_if<PoolOptions>(&op->options)) return {pool->filter_h, pool->filter_w};
  return {};
}

/// Of ADD: the larger of what it adds.
Kernel WidestKernel(const Graph& graph, const Operator& op) {
  if (op.type != OpType::kAdd) return KernelOf(graph, &op);
  const Kernel a = KernelOf(graph, ProducerOf(graph, op.inputs[0]));
  const Kernel b = KernelOf(graph, ProducerOf(graph, op.inputs[1]));
  return a.rows * a.columns < b.rows * b.columns ? b : a;
}

}  // namespace

std::vector<MapLayer> LayersOf(const Graph& graph) {
  const std::vector<std::optional<CellReach>> reach = ReachOfCells(graph);
  const std::vector<int32_t>& picture = graph.tensors[graph.inputs[0]].shape;
  std::vector<MapLayer> layers;
  for (const Operator& op : graph.operators) {
    if (!MakesMaps(graph, op)) continue;
    const Tensor& maps = graph.tensors[op.outputs[0]];
    const Kernel kernel = WidestKernel(graph, op);
    MapLayer layer{.number = static_cast<int>(layers.size()) + 1,
                   .tensor = op.outputs[0],
                   .name = maps.name,
                   .type = op.type,
                   .rows = maps.shape[1],
                   .columns = maps.shape[2],
                   .maps = maps.shape[3],
                   .kernel_rows = kernel.rows,
                   .kernel_columns = kernel.columns,
                   .seen_rows = picture[1],
                   .seen_columns = picture[2]};
    if (const std::optional<CellReach>& cells = reach[op.outputs[0]]) {
      layer.seen_rows = cells->rows.SeenFromTheMiddle(layer.rows, picture[1]);
      layer.seen_columns = cells->columns.SeenFromTheMiddle(layer.columns, picture[2]);
    }
    layers.push_back(std::move(layer));
  }
  return layers;
}

std::vector<size_t> StageEnds(const std::vector<MapLayer>& layers) {
  std::vector<size_t> ends;
  for (size_t i = 0; i < layers.size(); ++i) {
    const bool ends_a_size =
        i + 1 == layers.size() || layers[i + 1].rows != layers[i].rows || layers[i + 1].columns != layers[i].columns;
    if (i == 0 || ends_a_size) ends.push_back(i);
  }
  return ends;
}

}  // namespace pawlens
