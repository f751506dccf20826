// SPDX-License-Identifier: MIT
// Pools over float32 pictures, NHWC with N = 1.
#pragma once

#include "engine/kernels/pool.h"
#include "engine/xnn_operator.h"

namespace pawlens {

/// Largest element of each window, bounded by `range`. Padding does not take part.
void MaxPoolFloat(const PoolGeometry& geometry, FloatRange range, const float* input, float* output);

/// Mean of each window's elements (padding is not counted), bounded by `range`.
void AveragePoolFloat(const PoolGeometry& geometry, FloatRange range, const float* input, float* output);

}  // namespace pawlens
