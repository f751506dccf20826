// SPDX-License-Identifier: MIT
#include "train/data_set.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <limits>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "base/str_cat.h"
#include "classify/manifest.h"
#include "image/decode.h"
#include "image/preprocess.h"
#include "train/random.h"

namespace pawlens {
namespace {

namespace fs = std::filesystem;

constexpr float kMaxStoredAspect = 2.0f;
constexpr float kHeldOutShare = 0.05f;

bool IsPicture(const fs::path& path) {
  std::string extension = path.extension().string();
  std::ranges::transform(extension, extension.begin(), [](unsigned char c) { return std::tolower(c); });
  return extension == ".jpg" || extension == ".jpeg" || extension == ".png" || extension == ".bmp" ||
         extension == ".gif";
}

Result<std::vector<Photo>> ListPhotos(const fs::path& folder, Head head, std::vector<std::string>& labels) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    return Fail(ErrorCode::kInvalidArgument, StrCat(folder.string(), ": no such folder"));
  }
  std::vector<std::string> classes;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.is_directory() && !entry.path().filename().string().starts_with(".")) {
      classes.push_back(entry.path().filename().string());
    }
  }
  std::ranges::sort(classes);
  labels.clear();
  for (const std::string& name : classes) {
    if (name != "both" && (name != "neither" || head == Head::kSoftmax)) labels.push_back(name);
  }
  if (head == Head::kSoftmax) std::erase(classes, "both");
  const bool has_neither = head == Head::kSigmoid && std::ranges::find(classes, "neither") != classes.end();
  if (labels.empty() || labels.size() + has_neither < 2) {
    return Fail(ErrorCode::kInvalidArgument,
                StrCat(folder.string(), ": it needs a folder for each class, and at least two of them"));
  }
  std::vector<Photo> photos;
  for (const std::string& name : classes) {
    const auto place = std::ranges::find(labels, name);
    const int label = place != labels.end() ? static_cast<int>(place - labels.begin())
                      : name == "both"      ? kAllLabels
                                            : kNoLabelApplies;
    for (const auto& entry : fs::recursive_directory_iterator(folder / name, error)) {
      if (entry.is_regular_file() && IsPicture(entry.path())) {
        photos.push_back({.path = entry.path().lexically_relative(folder).generic_string(), .label = label});
      }
    }
    if (error) return Fail(ErrorCode::kIo, StrCat((folder / name).string(), ": ", error.message()));
  }
  std::ranges::sort(photos, {}, &Photo::path);
  return photos;
}

Result<Image> ReadPhoto(const fs::path& path, int short_side_px) {
  std::ifstream in(path, std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(in), {}};
  if (!in) return Fail(ErrorCode::kIo, "it cannot be read");
  Result<Image> image = DecodeImage({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()});
  if (!image) return image;
  const double shorter = std::min(image->width, image->height);
  const double longer = std::max(image->width, image->height);
  if (shorter <= short_side_px && longer <= kMaxStoredAspect * shorter) return image;
  const double short_px = std::min<double>(shorter, short_side_px);
  const double long_px =
      std::max(short_px, std::round(short_px * std::min<double>(kMaxStoredAspect, longer / shorter)));
  const bool wide = image->width > image->height;
  return CropAndResize(image->view(), {.width = static_cast<int>(wide ? long_px : short_px),
                                       .height = static_cast<int>(wide ? short_px : long_px),
                                       .max_aspect = kMaxStoredAspect});
}

Status AssignSources(const DataSetOptions& options, DataSet& data_set) {
  const auto manifest = ReadManifest(options.folder);
  if (!manifest) return std::unexpected(manifest.error());
  std::map<std::string, int> index;
  for (Photo& photo : data_set.photos) {
    const auto found = manifest->find(photo.path);
    const std::string name = found == manifest->end() ? "" : found->second;
    const auto [place, is_new] = index.emplace(name, static_cast<int>(data_set.sources.size()));
    if (is_new) data_set.sources.push_back(name);
    photo.source = place->second;
    photo.held_out = std::ranges::find(options.held_out_sources, name) != options.held_out_sources.end();
  }
  if (manifest->empty()) {
    for (size_t i = 0; i < data_set.photos.size(); ++i) {
      data_set.photos[i].held_out = Random({options.seed, 0x686f6c64, i}).Chance(kHeldOutShare);
    }
    return {};
  }
  for (const std::string& name : options.held_out_sources) {
    if (!index.contains(name)) {
      return Fail(ErrorCode::kInvalidArgument,
                  StrCat("no photo is of the source \"", name, "\", which is to be held out"));
    }
  }
  return {};
}

Status CheckClasses(const DataSet& data_set) {
  std::map<int, int> usable;
  for (const Photo& photo : data_set.photos) usable[photo.label] += photo.held_out ? 0 : 1;
  for (size_t i = 0; i < data_set.labels.size(); ++i) {
    if (usable[static_cast<int>(i)] == 0) {
      return Fail(ErrorCode::kInvalidArgument,
                  StrCat("the class \"", data_set.labels[i], "\" has no photo to train on"));
    }
  }
  return {};
}

}  // namespace

bool DataSet::has_neither() const {
  return std::ranges::any_of(photos,
                             [](const Photo& photo) { return photo.label == kNoLabelApplies && !photo.held_out; });
}

Result<DataSet> LoadDataSet(const DataSetOptions& options, WorkerPool& pool,
                            const std::function<void(int64_t, int64_t)>& progress) {
  DataSet data_set{.head = options.head, .labels = {}, .sources = {}, .photos = {}, .warnings = {}};
  Result<std::vector<Photo>> listed = ListPhotos(options.folder, options.head, data_set.labels);
  if (!listed) return std::unexpected(listed.error());
  const auto count = static_cast<int64_t>(listed->size());
  std::vector<std::string> problems(listed->size());
  std::mutex progress_mutex;
  int64_t done = 0;
  pool.ForEach(count, [&](int64_t i, int) {
    Photo& photo = (*listed)[i];
    Result<Image> image = ReadPhoto(options.folder / photo.path, options.short_side_px);
    if (image) {
      photo.pixels = std::move(*image);
    } else {
      problems[i] = StrCat((options.folder / photo.path).string(), ": ", image.error().message);
    }
    const std::lock_guard lock(progress_mutex);
    progress(++done, count);
  });
  for (size_t i = 0; i < listed->size(); ++i) {
    if (problems[i].empty()) {
      data_set.photos.push_back(std::move((*listed)[i]));
    } else {
      data_set.warnings.push_back(std::move(problems[i]));
    }
  }
  if (Status assigned = AssignSources(options, data_set); !assigned) return std::unexpected(assigned.error());
  if (Status checked = CheckClasses(data_set); !checked) return std::unexpected(checked.error());
  return data_set;
}

}  // namespace pawlens
