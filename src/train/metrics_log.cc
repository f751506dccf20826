// SPDX-License-Identifier: MIT
#include "train/metrics_log.h"

#include <fstream>

#include "base/str_cat.h"

namespace pawlens {

Status AppendMetrics(const std::filesystem::path& path, const EpochMetrics& metrics) {
  std::error_code error;
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), error);
  const bool is_new = !std::filesystem::exists(path);
  std::ofstream out(path, std::ios::app);
  if (is_new) out << "phase,epoch,rate,loss,training_accuracy,images_per_s,held_out_labels,held_out_all\n";
  out << StrCat(metrics.phase, ",", metrics.epoch, ",", metrics.rate, ",", metrics.loss, ",", metrics.training_accuracy,
                ",", metrics.images_per_s, ",", metrics.held_out_labels, ",", metrics.held_out_all, "\n");
  out.flush();
  if (!out) return Fail(ErrorCode::kIo, StrCat(path.string(), ": writing failed; is the disk full?"));
  return {};
}

}  // namespace pawlens
