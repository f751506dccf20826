// SPDX-License-Identifier: MIT
#include "pawlens/stop_signal.h"

#include <poll.h>

#include <cerrno>
#include <ctime>

namespace pawlens::cli {
namespace {

volatile std::sig_atomic_t stop_requested = 0;

void RequestStop(int /*signal*/) {
  stop_requested = 1;
}

}  // namespace

StopSignal::StopSignal() {
  stop_requested = 0;
  sigset_t blocked{};
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGINT);
  sigaddset(&blocked, SIGTERM);
  sigprocmask(SIG_BLOCK, &blocked, &before_);
  struct sigaction action{};
  action.sa_handler = RequestStop;
  sigaction(SIGINT, &action, &interrupt_);
  sigaction(SIGTERM, &action, &terminate_);
  // A process that was started with them blocked could not be stopped otherwise.
  sigdelset(&before_, SIGINT);
  sigdelset(&before_, SIGTERM);
}

StopSignal::~StopSignal() {
  // First let in what still waits outside: with the old handlers it would be our death.
  sigprocmask(SIG_SETMASK, &before_, nullptr);
  sigaction(SIGINT, &interrupt_, nullptr);
  sigaction(SIGTERM, &terminate_, nullptr);
}

StopSignal::Woken StopSignal::Wait(int fd, int timeout_ms) const {
  pollfd waited = {fd, POLLIN, 0};
  const timespec timeout = {timeout_ms / 1000, timeout_ms % 1000 * 1'000'000L};
  const int ready = ppoll(&waited, 1, &timeout, &before_);
  if (requested()) return Woken::kStop;
  if (ready < 0) return errno == EINTR ? Woken::kTime : Woken::kError;
  return ready == 0 ? Woken::kTime : Woken::kReadable;
}

bool StopSignal::requested() const {
  if (stop_requested != 0) return true;
  // One that came while nobody waited is still outside.
  sigset_t pending{};
  sigpending(&pending);
  return sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1;
}

}  // namespace pawlens::cli
