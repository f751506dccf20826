// SPDX-License-Identifier: MIT
#include "train/learning_curve.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>
#include <vector>

namespace pawlens {
namespace {

constexpr int kWidth = 640, kHeight = 260;  // Of a chart, in units of its view box; the page scales it.
constexpr int kLeft = 52, kRight = 140, kTop = 12, kBottom = 34;

constexpr const char* kStyle = R"(
:root { --page: #f6f5f1; --card: #fff; --ink: #1d1e21; --quiet: #5a5c62; --line: #d5d2c9; --a: #a84c00; --b: #1559b7; --c: #5a5c62; color-scheme: light dark; }
@media (prefers-color-scheme: dark) { :root { --page: #131416; --card: #1e2023; --ink: #f1f0ec; --quiet: #a9acb3; --line: #3c3f45; --a: #ff9f4a; --b: #74b3ff; --c: #a9acb3; } }
body { margin: 0 auto; max-width: 46rem; padding: 1.5rem 1rem 3rem; background: var(--page); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1rem; margin: 0 0 .5rem; } p { margin: 0 0 1.25rem; color: var(--quiet); }
section { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1rem; margin: 0 0 1rem; }
svg { display: block; width: 100%; height: auto; } text { font: 12px system-ui, sans-serif; fill: var(--quiet); }
.grid { stroke: var(--line); } .series { fill: none; stroke-width: 2.5; stroke-linejoin: round; stroke-linecap: round; }
@media (max-width: 32rem) { text { font-size: 17px; } }
.phase { stroke: var(--quiet); stroke-dasharray: 3 4; }
)";

struct Series {
  std::string name;
  const char* color;
  std::vector<double> values;  ///< One an epoch.
};

std::string Number(double value, const char* format) {
  char text[40];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

/// 1, 2 or 5 times a power of ten: about four steps over `range`.
double NiceStep(double range) {
  const double rough = std::max(range, 1e-12) / 4.0;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough) return factor * power;
  }
  return 10.0 * power;
}

/// A line chart. `boundaries`: epochs behind which another phase begins. `format` writes the values.
std::string Chart(const std::string& title, const std::vector<Series>& series, const std::vector<size_t>& boundaries,
                  const char* format) {
  double low = series[0].values[0], high = low;
  for (const Series& s : series) {
    low = std::min(low, *std::ranges::min_element(s.values));
    high = std::max(high, *std::ranges::max_element(s.values));
  }
  const double step = NiceStep(high - low);
  low = std::floor(low / step) * step;
  high = std::max(std::ceil(high / step) * step, low + step);
  const size_t epochs = series[0].values.size();
  const auto x = [&](double epoch) {
    return kLeft + (kWidth - kLeft - kRight) * (epochs < 2 ? 0.5 : (epoch - 1) / static_cast<double>(epochs - 1));
  };
  const auto y = [&](double value) { return kTop + (kHeight - kTop - kBottom) * (high - value) / (high - low); };
  const auto at = [](double px, double py) { return Number(px, "%.1f") + "," + Number(py, "%.1f"); };

  std::string svg = "<svg viewBox=\"0 0 " + std::to_string(kWidth) + " " + std::to_string(kHeight) +
                    "\" role=\"img\" aria-label=\"" + title + ", at last";
  for (const Series& s : series) svg += " " + s.name + " " + Number(s.values.back(), format) + ";";
  svg += "\">\n";
  const auto text = [&svg](double px, double py, const char* anchor, const std::string& words) {
    svg += "<text x=\"" + Number(px, "%.1f") + "\" y=\"" + Number(py, "%.1f") + "\" text-anchor=\"" + anchor + "\">" +
           words + "</text>\n";
  };
  for (double value = low; value < high + 0.5 * step; value += step) {
    svg += "<path class=\"grid\" d=\"M" + at(kLeft, y(value)) + "H" + std::to_string(kWidth - kRight) + "\"/>\n";
    text(kLeft - 8, y(value) + 4, "end", Number(value, format));
  }
  for (const size_t boundary : boundaries) {
    svg += "<path class=\"phase\" d=\"M" + at(x(static_cast<double>(boundary) + 0.5), kTop) + "V" +
           std::to_string(kHeight - kBottom) + "\"/>\n";
  }
  text(kLeft, kHeight - 10, "middle", "1");
  text(kWidth - kRight, kHeight - 10, "middle", std::to_string(epochs));
  text(0.5 * (kLeft + kWidth - kRight), kHeight - 10, "middle", "epoch");
  std::vector<std::pair<double, const Series*>> labels;
  for (const Series& s : series) {
    svg += std::string("<path class=\"series\" stroke=\"") + s.color + "\" d=\"";
    for (size_t i = 0; i < epochs; ++i) svg += (i == 0 ? "M" : "L") + at(x(static_cast<double>(i) + 1), y(s.values[i]));
    svg += "\"/>\n";
    labels.emplace_back(y(s.values.back()), &s);
  }
  // Each line's name at its end, pushed down where it would cover another's.
  std::ranges::sort(labels);
  double free = 0;
  for (auto& [place, s] : labels) {
    place = std::max(place, free);
    free = place + 36;
    svg += "<g style=\"--quiet: " + std::string(s->color) + "\">";
    text(kWidth - kRight + 8, place + 4, "start", s->name);
    text(kWidth - kRight + 8, place + 18, "start", Number(s->values.back(), format));
    svg += "</g>";
  }
  return "<section><h2>" + title + "</h2>\n" + svg + "</svg></section>\n";
}

}  // namespace

std::string LearningCurvePage(std::span<const EpochMetrics> rows) {
  std::string page =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width\"><title>Learning curve</title><style>";
  page += kStyle;
  page += "</style></head><body><main><h1>Learning curve</h1>\n";
  if (rows.empty()) return page + "<p>No epoch has ended yet.</p></main></body></html>\n";
  std::vector<size_t> boundaries;
  for (size_t i = 1; i < rows.size(); ++i) {
    if (rows[i].phase != rows[i - 1].phase) boundaries.push_back(i);
  }
  const auto column = [&rows](double EpochMetrics::* member, double factor) {
    std::vector<double> values;
    for (const EpochMetrics& row : rows) values.push_back(factor * (row.*member));
    return values;
  };
  page += "<p>" + std::to_string(rows.size()) + " epochs";
  if (!boundaries.empty()) page += "; behind the dashed line they learn with quantization";
  page += ".</p>\n";
  std::vector<Series> accuracy = {{"training", "var(--c)", column(&EpochMetrics::training_accuracy, 100)}};
  if (std::ranges::any_of(rows, [](const EpochMetrics& row) { return row.held_out_all > 0; })) {
    accuracy.push_back({"held out: labels", "var(--a)", column(&EpochMetrics::held_out_labels, 100)});
    accuracy.push_back({"held out: all", "var(--b)", column(&EpochMetrics::held_out_all, 100)});
  }
  page += Chart("Right answers, per cent", accuracy, boundaries, "%.3g");
  page += Chart("Loss", {{"training", "var(--c)", column(&EpochMetrics::loss, 1)}}, boundaries, "%.3g");
  page += Chart("Learning rate", {{"rate", "var(--c)", column(&EpochMetrics::rate, 1)}}, boundaries, "%.3g");
  page += Chart("Pictures a second", {{"pictures/s", "var(--c)", column(&EpochMetrics::images_per_s, 1)}}, boundaries,
                "%.4g");
  return page + "</main></body></html>\n";
}

}  // namespace pawlens
