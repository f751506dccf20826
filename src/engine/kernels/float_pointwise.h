// SPDX-License-Identifier: MIT
// Element-wise functions of float32, and SOFTMAX.
#pragma once

#include <cstddef>

#include "engine/xnn_operator.h"

namespace pawlens {

/// a + b, bounded.
void AddFloat(const float* a, const float* b, size_t size, FloatRange range, float* sum);

/// e^(beta * x) of each row, made to add up to 1. In double, by PortableExp.
void SoftmaxFloat(float beta, const float* input, size_t rows, size_t columns, float* output);

/// 1 / (1 + e^-x). In double, by PortableExp.
void LogisticFloat(const float* input, size_t size, float* output);

}  // namespace pawlens
