// SPDX-License-Identifier: MIT
#include "pawlens/read_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/str_cat.h"
#include "pawlens/descriptor.h"

namespace pawlens::cli {
namespace {

std::unexpected<Error> SystemError(const char* what) {
  return Fail(ErrorCode::kIo, StrCat(what, ": ", std::strerror(errno)));
}

/// Reads to the end, whatever size was announced: a file may grow, or belong to /proc and claim to be empty.
Result<std::vector<uint8_t>> ReadAll(int fd, size_t expected_bytes) {
  std::vector<uint8_t> bytes(std::min(expected_bytes, kMaxFileBytes) + 1);
  size_t used = 0;
  for (;;) {
    if (used == bytes.size()) bytes.resize(std::min(bytes.size() * 2, kMaxFileBytes + 1));
    const ssize_t count = read(fd, bytes.data() + used, bytes.size() - used);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return SystemError("cannot be read");
    if (count == 0) break;
    used += static_cast<size_t>(count);
    if (used > kMaxFileBytes) {
      return Fail(ErrorCode::kIo, StrCat("is larger than the limit of ", kMaxFileBytes >> 20, " MiB"));
    }
  }
  bytes.resize(used);
  return bytes;
}

const char* KindOf(mode_t mode) {
  if (S_ISDIR(mode)) return "a folder";
  if (S_ISFIFO(mode)) return "a pipe";
  if (S_ISSOCK(mode)) return "a socket";
  return "a device";
}

}  // namespace

Result<std::vector<uint8_t>> ReadFile(const std::string& path) {
  // Without O_NONBLOCK, opening a pipe would wait for its writer.
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  // A socket cannot be opened at all, with a reason that explains little.
  if (file.get() < 0) return errno == ENXIO ? Fail(ErrorCode::kIo, "is not a file") : SystemError("cannot be opened");
  struct stat info{};
  if (fstat(file.get(), &info) != 0) return SystemError("cannot be read");
  if (!S_ISREG(info.st_mode)) {
    return Fail(ErrorCode::kIo, StrCat("is ", KindOf(info.st_mode), ", not a file",
                                       S_ISFIFO(info.st_mode) ? "; \"-\" reads a picture from standard input" : ""));
  }
  return ReadAll(file.get(), static_cast<size_t>(info.st_size));
}

Result<std::vector<uint8_t>> ReadStandardInput() {
  return ReadAll(STDIN_FILENO, size_t{1} << 16);
}

}  // namespace pawlens::cli
