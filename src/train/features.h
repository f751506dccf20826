// SPDX-License-Identifier: MIT
// What a teacher network sees in each photo: its pooled features, computed once and kept in a file.
#pragma once

#include <c10/core/Device.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/graph.h"
#include "train/data_set.h"
#include "train/worker_pool.h"

namespace pawlens {

/// Row i belongs to photo i of the data set: one view of it (PlanView), as the teacher's own int8 numbers. Their scale
/// and zero point do not matter to readers, who standardize each column.
struct FeatureTable {
  std::string teacher;  ///< The file's name.
  int columns = 0;
  std::vector<int8_t> values = {};  ///< [photos][columns]
};

/// The part of a classifier in front of its last fully connected or convolutional layer (behind which only RESHAPE,
/// SOFTMAX, LOGISTIC, QUANTIZE and DEQUANTIZE may follow); the whole of a network that has no such layer at its end.
Result<Graph> FeatureGraph(const Graph& teacher);

/// Reads the table of `teacher_file` and one view of each photo from `cache_folder`, or computes it and puts it there:
/// on the CPU with our own engine, one a thread, on any other `device` with TorchGraph, to the same bytes. The file's
/// name holds a digest of the teacher, of the photos' names and of how some are to look in this view, so tables of other
/// teachers, data sets and augmentations do not mix. Computing may be broken off at any time and goes on where it was.
/// kInvalidArgument, with a word on how to go on, after Ctrl-C, and for an absent device; kIo for a full disk;
/// kInternal for a device that fails; errors of ReadTflite, and of Engine::Create or TorchGraph::Create, for the
/// teacher.
Result<FeatureTable> TeacherFeatures(const std::filesystem::path& teacher_file,
                                     const std::filesystem::path& cache_folder, const DataSet& data_set, int view,
                                     WorkerPool& pool, c10::Device device = c10::kCPU);

/// ${XDG_CACHE_HOME:-~/.cache}/pawlens/features
std::filesystem::path DefaultFeatureCache();

}  // namespace pawlens
