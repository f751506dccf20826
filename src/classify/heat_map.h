// SPDX-License-Identifier: MIT
// Where in a picture a network saw what it answered: class activation maps (Zhou et al., "Learning Deep Features for
// Discriminative Localization", 2016).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/error.h"
#include "classify/picture_input.h"
#include "engine/engine.h"
#include "image/image.h"

namespace pawlens {

struct HeatMap {
  int outputs = 0;
  int rows = 0;  ///< Of the network's last feature map, as are the columns.
  int columns = 0;
  /// [outputs][rows][columns]: what each place adds to the output's logit. All places of an output and a constant make
  /// up the logit, but for the rounding of int8 features.
  std::vector<float> values;
  Crop crop{};  ///< What part of the picture the map covers, evenly.

  std::span<const float> of(int output) const {
    const auto places = static_cast<size_t>(rows) * static_cast<size_t>(columns);
    return std::span(values).subspan(static_cast<size_t>(output) * places, places);
  }
};

/// One model on one thread. Movable.
class HeatMapper {
 public:
  /// A picture network that ends in a LinearHead. Others: kUnsupportedModel. The bytes may go afterwards.
  static Result<HeatMapper> Load(std::span<const uint8_t> model_file);

  Result<HeatMap> Compute(const ImageView& pixels);

 private:
  HeatMapper(Engine engine, PictureInput input) : engine_(std::move(engine)), input_(std::move(input)) {}

  Engine engine_;  ///< Up to the last feature map.
  PictureInput input_;
  int rows_ = 0;
  int columns_ = 0;
  int channels_ = 0;
  int32_t zero_point_ = 0;  ///< Of the features.
  int outputs_ = 0;
  std::vector<float> weights_;  ///< [outputs][channels]: what one step of a feature at one place adds to a logit.
};

}  // namespace pawlens
