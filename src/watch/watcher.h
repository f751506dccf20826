// SPDX-License-Identifier: MIT
// A camera's frames in, sightings out: a lookout that asks a classifier of its own.
#pragma once

#include "base/error.h"
#include "classify/classifier.h"
#include "watch/lookout.h"

namespace pawlens {

/// Decides with the classifier that it is given: one of cat and dog. One thread.
class Watcher {
 public:
  explicit Watcher(const WatchRule& rule = {}) : lookout_(rule) {}

  /// `time_s` as in Sightings. Errors as Classifier::Classify; the watcher may go on with the next frame.
  Result<Sightings::Step> Add(double time_s, const ImageView& frame, Classifier& classifier);
  Sightings::Step Idle(double time_s) { return lookout_.Idle(time_s); }
  std::optional<Sighting> Finish() { return lookout_.Finish(); }

  using Counts = Lookout::Counts;
  const Counts& counts() const { return lookout_.counts(); }

 private:
  Lookout lookout_;
};

}  // namespace pawlens
