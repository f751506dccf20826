// SPDX-License-Identifier: MIT
#include "engine/compare.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "engine/engine.h"
#include "engine/operands.h"
#include "model/describe.h"
#include "support/graph_builder.h"

namespace pawlens::testing {
namespace {

using ::testing::AssertionFailure;
using ::testing::AssertionResult;
using ::testing::AssertionSuccess;

using Bytes = std::span<const uint8_t>;
using Compare = AssertionResult (*)(const Tensor& tensor, Bytes actual, Bytes wanted);

AssertionResult Equal(const Tensor& /*tensor*/, Bytes actual, Bytes wanted) {
  const auto [ours, theirs] = std::mismatch(actual.begin(), actual.end(), wanted.begin());
  if (ours == actual.end()) return AssertionSuccess();
  return AssertionFailure() << "byte " << ours - actual.begin() << " of " << actual.size() << ": engine " << int{*ours}
                            << ", reference " << int{*theirs};
}

AssertionResult Near(const Tensor& tensor, Bytes actual, Bytes wanted) {
  std::vector<float> ours, theirs;
  float tolerance = 1;
  if (tensor.type == DataType::kFloat32) {
    ours = Elements<float>({actual.begin(), actual.end()});
    theirs = Elements<float>({wanted.begin(), wanted.end()});
    float largest = 0;
    for (const float value : theirs) largest = std::max(largest, std::abs(value));
    tolerance = kFloatTolerance * largest;
  } else {
    const bool is_signed = tensor.type == DataType::kInt8;
    for (const uint8_t q : actual) ours.push_back(is_signed ? static_cast<int8_t>(q) : q);
    for (const uint8_t q : wanted) theirs.push_back(is_signed ? static_cast<int8_t>(q) : q);
  }
  for (size_t i = 0; i < ours.size(); ++i) {
    if (std::abs(ours[i] - theirs[i]) <= tolerance) continue;  // False for NaN.
    return AssertionFailure() << "element " << i << " of " << ours.size() << ": engine " << ours[i] << ", reference "
                              << theirs[i] << ", tolerance " << tolerance;
  }
  return AssertionSuccess();
}

AssertionResult CompareOutputs(const Graph& graph, const std::vector<TensorBytes>& inputs,
                               const std::vector<TensorBytes>& expected, Compare compare) {
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
      const Tensor& tensor = graph.tensors[static_cast<size_t>(graph.outputs[i])];
      if (AssertionResult same = compare(tensor, actual, wanted); !same) {
        return AssertionFailure() << "run " << run << ", " << DescribeTensor(graph, graph.outputs[i]) << ", "
                                  << same.message();
      }
    }
  }
  return AssertionSuccess();
}

AssertionResult CompareEngine(const Graph& graph, uint64_t seed, Compare compare) {
  const std::vector<TensorBytes> inputs = RandomInputs(graph, seed);
  const auto expected = RunReference(graph, inputs);
  if (!expected) return AssertionFailure() << "reference: " << expected.error().message;
  Graph open = graph;
  open.outputs.clear();
  for (const Operator& op : open.operators) open.outputs.push_back(op.outputs[0]);
  if (AssertionResult layers = CompareOutputs(open, inputs, *expected, compare); !layers) return layers;
  return CompareOutputs(graph, inputs, *expected, compare);
}

}  // namespace

std::vector<TensorBytes> RandomInputs(const Graph& graph, uint64_t seed) {
  std::vector<TensorBytes> inputs;
  for (size_t i = 0; i < graph.inputs.size(); ++i) inputs.push_back(RandomInputBytes(graph, i, seed + i));
  return inputs;
}

AssertionResult EngineEqualsReference(const Graph& graph, uint64_t seed) {
  return CompareEngine(graph, seed, Equal);
}

AssertionResult EngineIsNearReference(const Graph& graph, uint64_t seed) {
  return CompareEngine(graph, seed, Near);
}

}  // namespace pawlens::testing
