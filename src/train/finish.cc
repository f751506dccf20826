// SPDX-License-Identifier: MIT
#include "train/finish.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <functional>
#include <utility>
#include <vector>

#include "base/str_cat.h"
#include "engine/engine.h"
#include "image/preprocess.h"
#include "model/validate.h"
#include "model/writer.h"
#include "train/calibrate.h"
#include "train/decision_rule.h"
#include "train/file_io.h"
#include "train/quantized.h"
#include "train/random.h"
#include "train/sampler.h"

namespace pawlens {
namespace {

constexpr float kAspects[] = {1.0f, 1.33f, 1.5f};
constexpr double kWorthSqueezing = 0.002;  // Gain in accuracy over 1.0 that another aspect must bring.
constexpr double kCompositeMass = 0.08;    // Of the fit: composites are rare in the world.
constexpr int kComposites = 1000;
constexpr int kComparedPhotos = 300;
constexpr int kMostSteps = 1;
constexpr float kLogitLimit = 7.0f;
constexpr int kCalibrationBins = 15;

void Say(const std::string& text) {
  std::fprintf(stderr, "%s\n", text.c_str());
}

std::vector<int> HeldOutSingles(const DataSet& data_set) {
  std::vector<int> photos;
  for (size_t i = 0; i < data_set.photos.size(); ++i) {
    if (data_set.photos[i].held_out && data_set.photos[i].label != kAllLabels) photos.push_back(static_cast<int>(i));
  }
  return photos;
}

void Append(LabelledLogits& all, const torch::Tensor& logits, const std::vector<std::vector<uint8_t>>& truth,
            float weight) {
  const torch::Tensor values = logits.contiguous();
  all.logits.insert(all.logits.end(), values.data_ptr<float>(), values.data_ptr<float>() + values.numel());
  for (const auto& row : truth) {
    all.truth.insert(all.truth.end(), row.begin(), row.end());
    all.weights.push_back(weight);
  }
}

std::vector<uint8_t> Truth(const DataSet& data_set, const Draw& draw) {
  std::vector<uint8_t> row(data_set.labels.size(), 0);
  for (const int photo : {draw.photo, draw.partner}) {
    if (photo < 0) continue;
    const int label = data_set.photos[photo].label;
    if (label >= 0) row[label] = 1;
    if (label == kAllLabels) row.assign(row.size(), 1);
  }
  return row;
}

LabelledLogits AnswerSingles(Int8Network& network, const DataSet& data_set, std::span<const int> photos, int side_px,
                             float max_aspect, const Look& look, WorkerPool& pool) {
  std::vector<std::vector<uint8_t>> truth;
  for (const int photo : photos) truth.push_back(Truth(data_set, {.photo = photo}));
  LabelledLogits answered{
      .outputs = static_cast<int>(data_set.labels.size()), .logits = {}, .truth = {}, .weights = {}};
  Append(answered, Answer(network, data_set, photos, side_px, max_aspect, look, pool), truth, 1.0f);
  return answered;
}

/// Pairs of held-out photos of two labels.
std::vector<Draw> DrawComposites(const DataSet& data_set, std::span<const int> photos, uint64_t seed) {
  std::vector<std::vector<int>> by_label(data_set.labels.size());
  for (const int photo : photos) {
    if (data_set.photos[photo].label >= 0) by_label[data_set.photos[photo].label].push_back(photo);
  }
  std::erase_if(by_label, [](const std::vector<int>& group) { return group.empty(); });
  std::vector<Draw> draws;
  Random random({seed, 0x626f7468});
  for (int i = 0; i < kComposites && by_label.size() >= 2; ++i) {
    const size_t a = random.Below(by_label.size());
    const size_t b = (a + 1 + random.Below(by_label.size() - 1)) % by_label.size();
    draws.push_back({.photo = by_label[a][random.Below(by_label[a].size())],
                     .partner = by_label[b][random.Below(by_label[b].size())],
                     .seed = random.Bits()});
  }
  return draws;
}

double LabelAccuracy(const LabelledLogits& singles) {
  int64_t labelled = 0;
  int64_t right = 0;
  for (int64_t i = 0; i < singles.pictures(); ++i) {
    const uint8_t* truth = &singles.truth[i * singles.outputs];
    if (std::none_of(truth, truth + singles.outputs, [](uint8_t applies) { return applies != 0; })) continue;
    const float* row = &singles.logits[i * singles.outputs];
    ++labelled;
    right += truth[std::max_element(row, row + singles.outputs) - row];
  }
  return labelled == 0 ? 0 : static_cast<double>(right) / static_cast<double>(labelled);
}

/// Sets `settings.max_aspect` to the one whose answers are worth most, unless cutting a square is nearly as good, and gives
/// these answers. `judge` says what answers are worth, 0 to 1, and prints it.
LabelledLogits ChooseAspect(const FinishOptions& options, Int8Network& network, const DataSet& data_set,
                            std::span<const int> held_out, WorkerPool& pool,
                            const std::function<double(float, const LabelledLogits&)>& judge, Settings& settings) {
  LabelledLogits chosen;
  double best = -1;
  for (const float aspect : kAspects) {
    LabelledLogits answered = AnswerSingles(network, data_set, held_out, options.input_px, aspect, kLooks[0], pool);
    const double worth = judge(aspect, answered);
    if (best < 0 || worth > best + kWorthSqueezing) {
      best = worth;
      settings.max_aspect = aspect;
      chosen = std::move(answered);
    }
  }
  return chosen;
}

/// A temperature for a softmax, on the held-out photos.
Settings CalibrateSoftmax(const FinishOptions& options, Int8Network& network, const DataSet& data_set,
                          std::span<const int> held_out, WorkerPool& pool) {
  Settings settings{.labels = data_set.labels, .head = Head::kSoftmax, .thresholds = {}, .provenance = {}};
  if (held_out.empty()) return settings;
  const auto judge = [](float aspect, const LabelledLogits& answered) {
    const double labels = LabelAccuracy(answered);
    Say(StrCat("  aspect ", aspect, ": ", 100 * labels, " % of labels"));
    return labels;
  };
  const LabelledLogits singles = ChooseAspect(options, network, data_set, held_out, pool, judge, settings);
  const Calibration fit = FitTemperature(singles);
  Say(StrCat("  logits x ", fit.scale[0], ": calibration error ",
             ScoreSoftmax(singles, kCalibrationBins).calibration_error, " -> ",
             ScoreSoftmax(Apply(fit, singles), kCalibrationBins).calibration_error, "; max_aspect ",
             settings.max_aspect));
  network.RescaleLogits(fit.scale, fit.shift, kLogitLimit);
  return settings;
}

/// Fits everything on the held-out photos, changes the network's last layer, and answers settings without provenance.
Settings Calibrate(const FinishOptions& options, Int8Network& network, const BatchMaker& batches,
                   std::span<const int> held_out, WorkerPool& pool) {
  const DataSet& data_set = batches.data_set();
  Settings settings{.labels = data_set.labels, .head = Head::kSigmoid, .thresholds = {}, .provenance = {}};
  settings.thresholds.assign(data_set.labels.size(), 0.5f);
  if (held_out.empty()) return settings;

  const auto judge = [](float aspect, const LabelledLogits& answered) {
    const double labels = LabelAccuracy(answered);
    const Thresholds thresholds = ChooseThresholds(Apply(FitCalibration(answered), answered), kMaxFalseBoth);
    Say(StrCat("  aspect ", aspect, ": ", 100 * labels, " % of labels, ", 100 * thresholds.accuracy,
               " % of decisions"));
    return 0.5 * (labels + thresholds.accuracy);
  };
  const LabelledLogits singles = ChooseAspect(options, network, data_set, held_out, pool, judge, settings);
  const std::vector<Draw> draws = DrawComposites(data_set, held_out, options.seed);
  LabelledLogits composites{.outputs = singles.outputs, .logits = {}, .truth = {}, .weights = {}};
  if (!draws.empty()) {
    std::vector<std::vector<uint8_t>> truth;
    for (const Draw& draw : draws) truth.push_back(Truth(data_set, draw));
    Append(composites, AnswerDraws(network, batches, draws, options.input_px, pool), truth, 1.0f);
  }
  LabelledLogits together = singles;
  together.logits.insert(together.logits.end(), composites.logits.begin(), composites.logits.end());
  together.truth.insert(together.truth.end(), composites.truth.begin(), composites.truth.end());
  const double weight =
      kCompositeMass * static_cast<double>(singles.pictures()) / std::max<double>(1, composites.pictures());
  together.weights.insert(together.weights.end(), composites.pictures(), static_cast<float>(weight));

  const Calibration fit = FitCalibration(together);
  const LabelledLogits calibrated = Apply(fit, singles);
  const Thresholds thresholds = ChooseThresholds(calibrated, kMaxFalseBoth);
  for (size_t k = 0; k < fit.scale.size(); ++k) {
    Say(StrCat("  ", data_set.labels[k], ": logit x ", fit.scale[k], " + ", fit.shift[k]));
  }
  Say(StrCat("  held out, calibrated: ", 100 * LabelAccuracy(singles), " % of labels, ", 100 * thresholds.accuracy,
             " % of decisions seen once, calibration error ", CalibrationError(singles, kCalibrationBins), " -> ",
             CalibrationError(calibrated, kCalibrationBins), "; max_aspect ", settings.max_aspect));
  Say(StrCat("  composites, seen once: ", 100 * DecisionAccuracy(Apply(fit, composites), thresholds), " % both, at ",
             100 * thresholds.false_both, " % of single photos; threshold ", thresholds.both));
  network.RescaleLogits(fit.scale, fit.shift, kLogitLimit);

  std::array<LabelledLogits, kLooks.size()> looks;
  for (size_t i = 0; i < looks.size(); ++i) {
    looks[i] = AnswerSingles(network, data_set, held_out, options.input_px, settings.max_aspect, kLooks[i], pool);
  }
  const DecisionRule rule = FitDecisionRule(looks);
  Say(StrCat("  ", DescribeRule(rule, settings.labels)));
  settings.thresholds = rule.thresholds.label;
  settings.both_threshold = rule.thresholds.both;
  settings.doubt_from = rule.doubt_from;
  return settings;
}

}  // namespace

Result<Agreement> CompareWithEngine(Int8Network& network, const DataSet& data_set, int count, int input_px,
                                    WorkerPool& pool) {
  const QuantizedNetwork quantized = network.Quantize();
  const Result<Graph> graph = TruncateGraph(MakeGraph(quantized), "logits");
  if (!graph) return std::unexpected(graph.error());
  Result<Engine> engine = Engine::Create(*graph);
  if (!engine) return std::unexpected(engine.error());
  Agreement agreement;
  agreement.pictures = std::min(count, static_cast<int>(data_set.photos.size()));
  std::vector<int> photos;  // Spread over the whole data set.
  for (int i = 0; i < agreement.pictures; ++i) {
    photos.push_back(
        static_cast<int>(static_cast<int64_t>(i) * static_cast<int64_t>(data_set.photos.size()) / agreement.pictures));
  }
  const torch::Tensor logits = Answer(network, data_set, photos, input_px, 1.0f, kLooks[0], pool).contiguous();
  const InputRule rule{.width = input_px, .height = input_px};
  for (int i = 0; i < agreement.pictures; ++i) {
    const std::span<uint8_t> input = engine->Input();
    const Status filled = Preprocess(data_set.photos[photos[i]].pixels.view(), rule,
                                     {reinterpret_cast<int8_t*>(input.data()), input.size()});
    if (!filled) return std::unexpected(filled.error());
    if (Status run = engine->Run(); !run) return std::unexpected(run.error());
    const std::span<const uint8_t> output = engine->Output();
    for (size_t k = 0; k < output.size(); ++k) {
      const float real = logits.data_ptr<float>()[i * output.size() + k];
      const int expected = static_cast<int>(std::lround(real / quantized.logits.scale)) + quantized.logits.zero_point;
      const int steps = std::abs(expected - static_cast<int8_t>(output[k]));
      ++agreement.values;
      agreement.different += steps != 0;
      agreement.far += steps > kMostSteps;
      agreement.largest_steps = std::max(agreement.largest_steps, steps);
    }
  }
  return agreement;
}

Status Finish(const FinishOptions& options, Int8Network& network, const BatchMaker& batches, WorkerPool& pool) {
  const DataSet& data_set = batches.data_set();
  const std::vector<int> held_out = HeldOutSingles(data_set);
  Say(StrCat("calibrating on ", held_out.size(), " held-out photos"));
  Settings settings = data_set.is_softmax() ? CalibrateSoftmax(options, network, data_set, held_out, pool)
                                            : Calibrate(options, network, batches, held_out, pool);
  settings.provenance = options.provenance;
  const Result<Agreement> agreement = CompareWithEngine(network, data_set, kComparedPhotos, options.input_px, pool);
  if (!agreement) return std::unexpected(agreement.error());
  Say(StrCat("engine and LibTorch on ", agreement->pictures, " photos: ", agreement->different, " of ",
             agreement->values, " logits differ, by at most ", agreement->largest_steps, " of 255 steps"));
  if (agreement->far > 0) Say(StrCat("  warning: ", agreement->far, " are more than one step apart"));
  QuantizedNetwork quantized = network.Quantize();
  quantized.output = data_set.head;
  const Result<std::vector<uint8_t>> file = WriteTflite(MakeGraph(quantized), &settings);
  if (!file) return std::unexpected(file.error());
  if (Status written = WriteWholeFile(options.out, *file); !written) return written;
  Say(StrCat(options.out.string(), ": ", file->size(), " bytes"));
  return {};
}

}  // namespace pawlens
