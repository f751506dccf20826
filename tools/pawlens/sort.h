// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "classify/certainty.h"
#include "pawlens/sort_place.h"

namespace pawlens::cli {

struct SortArguments {
  std::string folder;
  std::string out;
  std::string model;  ///< Empty: the shipped one.
  SortMode mode = SortMode::kCopy;
  double unsure_below = kFairlySureFrom;
  int jobs = 1;
  bool dry_run = false;
  bool quiet = false;
};

/// `pawlens sort`; its exit status, as those in commands.h.
int RunSort(const SortArguments& arguments);

}  // namespace pawlens::cli
