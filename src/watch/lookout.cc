// SPDX-License-Identifier: MIT
#include "watch/lookout.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace pawlens {
namespace {

constexpr double kSlack = 1e-6;  // As in sightings.cc.

}  // namespace

bool IsZone(const Zone& zone) {
  // Written so that NaN is none.
  return zone.x >= 0.0 && zone.y >= 0.0 && zone.width > 0.0 && zone.height > 0.0 &&
         zone.x + zone.width <= 1.0 + kSlack && zone.y + zone.height <= 1.0 + kSlack;
}

ZonePixels ZoneIn(const Zone& zone, int frame_width, int frame_height) {
  ZonePixels pixels;
  pixels.left = std::clamp(static_cast<int>(std::lround(zone.x * frame_width)), 0, frame_width - 1);
  pixels.top = std::clamp(static_cast<int>(std::lround(zone.y * frame_height)), 0, frame_height - 1);
  pixels.width = std::clamp(static_cast<int>(std::lround(zone.width * frame_width)), 1, frame_width - pixels.left);
  pixels.height = std::clamp(static_cast<int>(std::lround(zone.height * frame_height)), 1, frame_height - pixels.top);
  return pixels;
}

ImageView Lookout::CutOut(const ImageView& frame) {
  const Zone& zone = rule_.zone;
  if (zone.x <= 0.0 && zone.y <= 0.0 && zone.width >= 1.0 && zone.height >= 1.0) return frame;
  const auto [left, top, width, height] = ZoneIn(zone, frame.width, frame.height);
  const size_t channels = static_cast<size_t>(frame.channels());
  const size_t row_bytes = static_cast<size_t>(width) * channels;
  cut_out_.resize(row_bytes * static_cast<size_t>(height));
  for (int y = 0; y < height; ++y) {
    const size_t from = (static_cast<size_t>(top + y) * static_cast<size_t>(frame.width) + static_cast<size_t>(left));
    std::memcpy(cut_out_.data() + static_cast<size_t>(y) * row_bytes, frame.data + from * channels, row_bytes);
  }
  return {cut_out_.data(), width, height, frame.format};
}

Lookout::Look Lookout::Add(double time_s, const ImageView& frame) {
  Look look;
  ++counts_.frames;
  const double since_s = time_s - last_s_;
  const bool first = counts_.looked_at == 0;
  if (!first && since_s < 1.0 / rule_.max_frames_per_s - kSlack) return look;
  // After a hole in the feed the last answer says nothing any more: see Sightings::Still.
  if (!first && since_s >= rule_.sightings.end_after_s - kSlack) motion_ = Motion(rule_.motion);
  ++counts_.looked_at;
  last_s_ = time_s;
  const ImageView pixels = CutOut(frame);
  if (motion_.Moves(pixels)) {
    look.moved = pixels;
  } else {
    look.step = sightings_.Still(time_s);
  }
  return look;
}

Sightings::Step Lookout::Answer(Decision decision, float p_cat, float p_dog) {
  ++counts_.classified;
  return sightings_.Add(last_s_, decision, p_cat, p_dog);
}

void Lookout::NoAnswer() {
  motion_ = Motion(rule_.motion);
}

}  // namespace pawlens
