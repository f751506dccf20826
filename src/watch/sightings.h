// SPDX-License-Identifier: MIT
// From answers for frames to sightings: who was there, from when to when. Knows no clock: all times come from outside, in
// seconds from anywhere, and never go back (one that does is taken for the time before it).
#pragma once

#include <cstdint>
#include <optional>

#include "classify/decision.h"

namespace pawlens {

struct SightingRule {
  double begin_after_s = 0.5;  ///< Answers must have agreed for so long; 0: one is enough.
  double end_after_s = 5.0;    ///< So long without, and it is over. Shorter absences are joined.
};

struct Sighting {
  Decision who = Decision::kNone;  ///< kCat, kDog or kBoth.
  double from_s = 0.0;             ///< The first of the answers that agreed.
  double to_s = 0.0;               ///< The last answer that said so.
  double confidence = 0.0;         ///< ConfidenceOf the surest answer.
  double mean_confidence = 0.0;    ///< Over the answers that said so; frames in which nothing moved are not among them.
  int64_t answers = 0;
};

/// One sighting is open at a time. Another animal's begins, and ends it, when that has been agreed upon for long enough.
class Sightings {
 public:
  /// What one frame has changed, in the order in which it did.
  struct Step {
    std::optional<Sighting> ended;
    bool best = false;       ///< This frame is the open sighting's surest so far.
    bool candidate = false;  ///< This frame is the surest so far of a sighting that may begin.
    bool began = false;      ///< What was the candidate is now the open sighting.
  };

  explicit Sightings(const SightingRule& rule = {}) : rule_(rule) {}

  Step Add(double time_s, Decision decision, float p_cat, float p_dog);
  /// A frame in which nothing moved: the last answer still holds. After a hole in the feed as long as `end_after_s` there is
  /// none that could.
  Step Still(double time_s);
  /// No frame came.
  Step Idle(double time_s);
  /// The end of the feed: the open sighting ends where it was last seen.
  std::optional<Sighting> Finish();

  const std::optional<Sighting>& open() const { return open_; }

 private:
  double Frame(double time_s, Step& step);
  double Advance(double time_s);
  void EndIfOver(double time_s, Step& step);
  void See(double time_s);
  void Begin(Step& step);

  SightingRule rule_;
  double now_s_ = 0.0;
  double frame_s_ = 0.0;  ///< When the last frame was.
  bool started_ = false;
  Decision last_ = Decision::kNone;
  std::optional<Sighting> open_;
  std::optional<Sighting> candidate_;
};

}  // namespace pawlens
