// SPDX-License-Identifier: MIT
// XNNPACK's operators with an owner, named parameters and our errors. Nothing else in PawLens speaks to XNNPACK.
#pragma once

#include <cstdint>
#include <memory>

#include "base/error.h"
#include "engine/convolution_spec.h"

struct xnn_operator;

namespace pawlens {

/// An operator bound to its buffers for good. Buffers must outlive it and be readable for
/// AlignedBuffer::kOverreadBytes past their ends. Initializes XNNPACK when first used; safe on several threads.
class XnnOperator {
 public:
  /// kUnsupportedModel (scales that XNNPACK refuses), kOutOfMemory, kInternal.
  static Result<XnnOperator> Convolution(const ConvolutionSpec& spec, const int8_t* input, int8_t* output);
  static Result<XnnOperator> Convolution(const FloatConvolutionSpec& spec, const float* input, float* output);
  static Result<XnnOperator> Addition(const AdditionSpec& spec, const int8_t* a, const int8_t* b, int8_t* output);

  /// Computes the output on the calling thread; allocates nothing. False is a mistake of ours.
  bool Run() const;

 private:
  struct Delete {
    void operator()(xnn_operator* op) const;
  };
  explicit XnnOperator(xnn_operator* op) : op_(op) {}
  std::unique_ptr<xnn_operator, Delete> op_;
};

}  // namespace pawlens
