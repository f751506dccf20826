// SPDX-License-Identifier: MIT
#include "pawlens/groups.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <utility>

namespace pawlens::cli {
namespace {

/// Photos by a number, into ranges that each begin at one of `bounds` (rising, the first is 0). Empty ranges are left out.
template <size_t kCount, typename Number>
std::vector<Group> InRanges(const Evaluation& evaluation, const std::array<double, kCount>& bounds,
                            const std::array<const char*, kCount>& names, Number number) {
  std::vector<Group> groups;
  for (size_t i = 0; i < kCount; ++i) {
    Group group = {names[i], {}};
    for (const JudgedPhoto& photo : evaluation.photos) {
      const double value = number(photo);
      if (value >= bounds[i] && (i + 1 == kCount || value < bounds[i + 1])) group.answers.push_back(photo.judged);
    }
    if (!group.answers.empty()) groups.push_back(std::move(group));
  }
  return groups;
}

}  // namespace

std::vector<size_t> PhotosOf(const Evaluation& evaluation, int label) {
  std::vector<size_t> photos;
  for (size_t i = 0; i < evaluation.photos.size(); ++i) {
    if (evaluation.photos[i].judged.truth == label) photos.push_back(i);
  }
  return photos;
}

std::vector<int> ShownClasses(const Evaluation& evaluation) {
  constexpr size_t kMost = 16;
  const std::vector<int>& all = evaluation.classes.all();
  if (evaluation.classes.is_cat_dog()) return all;
  std::vector<int> shown;
  std::copy_if(all.begin(), all.end(), std::back_inserter(shown), [&](int index) {
    return std::any_of(evaluation.answers.begin(), evaluation.answers.end(),
                       [index](const Judged& answer) { return answer.truth == index || answer.said == index; });
  });
  return shown.size() > kMost ? std::vector<int>{} : shown;
}

std::vector<Group> BySource(const Evaluation& evaluation) {
  std::map<std::string, std::vector<Judged>> by_name;
  for (const JudgedPhoto& photo : evaluation.photos) by_name[photo.source].push_back(photo.judged);
  if (by_name.size() == 1 && by_name.begin()->first.empty()) return {};
  std::vector<Group> groups;
  groups.reserve(by_name.size());
  for (auto& [name, answers] : by_name) groups.push_back({name.empty() ? "not named" : name, std::move(answers)});
  std::stable_sort(groups.begin(), groups.end(),
                   [](const Group& a, const Group& b) { return a.answers.size() > b.answers.size(); });
  return groups;
}

std::vector<Group> ByShortSide(const Evaluation& evaluation) {
  return InRanges(evaluation, std::array{0.0, 64.0, 128.0, 192.0, 256.0, 512.0, 1024.0},
                  std::array{"below 64 px", "64 to 127 px", "128 to 191 px", "192 to 255 px", "256 to 511 px",
                             "512 to 1023 px", "1024 px and more"},
                  [](const JudgedPhoto& photo) { return std::min(photo.width, photo.height); });
}

std::vector<Group> ByShape(const Evaluation& evaluation) {
  return InRanges(evaluation, std::array{0.0, 1.1, 1.4, 1.6},
                  std::array{"below 1.1", "1.1 to 1.4", "1.4 to 1.6", "1.6 and more"}, [](const JudgedPhoto& photo) {
                    return static_cast<double>(std::max(photo.width, photo.height)) /
                           static_cast<double>(std::min(photo.width, photo.height));
                  });
}

std::vector<Judged> WithTruth(const std::vector<Judged>& answers, int truth) {
  std::vector<Judged> some;
  std::copy_if(answers.begin(), answers.end(), std::back_inserter(some),
               [truth](const Judged& answer) { return answer.truth == truth; });
  return some;
}

std::optional<double> FalseBoth(const std::vector<Judged>& answers) {
  int64_t others = 0;
  int64_t called_both = 0;
  for (const Judged& answer : answers) {
    if (answer.truth == kSeveralLabels) continue;
    ++others;
    called_both += answer.said == kSeveralLabels;
  }
  if (others == 0) return std::nullopt;
  return static_cast<double>(called_both) / static_cast<double>(others);
}

std::optional<double> BothRecall(const std::vector<CompositeFigures>& composites) {
  int64_t pictures = 0;
  int64_t called_both = 0;
  for (const CompositeFigures& figures : composites) {
    pictures += figures.pictures;
    called_both += figures.called_both;
  }
  if (pictures == 0) return std::nullopt;
  return static_cast<double>(called_both) / static_cast<double>(pictures);
}

}  // namespace pawlens::cli
