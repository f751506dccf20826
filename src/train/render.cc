// SPDX-License-Identifier: MIT
#include "train/render.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "train/effects.h"
#include "train/place.h"
#include "train/rows.h"
#include "train/upright.h"

namespace pawlens {
namespace {

// On the CPU pictures are worked on one by one: all that belongs to one of them fits its cache. A GPU wants to be busy.
constexpr size_t kInBulk = 128;

struct Job {
  int64_t row;  ///< Of the batch.
  const Patch* patch;
  int photo;
};

/// Coefficients [4][2][jobs] of where to sample: the coordinate along axis k (0: x) of the place (u, v) of the output is
/// [0][k] * u + [1][k] * v + [2][k], at most [3][k]; -1 is the middle of the canvas's first pixel, 1 of its last.
torch::Tensor SamplingRule(const PhotoStore& store, std::span<const Job> jobs, int side_px, int64_t canvas_height,
                           int64_t canvas_width) {
  const auto count = static_cast<int64_t>(jobs.size());
  torch::Tensor rule = torch::empty({4, 2, count});
  auto numbers = rule.accessor<float, 3>();
  const double unit[] = {2.0 / static_cast<double>(std::max<int64_t>(1, canvas_width - 1)),
                         2.0 / static_cast<double>(std::max<int64_t>(1, canvas_height - 1))};
  for (int64_t i = 0; i < count; ++i) {
    const Patch& patch = *jobs[i].patch;
    const Place place(patch.region, side_px);
    const Image& photo = store.photo(jobs[i].photo);
    const double sine = std::sin(patch.angle);
    const double cosine = std::cos(patch.angle);
    // Photo pixels for each pixel to the right and down, along the patch's own sides; then turned.
    const double across = (patch.mirrored ? -1.0 : 1.0) * patch.width / place.columns;
    const double down = static_cast<double>(patch.height) / place.rows;
    const double middle_u = place.left + 0.5 * place.columns;
    const double middle_v = place.top + 0.5 * place.rows;
    const double by_u[] = {cosine * across, sine * across};
    const double by_v[] = {-sine * down, cosine * down};
    const double center[] = {patch.center_x - 0.5, patch.center_y - 0.5};
    const int size[] = {photo.width, photo.height};
    for (int k = 0; k < 2; ++k) {
      const double constant = center[k] - by_u[k] * middle_u - by_v[k] * middle_v;
      numbers[0][k][i] = static_cast<float>(by_u[k] * unit[k]);
      numbers[1][k][i] = static_cast<float>(by_v[k] * unit[k]);
      numbers[2][k][i] = static_cast<float>(constant * unit[k] - 1.0);
      numbers[3][k][i] = static_cast<float>((size[k] - 1) * unit[k] - 1.0);
    }
  }
  return rule;
}

/// [jobs, 3, side, side]: what the patches show, and beyond their regions what lies beside it in the photo.
torch::Tensor Sampled(const PhotoStore& store, std::span<const Job> jobs, int side_px, int supersampling) {
  std::vector<int> photos;
  for (const Job& job : jobs) photos.push_back(job.photo);
  const torch::Tensor canvas = store.Canvas(photos);
  const torch::Tensor rule = Upload(SamplingRule(store, jobs, side_px, canvas.size(2), canvas.size(3)), store.device())
                                 .unsqueeze(3)
                                 .unsqueeze(4);
  const torch::Tensor places =
      torch::arange(int64_t{side_px} * supersampling, store.device()).to(torch::kFloat32).add_(0.5).div_(supersampling);
  // x and y in planes of their own: then every operation runs along whole lines.
  torch::Tensor grid =
      torch::addcmul(torch::addcmul(rule[2], rule[1], places.view({1, 1, -1, 1})), rule[0], places.view({1, 1, 1, -1}));
  // Clamped here, not by the sampler: photos of a canvas have different sizes.
  grid.clamp_(torch::full({}, -1.0, grid.options()), rule[3]);
  constexpr int64_t kBilinear = 0;
  constexpr int64_t kBorder = 1;
  const torch::Tensor sampled = torch::grid_sampler(canvas, grid.permute({1, 2, 3, 0}), kBilinear, kBorder, true);
  if (supersampling == 1) return sampled;
  // Not by avg_pool2d, which takes longer than the sampling on the CPU.
  const torch::Tensor samples = sampled.view({sampled.size(0), 3, side_px, supersampling, side_px, supersampling});
  torch::Tensor sum = torch::zeros({sampled.size(0), 3, side_px, side_px}, sampled.options());
  for (int i = 0; i < supersampling * supersampling; ++i) {
    sum.add_(samples.select(5, i % supersampling).select(3, i / supersampling));
  }
  return sum.div_(supersampling * supersampling);
}

/// [jobs, 1, side, side]: 1 within the patches' regions, 0 outside; ovals have soft edges.
torch::Tensor Opacity(std::span<const Job> jobs, int side_px, torch::Device device) {
  const auto count = static_cast<int64_t>(jobs.size());
  torch::Tensor rule = torch::empty({6, count, 1, 1, 1});
  auto* numbers = rule.data_ptr<float>();
  for (int64_t i = 0; i < count; ++i) {
    const Place place(jobs[i].patch->region, side_px);
    const bool oval = jobs[i].patch->oval;
    // A rectangle's edge lies between two pixels' middles, however steep.
    const auto columns = static_cast<float>(place.columns);
    const auto lines = static_cast<float>(place.rows);
    const float values[] = {2.0f / columns,     -2.0f * static_cast<float>(place.left) / columns - 1.0f,
                            2.0f / lines,       -2.0f * static_cast<float>(place.top) / lines - 1.0f,
                            oval ? 1.0f : 0.0f, oval ? 8.0f : 1e6f};
    for (int k = 0; k < 6; ++k) numbers[k * count + i] = values[k];
  }
  rule = Upload(rule, device);
  const torch::Tensor places = torch::arange(side_px, device).to(torch::kFloat32).add_(0.5);
  const torch::Tensor a = places.view({1, 1, 1, -1}) * rule[0] + rule[1];
  const torch::Tensor b = places.view({1, 1, -1, 1}) * rule[2] + rule[3];
  const torch::Tensor square = torch::maximum(a.abs(), b.abs());
  const torch::Tensor distance = square + rule[4] * (torch::hypot(a, b) - square);
  return ((1.0 - distance) * rule[5]).clamp_(0.0, 1.0);
}

/// Paints one job that is not turned, on the CPU, and touches only its region.
void PaintUpright(const PhotoStore& store, const Job& job, int side_px, const torch::Tensor& pictures) {
  const Place place(job.patch->region, side_px);
  const auto within = [&place](const torch::Tensor& whole) {
    return whole.narrow(2, place.top, place.rows).narrow(3, place.left, place.columns);
  };
  const torch::Tensor sampled = SampleUpright(store.Pixels(job.photo), *job.patch, place);
  torch::Tensor region = within(pictures.narrow(0, job.row, 1));
  if (job.patch->oval) {
    region.addcmul_(sampled - region, within(Opacity({&job, 1}, side_px, store.device())));
  } else {
    region.copy_(sampled);
  }
}

/// Paints the jobs over `pictures`, those of equal supersampling together; `first`: there is nothing to keep around them.
void Paint(const PhotoStore& store, const std::vector<Job>& jobs, bool first, int side_px, torch::Tensor& pictures) {
  std::map<int, std::vector<Job>> groups;
  for (const Job& job : jobs) {
    const Place place(job.patch->region, side_px);
    if (place.empty()) continue;
    if (!store.in_bulk() && job.patch->angle == 0.0f) {
      PaintUpright(store, job, side_px, pictures);
    } else {
      groups[Supersampling(*job.patch, place)].push_back(job);
    }
  }
  const size_t at_once = store.in_bulk() ? kInBulk : 1;
  for (const auto& [supersampling, group] : groups) {
    for (size_t start = 0; start < group.size(); start += at_once) {
      const auto slice = std::span<const Job>(group).subspan(start, std::min(at_once, group.size() - start));
      std::vector<int64_t> rows;
      for (const Job& job : slice) rows.push_back(job.row);
      const torch::Tensor sampled = Sampled(store, slice, side_px, supersampling);
      ChangeRows(pictures, rows, [&](torch::Tensor& some) {
        if (first) {
          some.copy_(sampled);
        } else {
          some.addcmul_(sampled - some, Opacity(slice, side_px, store.device()));
        }
      });
    }
  }
}

bool ChangesColor(const AugmentPlan& plan) {
  bool changes = plan.noise > 0;
  for (int row = 0; row < 3; ++row) {
    changes = changes || plan.offset[row] != 0;
    for (int column = 0; column < 3; ++column) {
      changes = changes || plan.matrix[row][column] != (row == column ? 1.0f : 0.0f);
    }
  }
  return changes;
}

struct Stage {
  bool (*wanted)(const AugmentPlan&);
  void (*change)(torch::Tensor&, Plans);
};

/// In the order in which light, lens, camera and web site do it.
constexpr Stage kStages[] = {
    {[](const AugmentPlan& plan) { return plan.motion_px > 0; }, MotionBlur},
    {[](const AugmentPlan& plan) { return plan.blur_px > 0; }, GaussianBlur},
    {[](const AugmentPlan& plan) { return plan.low_resolution < 1; }, LowerResolution},
    {[](const AugmentPlan& plan) { return !plan.boxes.empty(); }, FillBoxes},
    {ChangesColor, Recolor},
    {[](const AugmentPlan& plan) { return plan.jpeg_quality > 0; }, LoseAsJpeg},
};

}  // namespace

torch::Tensor RenderBatch(const PhotoStore& store, std::span<const Painting> paintings, int side_px) {
  const torch::NoGradGuard no_grad;
  const auto count = static_cast<int64_t>(paintings.size());
  // Zeros, because patches are blended with what was there before.
  torch::Tensor pictures = torch::zeros({count, 3, side_px, side_px}, store.device());
  std::vector<Job> first;
  std::vector<Job> second;
  for (int64_t row = 0; row < count; ++row) {
    const auto& [plan, photo, partner] = paintings[row];
    first.push_back({row, &plan.first, photo});
    if (partner >= 0) second.push_back({row, &plan.second, partner});
  }
  Paint(store, first, true, side_px, pictures);
  Paint(store, second, false, side_px, pictures);
  const size_t at_once = store.in_bulk() ? kInBulk : 1;
  for (const Stage& stage : kStages) {
    std::vector<int64_t> wanted;
    for (int64_t row = 0; row < count; ++row) {
      if (stage.wanted(paintings[row].plan)) wanted.push_back(row);
    }
    for (size_t start = 0; start < wanted.size(); start += at_once) {
      const std::vector<int64_t> rows(
          wanted.begin() + static_cast<ptrdiff_t>(start),
          wanted.begin() + static_cast<ptrdiff_t>(std::min(start + at_once, wanted.size())));
      std::vector<const AugmentPlan*> plans;
      for (const int64_t row : rows) plans.push_back(&paintings[row].plan);
      ChangeRows(pictures, rows, [&](torch::Tensor& some) { stage.change(some, plans); });
    }
  }
  return pictures;
}

}  // namespace pawlens
