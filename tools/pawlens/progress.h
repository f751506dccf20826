// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>

namespace pawlens::cli {

/// A bar on standard error: "[######        ]  412/1000  41 %  98/s". Nothing at all where that is not a terminal, or when
/// it is not wanted, or for a single item. One thread.
class Progress {
 public:
  Progress(size_t total, bool wanted);
  ~Progress() { Hide(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Draws at most ten times a second.
  void Show(size_t done);
  /// Takes the bar off the screen, so that a line can be printed in its place.
  void Hide();

 private:
  using Clock = std::chrono::steady_clock;
  size_t total_;
  bool active_;
  bool drawn_ = false;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_ = start_;
};

}  // namespace pawlens::cli
