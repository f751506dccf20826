// SPDX-License-Identifier: MIT
#include "watch/sightings.h"

#include <algorithm>
#include <utility>

#include "classify/certainty.h"

namespace pawlens {
namespace {

// Times are sums of a frame's length, and 0.1 + 0.2 + 0.2 is not quite half a second.
constexpr double kSlack = 1e-6;

bool IsAnimal(Decision decision) {
  return decision == Decision::kCat || decision == Decision::kDog || decision == Decision::kBoth;
}

/// True if this answer is the surest so far.
bool Count(Sighting& sighting, double confidence) {
  const bool best = sighting.answers == 0 || confidence > sighting.confidence;
  if (best) sighting.confidence = confidence;
  ++sighting.answers;
  sighting.mean_confidence += (confidence - sighting.mean_confidence) / static_cast<double>(sighting.answers);
  return best;
}

}  // namespace

double Sightings::Advance(double time_s) {
  now_s_ = started_ ? std::max(now_s_, time_s) : time_s;
  if (!started_) frame_s_ = now_s_;
  started_ = true;
  return now_s_;
}

double Sightings::Frame(double time_s, Step& step) {
  const double now_s = Advance(time_s);
  EndIfOver(now_s, step);
  if (now_s - frame_s_ >= rule_.end_after_s - kSlack) last_ = Decision::kNone;
  frame_s_ = now_s;
  return now_s;
}

void Sightings::EndIfOver(double time_s, Step& step) {
  if (open_ && time_s - open_->to_s >= rule_.end_after_s - kSlack) step.ended = std::exchange(open_, std::nullopt);
  // An agreement needs answers in a row, not two with an hour between them.
  if (candidate_ && time_s - candidate_->to_s >= rule_.end_after_s - kSlack) candidate_.reset();
}

void Sightings::See(double time_s) {
  if (open_ && open_->who == last_) {
    open_->to_s = time_s;
    candidate_.reset();
  } else if (!IsAnimal(last_)) {
    candidate_.reset();
  } else {
    if (!candidate_ || candidate_->who != last_) candidate_ = Sighting{last_, time_s, time_s};
    candidate_->to_s = time_s;
  }
}

void Sightings::Begin(Step& step) {
  if (!candidate_ || candidate_->to_s - candidate_->from_s < rule_.begin_after_s - kSlack) return;
  if (open_) step.ended = open_;
  open_ = std::exchange(candidate_, std::nullopt);
  step.began = true;
}

Sightings::Step Sightings::Add(double time_s, Decision decision, float p_cat, float p_dog) {
  Step step;
  const double now_s = Frame(time_s, step);
  last_ = decision;
  See(now_s);
  const double confidence = ConfidenceOf(decision, p_cat, p_dog);
  if (open_ && open_->who == decision) {
    step.best = Count(*open_, confidence);
  } else if (candidate_) {
    step.candidate = Count(*candidate_, confidence);
  }
  Begin(step);
  return step;
}

Sightings::Step Sightings::Still(double time_s) {
  Step step;
  See(Frame(time_s, step));
  Begin(step);
  return step;
}

Sightings::Step Sightings::Idle(double time_s) {
  Step step;
  EndIfOver(Advance(time_s), step);
  return step;
}

std::optional<Sighting> Sightings::Finish() {
  candidate_.reset();
  last_ = Decision::kNone;
  return std::exchange(open_, std::nullopt);
}

}  // namespace pawlens
