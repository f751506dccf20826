// SPDX-License-Identifier: MIT
// A camera's frames in, sightings out: at most so many frames a second, only the zone, and no network while nothing moves.
#pragma once

#include <cstdint>
#include <vector>

#include "base/error.h"
#include "classify/classifier.h"
#include "image/image.h"
#include "watch/motion.h"
#include "watch/sightings.h"

namespace pawlens {

/// A part of the frame, in shares of its width and height.
struct Zone {
  double x = 0.0;
  double y = 0.0;
  double width = 1.0;
  double height = 1.0;
};

/// Within the frame, with a width and a height?
bool IsZone(const Zone& zone);

struct WatchRule {
  SightingRule sightings;
  MotionRule motion;
  double max_frames_per_s = 5.0;
  Zone zone;
};

/// Decides with the classifier that it is given: one of cat and dog. One thread.
class Watcher {
 public:
  explicit Watcher(const WatchRule& rule = {}) : rule_(rule), motion_(rule.motion), sightings_(rule.sightings) {}

  /// `time_s` as in Sightings. Errors as Classifier::Classify; the watcher may go on with the next frame.
  Result<Sightings::Step> Add(double time_s, const ImageView& frame, Classifier& classifier);
  Sightings::Step Idle(double time_s) { return sightings_.Idle(time_s); }
  std::optional<Sighting> Finish() { return sightings_.Finish(); }

  struct Counts {
    int64_t frames = 0;      ///< Given.
    int64_t looked_at = 0;   ///< Not passed over because they came too fast.
    int64_t classified = 0;  ///< Something moved in them.
  };
  const Counts& counts() const { return counts_; }

 private:
  ImageView CutOut(const ImageView& frame);

  WatchRule rule_;
  Motion motion_;
  Sightings sightings_;
  Counts counts_;
  double last_s_ = 0.0;           ///< Of the last frame that was looked at.
  std::vector<uint8_t> cut_out_;  ///< The zone's pixels.
};

}  // namespace pawlens
