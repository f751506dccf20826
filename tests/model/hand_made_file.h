// SPDX-License-Identifier: MIT
// TFLite files that the writer would not write: one operator, and whatever a test wants to be odd about it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace pawlens::testing {

/// As it stands: PAD of an int8 tensor [1, 2, 2, 1] by one row below, a sound file. Change a field to make it odd.
struct HandMadeFile {
  uint32_t version = 3;
  int subgraphs = 1;
  int8_t deprecated_builtin_code = 34;
  int32_t builtin_code = 34;
  std::string custom_code;
  uint32_t opcode_index = 0;
  int8_t input_type = 9;
  int input_rank = 4;  ///< Ones are put in front of the shape.
  std::vector<int64_t> input_zero_point = {3};
  uint32_t paddings_buffer = 1;
  uint64_t paddings_offset = 0;  ///< Of data outside the FlatBuffer.
  bool sparse_paddings = false;
  bool odd_unused_tensor = false;  ///< A float16 tensor of shape [-1, 0] with a NaN scale, named by no operator.
  int shared_constants = 0;        ///< Further graph inputs, all with the data of `metadata_bytes`.
  int operator_inputs = 2;         ///< Indices beyond the second repeat it.
  std::string metadata_name;       ///< Empty: no metadata.
  uint32_t metadata_buffer = 2;
  std::vector<uint8_t> metadata_bytes;
  std::string unknown_table = "";  ///< Not empty: put into slot 7, where files keep their signatures.

  std::vector<uint8_t> Write() const;
};

}  // namespace pawlens::testing
