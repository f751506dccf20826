// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "classify/classifier.h"

namespace pawlens::cli {

/// The shipped model: models/pawlens.tflite two folders above the program (a build folder build/native), then
/// ../share/pawlens/pawlens.tflite beside it (installed), then models/pawlens.tflite in the current folder. kIo: none is
/// there; the message names all three.
Result<std::string> FindDefaultModel();

/// ReadFile, with the path in the message.
Result<std::vector<uint8_t>> ReadModelFile(const std::string& path);

/// One classifier for each thread.
struct LoadedModel {
  std::string path;
  std::vector<Classifier> classifiers;
};

/// `path` empty: FindDefaultModel. `labels_path` not empty: that file's labels in place of the model's.
Result<LoadedModel> LoadModel(const std::string& path, const std::string& labels_path, int count);

}  // namespace pawlens::cli
