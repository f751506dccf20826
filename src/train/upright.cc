// SPDX-License-Identifier: MIT
#include "train/upright.h"

namespace pawlens {
namespace {

/// How the lines of an output are made of those of the input: output i is the sum of share[t][i] times input from[t][i].
struct Taps {
  torch::Tensor from;    ///< [taps, outputs] int64, counted from `first`.
  torch::Tensor share;   ///< [taps, outputs, 1]
  int64_t first, count;  ///< Inputs that are needed.
};

/// `samples` for each of `outputs` pixels, evenly over `size` pixels of the photo around `center`; direction -1 mirrors.
/// Between two pixels' middles a sample is in proportion to both; beyond the photo's edge it is the edge.
Taps MakeTaps(float center, float size, float direction, int outputs, int samples, int64_t photo_px) {
  Taps taps{.from = torch::empty({2 * samples, outputs}, torch::kInt64),
            .share = torch::empty({2 * samples, outputs, 1}),
            .first = photo_px,
            .count = 0};
  auto* from = taps.from.data_ptr<int64_t>();
  auto* share = taps.share.data_ptr<float>();
  const auto last_px = static_cast<float>(photo_px - 1);
  int64_t last = 0;
  for (int i = 0; i < outputs; ++i) {
    for (int s = 0; s < samples; ++s) {
      const float along = (static_cast<float>(i * samples + s) + 0.5f) / static_cast<float>(outputs * samples) - 0.5f;
      const float place = std::clamp(center + direction * along * size - 0.5f, 0.0f, last_px);
      const auto lower = static_cast<int64_t>(place);
      const int64_t upper = std::min(lower + 1, photo_px - 1);
      const float part = place - static_cast<float>(lower);
      from[2 * s * outputs + i] = lower;
      from[(2 * s + 1) * outputs + i] = upper;
      share[2 * s * outputs + i] = (1.0f - part) / static_cast<float>(samples);
      share[(2 * s + 1) * outputs + i] = part / static_cast<float>(samples);
      taps.first = std::min(taps.first, lower);
      last = std::max(last, upper);
    }
  }
  taps.from.sub_(taps.first);
  taps.count = last - taps.first + 1;
  return taps;
}

/// [outputs, line] of [inputs, line].
torch::Tensor Combined(const torch::Tensor& lines, const Taps& taps) {
  torch::Tensor sum = lines.index_select(0, taps.from[0]).mul_(taps.share[0]);
  for (int64_t t = 1; t < taps.from.size(0); ++t) {
    sum.addcmul_(lines.index_select(0, taps.from[t]), taps.share[t]);
  }
  return sum;
}

}  // namespace

torch::Tensor SampleUpright(const torch::Tensor& photo, const Patch& patch, const Place& place) {
  const int samples = Supersampling(patch, place);
  const Taps down = MakeTaps(patch.center_y, patch.height, 1.0f, place.rows, samples, photo.size(0));
  const Taps across =
      MakeTaps(patch.center_x, patch.width, patch.mirrored ? -1.0f : 1.0f, place.columns, samples, photo.size(1));
  const torch::Tensor part =
      photo.narrow(0, down.first, down.count).narrow(1, across.first, across.count).to(torch::kFloat32).contiguous();
  const torch::Tensor rows = Combined(part.view({down.count, across.count * 3}), down);
  // Turned over, columns are lines: [columns of the photo, 3 * rows].
  const torch::Tensor columns = Combined(rows.t().contiguous().view({across.count, int64_t{3} * place.rows}), across);
  return columns.t().contiguous().view({1, 3, place.rows, place.columns});
}

}  // namespace pawlens
