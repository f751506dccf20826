// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

#include "base/error.h"

namespace pawlens {

struct EpochMetrics {
  std::string phase;
  int epoch = 0;
  double rate = 0;  ///< Learning rate of the last step.
  double loss = 0;
  double training_accuracy = 0;
  double images_per_s = 0;
  double held_out_labels = 0;  ///< 0 without held-out photos.
  double held_out_all = 0;
};

/// One more line of a CSV file, which starts with a line of names.
Status AppendMetrics(const std::filesystem::path& path, const EpochMetrics& metrics);

}  // namespace pawlens
