// SPDX-License-Identifier: MIT
// Which photos an epoch shows, and which of them are put together.
#pragma once

#include <cstdint>
#include <vector>

#include "train/data_set.h"

namespace pawlens {

/// One training picture: a photo, or two photos in one picture.
struct Draw {
  int photo = 0;
  int partner = -1;   ///< Second photo of a composite, or -1.
  uint64_t seed = 0;  ///< Key of everything random about this picture.
  int view = -1;      ///< Which of the guidance's views (PlanView), or -1: augmented afresh.
};

struct SamplerOptions {
  uint64_t seed = 1;
  int views = 0;  ///< Beside the centre; where there are any, each draw of one photo shows one of them or the centre.
  float center_share = 0.0f;  ///< Of those draws, so many show the centre in any case.
  /// Within a class, a source of n photos is seen as often as n to this power says: small sources count for more than
  /// their size, so that the look of the largest one does not become the class.
  float source_exponent = 0.5f;
  float max_oversampling = 8.0f;   ///< No photo is seen more often than this many times its class's average.
  float both_share = 0.16f;        ///< Composites of two labels.
  float decoy_share = 0.08f;       ///< Composites of a label and "neither": a seam alone must mean nothing.
  float real_both_share = 0.004f;  ///< Photos of the folder "both".
};

/// As many draws as there are photos to train on, in random order: labels and "neither" equally often, each photo of a
/// class about as often as its source's weight says (systematic sampling: nearly every photo of a large source comes
/// once). The same options, epoch and data set give the same draws. Held-out photos never appear.
std::vector<Draw> DrawEpoch(const DataSet& data_set, const SamplerOptions& options, int epoch);

}  // namespace pawlens
