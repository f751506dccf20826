// SPDX-License-Identifier: MIT
#include "pawlens/report_charts.h"

#include <fmt/format.h>

#include <algorithm>

#include "pawlens/html.h"

namespace pawlens::cli {
namespace {

// Units of the drawings, which are scaled to the page's width.
constexpr double kWidth = 400;
constexpr double kLeft = 46;
constexpr double kRight = 388;
constexpr double kTop = 30;
constexpr double kBottom = 300;

double X(double share) {
  return kLeft + share * (kRight - kLeft);
}

double Y(double share) {
  return kBottom - share * (kBottom - kTop);
}

std::string Text(double x, double y, const char* anchor, std::string_view text) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>", x, y, anchor, text);
}

std::string Line(const char* style, double x1, double y1, double x2, double y2) {
  return fmt::format("<line class=\"{}\" x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\"/>", style, x1, y1, x2,
                     y2);
}

/// A square from 0 to 100 % both ways with what its height stands for, and its diagonal.
std::string Frame(const char* label_y, bool label_x) {
  std::string frame = Text(kLeft, 14, "start", label_y);
  for (int i = 0; i <= 4; ++i) {
    const double share = 0.25 * i;
    frame += Line("grid", X(share), Y(0), X(share), Y(1)) + Line("grid", X(0), Y(share), X(1), Y(share));
    frame += Text(kLeft - 6, Y(share) + 4, "end", fmt::format("{} %", 25 * i));
    if (label_x) frame += Text(X(share), kBottom + 17, i == 4 ? "end" : "middle", fmt::format("{} %", 25 * i));
  }
  return frame + Line("diagonal", X(0), Y(0), X(1), Y(1));
}

std::string Start(const char* id, double height, std::string_view title) {
  return fmt::format(
      "<svg class=\"chart\" viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-labelledby=\"{}-title\"><title "
      "id=\"{}-title\">"
      "{}</title>",
      kWidth, height, id, id, title);
}

}  // namespace

std::string RocChart(std::span<const Judged> answers) {
  const std::vector<RocPoint> points = NeitherRoc(answers);
  const RocPoint all = points.back();
  const auto found = [&](int64_t count) { return static_cast<double>(count) / static_cast<double>(all.rightly); };
  const auto lost = [&](int64_t count) { return static_cast<double>(count) / static_cast<double>(all.falsely); };
  std::string path;
  for (const RocPoint& point : points) {
    path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", X(lost(point.falsely)), Y(found(point.rightly)));
  }
  RocPoint decided;
  for (const Judged& answer : answers) {
    if (answer.said == kNoLabel) ++(answer.truth == kNoLabel ? decided.rightly : decided.falsely);
  }
  const double x = X(lost(decided.falsely));
  const double y = Y(found(decided.rightly));
  std::string svg =
      Start("roc", 342,
            fmt::format("ROC curve of neither, area {:.3f}; the model's thresholds find {} of neither and "
                        "take {} of the others for it",
                        NeitherAuroc(answers).value_or(0.0), PercentText(found(decided.rightly)),
                        PercentText(lost(decided.falsely))));
  svg += Frame("neither found", true);
  svg += fmt::format("<path class=\"under\" d=\"{}L{:.1f} {:.1f}Z\"/><path class=\"curve\" d=\"{}\"/>", path, X(1),
                     Y(0), path);
  svg += fmt::format("<circle class=\"point\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"5.5\"/>", x, y);
  const bool near_right = lost(decided.falsely) > 0.5;
  svg += Text(x + (near_right ? -12 : 12), std::min(y + 22, kBottom - 10), near_right ? "end" : "start",
              "<tspan class=\"strong\">the model&#39;s thresholds</tspan>");
  svg += Text(X(0.5), 338, "middle", "others taken for neither");
  return svg + "</svg>";
}

std::string ReliabilityChart(std::span<const Judged> answers) {
  constexpr double kHistogramTop = 334;
  constexpr double kHistogramBottom = 400;
  constexpr double kBar = (kRight - kLeft) / kReliabilityBins;
  const auto bins = Reliability(answers);
  int64_t most = 1;
  for (const ReliabilityBin& bin : bins) most = std::max(most, bin.photos);
  std::string svg = Start("reliability", 442,
                          fmt::format("Reliability diagram in {} bins: calibration error {:.3f}", kReliabilityBins,
                                      CalibrationError(answers).value_or(0.0)));
  svg += Frame("answers that are right", false);
  std::string dots;
  for (size_t i = 0; i < bins.size(); ++i) {
    const ReliabilityBin& bin = bins[i];
    if (bin.photos == 0) continue;
    const double left = kLeft + kBar * static_cast<double>(i);
    const auto photos = static_cast<double>(bin.photos);
    const double right = static_cast<double>(bin.right) / photos;
    const double confidence = bin.confidence / photos;
    const Interval interval = WilsonInterval(bin.right, bin.photos);
    svg += fmt::format(
        "<g><title>{} photos, mean confidence {}, {} right</title><rect class=\"bar\" x=\"{:.1f}\" y=\"{:.1f}\" "
        "width=\"{:.1f}\" height=\"{:.1f}\" rx=\"2\"/>",
        Grouped(bin.photos), PercentText(confidence), PercentText(right), left + 1.5, Y(right), kBar - 3,
        kBottom - Y(right));
    const double height = (kHistogramBottom - kHistogramTop) * photos / static_cast<double>(most);
    svg +=
        fmt::format("<rect class=\"count\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" rx=\"2\"/></g>",
                    left + 1.5, kHistogramBottom - height, kBar - 3, height);
    svg += fmt::format("<text class=\"small\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>",
                       left + kBar / 2, kHistogramBottom - height - 4,
                       bin.photos < 1000 ? fmt::format("{}", bin.photos) : fmt::format("{:.1f}k", photos / 1000));
    dots += Line("whisker", X(confidence), Y(interval.low), X(confidence), Y(interval.high));
    dots += fmt::format("<circle class=\"point\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.5\"/>", X(confidence), Y(right));
  }
  svg += dots + Line("axis", kLeft, kHistogramBottom, kRight, kHistogramBottom);
  for (int i = 0; i <= 4; ++i) {
    svg += Text(X(0.25 * i), kHistogramBottom + 17, i == 4 ? "end" : "middle", fmt::format("{} %", 25 * i));
  }
  return svg + Text(X(0.5), 438, "middle", "confidence of the answer") + "</svg>";
}

std::string DotPlot(int64_t right, int64_t all, double low) {
  const auto place = [low](double share) { return std::clamp(100.0 * (share - low) / (1.0 - low), 0.0, 100.0); };
  const Interval interval = WilsonInterval(right, all);
  const double share = all == 0 ? 0.0 : static_cast<double>(right) / static_cast<double>(all);
  return fmt::format(
      "<span class=\"plot\" aria-hidden=\"true\"><i style=\"left:{:.1f}%;width:{:.1f}%\"></i>"
      "<b{} style=\"left:{:.1f}%\"></b></span>",
      place(interval.low), place(interval.high) - place(interval.low), share < low ? " class=\"off\"" : "",
      place(share));
}

}  // namespace pawlens::cli
