// SPDX-License-Identifier: MIT
#include "pawlens/report_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "pawlens/html.h"
#include "pawlens/report_charts.h"

namespace pawlens::cli {
namespace {

std::string Opening(std::string_view kind, std::string_view caption) {
  return fmt::format("<div class=\"scroll\"><table class=\"{}\"><caption>{}</caption>", kind, caption);
}

constexpr const char* kClosing = "</tbody></table></div>";

std::string Example(const std::vector<std::string>& urls, size_t index, std::string_view alt) {
  if (index >= urls.size() || urls[index].empty()) return "<td></td>";
  return fmt::format("<td class=\"example\"><img src=\"{}\" alt=\"{}\" width=\"64\" height=\"64\"></td>", urls[index],
                     alt);
}

int64_t CountRight(const std::vector<Judged>& answers) {
  return std::count_if(answers.begin(), answers.end(),
                       [](const Judged& answer) { return answer.said == answer.truth; });
}

/// Where the axis of a column of dot plots starts: the ten percent below all intervals of more than a few photos.
double AxisStart(const std::vector<Group>& groups) {
  constexpr size_t kFew = 10;
  double low = 0.9;
  for (const Group& group : groups) {
    const auto all = static_cast<int64_t>(group.answers.size());
    if (group.answers.size() < kFew && groups.size() > 1) continue;
    low = std::min(low, WilsonInterval(CountRight(group.answers), all).low);
  }
  return std::floor(10.0 * low) / 10.0;
}

/// Points lost as text, and as a bar that is full at ten.
std::string Lost(const std::optional<double>& before, const std::optional<double>& after) {
  if (!before || !after) return "<td>–</td>";
  const double points = 100.0 * (*before - *after);
  return fmt::format(
      "<td class=\"lost\"><span>{}</span><span class=\"bar\" aria-hidden=\"true\"><i style=\"width:{:.1f}%\">"
      "</i></span></td>",
      points < 0 ? fmt::format("−{:.2f}", -points) : fmt::format("{:.2f}", points),
      std::clamp(10.0 * points, 0.0, 100.0));
}

}  // namespace

std::string ConfusionMatrix(const Evaluation& evaluation) {
  const std::vector<int> shown = ShownClasses(evaluation);
  if (shown.empty()) return "";
  const auto counts = CountConfusion(evaluation.answers, shown);
  std::string table = Opening("confusion", "Photos by label (rows) and by answer (columns)");
  table += "<thead><tr><th scope=\"col\">label</th>";
  for (const int index : shown) {
    table += fmt::format("<th scope=\"col\">{}</th>", Escaped(evaluation.classes.NameOf(index)));
  }
  table += "<th scope=\"col\">right</th></tr></thead><tbody>";
  for (size_t row = 0; row < shown.size(); ++row) {
    const int64_t all = std::accumulate(counts[row].begin(), counts[row].end(), int64_t{0});
    table += fmt::format("<tr><th scope=\"row\">{}</th>", Escaped(evaluation.classes.NameOf(shown[row])));
    for (size_t column = 0; column < shown.size(); ++column) {
      const int64_t count = counts[row][column];
      const double share = all == 0 ? 0.0 : static_cast<double>(count) / static_cast<double>(all);
      // Mistakes are few: the root of their share keeps them apart to the eye.
      const double tint = row == column ? share : std::sqrt(share);
      table += fmt::format("<td class=\"{}\" style=\"--tint:{:.0f}%\">{}<small>{}</small></td>",
                           count == 0      ? "none"
                           : row == column ? "right"
                                           : "wrong",
                           45.0 * tint, Grouped(count), all == 0 ? "" : PercentText(share));
    }
    table += fmt::format(
        "<td class=\"sum\">{}</td></tr>",
        all == 0 ? "no photos" : PercentText(static_cast<double>(counts[row][row]) / static_cast<double>(all)));
  }
  return table + kClosing;
}

std::string GroupTable(const Classes& classes, const std::vector<Group>& groups, const std::string& caption,
                       const std::string& column) {
  const double low = AxisStart(groups);
  std::string table = Opening("groups", caption);
  table += fmt::format(
      "<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">photos</th><th scope=\"col\">decision right</th>"
      "<th scope=\"col\" class=\"scale\"><span>{:.0f} %</span><span>100 %</span></th><th "
      "scope=\"col\">{}</th></tr></thead>"
      "<tbody>",
      column, 100.0 * low, classes.label_accuracy_name());
  for (const Group& group : groups) {
    const auto all = static_cast<int64_t>(group.answers.size());
    table +=
        fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td class=\"plots\">{}</td><td>{}</td></tr>",
                    Escaped(group.name), Grouped(all), PercentText(DecisionAccuracy(group.answers)),
                    DotPlot(CountRight(group.answers), all, low), PercentText(LabelAccuracy(group.answers)));
  }
  return table + kClosing;
}

std::string CorruptionRows(const Evaluation& evaluation, const std::vector<std::string>& examples) {
  if (evaluation.corrupted.empty()) return "";
  std::string table = Opening("corruptions", "Accuracy under each change, and percentage points lost by it");
  table += fmt::format(
      "<thead><tr><th scope=\"col\">example</th><th scope=\"col\">change</th><th scope=\"col\">{}</th><th "
      "scope=\"col\">lost"
      "</th><th scope=\"col\">decision</th><th scope=\"col\">lost</th></tr></thead><tbody>",
      evaluation.classes.label_accuracy_name());
  const std::vector<Judged>& plain = evaluation.corrupted.front();
  for (size_t i = 0; i < evaluation.corrupted.size(); ++i) {
    const std::vector<Judged>& answers = evaluation.corrupted[i];
    const char* name = CorruptionName(kCorruptions[i]);
    const auto lost = [&](auto accuracy) {
      return i == 0 ? std::string("<td></td>") : Lost(accuracy(plain), accuracy(answers));
    };
    table += fmt::format(
        "<tr>{}<th scope=\"row\">{}</th><td>{}</td>{}<td>{}</td>{}</tr>",
        Example(examples, i, fmt::format("A photo, {}", name)), name, PercentText(LabelAccuracy(answers), 2),
        lost([](const auto& some) { return LabelAccuracy(some); }), PercentText(DecisionAccuracy(answers), 2),
        lost([](const auto& some) { return DecisionAccuracy(some); }));
  }
  return table + kClosing;
}

std::string CompositeRows(const Evaluation& evaluation, const std::vector<std::string>& examples) {
  if (evaluation.composites.empty()) return "";
  std::string table = Opening("composites", "Composites called both, by how they are put together");
  table +=
      "<thead><tr><th scope=\"col\">example</th><th scope=\"col\">composite</th><th scope=\"col\">pictures</th>"
      "<th scope=\"col\">called both</th><th scope=\"col\" class=\"scale\"><span>0 %</span><span>100 "
      "%</span></th></tr></thead>"
      "<tbody>";
  for (size_t i = 0; i < evaluation.composites.size(); ++i) {
    const CompositeFigures& figures = evaluation.composites[i];
    const char* name = CompositeKindName(figures.kind);
    table += fmt::format("<tr>{}<th scope=\"row\">{}</th><td>{}</td><td>{}</td><td class=\"plots\">{}</td></tr>",
                         Example(examples, i, fmt::format("Two photos, {}", name)), name, Grouped(figures.pictures),
                         PercentText(BothRecall({figures})), DotPlot(figures.called_both, figures.pictures, 0.0));
  }
  return table + kClosing;
}

std::string FoundTable(const Evaluation& evaluation) {
  std::string table = Opening("found", "How much of neither one threshold could find");
  table +=
      "<thead><tr><th scope=\"col\">others taken for neither, at most</th><th scope=\"col\">neither "
      "found</th></tr></thead>"
      "<tbody>";
  for (const double share : {0.01, 0.05, 0.1}) {
    table += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>", PercentText(share, 0),
                         PercentText(NeitherFound(evaluation.answers, share)));
  }
  return table + kClosing;
}

}  // namespace pawlens::cli
