// SPDX-License-Identifier: MIT
#include "engine/kernels/softmax.h"

#include <algorithm>
#include <cmath>

#include "engine/kernels/exp.h"

namespace pawlens {

SoftmaxInt8::SoftmaxInt8(float beta, float input_scale) {
  const double step = static_cast<double>(beta) * static_cast<double>(input_scale);
  for (int d = 0; d < 256; ++d) power_[d] = PortableExp(-step * d);
}

void SoftmaxInt8::Run(const int8_t* input, size_t rows, size_t columns, int8_t* output) const {
  for (size_t row = 0; row < rows; ++row, input += columns, output += columns) {
    const int8_t largest = *std::max_element(input, input + columns);
    double sum = 0;
    for (size_t i = 0; i < columns; ++i) sum += power_[largest - input[i]];
    for (size_t i = 0; i < columns; ++i) {
      const double probability = power_[largest - input[i]] / sum;
      output[i] = static_cast<int8_t>(std::min(std::lrint(probability * 256.0), 255L) - 128);
    }
  }
}

}  // namespace pawlens
