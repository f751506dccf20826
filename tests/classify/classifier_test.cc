// SPDX-License-Identifier: MIT
#include "classify/classifier.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

#include "base/digest.h"
#include "engine/reference.h"
#include "model/writer.h"
#include "support/colour_model.h"
#include "support/colour_names_model.h"

namespace pawlens {
namespace {

using testing::CatDogModelFile;
using testing::ColourGraph;
using testing::ColourModelOptions;
using testing::ColourNames;
using testing::ColourNamesGraph;
using testing::ColourSettings;
using testing::ThreeColourModelFile;
using End = ColourModelOptions::End;

std::vector<uint8_t> File(const Graph& graph, const Settings* settings = nullptr) {
  Result<std::vector<uint8_t>> file = WriteTflite(graph, settings);
  EXPECT_TRUE(file) << file.error().message;
  return file.value_or(std::vector<uint8_t>{});
}

Classifier LoadOrDie(const std::vector<uint8_t>& file) {
  Result<Classifier> classifier = Classifier::Load(file);
  EXPECT_TRUE(classifier) << classifier.error().message;
  return std::move(classifier).value();
}

Error LoadError(const Graph& graph) {
  const Result<Classifier> classifier = Classifier::Load(File(graph));
  EXPECT_FALSE(classifier);
  return classifier ? Error{} : classifier.error();
}

Image Plain(uint8_t red, uint8_t green, uint8_t blue, int width = 20, int height = 10) {
  Image image{width, height, {}};
  for (int i = 0; i < width * height; ++i) image.rgb.insert(image.rgb.end(), {red, green, blue});
  return image;
}

Classification Answer(Classifier& classifier, const Image& image) {
  Result<Classification> result = classifier.Classify(image.view());
  EXPECT_TRUE(result) << result.error().message;
  return result.value_or(Classification{});
}

float Logistic(float x) {
  return 1.0f / (1.0f + std::exp(-x));
}

TEST(Classifier, DecidesByTheColoursThatTheModelLooksFor) {
  Classifier classifier = LoadOrDie(CatDogModelFile());
  ASSERT_TRUE(classifier.is_cat_dog());
  EXPECT_EQ(Answer(classifier, Plain(255, 0, 0)).decision, Decision::kCat);
  EXPECT_EQ(Answer(classifier, Plain(0, 255, 0)).decision, Decision::kDog);
  EXPECT_EQ(Answer(classifier, Plain(255, 255, 0)).decision, Decision::kBoth);
  EXPECT_EQ(Answer(classifier, Plain(0, 0, 255)).decision, Decision::kNeither);
}

TEST(Classifier, GivesEachLabelItsOwnProbability) {
  Classifier classifier = LoadOrDie(CatDogModelFile());
  const Classification result = Answer(classifier, Plain(160, 112, 0));  // logits 2 and -1
  EXPECT_NEAR(result.p_cat, Logistic(2.0f), 1.0f / 256);
  EXPECT_NEAR(result.p_dog, Logistic(-1.0f), 1.0f / 256);
  EXPECT_EQ(result.probabilities, (std::vector<float>{result.p_cat, result.p_dog}));
  EXPECT_EQ(result.scores.size(), 2u);
  EXPECT_GE(result.preprocess_ms, 0.0);
  EXPECT_GE(result.infer_ms, 0.0);
}

TEST(Classifier, FollowsTheOrderOfTheLabels) {
  const Settings settings = ColourSettings({"dog", "cat"});
  Classifier classifier = LoadOrDie(File(ColourGraph(), &settings));
  const Classification result = Answer(classifier, Plain(255, 0, 0));
  EXPECT_EQ(result.decision, Decision::kDog);
  EXPECT_GT(result.p_dog, 0.9f);
  EXPECT_LT(result.p_cat, 0.1f);
}

TEST(Classifier, LaysTransparencyOverWhite) {
  Classifier classifier = LoadOrDie(CatDogModelFile());
  const std::vector<uint8_t> transparent(16 * 16 * 4, 0);
  const Result<Classification> result = classifier.Classify({transparent.data(), 16, 16, PixelFormat::kRgba8});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->decision, Decision::kBoth);  // White is red and green.
}

TEST(Classifier, TakesUInt8AndFloat32InputsForTheSamePixels) {
  Classifier int8 = LoadOrDie(CatDogModelFile());
  const Settings settings = ColourSettings();
  Classifier uint8 = LoadOrDie(File(ColourGraph({.input = DataType::kUInt8}), &settings));
  Classifier float32 = LoadOrDie(File(ColourGraph({.input = DataType::kFloat32}), &settings));
  Image image = Plain(0, 0, 0, 31, 17);
  for (size_t i = 0; i < image.rgb.size(); ++i) image.rgb[i] = static_cast<uint8_t>(i * 37 % 251);
  const std::vector<uint8_t> expected = Answer(int8, image).scores;
  EXPECT_EQ(Answer(uint8, image).scores, expected);
  EXPECT_EQ(Answer(float32, image).scores, expected);
}

TEST(PictureInput, GivesFloatNetworksTheNumbersThatTheyWereTrainedOn) {
  const Graph graph = ColourNamesGraph(DataType::kFloat32);
  const Image image = Plain(0, 51, 255);
  std::vector<float> input(16 * 16 * 3);
  const auto write = [&](const Normalization& normalization) {
    Result<PictureInput> picture = PictureInput::Of(graph, {}, normalization);
    ASSERT_TRUE(picture);
    ASSERT_TRUE(picture->Write(image.view(), {reinterpret_cast<uint8_t*>(input.data()), input.size() * sizeof(float)}));
  };
  write({});
  EXPECT_EQ(std::vector<float>(input.end() - 3, input.end()), (std::vector<float>{-1, -77.0f / 128, 127.0f / 128}));
  write({.mean = {0, 0, 0}, .deviation = {255, 255, 255}});
  EXPECT_EQ(std::vector<float>(input.end() - 3, input.end()), (std::vector<float>{0, 0.2f, 1}));
  write({.mean = {1, 50, 100}, .deviation = {1, 2, 5}});
  EXPECT_EQ(std::vector<float>(input.end() - 3, input.end()), (std::vector<float>{-1, 0.5f, 31}));
}

TEST(Classifier, NamesColoursByAnInt8AndByAFloatNetworkAlike) {
  Classifier int8 = LoadOrDie(File(ColourNamesGraph(DataType::kInt8)));
  Classifier float32 = LoadOrDie(File(ColourNamesGraph(DataType::kFloat32)));
  const struct {
    uint8_t red, green, blue;
    const char* name;
  } kPictures[] = {{255, 0, 0, "red"}, {0, 255, 255, "cyan"}, {255, 128, 0, "orange"}, {120, 130, 128, "grey"}};
  for (const auto& [red, green, blue, name] : kPictures) {
    for (Classifier* classifier : {&int8, &float32}) {
      ASSERT_TRUE(classifier->SetLabels(ColourNames()).has_value());
      const Classification result = Answer(*classifier, Plain(red, green, blue));
      const int top = TopIndices(result.probabilities, 1)[0];
      EXPECT_EQ(classifier->LabelOf(top), name);
      EXPECT_GT(result.probabilities[top], 0.98f) << name;
      EXPECT_EQ(result.decision, Decision::kNone);
    }
  }
}

TEST(Classifier, AppliesTheSoftmaxThatANetworkLeftOut) {
  Classifier classifier = LoadOrDie(File(ColourGraph({.end = End::kLogits, .labels = 3})));
  const Classification result = Answer(classifier, Plain(160, 144, 128));  // logits 2, 1, 0
  const double sum = std::exp(2.0) + std::exp(1.0) + 1.0;
  ASSERT_EQ(result.probabilities.size(), 3u);
  EXPECT_NEAR(result.probabilities[0], std::exp(2.0) / sum, 1e-6);
  EXPECT_NEAR(result.probabilities[1], std::exp(1.0) / sum, 1e-6);
  EXPECT_NEAR(result.probabilities[2], 1.0 / sum, 1e-6);
  EXPECT_EQ(result.decision, Decision::kNone);
}

TEST(Classifier, AppliesNoSecondSoftmax) {
  for (const bool float_output : {false, true}) {
    Classifier classifier =
        LoadOrDie(File(ColourGraph({.end = End::kSoftmax, .float_output = float_output, .labels = 3})));
    const Classification result = Answer(classifier, Plain(255, 0, 0));
    EXPECT_GT(result.probabilities[0], 0.99f) << float_output;  // A softmax of that would give 0.57.
    EXPECT_LT(result.probabilities[1], 0.01f) << float_output;
  }
}

TEST(Classifier, AppliesTheLogisticFunctionThatASigmoidHeadLeftOut) {
  const Settings settings = ColourSettings();
  Classifier logits = LoadOrDie(File(ColourGraph({.end = End::kLogits}), &settings));
  EXPECT_NEAR(Answer(logits, Plain(160, 112, 0)).p_cat, Logistic(2.0f), 1e-6);
  Classifier finished = LoadOrDie(File(ColourGraph({.float_output = true}), &settings));
  EXPECT_NEAR(Answer(finished, Plain(160, 112, 0)).p_cat, Logistic(2.0f), 1.0 / 256);
}

TEST(Classifier, DecidesOnlyForASigmoidHeadOfCatAndDog) {
  Settings settings = ColourSettings({"cat", "horse"});
  EXPECT_FALSE(LoadOrDie(File(ColourGraph(), &settings)).is_cat_dog());
  settings = ColourSettings({"cat", "dog", "horse"});
  EXPECT_FALSE(LoadOrDie(File(ColourGraph({.labels = 3}), &settings)).is_cat_dog());
  settings = Settings{};
  settings.labels = {"cat", "dog"};
  Classifier softmax = LoadOrDie(File(ColourGraph({.end = End::kSoftmax}), &settings));
  EXPECT_FALSE(softmax.is_cat_dog());
  EXPECT_EQ(Answer(softmax, Plain(255, 0, 0)).decision, Decision::kNone);
  EXPECT_EQ(Answer(softmax, Plain(255, 0, 0)).p_cat, 0.0f);
}

TEST(Classifier, TakesTheCropFromTheSettings) {
  Settings settings = ColourSettings();
  Image image = Plain(0, 0, 255, 90, 30);  // A blue picture whose outer thirds are red.
  for (int y = 0; y < 30; ++y) {
    for (int x = 0; x < 90; ++x) {
      if (x < 30 || x >= 60) image.rgb[static_cast<size_t>(y * 90 + x) * 3] = 255;
    }
  }
  Classifier square = LoadOrDie(File(ColourGraph(), &settings));
  EXPECT_EQ(square.input_rule().max_aspect, 1.0f);
  EXPECT_EQ(Answer(square, image).decision, Decision::kNeither);
  settings.max_aspect = std::numeric_limits<float>::infinity();
  Classifier whole = LoadOrDie(File(ColourGraph(), &settings));
  EXPECT_EQ(Answer(whole, image).decision, Decision::kCat);
}

TEST(Classifier, CallsOutputsWithoutLabelsByNumber) {
  Classifier classifier = LoadOrDie(File(ColourGraph({.end = End::kSoftmax, .labels = 3})));
  EXPECT_EQ(classifier.LabelOf(2), "class 2");
  ASSERT_TRUE(classifier.SetLabels({"red", "green", "blue"}));
  EXPECT_EQ(classifier.LabelOf(2), "blue");
}

TEST(Classifier, RefusesLabelsThatDoNotMatchTheOutputs) {
  Classifier classifier = LoadOrDie(ThreeColourModelFile());
  const Status few = classifier.SetLabels({"red", "green"});
  ASSERT_FALSE(few);
  EXPECT_EQ(few.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(few.error().message, "2 labels for a model of 3 outputs");
  const Status background = classifier.SetLabels({"background", "red", "green", "blue"});
  ASSERT_FALSE(background);
  EXPECT_NE(background.error().message.find("leave out the first one"), std::string::npos);
  EXPECT_EQ(classifier.LabelOf(0), "red");
}

TEST(Classifier, OtherLabelsChangeWhatItDecides) {
  Classifier classifier = LoadOrDie(CatDogModelFile());
  ASSERT_TRUE(classifier.SetLabels({"dog", "cat"}));
  EXPECT_EQ(Answer(classifier, Plain(255, 0, 0)).decision, Decision::kDog);
  ASSERT_TRUE(classifier.SetLabels({"tomato", "grass"}));
  EXPECT_FALSE(classifier.is_cat_dog());
  EXPECT_EQ(Answer(classifier, Plain(255, 0, 0)).decision, Decision::kNone);
}

TEST(Classifier, KeepsShapesAndOptionsButNoWeights) {
  const Classifier classifier = LoadOrDie(CatDogModelFile());
  const Graph& graph = classifier.model().graph;
  EXPECT_EQ(CountMacs(graph), 6);
  for (const Tensor& tensor : graph.tensors) EXPECT_TRUE(tensor.data.empty()) << tensor.name;
}

TEST(Classifier, AnswersTheSameForTheSamePictureEachTime) {
  Classifier classifier = LoadOrDie(CatDogModelFile());
  const Image image = Plain(200, 90, 10);
  const std::vector<uint8_t> first = Answer(classifier, image).scores;
  Answer(classifier, Plain(0, 255, 0));
  EXPECT_EQ(Answer(classifier, image).scores, first);
}

TEST(Classifier, RefusesAnEmptyView) {
  Classifier classifier = LoadOrDie(CatDogModelFile());
  const Result<Classification> result = classifier.Classify({});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kInvalidArgument);
}

TEST(Classifier, AnswersForOnePixel) {
  Classifier classifier = LoadOrDie(CatDogModelFile());
  EXPECT_EQ(Answer(classifier, Plain(255, 0, 0, 1, 1)).decision, Decision::kCat);
}

TEST(Classifier, RefusesEveryShorterPrefixOfAModel) {
  const std::vector<uint8_t> file = CatDogModelFile();
  for (size_t size = 0; size < file.size(); ++size) {
    // A copy of just that size, so that a read past its end is one past the allocation.
    const std::vector<uint8_t> prefix(file.begin(), file.begin() + static_cast<ptrdiff_t>(size));
    ASSERT_FALSE(Classifier::Load(prefix)) << size;
  }
}

TEST(Classifier, NamesTheInputThatIsNoPicture) {
  // The mean goes; 192 samples in one channel enter the linear layer as they are.
  Graph graph = ColourGraph();
  graph.operators.erase(graph.operators.begin());
  Operator& linear = graph.operators[0];
  linear.inputs[0] = graph.inputs[0];
  Tensor& input = graph.tensors[static_cast<size_t>(graph.inputs[0])];
  input.name = "sound";
  input.shape = {1, 12, 16, 1};
  Tensor& weights = graph.tensors[static_cast<size_t>(linear.inputs[1])];
  weights.shape = {2, 192};
  weights.data.assign(size_t{2} * 192, 1);
  const Error error = LoadError(graph);
  EXPECT_EQ(error.code, ErrorCode::kUnsupportedModel);
  EXPECT_NE(error.message.find("sound"), std::string::npos) << error.message;
  EXPECT_NE(error.message.find("[1, 12, 16, 1]"), std::string::npos) << error.message;
}

TEST(Classifier, RefusesOutputsThatAreNoRowOfScores) {
  Graph map = ColourGraph();
  map.operators = {{OpType::kMaxPool2D, {0}, {1}, PoolOptions{}}};
  map.tensors.resize(2);
  map.tensors[1] = map.tensors[0];
  map.tensors[1].name = "map";
  map.outputs = {1};
  const Error error = LoadError(map);
  EXPECT_EQ(error.code, ErrorCode::kUnsupportedModel);
  EXPECT_NE(error.message.find("\"map\", is int8 [1, 8, 8, 3]"), std::string::npos) << error.message;

  Graph two = ColourGraph();
  two.outputs.push_back(two.operators[1].outputs[0]);
  EXPECT_NE(LoadError(two).message.find("one output; this one has 2"), std::string::npos);
}

TEST(Classifier, SelfTestDigestIsThatOfTheReferenceOverTheDocumentedPictures) {
  const Graph graph = ColourGraph();
  SplitMix64 random(Classifier::kSelfTestSeed);
  Digest digest;
  for (int picture = 0; picture < Classifier::kSelfTestImages; ++picture) {
    std::vector<uint8_t> rgba;
    while (rgba.size() < size_t{160} * 120 * 4) {
      uint64_t number = random.Next();
      for (int i = 0; i < 8; ++i, number >>= 8) rgba.push_back(static_cast<uint8_t>(number));
    }
    std::vector<int8_t> input(8 * 8 * 3);
    ASSERT_TRUE(Preprocess({rgba.data(), 160, 120, PixelFormat::kRgba8}, {8, 8, 1.0f}, input));
    const TensorBytes bytes(input.begin(), input.end());
    const Result<std::vector<TensorBytes>> tensors = RunReference(graph, std::array{bytes});
    ASSERT_TRUE(tensors);
    digest.Add((*tensors)[static_cast<size_t>(graph.outputs[0])]);
  }
  Classifier classifier = LoadOrDie(CatDogModelFile());
  const Result<std::string> own = classifier.SelfTestDigest();
  ASSERT_TRUE(own);
  EXPECT_EQ(*own, digest.Hex());
}

TEST(Classifier, SelfTestDigestDoesNotDependOnWhatWasClassifiedBefore) {
  Classifier classifier = LoadOrDie(CatDogModelFile());
  const std::string before = classifier.SelfTestDigest().value();
  Answer(classifier, Plain(1, 2, 3));
  EXPECT_EQ(classifier.SelfTestDigest().value(), before);
  EXPECT_EQ(LoadOrDie(CatDogModelFile()).SelfTestDigest().value(), before);
  EXPECT_NE(LoadOrDie(ThreeColourModelFile()).SelfTestDigest().value(), before);
}

TEST(TopIndices, SortsByProbabilityThenByIndex) {
  const std::array<float, 5> probabilities = {0.1f, 0.4f, 0.1f, 0.4f, 0.0f};
  EXPECT_EQ(TopIndices(probabilities, 3), (std::vector<int>{1, 3, 0}));
  EXPECT_EQ(TopIndices(probabilities, 99), (std::vector<int>{1, 3, 0, 2, 4}));
  EXPECT_TRUE(TopIndices(probabilities, 0).empty());
  EXPECT_TRUE(TopIndices({}, 3).empty());
}

}  // namespace
}  // namespace pawlens
