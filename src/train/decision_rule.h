// SPDX-License-Identifier: MIT
// The decision rule of a finished model, fitted to labelled photos: thresholds, and whether doubts are worth a second look.
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"
#include "train/calibrate.h"
#include "train/data_set.h"
#include "train/worker_pool.h"

namespace pawlens {

/// Of the single pictures that a rule is fitted to. One per cent is promised of all photos; where held-out sources had 0.75 %,
/// val had 0.3 % with one network and 0.9 % with the next. Each is a wrong decision, so no more than composites need.
inline constexpr double kMaxFalseBoth = 0.005;

struct DecisionRule {
  Thresholds thresholds;
  float doubt_from = 0.0f;  ///< Settings::doubt_from.
  std::string report;       ///< What second looks bring, for the log.
};

/// From calibrated logits of single pictures by every look (classify/second_look.h). A second look is kept where it decides
/// 0.2 % more of them right. At most kMaxFalseBoth of them are called "both".
DecisionRule FitDecisionRule(const std::array<LabelledLogits, kLooks.size()>& looks);

/// A line for the log: what second looks bring, and from which probability on each label is said.
std::string DescribeRule(const DecisionRule& rule, const std::vector<std::string>& labels);

struct RuleOptions {
  std::filesystem::path model;  ///< A sigmoid network's file with the labels of the data set, in any order.
  std::filesystem::path out;    ///< The same network with another rule.
  std::string provenance;       ///< A line to follow the model's own.
};

/// Fits the rule to the photos held out, or to all where none is. Photos of "both" take no part. Prints what comes of it.
/// kInvalidArgument for another model or other labels, errors of reading and writing.
Status RefitDecisionRule(const RuleOptions& options, const DataSet& data_set, WorkerPool& pool);

}  // namespace pawlens
