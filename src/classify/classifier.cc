// SPDX-License-Identifier: MIT
#include "classify/classifier.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <numeric>
#include <utility>

#include "base/digest.h"
#include "base/str_cat.h"
#include "model/describe.h"

namespace pawlens {
namespace {

double MillisecondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

/// `the input, tensor 0 "image", is int8 [1, 128, 128]`.
std::string Describe(const char* role, const Graph& graph, int index) {
  const Tensor& tensor = graph.tensors[index];
  return StrCat("the ", role, ", ", DescribeTensor(graph, index), ", is ", DataTypeName(tensor.type), " ",
                DescribeShape(tensor.shape));
}

Result<int> CountOutputs(const Graph& graph) {
  if (graph.outputs.size() != 1) {
    return Fail(ErrorCode::kUnsupportedModel,
                StrCat("a classifier has one output; this one has ", graph.outputs.size()));
  }
  const Tensor& output = graph.tensors[graph.outputs[0]];
  const bool type_ok =
      output.type == DataType::kInt8 || output.type == DataType::kUInt8 || output.type == DataType::kFloat32;
  if (!type_ok || output.shape.empty() || output.num_elements() != output.shape.back()) {
    return Fail(ErrorCode::kUnsupportedModel, StrCat(Describe("output", graph, graph.outputs[0]),
                                                     "; scores are int8, uint8 or float32 [1, number of labels]"));
  }
  return static_cast<int>(output.num_elements());
}

/// Looking through the operators that only change the form of values.
bool EndsIn(const Graph& graph, OpType type) {
  const Operator* last =
      ProducerOf(graph, graph.outputs[0], {OpType::kQuantize, OpType::kDequantize, OpType::kReshape});
  return last != nullptr && last->type == type;
}

bool HasSigmoidHead(const Model& model) {
  return model.settings && model.settings->head == Head::kSigmoid;
}

void ApplySoftmax(std::vector<float>& values) {
  const float largest = *std::max_element(values.begin(), values.end());
  double sum = 0.0;
  for (float& value : values) {
    value = std::exp(value - largest);
    sum += value;
  }
  for (float& value : values) value = static_cast<float>(value / sum);
}

}  // namespace

std::vector<int> TopIndices(std::span<const float> probabilities, int count) {
  std::vector<int> indices(probabilities.size());
  std::iota(indices.begin(), indices.end(), 0);
  const auto top = indices.begin() + std::clamp<ptrdiff_t>(count, 0, static_cast<ptrdiff_t>(indices.size()));
  std::partial_sort(indices.begin(), top, indices.end(), [&](int a, int b) {
    return probabilities[a] != probabilities[b] ? probabilities[a] > probabilities[b] : a < b;
  });
  indices.erase(top, indices.end());
  return indices;
}

Classifier::Classifier(Model model, Engine engine, PictureInput input, int num_outputs)
    : model_(std::move(model)), engine_(std::move(engine)), input_(std::move(input)), num_outputs_(num_outputs) {}

Result<Classifier> Classifier::Load(std::span<const uint8_t> model_file) {
  Result<Model> model = ReadTflite(model_file);
  if (!model) return std::unexpected(std::move(model.error()));
  Result<PictureInput> input = PictureInput::Of(model->graph, model->settings, ReadNormalization(model_file));
  if (!input) return std::unexpected(input.error());
  const Result<int> num_outputs = CountOutputs(model->graph);
  if (!num_outputs) return std::unexpected(num_outputs.error());

  const size_t count = static_cast<size_t>(*num_outputs);
  if (!model->labels.empty() && model->labels.size() != count) {
    return Fail(ErrorCode::kBadModel,
                StrCat("the model names ", model->labels.size(), " labels for ", count, " outputs"));
  }
  const bool sigmoid = HasSigmoidHead(*model);
  Result<Engine> engine = Engine::Create(model->graph);
  if (!engine) return std::unexpected(std::move(engine.error()));
  for (Tensor& tensor : model->graph.tensors) tensor.data = {};

  Classifier classifier(std::move(*model), std::move(*engine), std::move(*input), *num_outputs);
  const Graph& graph = classifier.model_.graph;
  if (sigmoid) {
    if (!EndsIn(graph, OpType::kLogistic)) classifier.finish_ = Finish::kLogistic;
  } else if (!EndsIn(graph, OpType::kSoftmax) && !EndsIn(graph, OpType::kLogistic)) {
    classifier.finish_ = Finish::kSoftmax;
  }
  if (classifier.model_.settings && classifier.model_.settings->doubt_from > 0.0f) {
    classifier.seen_.resize(classifier.engine_.Input().size());
  }
  classifier.FindCatAndDog();
  return classifier;
}

void Classifier::FindCatAndDog() {
  cat_ = dog_ = -1;
  if (!model_.settings || !HasSigmoidHead(model_) || model_.settings->labels.size() != 2) return;
  const std::vector<std::string>& labels = model_.settings->labels;
  const int cat = labels[0] == "cat" ? 0 : 1;
  if (labels[cat] != "cat" || labels[1 - cat] != "dog") return;
  cat_ = cat;
  dog_ = 1 - cat;
}

Status Classifier::SetLabels(std::vector<std::string> labels) {
  const size_t count = static_cast<size_t>(num_outputs_);
  if (labels.size() != count) {
    const bool background = labels.size() == count + 1 && labels[0] == "background";
    return Fail(ErrorCode::kInvalidArgument,
                StrCat(labels.size(), " labels for a model of ", count, " outputs",
                       background ? "; leave out the first one, \"background\", which this model does not have" : ""));
  }
  if (model_.settings) model_.settings->labels = labels;
  model_.labels = std::move(labels);
  FindCatAndDog();
  return {};
}

std::string Classifier::LabelOf(int output) const {
  return model_.labels.empty() ? StrCat("class ", output) : model_.labels[static_cast<size_t>(output)];
}

std::vector<float> Classifier::Probabilities(std::span<const uint8_t> bytes) const {
  const Tensor& tensor = model_.graph.tensors[model_.graph.outputs[0]];
  std::vector<float> values(static_cast<size_t>(num_outputs_));
  if (tensor.type == DataType::kFloat32) {
    std::memcpy(values.data(), bytes.data(), values.size() * sizeof(float));
  } else {
    const float scale = tensor.quantization.scale[0];
    const int32_t zero_point = tensor.quantization.zero_point[0];
    const bool is_signed = tensor.type == DataType::kInt8;
    for (size_t i = 0; i < values.size(); ++i) {
      const int q = is_signed ? static_cast<int8_t>(bytes[i]) : bytes[i];
      values[i] = scale * static_cast<float>(q - zero_point);
    }
  }
  if (finish_ == Finish::kSoftmax) {
    ApplySoftmax(values);
  } else if (finish_ == Finish::kLogistic) {
    for (float& value : values) value = 1.0f / (1.0f + std::exp(-value));
  }
  // Whoever reads a probability may rely on its range, whatever scale the file gave the output.
  for (float& value : values) value = value > 0.0f ? std::min(value, 1.0f) : 0.0f;
  return values;
}

Result<Classification> Classifier::Classify(const ImageView& pixels) {
  Classification result;
  if (Status seen = LookAt(pixels, kLooks[0], result); !seen) return std::unexpected(seen.error());
  result.probabilities = Probabilities(result.scores);
  if (model_.settings && IsInDoubt(result.probabilities, model_.settings->doubt_from)) {
    if (Status seen = LookAgain(pixels, result); !seen) return std::unexpected(seen.error());
  }
  DecideByProbabilities(result);
  return result;
}

Status Classifier::LookAt(const ImageView& pixels, const Look& look, Classification& result) {
  const auto start = std::chrono::steady_clock::now();
  const std::span<uint8_t> input = engine_.Input();
  if (look.mirrored) {
    const InputRule& rule = input_.rule();
    Mirror(seen_, rule.height, rule.width, input_.pixel_bytes());
    std::copy(seen_.begin(), seen_.end(), input.begin());
  } else {
    if (Status written = input_.Write(pixels, input, look.share); !written) return written;
    std::copy_n(input.begin(), seen_.size(), seen_.begin());
  }
  result.preprocess_ms += MillisecondsSince(start);

  const auto inference = std::chrono::steady_clock::now();
  if (Status run = engine_.Run(); !run) return run;
  result.infer_ms += MillisecondsSince(inference);
  const std::span<const uint8_t> scores = engine_.Output();
  result.scores.insert(result.scores.end(), scores.begin(), scores.end());
  return {};
}

Status Classifier::LookAgain(const ImageView& pixels, Classification& result) {
  std::vector<double> odds(result.probabilities.size());
  for (size_t i = 0; i < odds.size(); ++i) odds[i] = OddsAgainst(result.probabilities[i]);
  for (size_t look = 1; look < kLooks.size(); ++look) {
    if (Status done = LookAt(pixels, kLooks[look], result); !done) return done;
    const std::vector<float> probabilities = Probabilities(engine_.Output());
    for (size_t i = 0; i < odds.size(); ++i) odds[i] *= OddsAgainst(probabilities[i]);
  }
  for (size_t i = 0; i < odds.size(); ++i) result.probabilities[i] = JoinedProbability(odds[i]);
  result.looks = static_cast<int>(kLooks.size());
  return {};
}

void Classifier::DecideByProbabilities(Classification& result) const {
  if (!is_cat_dog() || !model_.settings) return;
  result.p_cat = result.probabilities[cat_];
  result.p_dog = result.probabilities[dog_];
  result.decision = Decide(result.p_cat, result.p_dog, *model_.settings);
}

Result<std::string> Classifier::SelfTestDigest() {
  constexpr int kWidth = 160;
  constexpr int kHeight = 120;
  std::vector<uint8_t> rgba(size_t{kWidth} * kHeight * 4);
  SplitMix64 random(kSelfTestSeed);
  Digest digest;
  for (int image = 0; image < kSelfTestImages; ++image) {
    for (size_t i = 0; i < rgba.size(); i += 8) {
      const uint64_t number = random.Next();
      for (int byte = 0; byte < 8; ++byte) rgba[i + byte] = static_cast<uint8_t>(number >> (8 * byte));
    }
    const Result<Classification> result = Classify({rgba.data(), kWidth, kHeight, PixelFormat::kRgba8});
    if (!result) return std::unexpected(result.error());
    digest.Add(result->scores);
  }
  return digest.Hex();
}

}  // namespace pawlens
