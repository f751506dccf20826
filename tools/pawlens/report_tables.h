// SPDX-License-Identifier: MIT
// Tables of a report. Each has a caption and headings for whoever listens to the page instead of seeing it.
#pragma once

#include <string>
#include <vector>

#include "pawlens/evaluation.h"
#include "pawlens/groups.h"
#include "pawlens/report_pictures.h"

namespace pawlens::cli {

/// Empty where the model has too many labels for it (ShownClasses).
std::string ConfusionMatrix(const Evaluation& evaluation);

/// A row for each group: photos, decision right with its interval of 95 %, label right. `column`: what the names are.
std::string GroupTable(const Classes& classes, const std::vector<Group>& groups, const std::string& caption,
                       const std::string& column);

std::string CorruptionRows(const Evaluation& evaluation, const std::vector<std::string>& examples);

std::string CompositeRows(const Evaluation& evaluation, const std::vector<std::string>& examples);

/// Shares of neither found where 1, 5 and 10 % of the others may be taken for it.
std::string FoundTable(const Evaluation& evaluation);

}  // namespace pawlens::cli
