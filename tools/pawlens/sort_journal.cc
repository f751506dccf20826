// SPDX-License-Identifier: MIT
#include "pawlens/sort_journal.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "base/str_cat.h"
#include "pawlens/file_bytes.h"

namespace pawlens::cli {
namespace {

constexpr std::string_view kPrefix = ".pawlens-sort-";
constexpr std::string_view kRandom = "XXXXXX";  // What mkostemp replaces.

std::vector<std::string> NamesIn(const std::string& folder) {
  std::vector<std::string> names;
  const std::unique_ptr<DIR, int (*)(DIR*)> listing(opendir(folder.c_str()), closedir);
  if (!listing) return names;
  while (const dirent* entry = readdir(listing.get())) names.emplace_back(entry->d_name);
  std::sort(names.begin(), names.end());
  return names;
}

void RemoveUnfinished(const std::string& out, std::span<const std::string> shelves, const std::string& journal) {
  for (const std::string& shelf : shelves) {
    const std::string folder = StrCat(out, "/", shelf);
    for (const std::string& name : NamesIn(folder)) {
      if (name.starts_with(StrCat(journal, "."))) unlink(StrCat(folder, "/", name).c_str());
    }
  }
}

/// A journal that is ours alone: locked, and not taken away by somebody who cleared up in the meantime.
bool Lock(int fd) {
  struct stat info{};
  return flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &info) == 0 && info.st_nlink > 0;
}

std::string Record(const PlannedMove& move) {
  std::string text;
  for (const std::string& field : {move.source, move.shelf, move.name, std::to_string(move.inode)}) {
    text += field;
    text += '\0';
  }
  return text;
}

/// None for a record that is not whole.
std::optional<PlannedMove> ParseRecord(std::string_view text) {
  std::vector<std::string> fields;
  for (size_t end = text.find('\0'); end != std::string_view::npos; end = text.find('\0')) {
    fields.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  if (fields.size() != 4 || !text.empty()) return std::nullopt;
  // A name with a slash is none of ours: nothing outside the shelves is looked at.
  if (fields[2].empty() || fields[2].find('/') != std::string::npos) return std::nullopt;
  return PlannedMove{fields[0], fields[1], fields[2], std::strtoull(fields[3].c_str(), nullptr, 10)};
}

bool SameFolder(const std::string& one, const std::string& other) {
  struct stat a{};
  struct stat b{};
  return stat(one.c_str(), &a) != 0 || stat(other.c_str(), &b) != 0 || (a.st_dev == b.st_dev && a.st_ino == b.st_ino);
}

/// True if the photo is in its new place; then it is there only.
bool Finish(const std::string& out, const PlannedMove& move) {
  const std::string shelf = StrCat(out, "/", move.shelf);
  const Descriptor to(open(StrCat(shelf, "/", move.name).c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat there{};
  if (!to || fstat(to.get(), &there) != 0 || !S_ISREG(there.st_mode) || there.st_ino != move.inode) return false;

  const Descriptor from(open(move.source.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!from) return errno == ENOENT;
  struct stat here{};
  if (fstat(from.get(), &here) != 0 || !S_ISREG(here.st_mode)) return false;
  // Never take away the only name of a file: two paths may lead to one folder.
  if (SameFolder(move.source.substr(0, move.source.find_last_of('/') + 1), shelf)) return false;
  if (here.st_dev == there.st_dev && here.st_ino == there.st_ino) {
    if (here.st_nlink < 2) return false;
  } else {
    if (!SameBytes(from.get(), to.get()).value_or(false) || fsync(to.get()) != 0) return false;
    const Descriptor folder(open(shelf.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder || fsync(folder.get()) != 0) return false;
  }
  return unlink(move.source.c_str()) == 0;
}

}  // namespace

SystemResult<SortJournal> SortJournal::Create(const std::string& out, std::span<const std::string> shelves) {
  for (int attempt = 0; attempt < 100; ++attempt) {
    std::string path = StrCat(out, "/", kPrefix, kRandom);
    Descriptor file(mkostemp(path.data(), O_CLOEXEC));
    if (!file) return std::unexpected(errno);
    if (!Lock(file.get())) continue;
    SortJournal journal;
    journal.out_ = out;
    journal.name_ = path.substr(out.size() + 1);
    journal.shelves_.assign(shelves.begin(), shelves.end());
    journal.file_ = std::move(file);
    return journal;
  }
  return std::unexpected(EAGAIN);
}

SortJournal::~SortJournal() {
  if (!file_) return;
  RemoveUnfinished(out_, shelves_, name_);
  if (!keep_) unlink(StrCat(out_, "/", name_).c_str());
}

SystemResult<void> SortJournal::Intend(const PlannedMove& move, bool durable) {
  if (ftruncate(file_.get(), 0) != 0 || lseek(file_.get(), 0, SEEK_SET) != 0) return std::unexpected(errno);
  const SystemResult<void> written = WriteAll(file_.get(), Record(move));
  if (!written) return written;
  if (durable && fdatasync(file_.get()) != 0) return std::unexpected(errno);
  return {};
}

std::string SortJournal::UnfinishedName(size_t number) const {
  return StrCat(name_, ".", number, ".part");
}

std::vector<RecoveredMove> RecoverMoves(const std::string& out, std::span<const std::string> shelves) {
  std::vector<RecoveredMove> moves;
  for (const std::string& name : NamesIn(out)) {
    if (!name.starts_with(kPrefix) || name.size() != kPrefix.size() + kRandom.size()) continue;
    const std::string path = StrCat(out, "/", name);
    const Descriptor file(open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!file || !Lock(file.get())) continue;
    std::string text(size_t{1} << 14, '\0');
    const ssize_t size = pread(file.get(), text.data(), text.size(), 0);
    text.resize(size > 0 ? static_cast<size_t>(size) : 0);
    const std::optional<PlannedMove> move = ParseRecord(text);
    const bool known = move && std::find(shelves.begin(), shelves.end(), move->shelf) != shelves.end();
    if (known && Finish(out, *move)) moves.push_back({move->source, StrCat(move->shelf, "/", move->name)});
    RemoveUnfinished(out, shelves, name);
    unlink(path.c_str());
  }
  return moves;
}

}  // namespace pawlens::cli
