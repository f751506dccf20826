// SPDX-License-Identifier: MIT
#include "see/reach.h"

#include <algorithm>

#include "model/shapes.h"

namespace pawlens {
namespace {

/// Beyond any picture: what has grown to it stays there, so that no file makes the numbers overflow.
constexpr int64_t kFar = int64_t{1} << 40;

int64_t Near(int64_t position) {
  return std::clamp(position, -kFar, kFar);
}

/// A window over cells of reach `in` (SlideWindow has the rule).
Reach Slide(const Reach& in, int pad_before, int filter, int stride, int dilation) {
  const int64_t last = int64_t{filter - 1} * dilation - pad_before;
  return {std::min(in.step * stride, kFar), Near(in.low - in.step * pad_before), Near(in.high + in.step * last)};
}

Reach Slide(const Reach& in, int cells, int filter, int stride, int dilation, Padding padding) {
  return Slide(in, SlideWindow(cells, filter, stride, dilation, padding).pad_before, filter, stride, dilation);
}

Reach Union(const Reach& a, const Reach& b) {
  return {std::max(a.step, b.step), std::min(a.low, b.low), std::max(a.high, b.high)};
}

std::optional<CellReach> Behind(const Graph& graph, const Operator& op,
                                const std::vector<std::optional<CellReach>>& reach) {
  const std::optional<CellReach>& in = reach[op.inputs[0]];
  const std::vector<int32_t>& shape = graph.tensors[op.inputs[0]].shape;
  if (!in || shape.size() != 4) return std::nullopt;
  switch (op.type) {
    case OpType::kConv2D:
    case OpType::kDepthwiseConv2D: {
      const auto& o = std::get<ConvOptions>(op.options);
      const std::vector<int32_t>& weights = graph.tensors[op.inputs[1]].shape;
      return CellReach{Slide(in->rows, shape[1], weights[1], o.stride_h, o.dilation_h, o.padding),
                       Slide(in->columns, shape[2], weights[2], o.stride_w, o.dilation_w, o.padding)};
    }
    case OpType::kAveragePool2D:
    case OpType::kMaxPool2D: {
      const auto& o = std::get<PoolOptions>(op.options);
      return CellReach{Slide(in->rows, shape[1], o.filter_h, o.stride_h, 1, o.padding),
                       Slide(in->columns, shape[2], o.filter_w, o.stride_w, 1, o.padding)};
    }
    case OpType::kPad: {
      const std::vector<int32_t> paddings = Int32Values(graph.tensors[op.inputs[1]]);
      return CellReach{Slide(in->rows, paddings[2], 1, 1, 1), Slide(in->columns, paddings[4], 1, 1, 1)};
    }
    case OpType::kAdd: {
      const std::optional<CellReach>& other = reach[op.inputs[1]];
      if (!other) return std::nullopt;
      return CellReach{Union(in->rows, other->rows), Union(in->columns, other->columns)};
    }
    case OpType::kSoftmax:
    case OpType::kLogistic:
    case OpType::kQuantize:
    case OpType::kDequantize: return in;
    case OpType::kFullyConnected:
    case OpType::kMean:
    case OpType::kReshape: return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

int Reach::SeenFromTheMiddle(int cells, int pixels) const {
  const int64_t shift = Near(step * ((cells - 1) / 2));
  const int64_t first = std::clamp<int64_t>(shift + low, 0, pixels - 1);
  const int64_t last = std::clamp<int64_t>(shift + high, 0, pixels - 1);
  return static_cast<int>(last - first + 1);
}

std::vector<std::optional<CellReach>> ReachOfCells(const Graph& graph) {
  std::vector<std::optional<CellReach>> reach(graph.tensors.size());
  reach[graph.inputs[0]].emplace();
  for (const Operator& op : graph.operators) reach[op.outputs[0]] = Behind(graph, op, reach);
  return reach;
}

}  // namespace pawlens
