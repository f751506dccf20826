// SPDX-License-Identifier: MIT
#include "train/effects.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "train/device.h"
#include "train/jpeg_loss.h"
#include "train/noise.h"
#include "train/rows.h"

namespace pawlens {
namespace {

using Taps = std::vector<float>;  // Odd in number, the middle one for the pixel itself.

/// Numbers of one kind a picture, `width` of each, from make(plan, numbers): [pictures, width] on `device`.
torch::Tensor Numbers(Plans plans, int64_t width, torch::Device device,
                      const std::function<void(const AugmentPlan&, float*)>& make) {
  torch::Tensor numbers = torch::zeros({static_cast<int64_t>(plans.size()), width});
  for (size_t i = 0; i < plans.size(); ++i) {
    make(*plans[i], numbers.data_ptr<float>() + static_cast<int64_t>(i) * width);
  }
  return Upload(numbers, device);
}

/// Convolves along `axis` (2: columns, 3: rows) with each picture's own taps, edges repeated. As a sum of shifted
/// pictures: for one channel and a few taps that beats a convolution, whose libraries look for reuse that is not there.
torch::Tensor Convolved(const torch::Tensor& pictures, int64_t axis, const std::vector<Taps>& taps) {
  size_t longest = 1;
  for (const Taps& own : taps) longest = std::max(longest, own.size());
  const auto count = static_cast<int64_t>(taps.size());
  torch::Tensor weights = torch::zeros({static_cast<int64_t>(longest), count, 1, 1, 1});
  for (int64_t i = 0; i < count; ++i) {
    const size_t shift = (longest - taps[i].size()) / 2;
    for (size_t t = 0; t < taps[i].size(); ++t) {
      weights.data_ptr<float>()[static_cast<int64_t>(t + shift) * count + i] = taps[i][t];
    }
  }
  weights = Upload(weights, pictures.device());
  const auto reach = static_cast<int64_t>(longest / 2);
  const std::vector<int64_t> around =
      axis == 3 ? std::vector<int64_t>{reach, reach, 0, 0} : std::vector<int64_t>{0, 0, reach, reach};
  const torch::Tensor padded = torch::replication_pad2d(pictures, around);
  torch::Tensor sum = padded.narrow(axis, 0, pictures.size(axis)) * weights[0];
  for (int64_t t = 1; t < static_cast<int64_t>(longest); ++t) {
    sum.addcmul_(padded.narrow(axis, t, pictures.size(axis)), weights[t]);
  }
  return sum;
}

Taps BellCurve(float deviation_px) {
  const int reach = std::max(1, static_cast<int>(std::ceil(2.0f * deviation_px)));
  Taps taps;
  float sum = 0.0f;
  for (int t = -reach; t <= reach; ++t) {
    taps.push_back(std::exp(-0.5f * static_cast<float>(t * t) / (deviation_px * deviation_px)));
    sum += taps.back();
  }
  for (float& tap : taps) tap /= sum;
  return taps;
}

/// Pixels of a picture of this side for one of the 128 in which plans count.
float UnitPx(const torch::Tensor& pictures) {
  return static_cast<float>(pictures.size(3)) / 128.0f;
}

/// Strokes that look random enough to be text, from a hash of their place: where a lettered box from `top` ([N, 1, 1, 1]) on
/// has ink, as bool [N, 1, side, side].
torch::Tensor Strokes(const torch::Tensor& top, const torch::Tensor& line_px, const torch::Tensor& u,
                      const torch::Tensor& v) {
  const torch::Tensor row = torch::remainder(v - top, line_px);
  const torch::Tensor hash = (u * 2654435761 + torch::div(u, 9, "floor") * 97) + torch::div(row, 2, "floor") * 40503;
  return (torch::remainder(hash.__and__(int64_t{0xffffffff}), 7) < 3) & (row > 0) & (row < line_px - 1) & (u > 6) &
         (u < u.numel() - 6);
}

}  // namespace

void MotionBlur(torch::Tensor& pictures, Plans plans) {
  // Each axis with taps of its own: a single one, which changes nothing, along the other.
  std::vector<Taps> taps[2];
  for (const AugmentPlan* plan : plans) {
    const int reach = std::max(1, static_cast<int>(std::lround(0.5f * plan->motion_px * UnitPx(pictures))));
    const Taps even(2 * static_cast<size_t>(reach) + 1, 1.0f / static_cast<float>(2 * reach + 1));
    taps[0].push_back(plan->motion_vertical ? even : Taps{1.0f});
    taps[1].push_back(plan->motion_vertical ? Taps{1.0f} : even);
  }
  for (int i = 0; i < 2; ++i) {
    if (std::ranges::any_of(taps[i], [](const Taps& own) { return own.size() > 1; })) {
      pictures.copy_(Convolved(pictures, 2 + i, taps[i]));
    }
  }
}

void GaussianBlur(torch::Tensor& pictures, Plans plans) {
  std::vector<Taps> taps;
  for (const AugmentPlan* plan : plans) taps.push_back(BellCurve(plan->blur_px * UnitPx(pictures)));
  pictures.copy_(Convolved(Convolved(pictures, 3, taps), 2, taps));
}

void LowerResolution(torch::Tensor& pictures, Plans plans) {
  const int64_t side_px = pictures.size(3);
  const auto count = static_cast<int64_t>(plans.size());
  std::vector<Taps> taps;
  // For each pixel of a line: the two pixels of the blurred line that its neighbours in the small one are taken from, and
  // the second one's part.
  torch::Tensor from = torch::empty({2, count, side_px}, torch::kInt64);
  torch::Tensor part = torch::empty({count, side_px});
  for (int64_t i = 0; i < count; ++i) {
    const auto side = static_cast<float>(side_px);
    const auto small_px =
        static_cast<float>(std::clamp<int64_t>(std::lround(plans[i]->low_resolution * side), 8, side_px));
    const float scale = side / small_px;
    taps.push_back(BellCurve(0.4f * scale));
    for (int64_t j = 0; j < side_px; ++j) {
      const float place = std::clamp((static_cast<float>(j) + 0.5f) / scale - 0.5f, 0.0f, small_px - 1.0f);
      const float first = std::floor(place);
      const float second = std::min(first + 1.0f, small_px - 1.0f);
      int64_t* taken = from.data_ptr<int64_t>() + i * side_px + j;
      taken[0] = static_cast<int64_t>((first + 0.5f) * scale);
      taken[count * side_px] = static_cast<int64_t>((second + 0.5f) * scale);
      part.data_ptr<float>()[i * side_px + j] = place - first;
    }
  }
  from = Upload(from, pictures.device());
  part = Upload(part, pictures.device());
  // A thumbnail's pixels are whole numbers.
  torch::Tensor enlarged = Convolved(Convolved(pictures, 3, taps), 2, taps).round_();
  for (const int64_t axis : {3, 2}) {
    std::vector<int64_t> shape(4, 1);
    shape[0] = count;
    shape[axis] = side_px;
    const auto taken = [&](int64_t which) {
      return enlarged.gather(axis, from[which].view(shape).expand_as(enlarged));
    };
    const torch::Tensor lower = taken(0);
    enlarged = torch::addcmul(lower, taken(1) - lower, part.view(shape));
  }
  pictures.copy_(enlarged);
}

void FillBoxes(torch::Tensor& pictures, Plans plans) {
  const int64_t side_px = pictures.size(3);
  const auto whole = torch::dtype(torch::kInt64).device(pictures.device());
  const torch::Tensor u = torch::arange(side_px, whole).view({1, 1, 1, -1});
  const torch::Tensor v = torch::arange(side_px, whole).view({1, 1, -1, 1});
  // One box a picture at a time: later ones cover earlier ones.
  for (size_t round = 0;; ++round) {
    std::vector<int64_t> rows;
    std::vector<const AugmentPlan*> own;
    for (size_t i = 0; i < plans.size(); ++i) {
      if (plans[i]->boxes.size() <= round) continue;
      rows.push_back(static_cast<int64_t>(i));
      own.push_back(plans[i]);
    }
    if (rows.empty()) return;
    const bool lettered =
        std::ranges::any_of(own, [&](const AugmentPlan* plan) { return plan->boxes[round].lettered; });
    const torch::Tensor numbers =
        Numbers(own, 10, pictures.device(), [&](const AugmentPlan& plan, float* number) {
          const Box& box = plan.boxes[round];
          const float edges[] = {box.region.left, box.region.top, box.region.right, box.region.bottom};
          for (int k = 0; k < 4; ++k) number[k] = std::round(edges[k] * static_cast<float>(side_px));
          for (int k = 0; k < 4; ++k) number[k] = std::clamp(number[k], 0.0f, static_cast<float>(side_px));
          for (int k = 0; k < 3; ++k) number[4 + k] = box.color[k];
          number[7] = box.color[0] + box.color[1] + box.color[2] > 384.0f ? 20.0f : 235.0f;  // Ink.
          number[8] = std::max(3.0f, std::floor((number[3] - number[1]) / 2.0f));            // A line of text.
          number[9] = box.lettered ? 1.0f : 0.0f;
        }).view({-1, 10, 1, 1, 1});
    const auto number = [&](int64_t k) { return numbers.select(1, k); };
    const torch::Tensor inside = (u >= number(0)) & (v >= number(1)) & (u < number(2)) & (v < number(3));
    torch::Tensor color = numbers.narrow(1, 4, 3).flatten(2).unsqueeze(3);
    if (lettered) {
      const torch::Tensor strokes =
          Strokes(number(1).to(torch::kInt64), number(8).to(torch::kInt64), u, v) & (number(9) > 0);
      color = torch::where(strokes, number(7), color);
    }
    ChangeRows(pictures, rows, [&](torch::Tensor& some) { some.copy_(torch::where(inside, color, some)); });
  }
}

void Recolor(torch::Tensor& pictures, Plans plans) {
  const torch::Tensor rule = Numbers(plans, 12, pictures.device(), [](const AugmentPlan& plan, float* number) {
                               for (int k = 0; k < 9; ++k) number[3 * (k % 3) + k / 3] = plan.matrix[k / 3][k % 3];
                               for (int k = 0; k < 3; ++k) number[9 + k] = plan.offset[k];
                             }).view({-1, 4, 3, 1, 1});
  torch::Tensor changed = rule.select(1, 3);
  for (int64_t k = 0; k < 3; ++k) changed = torch::addcmul(changed, pictures.narrow(1, k, 1), rule.select(1, k));
  std::vector<int64_t> noisy;
  std::vector<uint64_t> seeds;
  std::vector<const AugmentPlan*> own;
  for (size_t i = 0; i < plans.size(); ++i) {
    if (plans[i]->noise <= 0) continue;
    noisy.push_back(static_cast<int64_t>(i));
    seeds.push_back(plans[i]->noise_seed);
    own.push_back(plans[i]);
  }
  if (!noisy.empty()) {
    const torch::Tensor deviation =
        Numbers(own, 1, pictures.device(), [](const AugmentPlan& plan, float* number) { *number = plan.noise; });
    ChangeRows(changed, noisy, [&](torch::Tensor& some) {
      some.addcmul_(NormalNoise(seeds, pictures.size(3), pictures.device()), deviation.view({-1, 1, 1, 1}));
    });
  }
  pictures.copy_(changed.clamp_(0.0, 255.0));
}

void LoseAsJpeg(torch::Tensor& pictures, Plans plans) {
  std::vector<int> qualities;
  for (const AugmentPlan* plan : plans) qualities.push_back(plan->jpeg_quality);
  LoseAsJpeg(pictures, qualities);
}

}  // namespace pawlens
