// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

namespace pawlens {

/// |values[0]| + |values[step]| + ... of `count` values, at most 2^31. Side by side (step 1) sixteen at a time: every weight of a
/// network is added up when it is loaded, in code that a browser has not optimized yet.
int64_t SumOfMagnitudes(const int8_t* values, size_t count, size_t step);

}  // namespace pawlens
