// SPDX-License-Identifier: MIT
// The table of a sort: CSV as RFC 4180 has it, UTF-8, one line a file.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "classify/classifier.h"
#include "pawlens/descriptor.h"

namespace pawlens::cli {

struct SortRow {
  std::string file;    ///< From the sorted folder on.
  std::string action;  ///< copied, moved, linked, skipped, ignored, failed; planned, of a dry run.
  std::string to;      ///< From OUT on; empty: nowhere.
  std::optional<Classification> answer;
  std::string note;
};

/// A name as text that can be turned back: every backslash, control character, separator of lines and byte that is not UTF-8
/// becomes \xHH, and so does a first character for which a spreadsheet would take the name for a formula.
std::string ReversibleName(std::string_view name);

std::string SortHeader();
std::string SortLine(const SortRow& row);

/// The file: sort.csv in OUT, or the first of sort-2.csv, sort-3.csv, ... that is not there.
class SortTable {
 public:
  static Result<SortTable> Create(const std::string& out);

  /// One whole line or, on a full disk, nothing of it. An errno.
  SystemResult<void> Add(const SortRow& row);
  SystemResult<void> Sync();
  const std::string& path() const { return path_; }

 private:
  SystemResult<void> Append(const std::string& line);

  std::string path_;
  Descriptor file_;
  off_t size_bytes_ = 0;
};

}  // namespace pawlens::cli
