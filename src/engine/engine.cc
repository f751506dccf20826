// SPDX-License-Identifier: MIT
#include "engine/engine.h"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <utility>
#include <vector>

#include "base/aligned_buffer.h"
#include "base/str_cat.h"
#include "engine/memory_plan.h"
#include "engine/step.h"
#include "model/validate.h"

namespace pawlens {
namespace {

/// Hundreds of times what networks of this engine's kind need; a file that asks for more shall not exhaust the machine.
constexpr uint64_t kMaxArenaBytes = uint64_t{1} << 30;

/// A tensor at the engine's border.
struct Port {
  uint8_t* data = nullptr;
  size_t size_bytes = 0;
};

struct BoundStep {
  size_t op_index;
  StepPtr step;
};

std::unexpected<Error> RunError(size_t op_index) {
  return Fail(ErrorCode::kInternal, StrCat("operator ", op_index, " failed to run"));
}

/// Tensors that share one block of memory are named by one of them: RESHAPE only renames its input.
std::vector<size_t> FindOwners(const Graph& graph) {
  std::vector<size_t> owner(graph.tensors.size());
  std::iota(owner.begin(), owner.end(), size_t{0});
  for (const Operator& op : graph.operators) {
    if (op.type != OpType::kReshape) continue;
    owner[static_cast<size_t>(op.outputs[0])] = owner[static_cast<size_t>(op.inputs[0])];
  }
  return owner;
}

/// From operator -1 (the caller writes inputs) to operator n (the caller reads outputs). Blocks that no step writes
/// or reads keep size 0: aliases, and constants, which are packed or read when steps are made.
std::vector<LiveBlock> FindLives(const Graph& graph, const std::vector<size_t>& owner) {
  constexpr int kUnseen = -2;
  std::vector<LiveBlock> blocks(graph.tensors.size(), LiveBlock{0, kUnseen, kUnseen});
  const auto see = [&](int tensor, int moment) {
    if (tensor < 0) return;
    const size_t index = owner[static_cast<size_t>(tensor)];
    if (graph.tensors[index].is_constant()) return;
    LiveBlock& block = blocks[index];
    block.size_bytes = static_cast<uint64_t>(graph.tensors[index].size_bytes());
    if (block.first == kUnseen) block.first = moment;
    block.last = std::max(block.last, moment);
  };
  for (const int tensor : graph.inputs) see(tensor, -1);
  for (size_t i = 0; i < graph.operators.size(); ++i) {
    for (const int tensor : graph.operators[i].inputs) see(tensor, static_cast<int>(i));
    for (const int tensor : graph.operators[i].outputs) see(tensor, static_cast<int>(i));
  }
  for (const int tensor : graph.outputs) see(tensor, static_cast<int>(graph.operators.size()));
  return blocks;
}

}  // namespace

struct Engine::Impl {
  AlignedBuffer arena;
  Scratch scratch;
  std::vector<BoundStep> steps;
  size_t operator_count = 0;
  std::vector<Port> inputs, outputs;
};

Engine::Engine(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;
Engine::~Engine() = default;

Result<Engine> Engine::Create(const Graph& graph) {
  if (auto valid = Validate(graph); !valid) return std::unexpected(valid.error());

  const std::vector<size_t> owner = FindOwners(graph);
  const std::vector<LiveBlock> blocks = FindLives(graph, owner);
  const MemoryPlan plan = PlanMemory(blocks);
  if (plan.total_bytes > kMaxArenaBytes) {
    return Fail(ErrorCode::kUnsupportedModel,
                StrCat("the activations need ", plan.total_bytes, " bytes at a time, more than ", kMaxArenaBytes));
  }
  auto arena = AlignedBuffer::Allocate(static_cast<size_t>(plan.total_bytes));
  if (!arena) return std::unexpected(arena.error());

  auto impl = std::make_unique<Impl>();
  impl->arena = std::move(*arena);
  impl->operator_count = graph.operators.size();
  std::vector<uint8_t*> data(graph.tensors.size(), nullptr);
  for (size_t i = 0; i < blocks.size(); ++i) {
    if (blocks[i].size_bytes > 0) data[i] = impl->arena.data() + plan.offsets[i];
  }
  for (size_t i = 0; i < data.size(); ++i) {
    if (owner[i] != i) data[i] = data[owner[i]];
  }

  for (size_t i = 0; i < graph.operators.size(); ++i) {
    if (graph.operators[i].type == OpType::kReshape) continue;
    auto step = MakeStep(graph, i, data, impl->scratch);
    if (!step) return std::unexpected(step.error());
    impl->steps.push_back({i, std::move(*step)});
  }
  if (auto allocated = impl->scratch.Allocate(); !allocated) return std::unexpected(allocated.error());
  const auto port = [&](int tensor) {
    const auto index = static_cast<size_t>(tensor);
    return Port{data[index], static_cast<size_t>(graph.tensors[index].size_bytes())};
  };
  for (const int tensor : graph.inputs) impl->inputs.push_back(port(tensor));
  for (const int tensor : graph.outputs) impl->outputs.push_back(port(tensor));
  return Engine(std::move(impl));
}

std::span<uint8_t> Engine::Input(size_t index) {
  const Port& port = impl_->inputs[index];
  return {port.data, port.size_bytes};
}

std::span<const uint8_t> Engine::Output(size_t index) const {
  const Port& port = impl_->outputs[index];
  return {port.data, port.size_bytes};
}

Status Engine::Run() {
  for (const auto& [op_index, step] : impl_->steps) {
    if (!step->Run()) return RunError(op_index);
  }
  return {};
}

Result<std::vector<double>> Engine::Profile(int runs) {
  using Clock = std::chrono::steady_clock;
  std::vector<double> time_ms(impl_->operator_count);
  for (int run = 0; run < runs; ++run) {
    for (const auto& [op_index, step] : impl_->steps) {
      const Clock::time_point start = Clock::now();
      if (!step->Run()) return RunError(op_index);
      time_ms[op_index] += std::chrono::duration<double, std::milli>(Clock::now() - start).count() / runs;
    }
  }
  return time_ms;
}

EngineMemory Engine::memory() const {
  return {impl_->arena.size(), impl_->scratch.size_bytes()};
}

}  // namespace pawlens
