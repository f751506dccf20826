// SPDX-License-Identifier: MIT
#include "engine/compare.h"

#include <algorithm>
#include <cstring>

#include "engine/engine.h"
#include "model/describe.h"
#include "support/graph_builder.h"

namespace pawlens::testing {
namespace {

using ::testing::AssertionFailure;
using ::testing::AssertionResult;
using ::testing::AssertionSuccess;

AssertionResult CompareOutputs(const Graph& graph, const std::vector<TensorBytes>& inputs,
                               const std::vector<TensorBytes>& expected) {
  auto engine = Engine::Create(graph);
  if (!engine) return AssertionFailure() << "Create: " << engine.error().message;
  for (int run = 0; run < 2; ++run) {  // The second finds an arena that the first has filled.
    for (size_t i = 0; i < inputs.size(); ++i) std::copy(inputs[i].begin(), inputs[i].end(), engine->Input(i).begin());
    if (Status status = engine->Run(); !status) return AssertionFailure() << "Run: " << status.error().message;
    for (size_t i = 0; i < graph.outputs.size(); ++i) {
      const auto actual = engine->Output(i);
      const TensorBytes& wanted = expected[static_cast<size_t>(graph.outputs[i])];
      if (actual.size() != wanted.size()) {
        return AssertionFailure() << DescribeTensor(graph, graph.outputs[i]) << ": " << actual.size() << " bytes, not "
                                  << wanted.size();
      }
      const auto [ours, theirs] = std::mismatch(actual.begin(), actual.end(), wanted.begin());
      if (ours == actual.end()) continue;
      return AssertionFailure() << "run " << run << ", " << DescribeTensor(graph, graph.outputs[i]) << ", byte "
                                << ours - actual.begin() << " of " << actual.size() << ": engine " << int{*ours}
                                << ", reference " << int{*theirs};
    }
  }
  return AssertionSuccess();
}

}  // namespace

std::vector<TensorBytes> RandomInputs(const Graph& graph, uint64_t seed) {
  std::vector<TensorBytes> inputs;
  for (size_t i = 0; i < graph.inputs.size(); ++i) inputs.push_back(RandomInputBytes(graph, i, seed + i));
  return inputs;
}

AssertionResult EngineEqualsReference(const Graph& graph, uint64_t seed) {
  const std::vector<TensorBytes> inputs = RandomInputs(graph, seed);
  const auto expected = RunReference(graph, inputs);
  if (!expected) return AssertionFailure() << "reference: " << expected.error().message;
  Graph open = graph;
  open.outputs.clear();
  for (const Operator& op : open.operators) open.outputs.push_back(op.outputs[0]);
  if (AssertionResult layers = CompareOutputs(open, inputs, *expected); !layers) return layers;
  return CompareOutputs(graph, inputs, *expected);
}

}  // namespace pawlens::testing
