// SPDX-License-Identifier: MIT
// pawlens-train as a process of its own, alone or one of several.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace pawlens::testing {

/// A port that nobody listened on a moment ago.
int FreePort();

class TrainerProcess {
 public:
  /// Starts `pawlens-train ARGUMENTS` with ENVIRONMENT ("NAME=value") beside the test's own. What it prints goes to `log`.
  TrainerProcess(const std::vector<std::string>& arguments, const std::vector<std::string>& environment,
                 std::filesystem::path log);
  /// Kills it if it still runs.
  ~TrainerProcess();
  TrainerProcess(const TrainerProcess&) = delete;
  TrainerProcess& operator=(const TrainerProcess&) = delete;

  void Signal(int signal) const;
  /// Its exit code (128 + n if signal n ended it), or nothing if it still runs after so long.
  std::optional<int> Wait(std::chrono::seconds limit);
  std::string Printed() const;

 private:
  pid_t pid_ = -1;
  std::filesystem::path log_;
};

}  // namespace pawlens::testing
