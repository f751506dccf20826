// SPDX-License-Identifier: MIT
#include "train/metrics_log.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string_view>

#include "base/str_cat.h"
#include "train/file_io.h"
#include "train/learning_curve.h"

namespace pawlens {
namespace {

constexpr const char* kNames = "phase,epoch,rate,loss,training_accuracy,images_per_s,held_out_labels,held_out_all\n";

std::string ToLine(const EpochMetrics& m) {
  return StrCat(m.phase, ",", m.epoch, ",", m.rate, ",", m.loss, ",", m.training_accuracy, ",", m.images_per_s, ",",
                m.held_out_labels, ",", m.held_out_all, "\n");
}

bool FromLine(const std::string& line, EpochMetrics& m) {
  std::istringstream in(line);
  char comma = 0;
  return std::getline(in, m.phase, ',') && in >> m.epoch >> comma >> m.rate >> comma >> m.loss >> comma >>
                                               m.training_accuracy >> comma >> m.images_per_s >> comma >>
                                               m.held_out_labels >> comma >> m.held_out_all;
}

Status WriteText(const std::filesystem::path& path, std::string_view text) {
  return WriteWholeFile(path, {reinterpret_cast<const uint8_t*>(text.data()), text.size()});
}

}  // namespace

std::vector<EpochMetrics> ReadMetrics(const std::filesystem::path& path) {
  std::vector<EpochMetrics> rows;
  std::ifstream in(path);
  std::string line;
  while (std::getline(in, line)) {
    EpochMetrics row;
    if (FromLine(line, row)) rows.push_back(std::move(row));
  }
  return rows;
}

Status AppendMetrics(const std::filesystem::path& folder, const EpochMetrics& metrics) {
  const auto path = folder / "metrics.csv";
  std::vector<EpochMetrics> rows = ReadMetrics(path);
  const auto again = std::ranges::find_if(
      rows, [&](const EpochMetrics& row) { return row.phase == metrics.phase && row.epoch >= metrics.epoch; });
  rows.erase(again, rows.end());
  rows.push_back(metrics);
  std::string text = kNames;
  for (const EpochMetrics& row : rows) text += ToLine(row);
  if (Status written = WriteText(path, text); !written) return written;
  return WriteText(folder / "learning_curve.html", LearningCurvePage(rows));
}

}  // namespace pawlens
