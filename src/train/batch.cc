// SPDX-License-Identifier: MIT
#include "train/batch.h"

#include <algorithm>
#include <vector>

#include "image/preprocess.h"
#include "train/augment.h"
#include "train/device.h"
#include "train/network.h"
#include "train/random.h"
#include "train/render.h"

namespace pawlens {
namespace {

constexpr int64_t kAnswersAtOnce = 64;
constexpr int64_t kPaintedAtOnce = 4;  // On the CPU: what fits the cache until it has its final type.

/// What makes no new picture to a teacher, but to the student: mirrored, a little nearer. The centre is what evaluation
/// shows, so it stays nearly where it is.
void Jitter(Patch& patch, bool centered, Random& random) {
  const float nearest = centered ? 0.95f : 0.88f;
  const float share = random.Uniform(nearest, 1.0f);
  patch.center_x += random.Uniform(-0.5f, 0.5f) * (1.0f - share) * patch.width;
  patch.center_y += random.Uniform(-0.5f, 0.5f) * (1.0f - share) * patch.height;
  patch.width *= share;
  patch.height *= share;
  if (random.Chance(0.5f)) patch.mirrored = !patch.mirrored;
}

/// What teachers did not see: the student is to answer for a picture that was spoilt, in at most one of four ways, what they
/// answer for the whole one. Low resolution is a share of the photo's own `detail_px`, where an input of `side_px` enlarges them.
void Worsen(AugmentPlan& plan, int detail_px, int side_px, Random& random) {
  constexpr float kMotionChance = 0.18f;
  constexpr float kLowResolutionChance = 0.2f;
  constexpr float kJpegChance = 0.07f;
  constexpr float kTurnChance = 0.05f;
  constexpr float kMaxTurn = 0.3f;
  float place = random.Uniform();
  const auto within = [&place](float chance) { return (place -= chance) < 0.0f; };
  if (within(kMotionChance)) {
    plan.motion_px = random.Uniform(3.0f, 9.0f);
    plan.motion_vertical = random.Chance(0.5f);
  } else if (within(kLowResolutionChance)) {
    const float detail = std::min(1.0f, static_cast<float>(detail_px) / static_cast<float>(side_px));
    plan.low_resolution = std::min(plan.low_resolution, random.Uniform(0.4f, 0.75f) * detail);
  } else if (within(kJpegChance)) {
    const auto quality = static_cast<int>(random.Uniform(20.0f, 50.0f));
    if (plan.jpeg_quality == 0 || plan.jpeg_quality > quality) plan.jpeg_quality = quality;
  } else if (within(kTurnChance) && plan.first.angle == 0.0f) {
    plan.first.angle = random.Uniform(-kMaxTurn, kMaxTurn);
  }
}

std::vector<const Image*> PixelsOf(const DataSet& data_set) {
  std::vector<const Image*> pixels;
  for (const Photo& photo : data_set.photos) pixels.push_back(&photo.pixels);
  return pixels;
}

AugmentPlan Plan(const DataSet& data_set, const Draw& draw, int side_px, bool plain) {
  const Image& photo = data_set.photos[draw.photo].pixels;
  const Image* partner = draw.partner < 0 ? nullptr : &data_set.photos[draw.partner].pixels;
  Random random({draw.seed});
  AugmentPlan plan;
  if (!plain && draw.view >= 0) {
    plan = PlanView(photo, draw.photo, draw.view);
    Jitter(plan.first, draw.view == 0, random);
    Worsen(plan, std::min(photo.width, photo.height), side_px, random);
  } else if (!plain) {
    plan = PlanAugment(photo, partner, random);
  } else if (partner != nullptr) {
    plan = PlanComposite(photo, *partner, random);
  } else {
    plan.first = CenterPatch(photo, 1.0f);
  }
  return plan;
}

/// Runs `make(first, last)` and the network on slices of `count` pictures, each on one thread.
template <typename Make>
torch::Tensor AnswerSlices(TrainableNetwork& network, int64_t count, const Make& make, WorkerPool& pool) {
  network.eval();
  const torch::Device device = network.parameters()[0].device();
  const int64_t slices = (count + kAnswersAtOnce - 1) / kAnswersAtOnce;
  std::vector<torch::Tensor> logits(slices);
  pool.ForEach(slices, [&](int64_t slice, int) {
    const torch::NoGradGuard no_grad;
    const int64_t first = slice * kAnswersAtOnce;
    const torch::Tensor pictures = make(first, std::min(count, first + kAnswersAtOnce));
    logits[slice] = network.forward(pictures.to(device)).logits.cpu();
  });
  return torch::cat(logits);
}

}  // namespace

BatchMaker::BatchMaker(const DataSet& data_set, const Guidance& guidance, torch::Device device, bool copied)
    : data_set_(data_set), guidance_(guidance), store_(PixelsOf(data_set), device, copied) {
  const auto put = [device](const std::vector<float>& values, int64_t columns) {
    auto* data = const_cast<float*>(values.data());  // Only read; from_blob knows no const.
    return torch::from_blob(data, {static_cast<int64_t>(values.size()) / columns, columns}).to(device);
  };
  targets_ = put(guidance.targets, guidance.outputs);
  if (guidance.embedding_columns > 0) embeddings_ = put(guidance.embeddings, guidance.embedding_columns);
}

Batch BatchMaker::Make(std::span<const Draw> draws, int side_px, bool plain, torch::ScalarType type) const {
  const torch::NoGradGuard no_grad;
  const auto count = static_cast<int64_t>(draws.size());
  const auto photos = static_cast<int64_t>(data_set_.photos.size());
  std::vector<Painting> paintings;
  torch::Tensor rows = torch::empty({2, count}, torch::kInt64);  // Of the photo and, where there is one, its partner.
  torch::Tensor composite = torch::zeros({count, 1});
  for (int64_t i = 0; i < count; ++i) {
    const Draw& draw = draws[i];
    paintings.push_back({Plan(data_set_, draw, side_px, plain), draw.photo, draw.partner});
    rows.data_ptr<int64_t>()[i] = std::max(0, draw.view) * photos + draw.photo;
    rows.data_ptr<int64_t>()[count + i] = std::max(0, draw.partner);
    composite.data_ptr<float>()[i] = draw.partner < 0 ? 0.0f : 1.0f;
  }
  Batch batch;
  batch.pictures = torch::empty({count, 3, side_px, side_px}, torch::dtype(type).device(device()),
                                torch::MemoryFormat::ChannelsLast);
  const int64_t at_once = store_.in_bulk() ? count : kPaintedAtOnce;
  for (int64_t first = 0; first < count; first += at_once) {
    const int64_t some = std::min(at_once, count - first);
    torch::Tensor painted = RenderBatch(store_, std::span<const Painting>(paintings).subspan(first, some), side_px);
    // Whole numbers of 128ths within +-1 are bfloat16 numbers too.
    batch.pictures.narrow(0, first, some).copy_(painted.round_().sub_(128.0f).mul_(1.0f / 128.0f).to(type));
  }
  rows = Upload(rows, device());
  composite = Upload(composite, device());
  const torch::Tensor second = targets_.index_select(0, rows[1]) * composite;
  batch.targets = 1.0f - (1.0f - targets_.index_select(0, rows[0])) * (1.0f - second);
  if (embeddings_.defined()) {
    batch.has_embedding = 1.0f - composite;
    batch.embeddings = embeddings_.index_select(0, rows[0]) * batch.has_embedding;
  }
  return batch;
}

torch::Tensor Answer(TrainableNetwork& network, const DataSet& data_set, std::span<const int> photos, int side_px,
                     float max_aspect, const Look& look, WorkerPool& pool) {
  const InputRule rule{.width = side_px, .height = side_px, .max_aspect = max_aspect, .share = look.share};
  const int64_t picture_size = int64_t{side_px} * side_px * 3;
  const auto make = [&](int64_t first, int64_t last) {
    torch::Tensor pictures = torch::empty({last - first, side_px, side_px, 3}, torch::kInt8);
    for (int64_t i = first; i < last; ++i) {
      const std::span<int8_t> out(pictures.data_ptr<int8_t>() + (i - first) * picture_size, picture_size);
      // A decoded photo and a rule that a network was built from cannot be refused.
      (void)Preprocess(data_set.photos[photos[i]].pixels.view(), rule, out);
    }
    if (look.mirrored) pictures = pictures.flip(2);
    return pictures.permute({0, 3, 1, 2}).to(torch::kFloat32).div_(128.0f);
  };
  return AnswerSlices(network, static_cast<int64_t>(photos.size()), make, pool);
}

torch::Tensor AnswerDraws(TrainableNetwork& network, const BatchMaker& batches, std::span<const Draw> draws,
                          int side_px, WorkerPool& pool) {
  const auto make = [&](int64_t first, int64_t last) {
    return batches.Make(draws.subspan(first, last - first), side_px, true, torch::kFloat32).pictures;
  };
  return AnswerSlices(network, static_cast<int64_t>(draws.size()), make, pool);
}

}  // namespace pawlens
