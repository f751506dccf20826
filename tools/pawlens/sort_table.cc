// SPDX-License-Identifier: MIT
#include "pawlens/sort_table.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstring>

#include "base/str_cat.h"
#include "classify/certainty.h"
#include "pawlens/file_bytes.h"
#include "pawlens/shelf.h"
#include "pawlens/text.h"

namespace pawlens::cli {
namespace {

constexpr const char* kEnd = "\r\n";

std::string Quoted(std::string_view field) {
  if (field.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(field);
  std::string out = "\"";
  for (const char c : field) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

std::string HexOf(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) out += fmt::format("\\x{:02x}", static_cast<uint8_t>(c));
  return out;
}

}  // namespace

std::string ReversibleName(std::string_view name) {
  std::string out;
  while (!name.empty()) {
    size_t size = 1;
    while (size < name.size() && size < 4 && (static_cast<uint8_t>(name[size]) & 0xc0) == 0x80) ++size;
    // Printable knows what is harmless: such a character comes back unchanged. Anything else goes byte by byte: those of a
    // harmful character are no UTF-8 each by itself.
    if (Printable(name.substr(0, size)) != name.substr(0, size)) size = 1;
    const std::string_view character = name.substr(0, size);
    const bool formula = out.empty() && std::string_view("=+-@").find(character) != std::string_view::npos;
    const bool harmless = !formula && Printable(character) == character;
    out += harmless ? std::string(character) : HexOf(character);
    name.remove_prefix(size);
  }
  return out;
}

std::string SortHeader() {
  return StrCat("file,action,to,decision,p_cat,p_dog,confidence,note", kEnd);
}

std::string SortLine(const SortRow& row) {
  std::string answer = ",,,";
  if (row.answer) {
    const Classification& it = *row.answer;
    answer = fmt::format("{},{:.4f},{:.4f},{:.4f}", DecisionName(it.decision), it.p_cat, it.p_dog,
                         ConfidenceOf(it.decision, it.p_cat, it.p_dog));
  }
  return StrCat(Quoted(ReversibleName(row.file)), ",", row.action, ",", Quoted(ReversibleName(row.to)), ",", answer,
                ",", Quoted(Printable(row.note)), kEnd);
}

Result<SortTable> SortTable::Create(const std::string& out) {
  SortTable table;
  for (int number = 1; !table.file_; ++number) {
    table.path_ = StrCat(out, "/", NumberedName("sort.csv", number));
    const int file = open(table.path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file < 0 && errno != EEXIST) {
      return Fail(ErrorCode::kIo, StrCat(table.path_, ": cannot be written: ", std::strerror(errno)));
    }
    table.file_ = Descriptor(file);
  }
  const SystemResult<void> header = table.Append(SortHeader());
  if (!header) {
    unlink(table.path_.c_str());
    return Fail(ErrorCode::kIo, StrCat(table.path_, ": cannot be written: ", std::strerror(header.error())));
  }
  return table;
}

SystemResult<void> SortTable::Add(const SortRow& row) {
  return Append(SortLine(row));
}

SystemResult<void> SortTable::Append(const std::string& line) {
  SystemResult<void> written = WriteAll(file_.get(), line);
  if (written) {
    size_bytes_ += static_cast<off_t>(line.size());
  } else if (ftruncate(file_.get(), size_bytes_) == 0) {
    (void)lseek(file_.get(), size_bytes_, SEEK_SET);
  }
  return written;
}

SystemResult<void> SortTable::Sync() {
  if (fsync(file_.get()) != 0) return std::unexpected(errno);
  return {};
}

}  // namespace pawlens::cli
