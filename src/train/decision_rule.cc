// SPDX-License-Identifier: MIT
#include "train/decision_rule.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#include "base/str_cat.h"
#include "classify/classifier.h"
#include "image/preprocess.h"
#include "model/writer.h"
#include "train/file_io.h"

namespace pawlens {
namespace {

// Of 2,136 held-out photos as many are decided right from 0.02, 0.1 and 0.25 on, to two photos more or fewer; a quarter fewer are
// looked at again from 0.15 on than from 0.1.
constexpr float kDoubtFrom = 0.15f;
constexpr double kWorthLooking = 0.002;  // Gain in decisions that a second look must bring.

/// What a look sees of a photo.
Image Seen(const Image& photo, float max_aspect, const Look& look) {
  const Crop crop = CenterCrop(photo.view(), max_aspect, look.share);
  Image seen{crop.width, crop.height, {}};
  for (int y = 0; y < crop.height; ++y) {
    const auto row = photo.rgb.begin() + (static_cast<ptrdiff_t>(crop.y + y) * photo.width + crop.x) * 3;
    seen.rgb.insert(seen.rgb.end(), row, row + ptrdiff_t{3} * crop.width);
  }
  if (look.mirrored) Mirror(seen.rgb, seen.height, seen.width, 3);
  return seen;
}

/// Position of each of the model's labels among the data set's.
Result<std::vector<int>> MatchLabels(const std::vector<std::string>& of_model, const DataSet& data_set) {
  std::vector<int> places;
  for (const std::string& label : of_model) {
    const auto found = std::ranges::find(data_set.labels, label);
    if (found == data_set.labels.end() || of_model.size() != data_set.labels.size()) {
      std::string all;
      for (const std::string& each : of_model) all += StrCat(all.empty() ? "" : ", ", each);
      return Fail(ErrorCode::kInvalidArgument, StrCat("its labels are ", all, "; the photos need a folder for each"));
    }
    places.push_back(static_cast<int>(found - data_set.labels.begin()));
  }
  return places;
}

std::vector<int> PhotosToAsk(const DataSet& data_set) {
  std::vector<int> held_out, all;
  for (size_t i = 0; i < data_set.photos.size(); ++i) {
    const Photo& photo = data_set.photos[i];
    if (photo.label == kAllLabels) continue;
    all.push_back(static_cast<int>(i));
    if (photo.held_out) held_out.push_back(static_cast<int>(i));
  }
  return held_out.empty() ? all : held_out;
}

/// The answers of every look, by a classifier that looks once.
Result<std::array<LabelledLogits, kLooks.size()>> Ask(std::span<const uint8_t> file, float max_aspect,
                                                      const DataSet& data_set, std::span<const int> photos,
                                                      std::span<const int> places, WorkerPool& pool) {
  std::vector<Classifier> classifiers;
  for (int i = 0; i < pool.size(); ++i) {
    Result<Classifier> classifier = Classifier::Load(file);
    if (!classifier) return std::unexpected(classifier.error());
    classifiers.push_back(std::move(*classifier));
  }
  const size_t outputs = places.size();
  std::array<LabelledLogits, kLooks.size()> looks;
  for (LabelledLogits& look : looks) {
    look = {.outputs = static_cast<int>(outputs), .logits = {}, .truth = {}, .weights = {}};
    look.logits.resize(photos.size() * outputs);
    look.truth.resize(photos.size() * outputs);
    look.weights.assign(photos.size(), 1.0f);
  }
  std::mutex mutex;
  Status trouble;
  pool.ForEach(static_cast<int64_t>(photos.size()), [&](int64_t i, int worker) {
    const Photo& photo = data_set.photos[photos[i]];
    for (size_t look = 0; look < kLooks.size(); ++look) {
      const Image seen = Seen(photo.pixels, max_aspect, kLooks[look]);
      const Result<Classification> answer = classifiers[worker].Classify(seen.view());
      if (!answer) {
        const std::lock_guard lock(mutex);
        trouble = std::unexpected(answer.error());
        return;
      }
      for (size_t k = 0; k < outputs; ++k) {
        const size_t at = static_cast<size_t>(i) * outputs + k;
        looks[look].logits[at] = static_cast<float>(-std::log(OddsAgainst(answer->probabilities[k])));
        looks[look].truth[at] = photo.label == places[k];
      }
    }
  });
  if (!trouble) return std::unexpected(trouble.error());
  return looks;
}

}  // namespace

DecisionRule FitDecisionRule(const std::array<LabelledLogits, kLooks.size()>& looks) {
  const Thresholds once = ChooseThresholds(looks[0], kMaxFalseBoth);
  const Thresholds again = ChooseThresholds(JoinLooks(looks, kDoubtFrom), kMaxFalseBoth);
  const bool worth = again.accuracy > once.accuracy + kWorthLooking;
  std::string report =
      StrCat("seen once ", 100 * once.accuracy, " % of decisions; looked at again where a probability is from ",
             kDoubtFrom, " to ", 1.0f - kDoubtFrom, " ", 100 * again.accuracy, " %, ", worth ? "kept" : "not worth it");
  return {.thresholds = worth ? again : once, .doubt_from = worth ? kDoubtFrom : 0.0f, .report = std::move(report)};
}

std::string DescribeRule(const DecisionRule& rule, const std::vector<std::string>& labels) {
  std::string text = rule.report;
  for (size_t k = 0; k < labels.size(); ++k) {
    text += StrCat(k == 0 ? "; " : ", ", labels[k], " from ", rule.thresholds.label[k]);
  }
  return text + StrCat("; another one beside it from ", rule.thresholds.both, " on, ", 100 * rule.thresholds.false_both,
                       " % of these photos");
}

Status RefitDecisionRule(const RuleOptions& options, const DataSet& data_set, WorkerPool& pool) {
  const auto bytes = ReadWholeFile(options.model);
  if (!bytes) return std::unexpected(bytes.error());
  const auto in_model = [&](const Error& error) {
    return Fail(error.code, StrCat(options.model.string(), ": ", error.message));
  };
  Result<Model> model = ReadTflite(*bytes);
  if (!model) return in_model(model.error());
  if (!model->settings || model->settings->head != Head::kSigmoid) {
    return in_model({ErrorCode::kInvalidArgument, "only a sigmoid network of pawlens-train has a rule to be fitted"});
  }
  Settings& settings = *model->settings;
  const Result<std::vector<int>> places = MatchLabels(settings.labels, data_set);
  if (!places) return in_model(places.error());
  settings.doubt_from = 0.0f;
  const Result<std::vector<uint8_t>> once = WriteTflite(model->graph, &settings);
  if (!once) return in_model(once.error());
  const std::vector<int> photos = PhotosToAsk(data_set);
  const auto looks = Ask(*once, settings.max_aspect, data_set, photos, *places, pool);
  if (!looks) return in_model(looks.error());

  const DecisionRule rule = FitDecisionRule(*looks);
  std::fprintf(stderr, "%s\n", StrCat(photos.size(), " photos: ", DescribeRule(rule, settings.labels)).c_str());
  settings.thresholds = rule.thresholds.label;
  settings.both_threshold = rule.thresholds.both;
  settings.doubt_from = rule.doubt_from;
  settings.provenance += StrCat(settings.provenance.empty() ? "" : "\n", options.provenance);
  const Result<std::vector<uint8_t>> file = WriteTflite(model->graph, &settings);
  if (!file) return in_model(file.error());
  return WriteWholeFile(options.out, *file);
}

}  // namespace pawlens
