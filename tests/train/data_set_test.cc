// SPDX-License-Identifier: MIT
#include "train/data_set.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "train/sampler.h"
#include "train/shape_photos.h"

namespace pawlens {
namespace {

using testing::PhotoFolder;
using testing::Shape;

Result<DataSet> Load(const PhotoFolder& folder, std::vector<std::string> held_out = {}) {
  WorkerPool pool(2);
  return LoadDataSet({.folder = folder.photos(), .held_out_sources = std::move(held_out), .short_side_px = 32}, pool,
                     [](int64_t, int64_t) {});
}

TEST(DataSet, TakesFoldersAsLabelsAndNeitherAndBothAsNone) {
  const PhotoFolder folder;
  folder.AddPhotos("dog", Shape::kSquare, 3);
  folder.AddPhotos("cat", Shape::kDisc, 3);
  folder.AddPhotos("neither", Shape::kNone, 2);
  folder.AddPhotos("both", Shape::kDisc, 1);
  const auto data_set = Load(folder);
  ASSERT_TRUE(data_set.has_value()) << data_set.error().message;
  EXPECT_EQ(data_set->labels, (std::vector<std::string>{"cat", "dog"}));
  ASSERT_EQ(data_set->photos.size(), 9u);
  EXPECT_EQ(data_set->photos[0].path, "both/photo100.png");
  EXPECT_EQ(data_set->photos[0].label, kAllLabels);
  EXPECT_EQ(data_set->photos[1].label, 0);
  EXPECT_EQ(data_set->photos[4].label, 1);
  EXPECT_EQ(data_set->photos[8].label, kNoLabelApplies);
  EXPECT_EQ(std::min(data_set->photos[0].pixels.width, data_set->photos[0].pixels.height), 32);
}

TEST(DataSet, NamesAFolderThatIsNotThere) {
  const PhotoFolder folder;
  const auto data_set = Load(folder);
  ASSERT_FALSE(data_set.has_value());
  EXPECT_NE(data_set.error().message.find("photos: no such folder"), std::string::npos) << data_set.error().message;
}

TEST(DataSet, NamesAClassWithoutPhotos) {
  const PhotoFolder folder;
  folder.AddPhotos("cat", Shape::kDisc, 2);
  folder.AddPhotos("dog", Shape::kSquare, 0);
  const auto data_set = Load(folder);
  ASSERT_FALSE(data_set.has_value());
  EXPECT_EQ(data_set.error().message, "the class \"dog\" has no photo to train on");
}

TEST(DataSet, WantsTwoClasses) {
  const PhotoFolder folder;
  folder.AddPhotos("cat", Shape::kDisc, 2);
  EXPECT_FALSE(Load(folder).has_value());
}

TEST(DataSet, LeavesOutWhatIsNoPictureAndSaysSo) {
  const PhotoFolder folder;
  folder.AddPhotos("cat", Shape::kDisc, 2);
  folder.AddPhotos("dog", Shape::kSquare, 2);
  folder.Write("photos/dog/broken.jpg", "this is text");
  const auto data_set = Load(folder);
  ASSERT_TRUE(data_set.has_value());
  EXPECT_EQ(data_set->photos.size(), 4u);
  ASSERT_EQ(data_set->warnings.size(), 1u);
  EXPECT_NE(data_set->warnings[0].find("broken.jpg"), std::string::npos);
}

TEST(DataSet, HoldsOutWholeSourcesOfTheManifestBesideIt) {
  const PhotoFolder folder;
  folder.AddPhotos("cat", Shape::kDisc, 3);
  folder.AddPhotos("dog", Shape::kSquare, 3);
  folder.Write("manifest.csv",
               "label,path,source\ncat,\"photos/cat/photo101.png\",phone\ndog,photos/dog/photo100.png,\"phone\"\n");
  const auto data_set = Load(folder, {"phone"});
  ASSERT_TRUE(data_set.has_value()) << data_set.error().message;
  EXPECT_EQ(std::ranges::count_if(data_set->photos, &Photo::held_out), 2);
  EXPECT_TRUE(data_set->photos[1].held_out);
  const auto missing = Load(folder, {"phnoe"});
  ASSERT_FALSE(missing.has_value());
  EXPECT_NE(missing.error().message.find("\"phnoe\""), std::string::npos);
}

DataSet MadeUp(int photos_per_class) {
  DataSet data_set{
      .head = Head::kSigmoid, .labels = {"cat", "dog"}, .sources = {"large", "small"}, .photos = {}, .warnings = {}};
  for (int i = 0; i < 3 * photos_per_class; ++i) {
    const int label = i % 3 - 1;
    data_set.photos.push_back(
        {.path = {}, .label = label, .source = i % 15 < 3 ? 1 : 0, .held_out = i % 30 == 29, .pixels = {}});
  }
  return data_set;
}

TEST(Sampler, DrawsTheSameForTheSameSeedAndOthersForAnotherEpoch) {
  const DataSet data_set = MadeUp(200);
  const auto places = [&](int epoch) {
    std::vector<int> photos;
    for (const Draw& draw : DrawEpoch(data_set, {.seed = 7}, epoch)) photos.push_back(draw.photo);
    return photos;
  };
  EXPECT_EQ(places(3), places(3));
  EXPECT_NE(places(3), places(4));
}

TEST(Sampler, ShowsClassesEquallySmallSourcesMoreAndHeldOutPhotosNever) {
  const DataSet data_set = MadeUp(500);
  std::vector<int> of_class(3);
  std::vector<double> of_source(2);
  int composites = 0;
  for (const Draw& draw : DrawEpoch(data_set, {.seed = 1}, 0)) {
    EXPECT_FALSE(data_set.photos[draw.photo].held_out);
    composites += draw.partner >= 0;
    if (draw.partner >= 0) continue;
    ++of_class[data_set.photos[draw.photo].label + 1];
    ++of_source[data_set.photos[draw.photo].source];
  }
  EXPECT_NEAR(of_class[0], of_class[1], 2);
  EXPECT_NEAR(of_class[1], of_class[2], 2);
  EXPECT_NEAR(composites, 0.24 * 1450, 4);
  // The small source has a fifth of the photos; with weights n^0.5 it gets a third of the draws.
  EXPECT_NEAR(of_source[1] / (of_source[0] + of_source[1]), 1.0 / 3.0, 0.02);
}

TEST(Sampler, PutsNothingTogetherForASoftmax) {
  DataSet data_set = MadeUp(200);
  data_set.head = Head::kSoftmax;
  data_set.labels.push_back("neither");
  for (Photo& photo : data_set.photos) photo.label = photo.label == kNoLabelApplies ? 2 : photo.label;
  for (const Draw& draw : DrawEpoch(data_set, {.seed = 1}, 0)) EXPECT_EQ(draw.partner, -1);
}

TEST(Sampler, SpreadsPhotosOverViewsAndLeavesCompositesWithout) {
  const DataSet data_set = MadeUp(200);
  std::vector<int> seen(4);
  for (const Draw& draw : DrawEpoch(data_set, {.seed = 1, .views = 3}, 0)) {
    if (draw.partner >= 0) {
      EXPECT_EQ(draw.view, -1);
    } else {
      ++seen.at(draw.view);
    }
  }
  EXPECT_GT(*std::ranges::min_element(seen), 0);
  for (const Draw& draw : DrawEpoch(data_set, {.seed = 1}, 0)) EXPECT_EQ(draw.view, -1);
}

TEST(Sampler, ShowsTheCenterAsOftenAsItIsTold) {
  const DataSet data_set = MadeUp(2000);
  for (const float share : {0.0f, 0.5f, 1.0f}) {
    int singles = 0, centers = 0;
    for (const Draw& draw : DrawEpoch(data_set, {.seed = 1, .views = 3, .center_share = share}, 0)) {
      singles += draw.partner < 0;
      centers += draw.view == 0;
    }
    EXPECT_NEAR(static_cast<float>(centers) / static_cast<float>(singles), share + (1.0f - share) / 4.0f, 0.02f)
        << share;
  }
}

TEST(Sampler, PairsTwoLabelsOrALabelAndNeither) {
  const DataSet data_set = MadeUp(300);
  int both = 0;
  int decoys = 0;
  for (const Draw& draw : DrawEpoch(data_set, {.seed = 1}, 0)) {
    if (draw.partner < 0) continue;
    const int a = data_set.photos[draw.photo].label;
    const int b = data_set.photos[draw.partner].label;
    EXPECT_NE(a, b);
    (a == kNoLabelApplies || b == kNoLabelApplies ? decoys : both) += 1;
  }
  EXPECT_NEAR(both, 0.16 * 870, 2);
  EXPECT_NEAR(decoys, 0.08 * 870, 2);
}

}  // namespace
}  // namespace pawlens
