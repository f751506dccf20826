// SPDX-License-Identifier: MIT
#include "pawlens/file_bytes.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <vector>

namespace pawlens::cli {
namespace {

constexpr size_t kChunk = size_t{1} << 18;

/// Up to `size` bytes from `offset` on; fewer only at the end.
SystemResult<size_t> ReadAt(int fd, char* out, size_t size, off_t offset) {
  size_t used = 0;
  while (used < size) {
    const ssize_t count = pread(fd, out + used, size - used, offset + static_cast<off_t>(used));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return std::unexpected(errno);
    if (count == 0) break;
    used += static_cast<size_t>(count);
  }
  return used;
}

}  // namespace

SystemResult<void> WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return std::unexpected(errno);
    bytes.remove_prefix(static_cast<size_t>(count));
  }
  return {};
}

SystemResult<void> CopyFile(int from, int to) {
  std::vector<char> chunk(kChunk);
  off_t offset = 0;
  for (;;) {
    const SystemResult<size_t> count = ReadAt(from, chunk.data(), chunk.size(), offset);
    if (!count) return std::unexpected(count.error());
    if (*count == 0) break;
    const SystemResult<void> written = WriteAll(to, {chunk.data(), *count});
    if (!written) return written;
    offset += static_cast<off_t>(*count);
  }
  struct stat info{};
  if (fstat(from, &info) != 0) return std::unexpected(errno);
  const timespec times[2] = {info.st_atim, info.st_mtim};
  // Not every file system keeps these; the bytes are what matters.
  (void)fchmod(to, info.st_mode & 0777);
  (void)futimens(to, times);
  if (fsync(to) != 0) return std::unexpected(errno);
  return {};
}

SystemResult<bool> SameBytes(int one, int other) {
  for (const int fd : {one, other}) (void)posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
  std::vector<char> ours(kChunk);
  std::vector<char> theirs(kChunk);
  off_t offset = 0;
  for (;;) {
    const SystemResult<size_t> a = ReadAt(one, ours.data(), kChunk, offset);
    if (!a) return std::unexpected(a.error());
    const SystemResult<size_t> b = ReadAt(other, theirs.data(), kChunk, offset);
    if (!b) return std::unexpected(b.error());
    if (*a != *b || std::memcmp(ours.data(), theirs.data(), *a) != 0) return false;
    if (*a == 0) return true;
    offset += static_cast<off_t>(*a);
  }
}

}  // namespace pawlens::cli
