// SPDX-License-Identifier: MIT
#include "train/augment.h"

#include <algorithm>
#include <cmath>

namespace pawlens {
namespace {

constexpr float kMaxCropAspect =
    1.5f;  // Of the part of a long photo from which crops are taken: teachers saw its middle.
constexpr float kMinArea = 0.4f;
constexpr float kPlainChance = 0.25f;  // Of showing just the centre, as evaluation does.
constexpr float kTurnChance = 0.15f;
constexpr float kMaxTurn = 0.26f;  // 15 degrees.

/// A part of `photo` for a region of this shape (width by height).
Patch RandomPatch(const Image& photo, const Region& region, Random& random) {
  const float shape = region.width() / region.height();
  const auto full_width = static_cast<float>(photo.width);
  const auto full_height = static_cast<float>(photo.height);
  const float width = std::min(full_width, kMaxCropAspect * full_height);
  const float height = std::min(full_height, kMaxCropAspect * full_width);
  const float aspect = shape * std::exp(random.Uniform(-0.288f, 0.288f));  // 3/4 to 4/3
  const float area = random.Uniform(kMinArea, 1.0f) * width * height;
  Patch patch;
  patch.region = region;
  patch.width = std::min(width, std::sqrt(area * aspect));
  patch.height = std::min(height, std::sqrt(area / aspect));
  patch.center_x = 0.5f * full_width + (random.Uniform() - 0.5f) * (width - patch.width);
  patch.center_y = 0.5f * full_height + (random.Uniform() - 0.5f) * (height - patch.height);
  patch.mirrored = random.Chance(0.5f);
  if (random.Chance(kTurnChance)) patch.angle = random.Uniform(-kMaxTurn, kMaxTurn);
  return patch;
}

void PlanColor(AugmentPlan& plan, Random& random) {
  constexpr float kLuma[3] = {0.299f, 0.587f, 0.114f};
  float saturation = random.Chance(0.5f) ? random.Uniform(0.4f, 1.5f) : 1.0f;
  if (random.Chance(0.07f)) saturation = 0.0f;
  const float contrast = std::exp(0.15f * random.Normal());
  const float brightness = 12.0f * random.Normal();
  for (int row = 0; row < 3; ++row) {
    const float gain = contrast * std::exp(0.06f * random.Normal());
    for (int column = 0; column < 3; ++column) {
      plan.matrix[row][column] = gain * ((1.0f - saturation) * kLuma[column] + (row == column ? saturation : 0.0f));
    }
    plan.offset[row] = 118.0f * (1.0f - contrast) + brightness + 3.0f * random.Normal();
  }
}

Box RandomBox(const Region& region, Random& random) {
  Box box{.region = region};
  const bool plain = random.Chance(0.5f);
  const float grey = random.Chance(0.5f) ? (random.Chance(0.5f) ? 255.0f : 0.0f) : random.Uniform(0.0f, 255.0f);
  for (float& channel : box.color) channel = plain ? grey : random.Uniform(0.0f, 255.0f);
  return box;
}

void PlanBoxes(AugmentPlan& plan, Random& random) {
  if (random.Chance(0.1f)) {  // Erasing: whatever was there must not be all that the answer rests on.
    const float side = std::sqrt(random.Uniform(0.02f, 0.2f));
    const float stretch = std::exp(random.Uniform(-0.5f, 0.5f));
    const float width = side * stretch;
    const float height = side / stretch;
    const float left = random.Uniform(-0.1f, 1.1f - width);
    const float top = random.Uniform(-0.1f, 1.1f - height);
    plan.boxes.push_back(RandomBox({left, top, left + width, top + height}, random));
  }
  if (random.Chance(0.04f)) {  // A caption.
    const float height = random.Uniform(0.06f, 0.18f);
    const float top = random.Chance(0.6f) ? 1.0f - height : 0.0f;
    plan.boxes.push_back(RandomBox({0.0f, top, 1.0f, top + height}, random));
    plan.boxes.back().lettered = true;
  }
  if (random.Chance(0.03f)) {  // Borders left and right, or above and below.
    const float width = random.Uniform(0.03f, 0.18f);
    const bool upright = random.Chance(0.5f);
    Box box = RandomBox(upright ? Region{0, 0, width, 1} : Region{0, 0, 1, width}, random);
    plan.boxes.push_back(box);
    box.region = upright ? Region{1 - width, 0, 1, 1} : Region{0, 1 - width, 1, 1};
    plan.boxes.push_back(box);
  }
}

}  // namespace

Patch CenterPatch(const Image& photo, float max_aspect) {
  const auto width = static_cast<float>(photo.width);
  const auto height = static_cast<float>(photo.height);
  Patch patch;
  patch.center_x = 0.5f * width;
  patch.center_y = 0.5f * height;
  patch.width = std::min(width, max_aspect * height);
  patch.height = std::min(height, max_aspect * width);
  return patch;
}

AugmentPlan PlanComposite(const Image& photo, const Image& partner, Random& random) {
  AugmentPlan plan;
  Region first;
  Region second;
  const uint64_t kind = random.Below(4);
  if (kind <= 1) {
    const float split = random.Uniform(0.38f, 0.62f);
    if (kind == 0) {
      first.right = second.left = split;
    } else {
      first.bottom = second.top = split;
    }
  } else {
    const float width = random.Uniform(0.4f, 0.62f);
    const float height = std::clamp(width * random.Uniform(0.8f, kind == 3 ? 1.4f : 1.25f), 0.4f, 0.76f);
    second.left = random.Uniform(0.0f, 1.0f - width);
    second.top = random.Uniform(0.0f, 1.0f - height);
    second.right = second.left + width;
    second.bottom = second.top + height;
  }
  plan.first = RandomPatch(photo, first, random);
  plan.second = RandomPatch(partner, second, random);
  plan.second.oval = kind == 3;
  return plan;
}

AugmentPlan PlanAugment(const Image& photo, const Image* partner, Random random) {
  AugmentPlan plan;
  if (partner != nullptr) {
    plan = PlanComposite(photo, *partner, random);
  } else if (random.Chance(kPlainChance)) {
    plan.first = CenterPatch(photo, random.Uniform(1.0f, 1.4f));
    plan.first.mirrored = random.Chance(0.5f);
  } else {
    plan.first = RandomPatch(photo, {}, random);
  }
  if (random.Chance(0.5f)) PlanColor(plan, random);
  if (random.Chance(0.06f)) plan.blur_px = random.Uniform(0.5f, 1.6f);
  if (random.Chance(0.04f)) {
    plan.motion_px = random.Uniform(3.0f, 8.0f);
    plan.motion_vertical = random.Chance(0.5f);
  }
  if (random.Chance(0.1f)) plan.low_resolution = random.Uniform(0.35f, 0.8f);
  if (random.Chance(0.1f)) plan.jpeg_quality = static_cast<int>(random.Uniform(20.0f, 80.0f));
  if (random.Chance(0.07f)) plan.noise = random.Uniform(2.0f, 12.0f);
  plan.noise_seed = random.Bits();
  PlanBoxes(plan, random);
  return plan;
}

AugmentPlan PlanView(const Image& photo, int64_t photo_index, int view) {
  constexpr uint64_t kKey = 0x76696577;  // "view"
  if (view > 0) {
    return PlanAugment(photo, nullptr, Random({kKey, static_cast<uint64_t>(photo_index), static_cast<uint64_t>(view)}));
  }
  AugmentPlan plan;
  plan.first = CenterPatch(photo, 1.0f);
  return plan;
}

std::vector<float> NumbersOf(const AugmentPlan& plan) {
  std::vector<float> numbers;
  const auto add = [&numbers](auto... values) { (numbers.push_back(static_cast<float>(values)), ...); };
  const auto add_region = [&add](const Region& region) { add(region.left, region.top, region.right, region.bottom); };
  for (const Patch& patch : {plan.first, plan.second}) {
    add(patch.center_x, patch.center_y, patch.width, patch.height, patch.angle, patch.mirrored, patch.oval);
    add_region(patch.region);
  }
  for (const auto& row : plan.matrix) add(row[0], row[1], row[2]);
  for (const float offset : plan.offset) add(offset);
  add(plan.blur_px, plan.motion_px, plan.motion_vertical, plan.low_resolution, plan.jpeg_quality, plan.noise);
  for (const Box& box : plan.boxes) {
    add_region(box.region);
    add(box.color[0], box.color[1], box.color[2], box.lettered);
  }
  return numbers;
}

}  // namespace pawlens
