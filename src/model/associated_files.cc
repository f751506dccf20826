// SPDX-License-Identifier: MIT
// ZIP as in PKWARE's APPNOTE.TXT, sections 4.3.7 (local header), 4.3.12 (central directory), 4.3.16 (its end).
// No ZIP64, no encryption, no compression. All numbers are little-endian.
#include "model/associated_files.h"

#include <algorithm>
#include <string_view>

namespace pawlens {
namespace {

constexpr size_t kEndBytes = 22, kCentralBytes = 46, kLocalBytes = 30, kMaxComment = 65'535;
constexpr uint32_t kEndSignature = 0x06054b50, kCentralSignature = 0x02014b50, kLocalSignature = 0x04034b50;

// Little-endian numbers; the caller has checked that they are inside.
uint32_t Read16(std::span<const uint8_t> bytes, size_t at) {
  return bytes[at] | uint32_t{bytes[at + 1]} << 8;
}
uint32_t Read32(std::span<const uint8_t> bytes, size_t at) {
  return Read16(bytes, at) | Read16(bytes, at + 2) << 16;
}

bool NameHoldsLabel(std::span<const uint8_t> name) {
  constexpr std::string_view kLabel = "label";
  const auto same_letter = [](uint8_t byte, char letter) { return (byte | 0x20) == letter; };
  return std::search(name.begin(), name.end(), kLabel.begin(), kLabel.end(), same_letter) != name.end();
}

// Where the end record is: searched from the back, as a comment may follow it.
std::optional<size_t> FindEnd(std::span<const uint8_t> file) {
  if (file.size() < kEndBytes) return std::nullopt;
  const size_t last = file.size() - kEndBytes;
  const size_t first = last - std::min(last, kMaxComment);
  for (size_t at = last + 1; at-- > first;) {
    if (Read32(file, at) == kEndSignature && Read16(file, at + 20) <= last - at) return at;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::span<const uint8_t>> FindLabelFile(std::span<const uint8_t> file) {
  const std::optional<size_t> end = FindEnd(file);
  if (!end) return std::nullopt;
  const size_t directory_bytes = Read32(file, *end + 12);
  const size_t directory_offset = Read32(file, *end + 16);
  if (directory_bytes > *end || directory_offset > *end - directory_bytes) return std::nullopt;
  // The directory ends where the end record begins. Offsets count from the archive's first byte for some writers, from
  // the whole file's for others; the difference tells which.
  const size_t directory_begin = *end - directory_bytes;
  const size_t archive_begin = directory_begin - directory_offset;

  std::span<const uint8_t> directory = file.subspan(directory_begin, directory_bytes);
  while (directory.size() >= kCentralBytes && Read32(directory, 0) == kCentralSignature) {
    const uint32_t flags = Read16(directory, 8), method = Read16(directory, 10);
    const size_t stored_bytes = Read32(directory, 20), name_bytes = Read16(directory, 28);
    const size_t entry_bytes = kCentralBytes + name_bytes + Read16(directory, 30) + Read16(directory, 32);
    const size_t local_offset = Read32(directory, 42);
    if (entry_bytes > directory.size()) return std::nullopt;
    const bool encrypted = (flags & 1) != 0;
    if (NameHoldsLabel(directory.subspan(kCentralBytes, name_bytes)) && method == 0 && !encrypted) {
      // The entry lies before the directory: header, name and extra field (lengths of their own), data.
      const size_t room = directory_begin - archive_begin;
      if (room < kLocalBytes || local_offset > room - kLocalBytes) return std::nullopt;
      const size_t local = archive_begin + local_offset;
      if (Read32(file, local) != kLocalSignature) return std::nullopt;
      const size_t data = local + kLocalBytes + Read16(file, local + 26) + Read16(file, local + 28);
      if (data > directory_begin || stored_bytes > directory_begin - data) return std::nullopt;
      return file.subspan(data, stored_bytes);
    }
    directory = directory.subspan(entry_bytes);
  }
  return std::nullopt;
}

}  // namespace pawlens
