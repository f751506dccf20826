// SPDX-License-Identifier: MIT
#include "train/guidance.h"

#include <torch/torch.h>

#include <algorithm>
#include <utility>

#include "base/str_cat.h"
#include "train/platform.h"
#include "train/random.h"

namespace pawlens {
namespace {

constexpr int64_t kCovarianceRows = 16'000;  // Enough for a few hundred components.
constexpr int kSubspaceIterations = 5;
constexpr int kFitIterations = 250;
constexpr double kFitRate = 0.03;
constexpr double kFitWeightDecay = 1e-3;
constexpr double kEvenedScale = 3.0;  // Deviation of the strongest component.

/// a b, by a 1x1 convolution: Debian's LibTorch leaves float matrix products to the system's BLAS, which is the slow
/// reference one unless somebody installed another, but convolutions to oneDNN.
torch::Tensor Product(const torch::Tensor& a, const torch::Tensor& b) {
  return torch::conv2d(a.contiguous().view({a.size(0), a.size(1), 1, 1}),
                       b.t().contiguous().view({b.size(1), b.size(0), 1, 1}))
      .view({a.size(0), b.size(1)});
}

/// All teachers' features side by side.
torch::Tensor SideBySide(const std::vector<FeatureTable>& tables, int64_t photos) {
  std::vector<torch::Tensor> parts;
  for (const FeatureTable& table : tables) {
    auto* data = const_cast<int8_t*>(table.values.data());  // Only read; from_blob knows no const.
    parts.push_back(torch::from_blob(data, {photos, table.columns}, torch::kInt8).to(torch::kFloat32));
  }
  return torch::cat(parts, 1);
}

/// The first `count` principal components of `x` (mean 0), as columns, strongest first: subspace iteration, which needs
/// no covariance matrix of all the features.
torch::Tensor PrincipalAxes(const torch::Tensor& x, int64_t count) {
  const int64_t wide = std::min(x.size(1), count + 32);
  torch::Tensor q = std::get<0>(torch::linalg_qr(torch::randn({x.size(1), wide})));
  for (int i = 0; i < kSubspaceIterations; ++i) {
    q = std::get<0>(torch::linalg_qr(Product(x.t(), Product(x, q))));
  }
  const torch::Tensor projected = Product(x, q);
  const auto [values, vectors] = torch::linalg_eigh(Product(projected.t(), projected));
  return Product(q, vectors.flip({1}).slice(1, 0, count));
}

struct LogisticLayer {
  torch::Tensor weight, bias;
  /// Softmax probabilities [rows, classes].
  torch::Tensor Answer(const torch::Tensor& x) const { return torch::softmax(Product(x, weight.t()) + bias, 1); }
};

LogisticLayer Fit(const torch::Tensor& x, const torch::Tensor& classes, const torch::Tensor& rows,
                  int64_t class_count) {
  const torch::Tensor seen = x.index_select(0, rows);
  const torch::Tensor target = classes.index_select(0, rows);
  LogisticLayer layer{torch::zeros({class_count, x.size(1)}, torch::requires_grad()),
                      torch::zeros({class_count}, torch::requires_grad())};
  torch::optim::Adam optimizer({layer.weight, layer.bias}, torch::optim::AdamOptions(kFitRate));
  for (int i = 0; i < kFitIterations; ++i) {
    // A falling rate ends the wobble of full-batch Adam.
    for (auto& group : optimizer.param_groups()) {
      static_cast<torch::optim::AdamOptions&>(group.options())
          .lr(kFitRate * (1.0 - static_cast<double>(i) / kFitIterations));
    }
    optimizer.zero_grad();
    const torch::Tensor loss =
        torch::nn::functional::cross_entropy(Product(seen, layer.weight.t()) + layer.bias, target) +
        kFitWeightDecay * layer.weight.pow(2).sum();
    loss.backward();
    optimizer.step();
  }
  return {layer.weight.detach(), layer.bias.detach()};
}

std::string Report(const DataSet& data_set, const torch::Tensor& answers, int view) {
  const auto outputs = static_cast<int64_t>(data_set.labels.size());
  const torch::Tensor best_output = answers.slice(1, 0, outputs).argmax(1).contiguous();
  const torch::Tensor best = answers.argmax(1).contiguous();
  int64_t labelled = 0, labelled_right = 0, single = 0, single_right = 0;
  for (size_t i = 0; i < data_set.photos.size(); ++i) {
    const Photo& photo = data_set.photos[i];
    if (photo.held_out || photo.label == kAllLabels) continue;
    ++single;
    single_right += best.data_ptr<int64_t>()[i] == (photo.label == kNoLabelApplies ? outputs : photo.label);
    if (photo.label == kNoLabelApplies) continue;
    ++labelled;
    labelled_right += best_output.data_ptr<int64_t>()[i] == photo.label;
  }
  const auto percent = [](int64_t part, int64_t whole) {
    return 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  };
  return StrCat("teachers, cross-fitted, ", view == 0 ? "centre: " : StrCat("view ", view, ": "),
                percent(labelled_right, labelled), " % of labels, ", percent(single_right, single),
                " % over all classes");
}

}  // namespace

Guidance LabelGuidance(const DataSet& data_set, float smoothing) {
  Guidance guidance{.outputs = static_cast<int>(data_set.labels.size()), .targets = {}, .embeddings = {}, .report = {}};
  // The targets of a softmax add up to 1.
  const float others = data_set.is_softmax() ? smoothing / static_cast<float>(guidance.outputs - 1) : smoothing;
  for (const Photo& photo : data_set.photos) {
    for (int k = 0; k < guidance.outputs; ++k) {
      const bool applies = photo.label == k || photo.label == kAllLabels;
      guidance.targets.push_back(applies ? 1.0f - smoothing : others);
    }
  }
  return guidance;
}

Result<Guidance> TeacherGuidance(const DataSet& data_set, const FeatureSource& source, const TeacherOptions& options) {
  PrepareProcessor();
  torch::manual_seed(static_cast<int64_t>(options.seed));
  const auto photos = static_cast<int64_t>(data_set.photos.size());
  Guidance guidance = LabelGuidance(data_set, 0.0f);
  const std::vector<float> labels = std::move(guidance.targets);
  guidance.targets.clear();
  guidance.views = options.views;
  const int64_t outputs = guidance.outputs;
  const int64_t class_count = data_set.is_softmax() ? outputs : outputs + 1;  // The last one: "neither".
  std::vector<int64_t> classes(photos);
  std::vector<int64_t> training;
  std::vector<std::vector<int64_t>> outside(options.folds);  // Training rows that are not of the fold.
  std::vector<std::vector<int64_t>> inside(options.folds);   // All rows of the fold.
  for (int64_t i = 0; i < photos; ++i) {
    const Photo& photo = data_set.photos[i];
    classes[i] = photo.label >= 0 ? photo.label : outputs;
    const auto fold =
        static_cast<int>(Random({options.seed, 0x666f6c64, static_cast<uint64_t>(i)}).Below(options.folds));
    inside[fold].push_back(i);
    if (photo.held_out) continue;
    training.push_back(i);
    for (int other = 0; other < options.folds; ++other) {
      if (other != fold && photo.label != kAllLabels) outside[other].push_back(i);
    }
  }

  torch::Tensor mean, spread, axes, evening, embedding_scale;  // Of the centres.
  std::vector<LogisticLayer> layers(options.folds);
  for (int view = 0; view <= options.views; ++view) {
    const Result<std::vector<FeatureTable>> tables = source(view);
    if (!tables) return std::unexpected(tables.error());
    torch::Tensor features = SideBySide(*tables, photos);
    if (view == 0) {
      const torch::Tensor seen = features.index_select(0, torch::tensor(training));
      mean = seen.mean(0);
      spread = seen.std(0).clamp_min(1e-3);
    }
    features.sub_(mean).div_(spread);
    torch::Tensor sample;
    if (view == 0) {
      sample = torch::tensor(training).index_select(
          0, torch::randperm(static_cast<int64_t>(training.size()))
                 .slice(0, 0, std::min<int64_t>(kCovarianceRows, static_cast<int64_t>(training.size()))));
      const int64_t components = std::min<int64_t>({options.answer_components, features.size(1), sample.size(0)});
      axes = PrincipalAxes(features.index_select(0, sample), components);
      guidance.embedding_columns = static_cast<int>(std::min<int64_t>(options.embedding_components, components));
    }
    const torch::Tensor projected = Product(features, axes);
    const torch::Tensor kept = projected.slice(1, 0, guidance.embedding_columns);
    if (view == 0) {
      // Half whitened: small components have their say, but the weight decay holds them harder than large ones.
      const torch::Tensor deviation = projected.index_select(0, sample).std(0).clamp_min(1e-6);
      evening = kEvenedScale / (deviation * deviation[0]).sqrt();
      embedding_scale = kept.index_select(0, sample).pow(2).mean().rsqrt();
    }
    const torch::Tensor evened = projected * evening;
    torch::Tensor answers = torch::zeros({photos, class_count});
    for (int fold = 0; fold < options.folds; ++fold) {
      if (inside[fold].empty() || outside[fold].empty()) continue;
      if (view == 0) layers[fold] = Fit(evened, torch::tensor(classes), torch::tensor(outside[fold]), class_count);
      const torch::Tensor rows = torch::tensor(inside[fold]);
      answers.index_copy_(0, rows, layers[fold].Answer(evened.index_select(0, rows)));
    }
    guidance.report += StrCat(view == 0 ? "" : "\n", Report(data_set, answers, view));
    const float* said = answers.data_ptr<float>();
    for (int64_t i = 0; i < photos; ++i) {
      const float share = data_set.photos[i].label == kAllLabels ? 0.0f : options.teacher_share;
      for (int64_t k = 0; k < outputs; ++k) {
        guidance.targets.push_back(share * said[i * class_count + k] + (1.0f - share) * labels[i * outputs + k]);
      }
    }
    const torch::Tensor embeddings = (kept * embedding_scale).contiguous();
    guidance.embeddings.insert(guidance.embeddings.end(), embeddings.data_ptr<float>(),
                               embeddings.data_ptr<float>() + embeddings.numel());
  }
  return guidance;
}

}  // namespace pawlens
