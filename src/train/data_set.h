// SPDX-License-Identifier: MIT
// A folder of photos by class, decoded into memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/error.h"
#include "image/image.h"
#include "model/settings.h"
#include "train/worker_pool.h"

namespace pawlens {

/// Classes of a photo beside its label's index.
inline constexpr int kNoLabelApplies = -1;  ///< Folder "neither": no output applies.
inline constexpr int kAllLabels = -2;       ///< Folder "both": all outputs apply.

struct Photo {
  std::string path;  ///< Relative to the data set's folder, '/' between parts.
  int label = kNoLabelApplies;
  int source = 0;         ///< Index into DataSet::sources.
  bool held_out = false;  ///< Kept away from training, for calibration.
  Image pixels = {};      ///< Upright; at most 2:1; the shorter side at most `short_side_px`.
};

struct DataSet {
  Head head = Head::kSigmoid;
  /// One for each output: the folder names in order, without "both" and, for Head::kSigmoid, without "neither".
  std::vector<std::string> labels;
  std::vector<std::string> sources;   ///< Where photos are from; one only ("") without a manifest.
  std::vector<Photo> photos;          ///< By path.
  std::vector<std::string> warnings;  ///< One for each file that could not be used.

  bool has_neither() const;
  bool is_softmax() const { return head == Head::kSoftmax; }
};

struct DataSetOptions {
  std::filesystem::path folder;
  /// For Head::kSoftmax "neither" is a class like the others, and photos of "both" are left out.
  Head head = Head::kSigmoid;
  /// Names of whole sources to hold out. Where the data set has no manifest: a seeded twentieth of each class instead.
  std::vector<std::string> held_out_sources;
  int short_side_px = 128;
  uint64_t seed = 1;
};

/// Reads every .jpg, .jpeg, .png, .bmp and .gif below FOLDER/CLASS/. Sources come from a manifest.csv in the folder or
/// beside it (columns "path" and "source"; paths are relative to the manifest). `progress` is told of photos done and of
/// all, from one thread at a time. A file that is no picture becomes a warning. kInvalidArgument: no such folder, fewer
/// than two classes, a class without a single usable photo, or a source to hold out that does not exist.
Result<DataSet> LoadDataSet(const DataSetOptions& options, WorkerPool& pool,
                            const std::function<void(int64_t, int64_t)>& progress);

}  // namespace pawlens
