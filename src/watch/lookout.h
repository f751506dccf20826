// SPDX-License-Identifier: MIT
// What comes before the network and after it: at most so many frames a second, only the zone, and nothing to classify while
// nothing moves; answers become sightings. Whoever holds the network asks it (Watcher, or the page's worker).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

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

struct ZonePixels {
  int left = 0;
  int top = 0;
  int width = 0;
  int height = 0;
};

/// The zone in a frame of at least one pixel: at least one pixel, none outside. IsZone(zone).
ZonePixels ZoneIn(const Zone& zone, int frame_width, int frame_height);

struct WatchRule {
  SightingRule sightings;
  MotionRule motion;
  double max_frames_per_s = 5.0;
  Zone zone;
};

/// One thread.
class Lookout {
 public:
  explicit Lookout(const WatchRule& rule = {}) : rule_(rule), motion_(rule.motion), sightings_(rule.sightings) {}

  struct Look {
    /// Something moves: the zone's pixels, good until the next call. `Answer` or `NoAnswer` has to follow, and says the rest.
    std::optional<ImageView> moved;
    Sightings::Step step;
  };

  /// `time_s` as in Sightings.
  Look Add(double time_s, const ImageView& frame);
  /// What the network said of the pixels that Add gave out.
  Sightings::Step Answer(Decision decision, float p_cat, float p_dog);
  /// It said nothing; the next frame is to be classified, whatever it looks like.
  void NoAnswer();

  Sightings::Step Idle(double time_s) { return sightings_.Idle(time_s); }
  std::optional<Sighting> Finish() { return sightings_.Finish(); }
  const std::optional<Sighting>& open() const { return sightings_.open(); }

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
