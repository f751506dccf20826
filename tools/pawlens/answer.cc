// SPDX-License-Identifier: MIT
#include "pawlens/answer.h"

#include <chrono>
#include <new>
#include <utility>

#include "image/decode.h"
#include "pawlens/read_file.h"

namespace pawlens::cli {
namespace {

Result<Image> ReadAndDecode(const FoundFile& file, double& decode_ms) {
  if (!file.problem.empty()) return Fail(ErrorCode::kIo, file.problem);
  const Result<std::vector<uint8_t>> bytes = file.path == "-" ? ReadStandardInput() : ReadFile(file.path);
  if (!bytes) return std::unexpected(bytes.error());
  const auto start = std::chrono::steady_clock::now();
  Result<Image> image = DecodeImage(*bytes);
  decode_ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  return image;
}

Result<Answer> ReadAndClassify(const FoundFile& file, Classifier& classifier, Image* picture) {
  Answer answer;
  Result<Image> image = ReadAndDecode(file, answer.decode_ms);
  if (!image) return std::unexpected(std::move(image.error()));

  Result<Classification> classification = classifier.Classify(image->view());
  if (!classification) return std::unexpected(std::move(classification.error()));
  answer.classification = std::move(*classification);
  if (picture != nullptr) *picture = std::move(*image);
  return answer;
}

}  // namespace

Result<Image> ReadPicture(const FoundFile& file) {
  double decode_ms = 0.0;
  return ReadAndDecode(file, decode_ms);
}

Result<Answer> AnswerFor(const FoundFile& file, Classifier& classifier, Image* picture) {
  try {
    return ReadAndClassify(file, classifier, picture);
  } catch (const std::bad_alloc&) {
    return Fail(ErrorCode::kOutOfMemory, "not enough memory for this picture");
  }
}

}  // namespace pawlens::cli
