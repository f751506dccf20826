// SPDX-License-Identifier: MIT
#pragma once

namespace pawlens {

/// How many pictures are mixed with others; mix.h says how.
struct MixOptions {
  float mixup_share = 0;   ///< Of pictures, 0 to 1, that a second one shines through (mixup; Zhang et al. 2018).
  float cutmix_share = 0;  ///< Of the other pictures, that get a rectangle of a second one (CutMix; Yun et al. 2019).
};

}  // namespace pawlens
