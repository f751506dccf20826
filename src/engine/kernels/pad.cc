// SPDX-License-Identifier: MIT
#include "engine/kernels/pad.h"

#include <cstring>

namespace pawlens {

PadInt8::PadInt8(std::span<const int32_t> shape, std::span<const int32_t> paddings) {
  bool within_run = true;  // Up to the innermost padded dimension, that one included.
  for (size_t d = shape.size(); d-- > 0;) {
    const auto size = static_cast<size_t>(shape[d]);
    const auto before = static_cast<size_t>(paddings[2 * d]), behind = static_cast<size_t>(paddings[2 * d + 1]);
    if (within_run) {
      run_size_ *= size;
    } else {
      outer_.push_back({size, output_size_});
      runs_ *= size;
    }
    if (before + behind > 0) within_run = false;
    first_offset_ += before * output_size_;
    output_size_ *= before + size + behind;
  }
}

void PadInt8::Run(const int8_t* input, int8_t value, int8_t* output) const {
  std::memset(output, value, output_size_);
  for (size_t run = 0; run < runs_; ++run, input += run_size_) {
    size_t rest = run, offset = first_offset_;
    for (const Dimension& dimension : outer_) {
      offset += rest % dimension.size * dimension.output_stride;
      rest /= dimension.size;
    }
    std::memcpy(output + offset, input, run_size_);
  }
}

}  // namespace pawlens
