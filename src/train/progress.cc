// SPDX-License-Identifier: MIT
#include "train/progress.h"

#include <unistd.h>

#include <atomic>
#include <cmath>
#include <csignal>
#include <cstdio>

#include "base/str_cat.h"

namespace pawlens {
namespace {

constexpr auto kTerminalPause = std::chrono::milliseconds(100);
constexpr auto kLogPause = std::chrono::seconds(20);

std::atomic<bool> interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler writes it");

void OnSignal(int signal) {
  interrupted = true;
  std::signal(signal, SIG_DFL);
}

}  // namespace

ProgressLine::ProgressLine(bool shown) : silent_(!shown), terminal_(isatty(STDERR_FILENO) == 1) {}

bool ProgressLine::due() const {
  if (silent_) return false;
  const auto pause = terminal_ ? std::chrono::duration_cast<Clock::duration>(kTerminalPause) : kLogPause;
  return !shown_ || Clock::now() - last_shown_ >= pause;
}

void ProgressLine::Update(std::string_view text) {
  if (due()) Show(text, false);
}

void ProgressLine::Finish(std::string_view text) {
  Show(text, true);
}

void ProgressLine::Show(std::string_view text, bool last) {
  if (silent_) return;
  last_shown_ = Clock::now();
  shown_ = true;
  const char* ending = terminal_ && !last ? "" : "\n";
  std::fprintf(stderr, "%s%.*s%s%s", terminal_ ? "\r" : "", static_cast<int>(text.size()), text.data(),
               terminal_ ? "\x1b[K" : "", ending);
  std::fflush(stderr);
}

std::string FormatDuration(double seconds) {
  const auto whole = static_cast<int64_t>(std::llround(std::fmax(0.0, seconds)));
  const int64_t minutes = whole / 60;
  if (minutes >= 60) return StrCat(minutes / 60, " h ", minutes % 60 < 10 ? "0" : "", minutes % 60, " min");
  if (minutes > 0) return StrCat(minutes, " min ", whole % 60, " s");
  return StrCat(whole, " s");
}

void CatchInterrupts() {
  interrupted = false;
  std::signal(SIGINT, OnSignal);
  std::signal(SIGTERM, OnSignal);
}

bool InterruptRequested() {
  return interrupted;
}

}  // namespace pawlens
