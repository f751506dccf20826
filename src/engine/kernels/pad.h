// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace pawlens {

/// PAD of int8 tensors of any rank, with one value. Copies as long runs as the paddings leave: whole rows of pixels
/// where channels are not padded.
class PadInt8 {
 public:
  /// `paddings`: elements before and behind, for each dimension of `shape` (row-major).
  PadInt8(std::span<const int32_t> shape, std::span<const int32_t> paddings);

  size_t output_size() const { return output_size_; }
  void Run(const int8_t* input, int8_t value, int8_t* output) const;

 private:
  struct Dimension {
    size_t size;
    size_t output_stride;
  };
  std::vector<Dimension> outer_;  ///< Dimensions in front of those that a run holds, the innermost first.
  size_t run_size_ = 1;
  size_t runs_ = 1;
  size_t first_offset_ = 0;  ///< Of input element 0 in the output.
  size_t output_size_ = 1;
};

}  // namespace pawlens
