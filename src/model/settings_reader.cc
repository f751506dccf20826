// SPDX-License-Identifier: MIT
#include "model/settings_reader.h"

#include <vector>

#include "model/flatbuffer_values.h"
#include "model/settings_generated.h"

namespace pawlens {

bool ReadSettings(Checker& check, std::span<const uint8_t> bytes, Settings& settings) {
  constexpr size_t kMaxBytes = size_t{1} << 24;
  if (bytes.size() > kMaxBytes) return check.Bad("the model's settings take more than % bytes", {kMaxBytes});
  // A copy is aligned; where the entry lies in the file need not be.
  const std::vector<uint8_t> aligned(bytes.begin(), bytes.end());
  flatbuffers::Verifier verifier(aligned.data(), aligned.size());
  if (!fbs::VerifySettingsBuffer(verifier)) {
    return check.Bad("the model's settings are damaged: not a FlatBuffer called PLS1");
  }
  const fbs::Settings& in = *fbs::GetSettings(aligned.data());
  // Before copying: a hostile file can name one long string many times.
  constexpr size_t kMaxLabels = 100'000, kMaxLabelBytes = 1'000;
  const size_t num_labels = SizeOf(in.labels());
  if (num_labels > kMaxLabels) return check.Bad("the model's settings: more than % labels", {kMaxLabels});
  for (size_t i = 0; i < num_labels; ++i) {
    const std::string_view label = StringView(in.labels()->Get(static_cast<flatbuffers::uoffset_t>(i)));
    if (label.size() > kMaxLabelBytes) {
      return check.Bad("the model's settings: label % is longer than % bytes", {i, kMaxLabelBytes});
    }
    settings.labels.emplace_back(label);
  }
  settings.head = static_cast<Head>(in.head());
  settings.max_aspect = in.max_aspect();
  settings.thresholds = CopyVector(in.thresholds());
  settings.both_threshold = in.both_threshold();
  settings.doubt_from = in.doubt_from();
  settings.provenance = StringView(in.provenance());
  return true;
}

}  // namespace pawlens
