// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "pawlens/evaluation.h"

namespace pawlens::cli {

struct Mistake {
  size_t photo = 0;  ///< Index.
  std::string seen;  ///< URL of what the network sees of the photo; empty: the file has gone.
  std::string heat;  ///< URL of where the answer comes from; empty: see ReportPictures::heat_problem.
};

/// The pictures of a report, small enough for all of them to be in the page.
struct ReportPictures {
  std::vector<Mistake> mistakes;         ///< The most confident wrong answers, worst first.
  std::vector<std::string> corruptions;  ///< One photo under each of kCorruptions.
  std::vector<std::string> composites;   ///< One composite of each of kCompositeKinds.
  std::string heat_problem;              ///< Why this model has no heat maps.
};

ReportPictures CollectPictures(const Evaluation& evaluation);

}  // namespace pawlens::cli
