// SPDX-License-Identifier: MIT
#include "engine/float_step.h"
#include "model/describe.h"

namespace pawlens {

Result<StepPtr> MakeFloatStep(const Operands& o, std::span<uint8_t* const> /*data*/) {
  return o.Refuse(StrCat(DescribeTensor(o.graph, o.input_index()), " is ", DataTypeName(o.input().type),
                         "; this engine computes in int8 only: export the network as int8"));
}

}  // namespace pawlens
