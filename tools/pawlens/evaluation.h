// SPDX-License-Identifier: MIT
// A run over labelled folders: what was answered, and under what conditions. evaluate.cc prints it, report.cc draws it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "classify/metrics.h"
#include "image/composite.h"
#include "image/corruption.h"
#include "pawlens/classes.h"
#include "pawlens/file_walk.h"

namespace pawlens::cli {

struct LabelledFile {
  FoundFile file;
  int truth = kNoLabel;
};

/// The pictures in the folders of `data` that are named as the classes are, in the order of their paths.
std::vector<LabelledFile> FindLabelled(std::string data, const Classes& classes);

struct JudgedPhoto {
  std::string path;  ///< From the folder of the data on.
  int width = 0;
  int height = 0;
  std::string source;  ///< From the manifest; empty: it names none.
  Judged judged;
  std::vector<float> probabilities;
};

struct Failure {
  std::string path;
  Error error;
};

/// Pictures of a photo of the first label and one of the second; all of them "both".
struct CompositeFigures {
  CompositeKind kind = CompositeKind::kSideBySide;
  int64_t pictures = 0;
  int64_t called_both = 0;
};

struct Evaluation {
  explicit Evaluation(Classes what) : classes(std::move(what)) {}

  std::string model;  ///< Path.
  std::string data;
  Classes classes;
  size_t model_bytes = 0;
  std::string self_test;  ///< Digest.
  std::string digest;     ///< Of the scores, in the order of the paths.
  std::vector<JudgedPhoto> photos;
  std::vector<Judged> answers;  ///< Those of the photos, in their order.
  std::vector<Failure> failures;
  /// In the order of kCorruptions, each in the order of the photos; empty unless they were asked for.
  std::vector<std::vector<Judged>> corrupted;
  std::vector<CompositeFigures>
      composites;  ///< Empty where the answer cannot be "both", or photos of a label are missing.
  uint64_t composite_seed = 0;
};

struct EvaluationOptions {
  std::string data;
  std::string model;  ///< Empty: the shipped one.
  int jobs = 1;
  bool corruptions = false;
  bool quiet = false;  ///< No progress bar.
};

/// Pictures that cannot be read are failures in the evaluation; an error is a model or a folder of no use.
Result<Evaluation> Evaluate(const EvaluationOptions& options);

/// One composite's photos, chosen from those of the first two labels by nothing but its number and how many there are.
struct CompositePair {
  size_t first = 0;  ///< Index of a photo of label 0.
  size_t second = 0;
  bool swapped = false;  ///< Label 1 is painted first, that is below.
  uint64_t seed = 0;     ///< For Compose.
};
CompositePair DrawPair(uint64_t seed, int number, size_t first_photos, size_t second_photos);

/// The composite of two photos, given by their indices.
Result<Image> ComposePhotos(const Evaluation& evaluation, size_t first, size_t second, const CompositePair& pair,
                            CompositeKind kind);

/// Where the photo's file is.
std::string PathOf(const Evaluation& evaluation, const JudgedPhoto& photo);

}  // namespace pawlens::cli
