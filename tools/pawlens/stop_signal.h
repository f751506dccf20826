// SPDX-License-Identifier: MIT
#pragma once

#include <csignal>

namespace pawlens::cli {

/// Ctrl-C and SIGTERM as a request, for as long as the object lives; one at a time. Only Wait lets them in, so that none is
/// lost between a look at requested() and the wait.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  enum class Woken { kReadable, kTime, kStop, kError };
  /// Until `fd` can be read, or has ended, or `timeout_ms` have passed, or a stop is requested.
  Woken Wait(int fd, int timeout_ms) const;
  bool requested() const;

 private:
  sigset_t before_{};
  struct sigaction interrupt_{};
  struct sigaction terminate_{};
};

}  // namespace pawlens::cli
