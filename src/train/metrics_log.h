// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"

namespace pawlens {

struct EpochMetrics {
  std::string phase;
  int epoch = 0;    ///< Of its phase, from 1.
  double rate = 0;  ///< Learning rate of the last step.
  double loss = 0;
  double training_accuracy = 0;
  double images_per_s = 0;
  double held_out_labels = 0;  ///< 0 without held-out photos.
  double held_out_all = 0;
};

/// Adds an epoch to `folder`/metrics.csv, which starts with a line of names, and draws `folder`/learning_curve.html anew.
/// What the file says of this epoch and of later ones is dropped first: a run that went on from an earlier place. kIo for
/// a file that cannot be written; lines that are no metrics are dropped.
Status AppendMetrics(const std::filesystem::path& folder, const EpochMetrics& metrics);

/// The epochs of a metrics.csv, in order; none if there is no such file.
std::vector<EpochMetrics> ReadMetrics(const std::filesystem::path& path);

}  // namespace pawlens
