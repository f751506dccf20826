// SPDX-License-Identifier: MIT
#include "pawlens/model_file.h"

#include <unistd.h>

#include <array>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/str_cat.h"
#include "pawlens/read_file.h"

namespace pawlens::cli {
namespace {

/// Puts the file's name before what was wrong with it.
template <typename T>
Result<T> Named(const std::string& path, Result<T> result) {
  if (!result) result.error().message = StrCat(path, ": ", result.error().message);
  return result;
}

}  // namespace

Result<std::string> FindDefaultModel() {
  std::error_code failed;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", failed);
  const std::filesystem::path folder = program.parent_path();  // Empty if that failed: the current folder then.
  const std::array<std::filesystem::path, 3> candidates = {
      (folder / "../../models/pawlens.tflite").lexically_normal(),
      (folder / "../share/pawlens/pawlens.tflite").lexically_normal(),
      "models/pawlens.tflite",
  };
  std::string tried;
  for (const auto& candidate : candidates) {
    if (access(candidate.c_str(), R_OK) == 0) return candidate.string();
    StrAppend(tried, StrCat(tried.empty() ? "" : ", ", candidate.string()));
  }
  return Fail(ErrorCode::kIo, StrCat("no model: looked for ", tried, "; name one with --model FILE"));
}

Result<std::vector<uint8_t>> ReadModelFile(const std::string& path) {
  return Named(path, ReadFile(path));
}

Result<LoadedModel> LoadModel(const std::string& path, const std::string& labels_path, int count) {
  LoadedModel loaded;
  loaded.path = path;
  if (path.empty()) {
    Result<std::string> found = FindDefaultModel();
    if (!found) return std::unexpected(std::move(found.error()));
    loaded.path = std::move(*found);
  }
  const Result<std::vector<uint8_t>> file = ReadModelFile(loaded.path);
  if (!file) return std::unexpected(file.error());

  std::vector<std::string> labels;
  if (!labels_path.empty()) {
    const Result<std::vector<uint8_t>> text = ReadModelFile(labels_path);
    if (!text) return std::unexpected(text.error());
    Result<std::vector<std::string>> parsed = Named(labels_path, ParseLabels(*text));
    if (!parsed) return std::unexpected(std::move(parsed.error()));
    labels = std::move(*parsed);
  }

  for (int i = 0; i < count; ++i) {
    Result<Classifier> classifier = Named(loaded.path, Classifier::Load(*file));
    if (!classifier) return std::unexpected(std::move(classifier.error()));
    if (!labels_path.empty()) {
      const Status set = classifier->SetLabels(labels);
      if (!set) return Fail(set.error().code, StrCat(labels_path, ": ", set.error().message));
    }
    loaded.classifiers.push_back(std::move(*classifier));
  }
  return loaded;
}

}  // namespace pawlens::cli
