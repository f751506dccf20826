// SPDX-License-Identifier: MIT
// One operator of a graph, bound to its buffers and ready to run.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>

#include "base/aligned_buffer.h"
#include "base/error.h"
#include "model/graph.h"

namespace pawlens {

/// Owns what it needs (packed weights, tables), but not the tensors.
class Step {
 public:
  virtual ~Step() = default;
  /// Computes the operator's output from its inputs, at addresses fixed when it was made. Allocates nothing; false is a
  /// mistake of ours.
  virtual bool Run() const = 0;
};
using StepPtr = std::unique_ptr<const Step>;

/// A step out of a function without arguments that answers a bool. Unlike std::function it holds what cannot be copied,
/// and takes less wasm.
template <typename Function>
StepPtr StepOf(Function function) {
  class FunctionStep final : public Step {
   public:
    explicit FunctionStep(Function function) : function_(std::move(function)) {}
    bool Run() const override { return function_(); }

   private:
    Function function_;
  };
  return std::make_unique<FunctionStep>(std::move(function));
}

/// Memory that steps work in while they run, one after the other: as much as the one that wants most. Its address is known
/// once Allocate has been called, after the last step is made.
class Scratch {
 public:
  void Reserve(size_t size_bytes) { size_bytes_ = std::max(size_bytes_, size_bytes); }
  Status Allocate();
  size_t size_bytes() const { return size_bytes_; }
  uint8_t* data() { return buffer_.data(); }

 private:
  size_t size_bytes_ = 0;
  AlignedBuffer buffer_;
};

/// Makes the step of operator `op_index`. `data` holds the address of each tensor's elements, by tensor index (null for
/// constants that only packing reads: weights, bias, axes, paddings, shapes), each readable for
/// AlignedBuffer::kOverreadBytes past its end. RESHAPE is not a step: its output shares the input's memory.
/// kUnsupportedModel naming operator, tensor and reason; kOutOfMemory.
/// `scratch` must stay at its address as long as the step.
Result<StepPtr> MakeStep(const Graph& graph, size_t op_index, std::span<uint8_t* const> data, Scratch& scratch);

}  // namespace pawlens
