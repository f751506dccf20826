// SPDX-License-Identifier: MIT
#include "pawlens/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace pawlens::cli {

Progress::Progress(size_t total, bool wanted)
    : total_(total), active_(wanted && total > 1 && isatty(STDERR_FILENO) == 1) {}

void Progress::Show(size_t done) {
  if (!active_) return;
  const auto now = Clock::now();
  if (now - last_ < std::chrono::milliseconds(100)) return;
  last_ = now;
  constexpr size_t kWidth = 30;
  const double share = static_cast<double>(done) / static_cast<double>(total_);
  const size_t filled = std::min(kWidth, static_cast<size_t>(share * kWidth));
  const double seconds = std::chrono::duration<double>(now - start_).count();
  fmt::print(stderr, "\r[{:<{}}]  {}/{}  {:.0f} %  {:.0f}/s\x1b[K", std::string(filled, '#'), kWidth, done, total_,
             100.0 * share, static_cast<double>(done) / seconds);
  std::fflush(stderr);
  drawn_ = true;
}

void Progress::Hide() {
  if (!drawn_) return;
  std::fputs("\r\x1b[K", stderr);
  std::fflush(stderr);
  drawn_ = false;
}

}  // namespace pawlens::cli
