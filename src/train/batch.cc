// SPDX-License-Identifier: MIT
#include "train/batch.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "image/preprocess.h"
#include "train/augment.h"
#include "train/network.h"
#include "train/random.h"

namespace pawlens {
namespace {

constexpr int64_t kAnswersAtOnce = 64;

/// What makes no new picture to a teacher, but to the student: mirrored, a little nearer.
void Jitter(Patch& patch, Random& random) {
  constexpr float kNearest = 0.88f;
  const float share = random.Uniform(kNearest, 1.0f);
  patch.center_x += random.Uniform(-0.5f, 0.5f) * (1.0f - share) * patch.width;
  patch.center_y += random.Uniform(-0.5f, 0.5f) * (1.0f - share) * patch.height;
  patch.width *= share;
  patch.height *= share;
  if (random.Chance(0.5f)) patch.mirrored = !patch.mirrored;
}

/// What teachers did not see: the student is to answer for a blurred picture what they answer for the sharp one.
void Worsen(AugmentPlan& plan, Random& random) {
  constexpr float kMotionChance = 0.12f;
  constexpr float kLowResolutionChance = 0.10f;
  if (random.Chance(kMotionChance)) {
    plan.motion_px = random.Uniform(3.0f, 9.0f);
    plan.motion_vertical = random.Chance(0.5f);
  } else if (random.Chance(kLowResolutionChance)) {
    plan.low_resolution = std::min(plan.low_resolution, random.Uniform(0.4f, 0.75f));
  }
}

/// Runs `make(first, last)` and the network on slices of `count` pictures, each on one thread.
template <typename Make>
torch::Tensor AnswerSlices(TrainableNetwork& network, int64_t count, const Make& make, WorkerPool& pool) {
  network.eval();
  const int64_t slices = (count + kAnswersAtOnce - 1) / kAnswersAtOnce;
  std::vector<torch::Tensor> logits(slices);
  pool.ForEach(slices, [&](int64_t slice, int) {
    const torch::NoGradGuard no_grad;
    const int64_t first = slice * kAnswersAtOnce;
    logits[slice] = network.forward(make(first, std::min(count, first + kAnswersAtOnce))).logits;
  });
  return torch::cat(logits);
}

}  // namespace

Batch MakeBatch(const DataSet& data_set, const Guidance& guidance, std::span<const Draw> draws, int side_px, bool plain,
                torch::ScalarType type) {
  const auto count = static_cast<int64_t>(draws.size());
  const int64_t picture_size = int64_t{side_px} * side_px * 3;
  const int columns = guidance.embedding_columns;
  torch::Tensor pictures = torch::empty({count, side_px, side_px, 3});
  Batch batch;
  batch.targets = torch::empty({count, guidance.outputs});
  if (columns > 0) {
    batch.embeddings = torch::zeros({count, columns});
    batch.has_embedding = torch::zeros({count, 1});
  }
  for (int64_t i = 0; i < count; ++i) {
    const Draw& draw = draws[i];
    const Image& photo = data_set.photos[draw.photo].pixels;
    const Image* partner = draw.partner < 0 ? nullptr : &data_set.photos[draw.partner].pixels;
    Random random({draw.seed});
    AugmentPlan plan;
    if (!plain && draw.view >= 0) {
      plan = PlanView(photo, draw.photo, draw.view);
      Jitter(plan.first, random);
      Worsen(plan, random);
    } else if (!plain) {
      plan = PlanAugment(photo, partner, random);
    } else if (partner != nullptr) {
      plan = PlanComposite(photo, *partner, random);
    } else {
      plan.first = CenterPatch(photo, 1.0f);
    }
    const std::span<float> pixels(pictures.data_ptr<float>() + i * picture_size, picture_size);
    Render(plan, photo, partner, side_px, pixels);
    for (float& value : pixels) value = (std::nearbyint(value) - 128.0f) / 128.0f;

    const int64_t row =
        static_cast<int64_t>(std::max(0, draw.view)) * static_cast<int64_t>(data_set.photos.size()) + draw.photo;
    for (int k = 0; k < guidance.outputs; ++k) {
      const float first = guidance.targets[row * guidance.outputs + k];
      const float second =
          partner == nullptr ? 0.0f : guidance.targets[static_cast<int64_t>(draw.partner) * guidance.outputs + k];
      batch.targets.data_ptr<float>()[i * guidance.outputs + k] = 1.0f - (1.0f - first) * (1.0f - second);
    }
    if (columns > 0 && partner == nullptr) {
      std::copy_n(&guidance.embeddings[row * columns], columns, batch.embeddings.data_ptr<float>() + i * columns);
      batch.has_embedding.data_ptr<float>()[i] = 1.0f;
    }
  }
  batch.pictures = pictures.permute({0, 3, 1, 2}).to(type);
  return batch;
}

torch::Tensor Answer(TrainableNetwork& network, const DataSet& data_set, std::span<const int> photos, int side_px,
                     float max_aspect, WorkerPool& pool) {
  const InputRule rule{.width = side_px, .height = side_px, .max_aspect = max_aspect};
  const int64_t picture_size = int64_t{side_px} * side_px * 3;
  const auto make = [&](int64_t first, int64_t last) {
    torch::Tensor pictures = torch::empty({last - first, side_px, side_px, 3}, torch::kInt8);
    for (int64_t i = first; i < last; ++i) {
      const std::span<int8_t> out(pictures.data_ptr<int8_t>() + (i - first) * picture_size, picture_size);
      // A decoded photo and a rule that a network was built from cannot be refused.
      (void)Preprocess(data_set.photos[photos[i]].pixels.view(), rule, out);
    }
    return pictures.permute({0, 3, 1, 2}).to(torch::kFloat32).div_(128.0f);
  };
  return AnswerSlices(network, static_cast<int64_t>(photos.size()), make, pool);
}

torch::Tensor AnswerDraws(TrainableNetwork& network, const DataSet& data_set, const Guidance& guidance,
                          std::span<const Draw> draws, int side_px, WorkerPool& pool) {
  const auto make = [&](int64_t first, int64_t last) {
    return MakeBatch(data_set, guidance, draws.subspan(first, last - first), side_px, true, torch::kFloat32).pictures;
  };
  return AnswerSlices(network, static_cast<int64_t>(draws.size()), make, pool);
}

}  // namespace pawlens
