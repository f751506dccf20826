// SPDX-License-Identifier: MIT
#include <utility>

#include "engine/backend.h"
#include "engine/kernels/addition.h"
#include "engine/kernels/convolution.h"

namespace pawlens {

Result<StepPtr> ConvolutionStep(const ConvolutionSpec& spec, const int8_t* input, int8_t* output, Scratch& scratch) {
  auto convolution = Int8Convolution::Create(spec, FastestArithmetic());
  if (!convolution) return std::unexpected(convolution.error());
  scratch.Reserve(convolution->scratch_bytes());
  return StepOf([convolution = std::move(*convolution), input, output, &scratch] {
    convolution.Run(input, scratch.data(), output);
    return true;
  });
}

Result<StepPtr> AdditionStep(const AdditionSpec& spec, const int8_t* a, const int8_t* b, int8_t* output) {
  return StepOf([addition = Int8Addition(spec), a, b, output] {
    addition.Run(a, b, output);
    return true;
  });
}

}  // namespace pawlens
