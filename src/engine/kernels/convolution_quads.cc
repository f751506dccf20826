// SPDX-License-Identifier: MIT
#include "engine/kernels/convolution_runs.h"

namespace pawlens {
namespace {

template <typename Dot>
PixelsRun Choose(bool depthwise) {
  // Five pixels: ten sums hide the latency of dot products, and with two weights and the input they fill the thirteen
  // registers that V8 leaves beside a relaxed dot product on x86.
  return depthwise ? ConvolveAnyPixels<Dot, true, 4> : ConvolveAnyPixels<Dot, false, 5>;
}

}  // namespace

PixelsRun QuadsRun(bool unsigned_input, bool depthwise) {
#if defined(__wasm__)
  static_cast<void>(unsigned_input);  // Here it is the same instruction.
  return Choose<Quads<false>>(depthwise);
#else
  return unsigned_input ? Choose<Quads<true>>(depthwise) : Choose<Quads<false>>(depthwise);
#endif
}

}  // namespace pawlens
