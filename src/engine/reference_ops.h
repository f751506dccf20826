// SPDX-License-Identifier: MIT
// The reference's operators. Each computes one operator of a validated graph from its inputs' bytes.
#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

#include "engine/operands.h"
#include "engine/reference.h"

namespace pawlens {

/// An operator and the bytes it computes from; `inputs` are those of Operator::inputs, constants included.
struct ReferenceCall {
  Operands operands;
  std::vector<const TensorBytes*> inputs;
};

TensorBytes ReferenceConvolution(const ReferenceCall& call);  ///< CONV_2D, DEPTHWISE_CONV_2D
TensorBytes ReferenceFullyConnected(const ReferenceCall& call);
TensorBytes ReferencePool(const ReferenceCall& call);  ///< MAX_POOL_2D, AVERAGE_POOL_2D
TensorBytes ReferenceMean(const ReferenceCall& call);
TensorBytes ReferencePad(const ReferenceCall& call);
TensorBytes ReferenceAdd(const ReferenceCall& call);
TensorBytes ReferenceSoftmax(const ReferenceCall& call);
TensorBytes ReferenceLogistic(const ReferenceCall& call);
TensorBytes ReferenceQuantize(const ReferenceCall& call);
TensorBytes ReferenceDequantize(const ReferenceCall& call);

template <typename T>
TensorBytes Bytes(const std::vector<T>& values) {
  TensorBytes bytes(values.size() * sizeof(T));
  if (!values.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

/// RELU, RELU6 of a real number.
float ApplyActivation(Activation activation, float value);

}  // namespace pawlens
