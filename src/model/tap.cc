// SPDX-License-Identifier: MIT
#include <utility>

#include "base/str_cat.h"
#include "model/describe.h"
#include "model/validate.h"

namespace pawlens {

Result<int> ComputedTensor(const Graph& graph, std::string_view name) {
  int found = -1;
  for (const Operator& op : graph.operators) {
    if (graph.tensors[op.outputs[0]].name == name) found = op.outputs[0];
  }
  if (found >= 0) return found;
  return Fail(ErrorCode::kInvalidArgument,
              StrCat("no operator computes a tensor called \"", PrintableName(name), "\""));
}

Graph TapGraph(Graph graph, std::span<const int> tensors) {
  graph.outputs.insert(graph.outputs.end(), tensors.begin(), tensors.end());
  return graph;
}

}  // namespace pawlens
