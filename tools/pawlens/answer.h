// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.h"
#include "classify/classifier.h"
#include "pawlens/file_walk.h"

namespace pawlens::cli {

struct Answer {
  double decode_ms = 0.0;
  Classification classification;

  double total_ms() const { return decode_ms + classification.preprocess_ms + classification.infer_ms; }
};

/// Reads and decodes one file ("-": standard input).
Result<Image> ReadPicture(const FoundFile& file);

/// Reads, decodes and classifies one file ("-": standard input). Never throws: a picture that needs more memory than there
/// is fails alone. Reading the file is not in the times. `picture`, where it is not null, becomes the decoded picture.
Result<Answer> AnswerFor(const FoundFile& file, Classifier& classifier, Image* picture = nullptr);

}  // namespace pawlens::cli
