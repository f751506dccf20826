// SPDX-License-Identifier: MIT
#include "model/zip_file.h"

namespace pawlens::testing {
namespace {

void Put16(std::vector<uint8_t>& out, size_t value) {
  out.push_back(static_cast<uint8_t>(value));
  out.push_back(static_cast<uint8_t>(value >> 8));
}

void Put32(std::vector<uint8_t>& out, size_t value) {
  Put16(out, value & 0xffff);
  Put16(out, value >> 16);
}

void PutText(std::vector<uint8_t>& out, const std::string& text) {
  out.insert(out.end(), text.begin(), text.end());
}

// From "version needed" to "extra field length": the part that local and central headers share.
void PutCommon(std::vector<uint8_t>& out, const ZipEntry& entry) {
  Put16(out, 20);
  Put16(out, entry.flags);
  Put16(out, entry.method);
  Put32(out, 0);  // Time and date.
  Put32(out, 0);  // CRC-32: not looked at.
  Put32(out, entry.data.size());
  Put32(out, entry.data.size());
  Put16(out, entry.name.size());
  Put16(out, 0);
}

}  // namespace

std::vector<uint8_t> MakeZip(const std::vector<ZipEntry>& entries, uint32_t base, const std::string& comment) {
  std::vector<uint8_t> out, directory;
  for (const ZipEntry& entry : entries) {
    Put32(directory, 0x02014b50);
    Put16(directory, 20);
    PutCommon(directory, entry);
    Put16(directory, 0);  // Comment.
    Put16(directory, 0);  // Disk.
    Put16(directory, 0);  // Attributes.
    Put32(directory, 0);
    Put32(directory, base + out.size());
    PutText(directory, entry.name);

    Put32(out, 0x04034b50);
    PutCommon(out, entry);
    PutText(out, entry.name);
    PutText(out, entry.data);
  }
  const size_t directory_begin = base + out.size();
  out.insert(out.end(), directory.begin(), directory.end());
  Put32(out, 0x06054b50);
  Put32(out, 0);  // Disks.
  Put16(out, entries.size());
  Put16(out, entries.size());
  Put32(out, directory.size());
  Put32(out, directory_begin);
  Put16(out, comment.size());
  PutText(out, comment);
  return out;
}

}  // namespace pawlens::testing
