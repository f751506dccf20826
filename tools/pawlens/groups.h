// SPDX-License-Identifier: MIT
// An evaluation's answers, sorted into what belongs together.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pawlens/evaluation.h"

namespace pawlens::cli {

/// Indices of the photos whose truth is this label.
std::vector<size_t> PhotosOf(const Evaluation& evaluation, int label);

/// The classes of a confusion matrix: all of a cat-and-dog model; of others, which may have a thousand, those that are
/// somebody's truth or answer, and none at all if these are more than 16.
std::vector<int> ShownClasses(const Evaluation& evaluation);

struct Group {
  std::string name;
  std::vector<Judged> answers;
};
std::vector<Group> BySource(const Evaluation& evaluation);     ///< Most photos first; empty without a manifest.
std::vector<Group> ByShortSide(const Evaluation& evaluation);  ///< Smallest first; sizes without photos are left out.
std::vector<Group> ByShape(const Evaluation& evaluation);      ///< From square to long.
std::vector<Judged> WithTruth(const std::vector<Judged>& answers, int truth);

/// Share of the photos that do not show both of which it was said.
std::optional<double> FalseBoth(const std::vector<Judged>& answers);
/// Share of all composites called both.
std::optional<double> BothRecall(const std::vector<CompositeFigures>& composites);

}  // namespace pawlens::cli
