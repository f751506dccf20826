// SPDX-License-Identifier: MIT
#include "train/features.h"

#include <gtest/gtest.h>

#include <set>

#include "model/writer.h"
#include "support/graph_builder.h"
#include "train/file_io.h"
#include "train/guidance.h"
#include "train/shape_photos.h"

namespace pawlens {
namespace {

using testing::GraphBuilder;
using testing::PhotoFolder;
using testing::Shape;

/// Convolution, mean, and if asked for a classifier behind them.
Graph Teacher(bool with_head) {
  GraphBuilder builder(4);
  const int input = builder.AddInput({1, 32, 32, 3});
  const int conv = builder.AddConv(input, 8, 3, 3, {.stride_w = 2, .stride_h = 2, .activation = Activation::kRelu});
  int tensor = builder.AddMean(conv);
  if (with_head) tensor = builder.AddSoftmax(builder.AddFullyConnected(tensor, 5));
  builder.AddOutput(tensor);
  return builder.graph();
}

struct Fixture {
  explicit Fixture(int photos) : pool(2) {
    folder.AddPhotos("cat", Shape::kDisc, photos);
    folder.AddPhotos("dog", Shape::kSquare, photos);
    folder.AddPhotos("neither", Shape::kNone, photos);
    data_set = *LoadDataSet({.folder = folder.photos(), .held_out_sources = {}, .short_side_px = 32}, pool,
                            [](int64_t, int64_t) {});
    const auto file = WriteTflite(Teacher(true), nullptr);
    (void)WriteWholeFile(teacher(), *file);
  }
  std::filesystem::path teacher() const { return folder.path() / "teacher.tflite"; }
  std::filesystem::path cache() const { return folder.path() / "cache"; }
  Result<FeatureTable> Compute() { return TeacherFeatures(teacher(), cache(), data_set, pool); }

  PhotoFolder folder;
  WorkerPool pool;
  DataSet data_set;
};

TEST(FeatureGraph, CutsAClassifierInFrontOfItsHeadAndLeavesAFeatureNetworkWhole) {
  const auto cut = FeatureGraph(Teacher(true));
  ASSERT_TRUE(cut.has_value()) << cut.error().message;
  EXPECT_EQ(cut->operators.size(), 2u);
  EXPECT_EQ(cut->tensors[cut->outputs[0]].num_elements(), 8);
  const auto whole = FeatureGraph(Teacher(false));
  ASSERT_TRUE(whole.has_value());
  EXPECT_EQ(whole->operators.size(), 2u);
}

TEST(TeacherFeatures, GiveARowAPhotoThatTellsShapesApart) {
  Fixture fixture(4);
  const auto table = fixture.Compute();
  ASSERT_TRUE(table.has_value()) << table.error().message;
  EXPECT_EQ(table->columns, 8);
  ASSERT_EQ(table->values.size(), 12u * 8u);
  const auto row = [&](int i) { return std::vector<int8_t>(&table->values[i * 8], &table->values[i * 8] + 8); };
  EXPECT_NE(row(0), row(4));
}

TEST(TeacherFeatures, AreReadBackAndGoOnFromAPartOfThem) {
  Fixture fixture(4);
  const auto first = fixture.Compute();
  ASSERT_TRUE(first.has_value());
  std::filesystem::path file;
  for (const auto& entry : std::filesystem::directory_iterator(fixture.cache())) file = entry.path();
  // A changed byte shows that the second call reads; a shortened ".part" that the third computes what is missing only.
  std::vector<uint8_t> bytes = *ReadWholeFile(file);
  bytes[0] ^= 1;
  ASSERT_TRUE(WriteWholeFile(file, bytes).has_value());
  EXPECT_NE(fixture.Compute()->values, first->values);
  std::filesystem::remove(file);
  bytes.resize(5 * 8 + 3);
  ASSERT_TRUE(WriteWholeFile(file.string() + ".part", bytes).has_value());
  auto resumed = fixture.Compute();
  ASSERT_TRUE(resumed.has_value());
  EXPECT_NE(resumed->values[0], first->values[0]);
  resumed->values[0] = first->values[0];
  EXPECT_EQ(resumed->values, first->values);
}

TEST(TeacherFeatures, NameATeacherThatIsNoModel) {
  Fixture fixture(2);
  fixture.folder.Write("teacher.tflite", "no model");
  const auto table = fixture.Compute();
  ASSERT_FALSE(table.has_value());
  EXPECT_NE(table.error().message.find("teacher.tflite"), std::string::npos);
}

TEST(TeacherGuidance, AnswersLikeTheLabelsWhereFeaturesTellThemApart) {
  Fixture fixture(40);
  const auto table = fixture.Compute();
  ASSERT_TRUE(table.has_value());
  const Guidance guidance = TeacherGuidance(fixture.data_set, {*table}, {.seed = 1});
  EXPECT_EQ(guidance.outputs, 2);
  EXPECT_EQ(guidance.embedding_columns, 8);
  ASSERT_EQ(guidance.targets.size(), 240u);
  ASSERT_EQ(guidance.embeddings.size(), 120u * 8u);
  int right = 0;
  double squares = 0;
  for (size_t i = 0; i < 120; ++i) {
    for (int k = 0; k < 2; ++k) {
      const float target = guidance.targets[i * 2 + k];
      EXPECT_GE(target, 0.0f);
      EXPECT_LE(target, 1.0f);
      right += (target > 0.5f) == (fixture.data_set.photos[i].label == k);
    }
  }
  for (const float value : guidance.embeddings) squares += value * value;
  EXPECT_GT(right, 216);
  EXPECT_NEAR(squares / static_cast<double>(guidance.embeddings.size()), 1.0, 1e-2);
}

TEST(LabelGuidance, SmoothsLabelsAndGivesBothToBoth) {
  const DataSet data_set{.labels = {"cat", "dog"},
                         .sources = {""},
                         .photos = {{.path = {}, .label = 1, .pixels = {}},
                                    {.path = {}, .label = kBoth, .pixels = {}},
                                    {.path = {}, .label = kNeither, .pixels = {}}},
                         .warnings = {}};
  EXPECT_EQ(LabelGuidance(data_set, 0.1f).targets, (std::vector<float>{0.1f, 0.9f, 0.9f, 0.9f, 0.1f, 0.1f}));
}

}  // namespace
}  // namespace pawlens
