// SPDX-License-Identifier: MIT
#include "train/membership.h"

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <string_view>

#include "base/str_cat.h"

namespace pawlens {
namespace {

constexpr int kMostProcesses = 1024;
constexpr int kMostPorts = 65535;

std::string_view Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

/// A whole number from `least` to `most`; `meaning` says in the message what it is.
Result<int> NumberIn(const char* name, int least, int most, std::string_view meaning) {
  const std::string_view text = Variable(name);
  if (text.empty()) {
    return Fail(ErrorCode::kInvalidArgument, StrCat("WORLD_SIZE is ", Variable("WORLD_SIZE"), ", but ", name, " (",
                                                    meaning, ") is not set; one process alone needs neither"));
  }
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < least || number > most) {
    return Fail(ErrorCode::kInvalidArgument,
                StrCat(name, "=", text, ": ", meaning, " must be a number from ", least, " to ", most,
                       name == std::string_view("RANK") ? ", one less than WORLD_SIZE" : ""));
  }
  return number;
}

}  // namespace

Result<Membership> MembershipFromEnvironment() {
  Membership membership;
  if (Variable("WORLD_SIZE").empty()) return membership;
  const Result<int> size = NumberIn("WORLD_SIZE", 1, kMostProcesses, "how many processes there are");
  if (!size) return std::unexpected(size.error());
  if (*size == 1) return membership;
  const Result<int> rank = NumberIn("RANK", 0, *size - 1, "which of the processes this is");
  if (!rank) return std::unexpected(rank.error());
  const Result<int> port = NumberIn("MASTER_PORT", 1, kMostPorts, "a free port of process 0's machine");
  if (!port) return std::unexpected(port.error());
  if (Variable("MASTER_ADDR").empty()) {
    return Fail(ErrorCode::kInvalidArgument,
                StrCat("WORLD_SIZE is ", *size, ", but MASTER_ADDR (the machine of process 0) is not set"));
  }
  return Membership{.rank = *rank, .size = *size, .address = std::string(Variable("MASTER_ADDR")), .port = *port};
}

std::string LocalAddressTowards(const std::string& host, int port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_DGRAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) return {};
  std::string address;
  for (const addrinfo* to = found; to != nullptr && address.empty(); to = to->ai_next) {
    const int handle = socket(to->ai_family, SOCK_DGRAM, 0);
    if (handle < 0) continue;
    // Nothing is sent: a datagram socket is only told where it would send to, and by which address.
    sockaddr_storage own{};
    socklen_t own_size = sizeof own;
    char text[NI_MAXHOST];
    if (connect(handle, to->ai_addr, to->ai_addrlen) == 0 &&
        getsockname(handle, reinterpret_cast<sockaddr*>(&own), &own_size) == 0 &&
        getnameinfo(reinterpret_cast<sockaddr*>(&own), own_size, text, sizeof text, nullptr, 0, NI_NUMERICHOST) == 0) {
      address = text;
    }
    close(handle);
  }
  freeaddrinfo(found);
  return address;
}

}  // namespace pawlens
