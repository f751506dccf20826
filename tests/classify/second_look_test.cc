// SPDX-License-Identifier: MIT
#include "classify/second_look.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <iterator>
#include <numeric>
#include <vector>

#include "classify/classifier.h"
#include "image/preprocess.h"
#include "model/reader.h"
#include "model/writer.h"
#include "support/colour_model.h"

namespace pawlens {
namespace {

using testing::ColourGraph;
using testing::ColourSettings;

TEST(SecondLook, IsTakenWhereAProbabilityIsNeitherHighNorLow) {
  const auto in_doubt = [](std::vector<float> probabilities, float from) { return IsInDoubt(probabilities, from); };
  EXPECT_FALSE(in_doubt({0.95f, 0.05f}, 0.1f));
  EXPECT_TRUE(in_doubt({0.95f, 0.5f}, 0.1f));
  EXPECT_TRUE(in_doubt({0.11f, 0.0f}, 0.1f));
  EXPECT_FALSE(in_doubt({0.09f, 0.91f}, 0.1f));
  EXPECT_FALSE(in_doubt({0.5f, 0.5f}, 0.0f)) << "0: never";
}

float JoinLooks(const std::array<float, 4>& seen) {
  double product = 1;
  for (const float p : seen) product *= OddsAgainst(p);
  return JoinedProbability(product);
}

TEST(SecondLook, JoinsLooksByTheMeanOfTheirLogits) {
  const auto logit = [](double p) { return std::log(p / (1 - p)); };
  const std::array<float, 4> seen = {0.25f, 0.75f, 0.625f, 0.875f};
  double sum = 0;
  for (const float p : seen) sum += logit(p);
  EXPECT_NEAR(JoinLooks(seen), 1 / (1 + std::exp(-sum / 4)), 1e-7);
  EXPECT_EQ(JoinLooks({0.5f, 0.5f, 0.5f, 0.5f}), 0.5f);
  EXPECT_NEAR(JoinLooks({0.0f, 0.0f, 0.0f, 0.0f}), 1.0 / 512, 1e-7);
  EXPECT_NEAR(JoinLooks({1.0f, 1.0f, 0.0f, 0.0f}), 0.5, 1e-7) << "no look is so sure that others count for nothing";
}

TEST(SecondLook, MirrorsRowsOfWholePixels) {
  for (const int pixel_bytes : {3, 12}) {
    for (const int columns : {1, 4, 5}) {
      std::vector<uint8_t> picture(static_cast<size_t>(2 * columns * pixel_bytes));
      std::iota(picture.begin(), picture.end(), 0);
      const std::vector<uint8_t> before = picture;
      Mirror(picture, 2, columns, pixel_bytes);
      for (int y = 0; y < 2; ++y) {
        for (int x = 0; x < columns; ++x) {
          for (int byte = 0; byte < pixel_bytes; ++byte) {
            ASSERT_EQ(picture[static_cast<size_t>((y * columns + x) * pixel_bytes + byte)],
                      before[static_cast<size_t>((y * columns + columns - 1 - x) * pixel_bytes + byte)]);
          }
        }
      }
    }
  }
}

Classifier Load(const Graph& graph, Settings settings, float doubt_from) {
  settings.doubt_from = doubt_from;
  const Result<std::vector<uint8_t>> file = WriteTflite(graph, &settings);
  EXPECT_TRUE(file) << file.error().message;
  Result<Classifier> classifier = Classifier::Load(*file);
  EXPECT_TRUE(classifier) << classifier.error().message;
  return std::move(*classifier);
}

Classifier Load(DataType input, float doubt_from) {
  return Load(ColourGraph({.input = input}), ColourSettings(), doubt_from);
}

Classification Answer(Classifier& classifier, const Image& image) {
  Result<Classification> result = classifier.Classify(image.view());
  EXPECT_TRUE(result) << result.error().message;
  return result.value_or(Classification{});
}

/// Half red and half dark on the left, a green edge, blue in the middle: every look sees other means.
Image Scene(uint8_t red) {
  Image image{100, 60, {}};
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      const bool edge = x < 26 || x >= 74 || y < 6 || y >= 54;
      image.rgb.insert(image.rgb.end(),
                       {static_cast<uint8_t>(x < 50 ? red : 90), static_cast<uint8_t>(edge ? 215 : 100), 40});
    }
  }
  return image;
}

/// `again` answers as four pictures would be answered by `once`, which is the same network without doubts.
void ExpectJoined(Classifier once, Classifier again) {
  const Image scene = Scene(150);
  const Classification joined = Answer(again, scene);
  ASSERT_EQ(joined.looks, 4);
  const Crop crop = CenterCrop(scene.view(), 1.0f, kLooks[2].share);
  Image closer{crop.width, crop.height, {}};
  for (int y = 0; y < crop.height; ++y) {
    const auto row = scene.rgb.begin() + ((crop.y + y) * scene.width + crop.x) * 3;
    closer.rgb.insert(closer.rgb.end(), row, row + crop.width * 3);
  }
  std::vector<Image> shown = {scene, scene, closer, closer};
  for (const size_t i : {size_t{1}, size_t{3}}) Mirror(shown[i].rgb, shown[i].height, shown[i].width, 3);
  std::vector<std::array<float, 4>> seen(2);
  std::vector<uint8_t> scores;
  for (size_t i = 0; i < 4; ++i) {
    const Classification alone = Answer(once, shown[i]);
    EXPECT_EQ(alone.looks, 1);
    for (size_t k = 0; k < 2; ++k) seen[k][i] = alone.probabilities[k];
    scores.insert(scores.end(), alone.scores.begin(), alone.scores.end());
  }
  EXPECT_NE(seen[1][0], seen[1][2]) << "from closer by it looks different";
  EXPECT_EQ(joined.scores, scores);
  EXPECT_EQ(joined.p_cat, JoinLooks(seen[0]));
  EXPECT_EQ(joined.p_dog, JoinLooks(seen[1]));
  EXPECT_EQ(joined.probabilities, (std::vector<float>{joined.p_cat, joined.p_dog}));
}

TEST(SecondLook, JoinsWhatFourPicturesWouldBeAnsweredByThemselves) {
  for (const DataType input : {DataType::kInt8, DataType::kUInt8, DataType::kFloat32}) {
    ExpectJoined(Load(input, 0), Load(input, 0.1f));
  }
}

// Left and right are the same to a mean of colours, but not to this one.
TEST(SecondLook, ShowsTheShippedNetworkMirrorImages) {
  std::ifstream in(PAWLENS_SOURCE_DIR "/models/pawlens.tflite", std::ios::binary);
  const std::vector<uint8_t> file(std::istreambuf_iterator<char>(in), {});
  const Result<Model> model = ReadTflite(file);
  ASSERT_TRUE(model) << model.error().message;
  ExpectJoined(Load(model->graph, *model->settings, 0), Load(model->graph, *model->settings, 1e-4f));
}

TEST(SecondLook, CostsNothingWhereTheFirstIsSure) {
  Classifier classifier = Load(DataType::kInt8, 0.1f);
  const Image red{8, 8, [] {
                    std::vector<uint8_t> rgb;
                    for (int i = 0; i < 64; ++i) rgb.insert(rgb.end(), {255, 0, 0});
                    return rgb;
                  }()};
  const Classification sure = Answer(classifier, red);
  EXPECT_EQ(sure.looks, 1);
  EXPECT_EQ(sure.scores.size(), 2u);
  EXPECT_EQ(sure.decision, Decision::kCat);
  EXPECT_EQ(Answer(classifier, Scene(150)).looks, 4);
  EXPECT_EQ(Answer(classifier, red).scores, sure.scores);
}

TEST(SecondLook, DecidesByAllLooks) {
  Classifier once = Load(DataType::kInt8, 0), again = Load(DataType::kInt8, 0.1f);
  const Image scene = Scene(255);
  EXPECT_EQ(Answer(once, scene).decision, Decision::kBoth) << "the green edge counts";
  EXPECT_EQ(Answer(again, scene).decision, Decision::kCat) << "from closer by there is less of it";
}

}  // namespace
}  // namespace pawlens
