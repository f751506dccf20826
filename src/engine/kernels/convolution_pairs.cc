// SPDX-License-Identifier: MIT
#include "engine/kernels/convolution_runs.h"

namespace pawlens {

PixelsRun PairsRun(bool depthwise) {
  // Four pixels: eight sums, two weights, the input and a product are what sixteen registers hold.
  return depthwise ? ConvolveAnyPixels<Pairs, true, 4> : ConvolveAnyPixels<Pairs, false, 4>;
}

PixelsRun RunOf(Arithmetic arithmetic, bool depthwise) {
#if defined(__wasm__) && !defined(PAWLENS_WASM_RELAXED)
  static_cast<void>(arithmetic);
  return PairsRun(depthwise);
#else
  if (arithmetic == Arithmetic::kPairs) return PairsRun(depthwise);
  return QuadsRun(arithmetic == Arithmetic::kUnsignedQuads, depthwise);
#endif
}

}  // namespace pawlens
