// SPDX-License-Identifier: MIT
#include "engine/kernels/float_pointwise.h"

#include <algorithm>

#include "engine/kernels/exp.h"

namespace pawlens {

void AddFloat(const float* __restrict a, const float* __restrict b, size_t size, FloatRange range,
              float* __restrict sum) {
  for (size_t i = 0; i < size; ++i) sum[i] = std::min(std::max(a[i] + b[i], range.min), range.max);
}

void SoftmaxFloat(float beta, const float* input, size_t rows, size_t columns, float* output) {
  for (size_t row = 0; row < rows; ++row, input += columns, output += columns) {
    const double largest = *std::max_element(input, input + columns);
    const auto power = [&](size_t i) { return PortableExp(double{beta} * (double{input[i]} - largest)); };
    double sum = 0;
    for (size_t i = 0; i < columns; ++i) sum += power(i);
    for (size_t i = 0; i < columns; ++i) output[i] = static_cast<float>(power(i) / sum);
  }
}

void LogisticFloat(const float* input, size_t size, float* output) {
  for (size_t i = 0; i < size; ++i) output[i] = static_cast<float>(1.0 / (1.0 + PortableExp(-double{input[i]})));
}

}  // namespace pawlens
