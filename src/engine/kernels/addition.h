// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/convolution_spec.h"

namespace pawlens {

/// ADD of int8 tensors by FixedPointSum (engine/requantize.h), in vectors. Reads and writes nothing behind the tensors'
/// ends but what AlignedBuffer allows to be read.
class Int8Addition {
 public:
  explicit Int8Addition(const AdditionSpec& spec);
  void Run(const int8_t* a, const int8_t* b, int8_t* output) const;

 private:
  AdditionSpec spec_;
  int32_t a_multiplier_, b_multiplier_, shift_;
  int32_t bias_;  ///< Half a unit of the result, less both zero points.
};

}  // namespace pawlens
