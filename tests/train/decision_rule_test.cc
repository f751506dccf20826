// SPDX-License-Identifier: MIT
#include "train/decision_rule.h"

#include <gtest/gtest.h>

#include "classify/classifier.h"
#include "model/writer.h"
#include "shape_photos.h"
#include "support/colour_model.h"
#include "train/file_io.h"

namespace pawlens {
namespace {

using testing::CatDogModelFile;
using testing::ColourGraph;
using testing::ColourSettings;
using testing::PhotoFolder;

/// Pictures of one colour: red means cat, green dog, to the model of support/colour_model.h.
void Add(DataSet& data_set, int label, uint8_t red, uint8_t green, int count, bool held_out = false) {
  for (int i = 0; i < count; ++i) {
    Image image{40, 30, {}};
    for (int pixel = 0; pixel < 40 * 30; ++pixel) image.rgb.insert(image.rgb.end(), {red, green, 0});
    data_set.photos.push_back({.path = "x", .label = label, .held_out = held_out, .pixels = std::move(image)});
  }
}

/// What the model calls "neither" is a little red: 1/2 is too low a threshold for a cat.
DataSet Photos() {
  DataSet data_set;
  data_set.labels = {"cat", "dog"};
  data_set.sources = {""};
  Add(data_set, 0, 150, 0, 20);
  Add(data_set, 1, 0, 150, 20);
  Add(data_set, kNoLabelApplies, 133, 0, 20);
  return data_set;
}

class RefitRule : public ::testing::Test {
 protected:
  std::filesystem::path Save(const std::vector<uint8_t>& file) {
    EXPECT_TRUE(WriteWholeFile(folder_.path() / "in.tflite", file).has_value());
    return folder_.path() / "in.tflite";
  }
  Status Refit(const DataSet& data_set, const std::vector<uint8_t>& file) {
    WorkerPool pool(2);
    return RefitDecisionRule({.model = Save(file), .out = out_, .provenance = "by a test"}, data_set, pool);
  }
  Model Written() {
    const auto bytes = ReadWholeFile(out_);
    EXPECT_TRUE(bytes.has_value());
    return ReadTflite(*bytes).value();
  }

  PhotoFolder folder_;
  std::filesystem::path out_ = folder_.path() / "out.tflite";
};

TEST_F(RefitRule, MovesThresholdsToWherePhotosNeedThemAndLeavesTheNetworkAsItIs) {
  const std::vector<uint8_t> before = CatDogModelFile();
  const Status done = Refit(Photos(), before);
  ASSERT_TRUE(done.has_value()) << done.error().message;
  const Model model = Written();
  ASSERT_TRUE(model.settings.has_value());
  EXPECT_GT(model.settings->thresholds[0], 0.55f);
  EXPECT_FLOAT_EQ(model.settings->thresholds[1], 0.5f) << "as good as any other, and in the middle";
  EXPECT_TRUE(model.settings->provenance.ends_with("by a test"));
  const Model old = ReadTflite(before).value();
  ASSERT_EQ(model.graph.tensors.size(), old.graph.tensors.size());
  for (size_t i = 0; i < old.graph.tensors.size(); ++i)
    EXPECT_EQ(model.graph.tensors[i].data, old.graph.tensors[i].data);
}

TEST_F(RefitRule, FollowsTheModelsOrderOfLabels) {
  Settings settings = ColourSettings({"dog", "cat"});  // Red is a dog.
  DataSet data_set = Photos();
  for (Photo& photo : data_set.photos) photo.label = photo.label < 0 ? photo.label : 1 - photo.label;
  const Status done = Refit(data_set, *WriteTflite(ColourGraph(), &settings));
  ASSERT_TRUE(done.has_value()) << done.error().message;
  EXPECT_GT(Written().settings->thresholds[0], 0.55f);
}

TEST_F(RefitRule, AsksHeldOutPhotosOnlyWhereThereAreAny) {
  DataSet data_set = Photos();
  Add(data_set, 0, 133, 0, 20, true);
  Add(data_set, kNoLabelApplies, 120, 0, 20, true);
  ASSERT_TRUE(Refit(data_set, CatDogModelFile()).has_value());
  EXPECT_LT(Written().settings->thresholds[0], 0.55f);
}

TEST_F(RefitRule, KeepsASecondLookOnlyWhereItDecidesMoreRight) {
  DataSet data_set = Photos();
  ASSERT_TRUE(Refit(data_set, CatDogModelFile()).has_value());
  EXPECT_EQ(Written().settings->doubt_from, 0.0f);
  // Of these the edge says neither at one glance; from closer by they are cats.
  for (int i = 0; i < 20; ++i) {
    Image image{50, 50, {}};
    for (int y = 0; y < 50; ++y) {
      for (int x = 0; x < 50; ++x) {
        const bool edge = std::min({x, y, 49 - x, 49 - y}) < 4;
        image.rgb.insert(image.rgb.end(), {static_cast<uint8_t>(edge ? 80 : 149), 0, 0});
      }
    }
    data_set.photos.push_back({.path = "x", .label = 0, .pixels = std::move(image)});
  }
  ASSERT_TRUE(Refit(data_set, CatDogModelFile()).has_value());
  EXPECT_GT(Written().settings->doubt_from, 0.0f);
}

TEST_F(RefitRule, RefusesWhatHasNoSuchRuleOrOtherLabels) {
  const Status softmax = Refit(Photos(), testing::ThreeColourModelFile());
  ASSERT_FALSE(softmax.has_value());
  EXPECT_NE(softmax.error().message.find("in.tflite: only a sigmoid network"), std::string::npos);
  DataSet others = Photos();
  others.labels = {"cat", "fox"};
  const Status named = Refit(others, CatDogModelFile());
  ASSERT_FALSE(named.has_value());
  EXPECT_NE(named.error().message.find("its labels are cat, dog"), std::string::npos) << named.error().message;
  EXPECT_FALSE(std::filesystem::exists(out_));
}

}  // namespace
}  // namespace pawlens
