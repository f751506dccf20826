// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "watch/watcher.h"

namespace pawlens::cli {

struct WatchArguments {
  std::vector<std::string> sources;  ///< One folder, "-", or files and patterns.
  std::string model;                 ///< Empty: the shipped one.
  std::string snapshots;             ///< Folder; empty: none are kept.
  int width = 0;                     ///< Of raw frames.
  int height = 0;
  double frames_per_s = 0.0;  ///< The feed's own; 0: by the clock.
  WatchRule rule;
  bool quiet = false;
};

/// `pawlens watch`; its exit status, as those in commands.h.
int RunWatch(const WatchArguments& arguments);

}  // namespace pawlens::cli
