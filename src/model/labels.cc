// SPDX-License-Identifier: MIT
#include <string_view>

#include "base/str_cat.h"
#include "model/checker.h"
#include "model/reader.h"
#include "model/utf8.h"

namespace pawlens {
namespace {

constexpr size_t kMaxLabels = 100'000;
constexpr size_t kMaxLabelBytes = 1'000;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

// "0 Name", "1 Name", ...: a number that is the line's own, and a name behind it.
void StripOwnNumbers(std::vector<std::string>& labels) {
  std::vector<std::string> names;
  for (size_t i = 0; i < labels.size(); ++i) {
    std::string number;
    StrAppend(number, i);
    number += ' ';
    if (labels[i].size() <= number.size() || !labels[i].starts_with(number)) return;
    names.push_back(labels[i].substr(number.size()));
  }
  labels = std::move(names);
}

bool ParseLines(Checker& check, std::string_view rest, std::vector<std::string>& labels) {
  if (rest.starts_with(kByteOrderMark)) rest.remove_prefix(kByteOrderMark.size());
  size_t filled = 0;  // Lines up to the last that is not blank.
  while (!rest.empty()) {
    const size_t newline = rest.find('\n');
    std::string_view line = rest.substr(0, newline);
    rest.remove_prefix(newline == std::string_view::npos ? rest.size() : newline + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    const size_t number = labels.size() + 1;
    if (number > kMaxLabels) return check.Bad("more than % labels", {kMaxLabels});
    if (line.size() > kMaxLabelBytes) {
      return check.Bad("line % of the labels has % bytes, more than %", {number, line.size(), kMaxLabelBytes});
    }
    if (!IsPlainText(line)) {
      return check.Bad("line % of the labels is not UTF-8 text without control characters", {number});
    }
    labels.emplace_back(line);
    if (line.find_first_not_of(' ') != std::string_view::npos) filled = number;
  }
  labels.resize(filled);
  StripOwnNumbers(labels);
  return true;
}

}  // namespace

Result<std::vector<std::string>> ParseLabels(std::span<const uint8_t> text) {
  const Graph none;
  Checker check(none);
  std::vector<std::string> labels;
  if (!ParseLines(check, {reinterpret_cast<const char*>(text.data()), text.size()}, labels)) {
    return Fail(ErrorCode::kInvalidArgument, check.failure().error().message);
  }
  return labels;
}

}  // namespace pawlens
