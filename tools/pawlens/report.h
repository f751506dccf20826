// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "pawlens/evaluation.h"
#include "pawlens/report_pictures.h"

namespace pawlens::cli {

/// An evaluation as one HTML page for people: figures, charts, tables and the worst mistakes. Nothing is loaded from
/// anywhere, nothing runs, light and dark follow the reader's system. The same evaluation gives the same bytes.
std::string HtmlReport(const Evaluation& evaluation, const ReportPictures& pictures);

}  // namespace pawlens::cli
