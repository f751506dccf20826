// SPDX-License-Identifier: MIT
// What the network is taught about each photo: targets for its outputs and, with teachers, for its pooled features.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/error.h"
#include "train/data_set.h"
#include "train/features.h"

namespace pawlens {

struct Guidance {
  int outputs = 0;
  int views = 0;               ///< Of each photo, beside its centre: see PlanView.
  std::vector<float> targets;  ///< [1 + views][photos][outputs], 0 to 1.
  int embedding_columns = 0;   ///< 0 without teachers.
  /// [1 + views][photos][embedding_columns]: the teachers' features along their first principal components, scaled together so
  /// that the mean square of all the centres' is 1.
  std::vector<float> embeddings;
  std::string report;  ///< What the teachers reach, for the log; empty without teachers.
};

/// Labels alone: 1 - smoothing for what applies, smoothing for what does not (for a softmax divided by how many these are).
Guidance LabelGuidance(const DataSet& data_set, float smoothing);

struct TeacherOptions {
  uint64_t seed = 1;
  float teacher_share = 0.9f;   ///< Of the target; the label is the rest.
  int answer_components = 256;  ///< Principal components that the teachers' answers are made of.
  int embedding_components = 128;
  int folds = 5;
  int views = 0;  ///< Beside the centre.
};

/// The teachers' features of one view of all photos; view 0 is the centre.
using FeatureSource = std::function<Result<std::vector<FeatureTable>>(int view)>;

/// Soft answers of the teachers together: a multinomial logistic layer on the principal components of their standardized,
/// joined features, fitted in turn on all folds of the training photos but one and asked about that one, so that no
/// answer knows its photo's label. Photos of "both" keep their label. Held-out photos take no part; their rows are what
/// a layer fitted on one of the folds' complements says. Components and layers are fitted on the centres and then asked
/// about every view. `features` gives at least one table, each with a row a photo; its errors are passed on.
Result<Guidance> TeacherGuidance(const DataSet& data_set, const FeatureSource& features, const TeacherOptions& options);

}  // namespace pawlens
