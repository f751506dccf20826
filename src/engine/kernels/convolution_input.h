// SPDX-License-Identifier: MIT
// The copy of a convolution's input that its inner loop reads: with padding around it and in the form that the arithmetic
// wants, so that the loop has no cases.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/convolution_spec.h"
#include "engine/kernels/arithmetic.h"

namespace pawlens {

/// Taps whose products one lane sums.
int32_t TapsOf(Arithmetic arithmetic);

class ConvolutionInput {
 public:
  ConvolutionInput(const ConvolutionSpec& spec, Arithmetic arithmetic);

  size_t scratch_bytes() const { return scratch_bytes_; }
  /// Dense: bytes of a pixel. Depthwise: of a column, which holds four bytes for each channel: the same column of as many
  /// rows as a lane has taps.
  size_t column_bytes() const { return column_bytes_; }
  size_t row_bytes() const { return column_bytes_ * static_cast<size_t>(columns_); }
  /// Of windows in the copy. It leaves out rows and columns that no window touches where kernels are one row high or one
  /// column wide, as in the shortcut of a residual block.
  int32_t stride_h() const { return spec_.stride_h / step_h_; }
  int32_t stride_w() const { return spec_.stride_w / step_w_; }
  /// What the copy adds to every input: the sum of weights times this is to be subtracted from the bias.
  int32_t offset() const;

  /// Dense: copies the whole picture; answers its first pixel.
  const uint8_t* CopyAll(const int8_t* input, uint8_t* scratch) const;

  /// Depthwise: to be called before rows.
  void Begin(const int8_t* input, uint8_t* scratch) const;
  /// Depthwise: copies what output row `y` needs, a row for each group of kernel rows; answers the first.
  const uint8_t* CopyRow(const int8_t* input, int32_t y, uint8_t* scratch) const;

 private:
  const int8_t* SourceRow(const int8_t* input, const uint8_t* scratch, int32_t row) const;
  void CopyColumns(const int8_t* row, uint8_t* to) const;
  void StackRows(const int8_t* const* rows, const int8_t* padding, uint8_t* to) const;

  ConvolutionSpec spec_;
  Arithmetic arithmetic_;
  int32_t rows_,
      columns_;  ///< Dense: of the padded picture. Depthwise: groups of kernel rows, columns of a padded row.
  int32_t step_h_ = 1, step_w_ = 1;  ///< Rows and columns of the picture from one of the copy to the next.
  int32_t channels_, multiplier_ = 1;
  size_t column_bytes_;
  size_t expanded_bytes_ = 0, padding_bytes_ = 0;  ///< What stands in front of the rows; depthwise only.
  size_t scratch_bytes_;
};

}  // namespace pawlens
