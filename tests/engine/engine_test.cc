// SPDX-License-Identifier: MIT
#include "engine/engine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <thread>

#include "engine/compare.h"
#include "support/graph_builder.h"

namespace pawlens::testing {
namespace {

TensorBytes RunOn(Engine& engine, const std::vector<TensorBytes>& inputs) {
  for (size_t i = 0; i < inputs.size(); ++i) std::copy(inputs[i].begin(), inputs[i].end(), engine.Input(i).begin());
  EXPECT_TRUE(engine.Run().has_value());
  return {engine.Output().begin(), engine.Output().end()};
}

/// A chain of 1x1 convolutions over 32x32x16 (16 KiB each).
Graph Chain(int layers) {
  GraphBuilder builder(7);
  int x = builder.AddInput({1, 32, 32, 16});
  for (int i = 0; i < layers; ++i) x = builder.AddConv(x, 16, 1, 1);
  builder.AddOutput(x);
  return builder.graph();
}

TEST(Engine, SharesMemoryAmongTensorsThatNeverMeet) {
  const auto engine = Engine::Create(Chain(10));
  ASSERT_TRUE(engine.has_value());
  EXPECT_EQ(engine->memory().arena_bytes, 2u * 32 * 32 * 16);
}

TEST(Engine, GivesTheSameAnswerInEveryRun) {
  const Graph graph = RandomInt8Graph(3);
  auto engine = Engine::Create(graph);
  ASSERT_TRUE(engine.has_value());
  const auto first = RandomInputs(graph, 1), second = RandomInputs(graph, 2);
  const TensorBytes answer = RunOn(*engine, first);
  RunOn(*engine, second);
  EXPECT_EQ(RunOn(*engine, first), answer);
}

TEST(Engine, NeedsTheGraphOnlyInCreate) {
  std::optional<Graph> graph = RandomInt8Graph(11);
  const auto inputs = RandomInputs(*graph, 1);
  auto before = Engine::Create(*graph);
  ASSERT_TRUE(before.has_value());
  const TensorBytes answer = RunOn(*before, inputs);
  auto after = Engine::Create(*graph);
  ASSERT_TRUE(after.has_value());
  for (Tensor& tensor : graph->tensors) std::fill(tensor.data.begin(), tensor.data.end(), uint8_t{99});
  graph.reset();
  EXPECT_EQ(RunOn(*after, inputs), answer);
}

TEST(Engine, KeepsItsBuffersWhenItIsMoved) {
  const Graph graph = Chain(3);
  auto engine = Engine::Create(graph);
  ASSERT_TRUE(engine.has_value());
  const uint8_t* const input = engine->Input().data();
  Engine moved = std::move(*engine);
  EXPECT_EQ(moved.Input().data(), input);
  const auto inputs = RandomInputs(graph, 1);
  const TensorBytes answer = RunOn(moved, inputs);
  auto other = Engine::Create(graph);
  ASSERT_TRUE(other.has_value());
  *other = std::move(moved);
  EXPECT_EQ(RunOn(*other, inputs), answer);
}

TEST(Engine, RunsOnSeveralThreadsAtOnceWithOneEngineEach) {
  const Graph graph = Chain(4);
  const auto inputs = RandomInputs(graph, 1);
  auto engine = Engine::Create(graph);
  ASSERT_TRUE(engine.has_value());
  const TensorBytes answer = RunOn(*engine, inputs);
  std::vector<TensorBytes> answers(4);
  std::vector<std::thread> threads;
  for (TensorBytes& mine : answers) {
    threads.emplace_back([&graph, &inputs, &mine] {
      auto own = Engine::Create(graph);
      if (!own) return;
      for (int run = 0; run < 20; ++run) mine = RunOn(*own, inputs);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const TensorBytes& theirs : answers) EXPECT_EQ(theirs, answer);
}

TEST(Engine, AnswersSeveralInputsAndOutputs) {
  GraphBuilder builder(5);
  const int a = builder.AddInput({1, 8, 8, 4}), b = builder.AddInput({1, 8, 8, 4});
  const int sum = builder.AddAdd(a, b);
  const int features = builder.AddConv(sum, 6, 3, 3);
  builder.AddOutput(builder.AddMean(features));
  builder.AddOutput(features);  // Read by MEAN as well.
  EXPECT_TRUE(EngineEqualsReference(builder.graph()));
}

TEST(Engine, ProfilesEachOperator) {
  const Graph graph = Chain(5);
  auto engine = Engine::Create(graph);
  ASSERT_TRUE(engine.has_value());
  const auto times = engine->Profile(3);
  ASSERT_TRUE(times.has_value());
  ASSERT_EQ(times->size(), graph.operators.size());
  for (const double time_ms : *times) EXPECT_GT(time_ms, 0);
}

TEST(Engine, RefusesAGraphThatContradictsItself) {
  Graph graph = Chain(2);
  graph.operators[1].inputs[0] = 1'000'000;
  const auto engine = Engine::Create(graph);
  ASSERT_FALSE(engine.has_value());
  EXPECT_EQ(engine.error().code, ErrorCode::kBadModel);
}

TEST(Engine, RefusesActivationsBeyondAGigabyte) {
  // Each tensor is within Validate's limit, but five outputs of 224 MiB are alive at the end.
  GraphBuilder builder;
  const int input = builder.AddInput({1, 1, 1, 7 << 25});
  int sum = input;
  for (int i = 0; i < 5; ++i) builder.AddOutput(sum = builder.AddLogistic(sum));
  const auto engine = Engine::Create(builder.graph());
  ASSERT_FALSE(engine.has_value());
  EXPECT_EQ(engine.error().code, ErrorCode::kUnsupportedModel);
  EXPECT_EQ(engine.error().message, "the activations need 1174405120 bytes at a time, more than 1073741824");
}

TEST(Engine, RefusesScalesWhoseResultsCouldPass2To23Steps) {
  GraphBuilder builder;
  builder.AddOutput(builder.AddConv(builder.AddInput({1, 1, 1, 300}), 2, 1, 1, {}, GraphBuilder::Weights::kPerTensor,
                                    GraphBuilder::Bias::kAbsent));
  Graph graph = builder.graph();
  const float in_scale = graph.tensors[0].quantization.scale[0];
  graph.tensors.back().quantization.scale[0] = 1.0f;
  graph.tensors[1].quantization.scale[0] = 200.0f / in_scale;  // 300 * 255 * 128 * 200 > 2^23
  const auto engine = Engine::Create(graph);
  ASSERT_FALSE(engine.has_value());
  EXPECT_EQ(engine.error().code, ErrorCode::kUnsupportedModel);
  EXPECT_NE(engine.error().message.find("operator 0 (CONV_2D): tensor 1"), std::string::npos) << engine.error().message;
}

}  // namespace
}  // namespace pawlens::testing
