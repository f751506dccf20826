// SPDX-License-Identifier: MIT
// Which of several processes this one is, as launchers tell it: by the environment.
#pragma once

#include <string>

#include "base/error.h"

namespace pawlens {

struct Membership {
  int rank = 0;         ///< In [0, size).
  int size = 1;         ///< Processes together.
  std::string address;  ///< Host name or address of rank 0; empty if size is 1.
  int port = 0;         ///< Where rank 0 listens.
};

/// Reads WORLD_SIZE, RANK, MASTER_ADDR and MASTER_PORT, the names that PyTorch's launchers use. Without WORLD_SIZE, or
/// with 1, the process is alone and the others do not count. kInvalidArgument, naming the variable, where one is missing,
/// no number, or out of range.
Result<Membership> MembershipFromEnvironment();

/// This machine's address on the way to `host`, which is one that the others can reach it by: the name of the machine
/// itself often stands for 127.0.1.1 only. Empty if there is no way or no such host.
std::string LocalAddressTowards(const std::string& host, int port);

}  // namespace pawlens
