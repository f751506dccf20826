// SPDX-License-Identifier: MIT
// What the page's first engine has in place of everything that float32 networks need.
#include "engine/float_step.h"
#include "model/describe.h"
#include "model/normalization.h"

namespace pawlens {

Result<StepPtr> MakeFloatStep(const Operands& o, std::span<uint8_t* const> /*data*/) {
  return o.Refuse(StrCat(DescribeTensor(o.graph, o.input_index()), " is ", DataTypeName(o.input().type),
                         "; this engine computes in int8 only: export the network as int8"));
}

Normalization ReadNormalization(std::span<const uint8_t> /*file*/) {
  return {};
}

}  // namespace pawlens
