// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/error.h"
#include "image/preprocess.h"
#include "model/graph.h"
#include "model/normalization.h"
#include "model/settings.h"

namespace pawlens {

/// How pictures become the one input of a network: [1, height, width, 3], each side at most 4096, int8 (q = u8 - 128), uint8
/// (q = u8) or float32 (by a Normalization).
class PictureInput {
 public:
  /// kUnsupportedModel for networks with other inputs. `normalization` counts for float32.
  static Result<PictureInput> Of(const Graph& graph, const std::optional<Settings>& settings,
                                 const Normalization& normalization = {});

  /// `input`: the tensor's bytes. Fails only for an empty view, or for want of memory.
  Status Write(const ImageView& pixels, std::span<uint8_t> input) { return Write(pixels, input, 1.0f); }
  /// The same of the middle `share` of what the rule keeps.
  Status Write(const ImageView& pixels, std::span<uint8_t> input, float share);
  int pixel_bytes() const { return 3 * DataTypeBytes(type_); }
  const InputRule& rule() const { return rule_; }

 private:
  InputRule rule_;
  DataType type_ = DataType::kInt8;
  Normalization normalization_;
  std::vector<int8_t> pixels_;  ///< Input before it becomes float32; empty for other types.
};

}  // namespace pawlens
