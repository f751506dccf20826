// SPDX-License-Identifier: MIT
#include "classify/manifest.h"

#include <algorithm>
#include <fstream>
#include <vector>

#include "base/str_cat.h"

namespace pawlens {
namespace {

/// Fields of one line as RFC 4180 has them, but for line ends inside quotes.
std::vector<std::string> SplitCsv(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back() += '"';
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else if (c != '\r') {
      fields.back() += c;
    }
  }
  return fields;
}

}  // namespace

Result<std::map<std::string, std::string>> ReadManifest(const std::filesystem::path& folder) {
  std::map<std::string, std::string> sources;
  std::filesystem::path file = folder / "manifest.csv";
  std::string prefix;
  if (!std::filesystem::exists(file)) {
    const std::filesystem::path whole = std::filesystem::weakly_canonical(folder);
    file = whole.parent_path() / "manifest.csv";
    prefix = whole.filename().string() + "/";
  }
  std::ifstream in(file);
  if (!in) return sources;
  std::string line;
  std::getline(in, line);
  const std::vector<std::string> names = SplitCsv(line);
  const size_t path_column = std::ranges::find(names, "path") - names.begin();
  const size_t source_column = std::ranges::find(names, "source") - names.begin();
  if (path_column == names.size() || source_column == names.size()) {
    return Fail(ErrorCode::kInvalidArgument,
                StrCat(file.string(), ": its first line must name the columns \"path\" and \"source\""));
  }
  while (std::getline(in, line)) {
    const std::vector<std::string> fields = SplitCsv(line);
    if (fields.size() <= std::max(path_column, source_column)) continue;
    const std::string& path = fields[path_column];
    if (path.starts_with(prefix)) sources.emplace(path.substr(prefix.size()), fields[source_column]);
  }
  return sources;
}

}  // namespace pawlens
