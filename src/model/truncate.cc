// SPDX-License-Identifier: MIT
#include <algorithm>
#include <vector>

#include "model/validate.h"

namespace pawlens {

Result<Graph> TruncateGraph(const Graph& graph, std::string_view tensor_name) {
  const Result<int> found = ComputedTensor(graph, tensor_name);
  if (!found) return std::unexpected(found.error());
  const int target = *found;

  // Backwards: an operator stays if what it writes is needed. Graph inputs stay all, so that callers can still fill them.
  std::vector<bool> needed(graph.tensors.size());
  needed[target] = true;
  std::vector<const Operator*> kept;
  for (size_t i = graph.operators.size(); i-- > 0;) {
    const Operator& op = graph.operators[i];
    if (!needed[op.outputs[0]]) continue;
    kept.push_back(&op);
    for (const int input : op.inputs) {
      if (input >= 0) needed[input] = true;
    }
  }
  std::reverse(kept.begin(), kept.end());
  for (const int input : graph.inputs) needed[input] = true;

  Graph cut;
  cut.description = graph.description;
  std::vector<int> new_index(graph.tensors.size(), -1);
  for (size_t i = 0; i < graph.tensors.size(); ++i) {
    if (!needed[i]) continue;
    new_index[i] = static_cast<int>(cut.tensors.size());
    cut.tensors.push_back(graph.tensors[i]);
  }
  for (const Operator* op : kept) {
    cut.operators.push_back(*op);
    for (int& input : cut.operators.back().inputs) input = input < 0 ? -1 : new_index[input];
    for (int& output : cut.operators.back().outputs) output = new_index[output];
  }
  for (const int input : graph.inputs) cut.inputs.push_back(new_index[input]);
  cut.outputs.push_back(new_index[target]);
  return cut;
}

}  // namespace pawlens
