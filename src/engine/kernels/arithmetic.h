// SPDX-License-Identifier: MIT
#pragma once

namespace pawlens {

/// How convolutions multiply. Their input is copied first, into the form that this wants (see convolution_input.h).
enum class Arithmetic {
  kPairs,          ///< Two int16 a lane: every processor with 128-bit vectors.
  kSignedQuads,    ///< Four bytes a lane: processors of the ARM family, in the relaxed WebAssembly build.
  kUnsignedQuads,  ///< Four bytes a lane, the input's without sign: x86 processors with VNNI, in that build.
};

/// The fastest that this build has and this processor computes exactly. WebAssembly's relaxed dot product is defined for
/// inputs of seven bits only; with eight, some processors take them as signed, some as unsigned, some saturate. Tried out
/// when first asked.
Arithmetic FastestArithmetic();

}  // namespace pawlens
