// SPDX-License-Identifier: MIT
#include "model/settings.h"

#include "model/checker.h"
#include "model/utf8.h"

namespace pawlens {
namespace {

constexpr size_t kMaxLabelBytes = 1'000;
constexpr size_t kMaxProvenanceBytes = 65'536;

bool CheckFields(Checker& check, const Settings& settings, int64_t outputs) {
  const size_t num_labels = settings.labels.size();
  if (static_cast<int64_t>(num_labels) != outputs) {
    return check.Bad("the model's settings: % labels for % outputs", {num_labels, outputs});
  }
  for (size_t i = 0; i < num_labels; ++i) {
    const std::string& label = settings.labels[i];
    if (label.empty() || label.size() > kMaxLabelBytes || !IsPlainText(label)) {
      return check.Bad(
          "the model's settings: label % is empty, longer than % bytes, or not UTF-8 text without control "
          "characters",
          {i, kMaxLabelBytes});
    }
  }
  if (settings.head != Head::kSoftmax && settings.head != Head::kSigmoid) {
    return check.Bad("the model's settings: unknown head %", {static_cast<int>(settings.head)});
  }
  if (!(settings.max_aspect >= 1.0f)) {
    return check.Bad("the model's settings: max_aspect is %, below 1", {settings.max_aspect});
  }
  const size_t num_thresholds = settings.head == Head::kSigmoid ? num_labels : 0;
  if (settings.thresholds.size() != num_thresholds) {
    return check.Bad("the model's settings: % thresholds, not %", {settings.thresholds.size(), num_thresholds});
  }
  for (size_t i = 0; i < num_thresholds; ++i) {
    if (!(settings.thresholds[i] > 0.0f && settings.thresholds[i] < 1.0f)) {
      return check.Bad("the model's settings: threshold % is %, not between 0 and 1", {i, settings.thresholds[i]});
    }
  }
  if (!(settings.both_threshold > 0.0f && settings.both_threshold <= 1.0f)) {
    return check.Bad("the model's settings: both_threshold is %, not above 0 and at most 1", {settings.both_threshold});
  }
  const float most_doubt = settings.head == Head::kSigmoid ? 0.5f : 0.0f;
  if (settings.doubt_from != 0.0f && !(settings.doubt_from > 0.0f && settings.doubt_from < most_doubt)) {
    return check.Bad("the model's settings: doubt_from is %, neither 0 nor, for a sigmoid, below 0.5",
                     {settings.doubt_from});
  }
  if (settings.provenance.size() > kMaxProvenanceBytes || !IsPlainText(settings.provenance, true)) {
    return check.Bad(
        "the model's settings: the provenance is longer than % bytes or not UTF-8 text without control "
        "characters",
        {kMaxProvenanceBytes});
  }
  return true;
}

}  // namespace

Status CheckSettings(const Settings& settings, int64_t outputs) {
  const Graph none;
  Checker check(none);
  if (!CheckFields(check, settings, outputs)) return check.failure();
  return {};
}

}  // namespace pawlens
