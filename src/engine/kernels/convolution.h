// SPDX-License-Identifier: MIT
// Convolutions of int8 tensors by 128-bit dot products: what the WebAssembly engines run.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/aligned_buffer.h"
#include "base/error.h"
#include "engine/convolution_spec.h"
#include "engine/kernels/arithmetic.h"
#include "engine/kernels/convolution_input.h"
#include "engine/kernels/convolution_tile.h"

namespace pawlens {

/// Dense and depthwise, any kernel, stride, dilation, padding and number of channels.
class Int8Convolution {
 public:
  /// Packs weights. The spec is one that Validate lets through: its padded input fits into 2^30 bytes. kOutOfMemory.
  static Result<Int8Convolution> Create(const ConvolutionSpec& spec, Arithmetic arithmetic);

  /// Of the memory that Run wants to work in, beside AlignedBuffer::kOverreadBytes that it may read behind.
  size_t scratch_bytes() const { return input_.scratch_bytes(); }
  /// `input` must be readable for AlignedBuffer::kOverreadBytes past its end. Allocates nothing.
  void Run(const int8_t* input, uint8_t* scratch, int8_t* output) const;

 private:
  Int8Convolution(const ConvolutionSpec& spec, Arithmetic arithmetic);

  Arithmetic arithmetic_;
  ConvolutionInput input_;
  TileShape tile_;
  Status LayOut(const ConvolutionSpec& spec);

  int32_t pixels_;                                 ///< Of the output; depthwise: of a row of it.
  int32_t rows_;                                   ///< Times that `pixels_` are computed.
  AlignedBuffer segment_offsets_, pixel_offsets_;  ///< int32; uint32, of each pixel's window.
  AlignedBuffer blocks_;
};

}  // namespace pawlens
