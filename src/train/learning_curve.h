// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>

#include "train/metrics_log.h"

namespace pawlens {

/// A page of HTML that needs nothing beside it: accuracy, loss and learning rate over the epochs of all phases, light and
/// dark. `rows` in the order in which they were run.
std::string LearningCurvePage(std::span<const EpochMetrics> rows);

}  // namespace pawlens
