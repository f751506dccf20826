// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace pawlens {

/// One line that keeps changing on a terminal; in a log, a new line now and then.
class ProgressLine {
 public:
  /// Not `shown`: says nothing. Of several processes one is enough.
  explicit ProgressLine(bool shown = true);
  /// Shows `text` if the last showing is long enough ago.
  void Update(std::string_view text);
  /// Shows `text` for good.
  void Finish(std::string_view text);
  /// Whether an Update would show anything: spares the caller the wording.
  bool due() const;

 private:
  void Show(std::string_view text, bool last);
  using Clock = std::chrono::steady_clock;
  bool silent_;
  bool terminal_;
  Clock::time_point last_shown_{};
  bool shown_ = false;
};

/// "1 h 04 min", "3 min 20 s", "12 s".
std::string FormatDuration(double seconds);

/// Makes Ctrl-C (SIGINT) and SIGTERM ask for a stop instead of ending the program; a second one ends it. Forgets
/// earlier requests.
void CatchInterrupts();
bool InterruptRequested();

}  // namespace pawlens
