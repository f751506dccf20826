// SPDX-License-Identifier: MIT
#include "train/phase.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <iterator>
#include <numbers>
#include <span>
#include <utility>

#include "base/str_cat.h"
#include "train/metrics_log.h"
#include "train/mix.h"
#include "train/platform.h"
#include "train/progress.h"
#include "train/scores.h"

namespace pawlens {
namespace {

constexpr double kMomentum = 0.9;
constexpr double kSquareMomentum = 0.999;
constexpr double kEmbeddingWeight = 1.0;
constexpr double kMaxGradientNorm = 2.0;  // Only the first steps of a run, and freak batches, come near it.

void Blend(torch::Tensor& into, const torch::Tensor& newest, double keep) {
  if (into.is_floating_point()) {
    into.mul_(keep).add_(newest, 1.0 - keep);
  } else {
    into.copy_(newest);
  }
}

/// torch::nn::utils::clip_grad_norm_, but for asking the device for the norm, which would wait for it.
void ClipGradients(const std::vector<torch::Tensor>& parameters, double limit) {
  std::vector<torch::Tensor> norms;
  for (const torch::Tensor& parameter : parameters) {
    if (parameter.grad().defined()) norms.push_back(parameter.grad().norm());
  }
  if (norms.empty()) return;
  const torch::Tensor share = (limit / (torch::stack(norms).norm() + 1e-6)).clamp_max(1.0);
  for (const torch::Tensor& parameter : parameters) {
    if (parameter.grad().defined()) parameter.grad().mul_(share);
  }
}

}  // namespace

double LearningRate(const PhaseOptions& options, int64_t step, int64_t steps_per_epoch) {
  const double epochs = (static_cast<double>(step) + 0.5) / static_cast<double>(steps_per_epoch);
  const double warmth = std::min(1.0, epochs / std::max(1e-9, options.warmup_epochs));
  const double cooled = (epochs - options.epochs + options.cooldown_epochs) / std::max(1, options.cooldown_epochs);
  return options.peak_rate * warmth * 0.5 * (1.0 + std::cos(std::numbers::pi * std::clamp(cooled, 0.0, 1.0)));
}

Phase::Phase(PhaseOptions options, const Factory& factory, const BatchMaker& batches, WorkerPool& pool,
             ProcessGroup& group)
    : options_(std::move(options)),
      batches_(batches),
      data_set_(batches.data_set()),
      guidance_(batches.guidance()),
      pool_(pool),
      group_(group),
      type_(!batches.device().is_cpu() || HasBfloat16() ? torch::kBFloat16 : torch::kFloat32) {
  // Replicas work side by side, so each of their threads computes alone.
  at::set_num_threads(1);
  pool_.Run([](int) { at::set_num_threads(1); });
  const torch::Device device = batches.device();
  at::globalContext().setDeterministicCuDNN(true);
  average_ = factory();
  average_->to(device);
  for (int i = 0; i < (batches.in_bulk() ? 1 : pool_.size()); ++i) {
    Replica replica;
    replica.network = factory();
    replica.network->to(device);
    replica.loss = torch::zeros({}, torch::dtype(torch::kFloat64).device(device));
    replica.right = torch::zeros({}, torch::dtype(torch::kInt64).device(device));
    replica.parameters = replica.network->parameters();
    replica.buffers = replica.network->buffers();
    if (guidance_.embedding_columns > 0) {
      const auto features = replica.network->named_parameters()["head_weight"].size(1);
      torch::manual_seed(static_cast<int64_t>(options_.seed));
      replica.map = torch::nn::Linear(features, guidance_.embedding_columns);
      replica.map->to(device);
      for (const torch::Tensor& parameter : replica.map->parameters()) replica.parameters.push_back(parameter);
    }
    replicas_.push_back(std::move(replica));
  }
  std::vector<torch::Tensor> decayed;
  std::vector<torch::Tensor> free;
  for (const torch::Tensor& parameter : replicas_[0].parameters) {
    (parameter.dim() > 1 ? decayed : free).push_back(parameter);
  }
  const auto settings = [&](double decay) {
    return std::make_unique<torch::optim::AdamWOptions>(
        torch::optim::AdamWOptions(options_.peak_rate).betas({kMomentum, kSquareMomentum}).weight_decay(decay));
  };
  std::vector<torch::optim::OptimizerParamGroup> groups;
  groups.emplace_back(decayed, settings(options_.weight_decay));
  groups.emplace_back(free, settings(0.0));
  optimizer_ = std::make_unique<torch::optim::AdamW>(groups, torch::optim::AdamWOptions(options_.peak_rate));
  const auto photos = std::ranges::count_if(data_set_.photos, [](const Photo& photo) { return !photo.held_out; });
  options_.batch = static_cast<int>(std::min<int64_t>(options_.batch, photos));
  steps_per_epoch_ = std::max<int64_t>(1, photos / options_.batch);
}

Batch Phase::MakeBatch(std::span<const Draw> draws, int64_t step) const {
  const int side_px = step < plateau_end() ? options_.plateau_side_px : options_.side_px;
  Batch batch = batches_.Make(draws, side_px, options_.overfit_one_batch, type_);
  if (!options_.overfit_one_batch) Mix(batch, draws, options_.mix);
  return batch;
}

void Phase::Learn(Replica& replica, const Batch& batch, int64_t batch_size) {
  replica.network->train();
  for (torch::Tensor& parameter : replica.parameters) parameter.mutable_grad().reset();
  if (batch.targets.size(0) == 0) return;
  const NetworkOutput output = replica.network->forward(batch.pictures);
  torch::Tensor loss = data_set_.is_softmax() ? -(batch.targets * torch::log_softmax(output.logits, 1)).sum()
                                              : torch::binary_cross_entropy_with_logits(output.logits, batch.targets,
                                                                                        {}, {}, at::Reduction::Sum);
  if (batch.embeddings.defined()) {
    const torch::Tensor miss = (replica.map->forward(output.pooled) - batch.embeddings).pow(2).mean(1, true);
    loss = loss + kEmbeddingWeight * (miss * batch.has_embedding).sum();
  }
  loss = loss / static_cast<double>(batch_size);
  loss.backward();
  replica.loss.add_(loss.detach());
  const torch::Tensor right = data_set_.is_softmax() ? output.logits.argmax(1) == batch.targets.argmax(1)
                                                     : ((output.logits > 0) == (batch.targets > 0.5)).all(1);
  replica.right.add_(right.sum());
}

/// Sums gradients of all replicas into the first, steps, averages statistics, and hands both to all.
Status Phase::Join(bool counted) {
  const torch::NoGradGuard no_grad;
  Replica& first = replicas_[0];
  for (size_t r = 1; r < replicas_.size(); ++r) {
    for (size_t i = 0; i < first.parameters.size(); ++i) {
      const torch::Tensor& grad = replicas_[r].parameters[i].grad();
      if (!grad.defined()) continue;
      if (first.parameters[i].grad().defined()) {
        first.parameters[i].mutable_grad().add_(grad);
      } else {
        first.parameters[i].mutable_grad() = grad.clone();
      }
    }
    for (size_t i = 0; i < first.buffers.size(); ++i) {
      if (first.buffers[i].is_floating_point()) first.buffers[i].add_(replicas_[r].buffers[i]);
    }
  }
  if (Status summed = SumOverProcesses(counted); !summed) return summed;
  ClipGradients(first.parameters, kMaxGradientNorm);
  optimizer_->step();
  for (torch::Tensor& buffer : first.buffers) {
    if (buffer.is_floating_point()) buffer.div_(static_cast<double>(all_replicas_));
  }
  for (size_t r = 1; r < replicas_.size(); ++r) {
    for (size_t i = 0; i < first.parameters.size(); ++i) replicas_[r].parameters[i].copy_(first.parameters[i]);
    for (size_t i = 0; i < first.buffers.size(); ++i) {
      if (first.buffers[i].is_floating_point()) replicas_[r].buffers[i].copy_(first.buffers[i]);
    }
  }
  // Young averages forget faster: the first steps' weights are worth nothing.
  const auto step = static_cast<double>(next_step_);
  const double keep = std::min(options_.average_decay, (1.0 + step) / (10.0 + step));
  auto parameters = average_->parameters();
  auto buffers = average_->buffers();
  for (size_t i = 0; i < parameters.size(); ++i) Blend(parameters[i], first.parameters[i], keep);
  for (size_t i = 0; i < buffers.size(); ++i) Blend(buffers[i], first.buffers[i], keep);
  return {};
}

/// What the first replicas of all processes hold, and, if `counted`, what all replicas have to say since it last was.
Status Phase::SumOverProcesses(bool counted) {
  if (!counted) {
    stop_ = stop_ || InterruptRequested();
    return {};
  }
  // A row for each replica: nothing is rounded, and one process of as many threads would add up the same numbers.
  torch::Tensor news = torch::zeros({all_replicas_, 3});
  auto rows = news.accessor<float, 2>();
  for (size_t r = 0; r < replicas_.size(); ++r) {
    auto row = rows[first_replica_ + static_cast<int64_t>(r)];
    row[0] = replicas_[r].loss.item<float>();
    row[1] = static_cast<float>(replicas_[r].right.item<int64_t>());
    row[2] = InterruptRequested() ? 1.0f : 0.0f;
    replicas_[r].loss.zero_();
    replicas_[r].right.zero_();
  }
  if (group_.size() > 1) {
    std::vector<torch::Tensor> parts = {news};
    for (torch::Tensor& parameter : replicas_[0].parameters) {
      // A process without a picture of this batch has no gradient.
      if (!parameter.grad().defined()) parameter.mutable_grad() = torch::zeros_like(parameter);
      parts.push_back(parameter.grad());
    }
    std::ranges::copy_if(replicas_[0].buffers, std::back_inserter(parts), &torch::Tensor::is_floating_point);
    if (Status summed = group_.SumInto(parts); !summed) return summed;
  }
  for (int64_t r = 0; r < all_replicas_; ++r) {
    tally_.loss += rows[r][0];
    tally_.right += std::lround(rows[r][1]);
    stop_ = stop_ || rows[r][2] != 0;
  }
  return {};
}

std::span<const Draw> Phase::PartOf(std::span<const Draw> draws, int64_t replica) const {
  const auto count = static_cast<int64_t>(draws.size());
  const int64_t part = first_replica_ + replica;
  const int64_t first = count * part / all_replicas_;
  return draws.subspan(first, count * (part + 1) / all_replicas_ - first);
}

Status Phase::Step(std::span<const Draw> draws, int64_t step, Prefetch* ahead, bool counted) {
  const double done = static_cast<double>(step) / static_cast<double>(steps_per_epoch_ * options_.epochs);
  for (auto& group : optimizer_->param_groups()) {
    static_cast<torch::optim::AdamWOptions&>(group.options()).lr(LearningRate(options_, step, steps_per_epoch_));
  }
  const auto count = static_cast<int64_t>(draws.size());
  for (Replica& replica : replicas_) replica.network->SetProgress(done);
  if (ahead != nullptr) {
    Learn(replicas_[0], ahead->Take(step), count);
  } else {
    pool_.Run([&](int worker) { Learn(replicas_[worker], MakeBatch(PartOf(draws, worker), step), count); });
  }
  return Join(counted);
}

Status Phase::RunEpoch(int epoch) {
  const SamplerOptions sampling{.seed = options_.seed, .views = guidance_.views, .center_share = options_.center_share};
  std::vector<Draw> draws = DrawEpoch(data_set_, sampling, options_.overfit_one_batch ? 0 : epoch);
  if (options_.overfit_one_batch) std::erase_if(draws, [](const Draw& draw) { return draw.partner >= 0; });
  ProgressLine line(group_.leads());
  tally_ = {};
  int64_t seen = 0;
  const auto start = std::chrono::steady_clock::now();
  double images_per_s = 0;
  const int64_t first_step = next_step_;
  const auto text = [&] {
    const double left = static_cast<double>(steps_per_epoch_ * options_.epochs - next_step_) * options_.batch;
    return StrCat(options_.name, " epoch ", epoch + 1, "/", options_.epochs, ": step ", next_step_ % steps_per_epoch_,
                  "/", steps_per_epoch_, ", loss ", tally_.loss / static_cast<double>(next_step_ - first_step),
                  ", right ", 100.0 * static_cast<double>(tally_.right) / static_cast<double>(seen), " %, ",
                  images_per_s, " images/s, ", FormatDuration(left / images_per_s), " left");
  };
  const int64_t end = (epoch + 1) * steps_per_epoch_;
  const auto draws_of = [&](int64_t step) {
    const int64_t place = options_.overfit_one_batch ? 0 : (step % steps_per_epoch_) * options_.batch;
    const auto whole = std::span<const Draw>(draws);
    return whole.subspan(place, std::min<size_t>(options_.batch, whole.size()));
  };
  Prefetch ahead([&](int64_t step) { return MakeBatch(PartOf(draws_of(step), 0), step); }, end);
  while (next_step_ < end) {
    const std::span<const Draw> step_draws = draws_of(next_step_);
    // A GPU is not asked for its counts, which would wait for it, unless someone is to hear them.
    const bool counted = !batches_.in_bulk() || group_.size() > 1 || line.due() || next_step_ + 1 == end;
    if (Status stepped = Step(step_draws, next_step_, batches_.in_bulk() ? &ahead : nullptr, counted); !stepped) {
      return stepped;
    }
    ++next_step_;
    seen += static_cast<int64_t>(step_draws.size());
    images_per_s =
        static_cast<double>(seen) / std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (counted && line.due()) line.Update(text());
    if (!std::isfinite(tally_.loss)) {
      return Fail(ErrorCode::kInvalidArgument,
                  StrCat("the loss is no number any more at step ", next_step_, "; try a lower --lr"));
    }
    if (stop_) {
      if (Status saved = Save(CheckpointPath()); !saved) return saved;
      return Fail(ErrorCode::kInvalidArgument, "stopped; the same command with --resume goes on from here");
    }
  }
  for (const auto& values : {average_->parameters(), average_->buffers()}) {
    for (const torch::Tensor& value : values) {
      if (value.isfinite().all().item<bool>()) continue;
      return Fail(ErrorCode::kInvalidArgument, StrCat("the network holds something that is no number after epoch ",
                                                      epoch + 1, "; try a lower --lr or a larger --batch"));
    }
  }
  training_accuracy_ = static_cast<double>(tally_.right) / static_cast<double>(std::max<int64_t>(1, seen));
  line.Finish(text());
  if (Status saved = Save(CheckpointPath()); !saved) return saved;
  if (next_step_ == plateau_end()) {
    if (Status saved = Save(PlateauPath()); !saved) return saved;
  }
  return Evaluate(epoch, tally_.loss / static_cast<double>(std::max<int64_t>(1, next_step_ - first_step)),
                  images_per_s);
}

Status Phase::Evaluate(int epoch, double loss, double images_per_s) {
  if (options_.overfit_one_batch || !group_.leads()) return {};
  std::vector<int> held_out;
  for (size_t i = 0; i < data_set_.photos.size(); ++i) {
    if (data_set_.photos[i].held_out && data_set_.photos[i].label != kAllLabels)
      held_out.push_back(static_cast<int>(i));
  }
  Scores scores;
  if (!held_out.empty()) {
    scores =
        Score(Answer(*average_, data_set_, held_out, options_.side_px, 1.0f, kLooks[0], pool_), data_set_, held_out);
    std::fprintf(stderr, "  held out: %.2f %% of labels, %.2f %% over all classes (%zu photos)\n",
                 100.0 * scores.labels, 100.0 * scores.all, held_out.size());
  }
  return AppendMetrics(options_.folder, {.phase = options_.name,
                                         .epoch = epoch + 1,
                                         .rate = LearningRate(options_, next_step_ - 1, steps_per_epoch_),
                                         .loss = loss,
                                         .training_accuracy = training_accuracy_,
                                         .images_per_s = images_per_s,
                                         .held_out_labels = scores.labels,
                                         .held_out_all = scores.all});
}

Status Phase::Run() {
  if (Status counted = CountReplicas(); !counted) return counted;
  if (options_.resume && group_.leads()) {
    if (Status resumed = Resume(); !resumed) return resumed;
  }
  if (Status equal = FollowLeader(); !equal) return equal;
  for (int epoch = static_cast<int>(next_step_ / steps_per_epoch_); epoch < options_.epochs; ++epoch) {
    if (Status done = RunEpoch(epoch); !done) return done;
    if (Status equal = FollowLeader(); !equal) return equal;
    ++epochs_run_;
  }
  return {};
}

}  // namespace pawlens
