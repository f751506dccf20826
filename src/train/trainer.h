// SPDX-License-Identifier: MIT
// The whole way from a folder of photos to a model file. Prints its progress to stderr.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/settings.h"
#include "train/architecture.h"
#include "train/mix_options.h"

namespace pawlens {

struct TrainOptions {
  std::filesystem::path data;                   ///< A folder for each class; see data_set.h.
  std::filesystem::path out;                    ///< The .tflite to write.
  std::vector<std::filesystem::path> teachers;  ///< TFLite classifiers or feature networks; may be empty.
  std::filesystem::path feature_cache;          ///< Empty: DefaultFeatureCache().
  /// Of the pictures of one photo, so many show its centre in any case, as evaluation does; the others one of the views or the
  /// centre. Only with `views`.
  float center_share = 0.0f;
  int views = 0;  ///< Of each photo that teachers and student both see, beside the centre; 0: the student sees others.
  std::filesystem::path checkpoints;  ///< Folder; empty: `out` with ".run" appended.
  std::vector<std::string> held_out_sources;
  Head head = Head::kSigmoid;
  float label_smoothing = 0.05f;  ///< Without teachers.
  MixOptions mix = {};            ///< In float; the passes with quantization see pictures as they are.
  int epochs = 30;
  int cooldown_epochs = 0;  ///< Of `epochs`, the last ones: falling rate, pictures at full size; 0: a third of them.
  int int8_epochs = 3;
  int batch = 128;
  double rate = 0.005;
  double int8_rate = 0.00003;
  NetworkKind network = NetworkKind::kDense;
  float width = 1.0f;
  float depth = 1.0f;
  int input_px = 128;
  int plateau_input_px =
      0;  ///< Side of pictures before the cooldown, a multiple of 32; 0: about three quarters of input_px.
  uint64_t seed = 1;
  int threads = 0;                   ///< 0: as many as the processor has.
  std::filesystem::path start_from;  ///< Checkpoint to take layers from, see inherit.h; may be empty.
  std::string device = "auto";       ///< "auto", "cpu" or "cuda": where the network is trained; see ChooseDevice.
  bool resume = false;
  bool overfit_one_batch = false;
  std::string commit;   ///< Of the program, for the model's provenance; may be empty.
  std::string command;  ///< As typed, for the same.
};

/// Only computes and caches the teachers' features.
Status ComputeFeatures(const TrainOptions& options);

/// Only fits the decision rule of a finished model, `options.start_from`, to the photos; see decision_rule.h.
Status FitRule(const TrainOptions& options);

/// Trains in float, then with quantization, calibrates on the held-out photos, and writes the model. Errors as the parts
/// give them; Ctrl-C ends it with kInvalidArgument after a checkpoint. Where the environment says so (membership.h) it is
/// one of several processes with the same options and photos, of which the one of rank 0 prints and writes.
Status Train(const TrainOptions& options);

}  // namespace pawlens
