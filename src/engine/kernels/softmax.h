// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace pawlens {

/// SOFTMAX of int8 rows to the fixed output of scale 1/256 and zero point -128. e^(-beta * scale * d) is tabled for
/// each difference d from a row's largest element; the row is summed in double from front to back, and 256 *
/// probability is rounded halves to even, at most 255. No two platforms can differ: see PortableExp.
class SoftmaxInt8 {
 public:
  SoftmaxInt8(float beta, float input_scale);
  void Run(const int8_t* input, size_t rows, size_t columns, int8_t* output) const;

 private:
  std::array<double, 256> power_ = {};
};

}  // namespace pawlens
