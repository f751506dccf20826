// SPDX-License-Identifier: MIT
// Runs an int8 or float32 graph. Everything that can fail or allocate happens in Create.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/error.h"
#include "model/graph.h"

namespace pawlens {

/// Bytes an engine holds, for `inspect` and the page's small print. Packed weights come on top.
struct EngineMemory {
  size_t arena_bytes = 0;    ///< Activations; tensors whose lifetimes do not meet share it.
  size_t scratch_bytes = 0;  ///< What steps work in, one after the other; none with XNNPACK.
};

/// One network, one thread. Movable; not copyable. Different engines may run on different threads.
class Engine {
 public:
  /// Packs weights and plans memory. The graph is copied as far as it is needed: it may go
  /// afterwards. kUnsupportedModel (naming operator, tensor and reason; float32 is one in the page's first engine,
  /// see float_step.h), kOutOfMemory, kBadModel.
  static Result<Engine> Create(const Graph& graph);

  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;
  ~Engine();

  /// Where input `index` (of Graph::inputs) is to be written before Run: NHWC, exactly the tensor's bytes. Stays at its
  /// place; Run may overwrite it, so it has to be written before each Run.
  std::span<uint8_t> Input(size_t index = 0);
  /// Result of the last Run, the tensor's bytes; stays valid until the next.
  std::span<const uint8_t> Output(size_t index = 0) const;

  /// Allocates nothing. kInternal only.
  Status Run();

  /// Mean milliseconds of each operator of the graph over `runs` >= 1 runs (RESHAPE costs nothing). Takes the place of
  /// Run: inputs are as the last one left them, so outputs mean nothing.
  Result<std::vector<double>> Profile(int runs);

  EngineMemory memory() const;

 private:
  struct Impl;
  explicit Engine(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace pawlens
