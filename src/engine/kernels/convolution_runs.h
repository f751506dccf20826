// SPDX-License-Identifier: MIT
// The inner loops that are compiled, and which one serves a convolution.
#pragma once

#include "engine/kernels/arithmetic.h"
#include "engine/kernels/convolution_tile.h"

namespace pawlens {

/// ConvolveAnyPixels<...> of convolution_tile.h.
using PixelsRun = void (*)(const TileShape& shape, const uint8_t* blocks, const uint8_t* input, const uint32_t* offsets,
                           int32_t count, int8_t* output);

PixelsRun RunOf(Arithmetic arithmetic, bool depthwise);

/// Its halves, each in a file of its own: the relaxed build compiles the second with relaxed instructions, the plain
/// WebAssembly build has none.
PixelsRun PairsRun(bool depthwise);
PixelsRun QuadsRun(bool unsigned_input, bool depthwise);

}  // namespace pawlens
