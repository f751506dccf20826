// SPDX-License-Identifier: MIT
// Charts of a report: inline SVG whose colours and text sizes come from the page's style (report_style.h).
#pragma once

#include <span>
#include <string>

#include "classify/metrics.h"

namespace pawlens::cli {

/// Photos of neither called so, against others called so; a dot where the model's own thresholds stand.
std::string RocChart(std::span<const Judged> answers);

/// Above: the share that was right in each bin of confidence. Below: how many photos the bins hold.
std::string ReliabilityChart(std::span<const Judged> answers);

/// A dot at `right` of `all` and a line over its interval of 95 %, on an axis from `low` to 1; hollow where it lies below
/// the axis. Decoration: the figure stands in the table beside it.
std::string DotPlot(int64_t right, int64_t all, double low);

}  // namespace pawlens::cli
