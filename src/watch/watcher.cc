// SPDX-License-Identifier: MIT
#include "watch/watcher.h"

namespace pawlens {

Result<Sightings::Step> Watcher::Add(double time_s, const ImageView& frame, Classifier& classifier) {
  const Lookout::Look look = lookout_.Add(time_s, frame);
  if (!look.moved) return look.step;
  const Result<Classification> answer = classifier.Classify(*look.moved);
  if (!answer) {
    lookout_.NoAnswer();
    return std::unexpected(answer.error());
  }
  return lookout_.Answer(answer->decision, answer->p_cat, answer->p_dog);
}

}  // namespace pawlens
