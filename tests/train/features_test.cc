// SPDX-License-Identifier: MIT
#include "train/features.h"

#include <gtest/gtest.h>

#include <iterator>
#include <set>

#include "model/writer.h"
#include "support/graph_builder.h"
#include "train/batch.h"
#include "train/feature_rows.h"
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
  Result<FeatureTable> Compute(int view = 0) { return TeacherFeatures(teacher(), cache(), data_set, view, pool); }
  Result<Guidance> Guide(int views) {
    const auto features = [this](int view) -> Result<std::vector<FeatureTable>> {
      Result<FeatureTable> table = Compute(view);
      if (!table) return std::unexpected(table.error());
      return std::vector<FeatureTable>{*table};
    };
    return TeacherGuidance(data_set, features, {.seed = 1, .views = views});
  }

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

TEST(TeacherFeatures, AreTheSameByteForByteFromTorch) {
  Fixture fixture(14);  // More than a batch.
  const auto graph = FeatureGraph(Teacher(true));
  ASSERT_TRUE(graph.has_value());
  const auto torch_rows = TorchRows(*graph, fixture.pool, torch::kCPU);
  ASSERT_TRUE(torch_rows.has_value()) << torch_rows.error().message;
  for (const int view : {0, 1}) {
    const auto table = fixture.Compute(view);
    ASSERT_TRUE(table.has_value()) << table.error().message;
    std::vector<int8_t> rows(table->values.size());
    ASSERT_TRUE((*torch_rows)->Compute(fixture.data_set, view, 0, rows).has_value());
    EXPECT_EQ(rows, table->values);
    std::vector<int8_t> some(5 * 8);
    ASSERT_TRUE((*torch_rows)->Compute(fixture.data_set, view, 7, some).has_value());
    EXPECT_TRUE(std::equal(some.begin(), some.end(), table->values.begin() + 7 * 8));
  }
}

TEST(TeacherFeatures, OfADeviceAreTheCpusAndAnAbsentDeviceIsNamed) {
  Fixture fixture(4);
  const auto expected = fixture.Compute();
  ASSERT_TRUE(expected.has_value());
  const auto table = TeacherFeatures(fixture.teacher(), fixture.folder.path() / "elsewhere", fixture.data_set, 0,
                                     fixture.pool, torch::kCUDA);
  if (torch::cuda::is_available()) {
    ASSERT_TRUE(table.has_value()) << table.error().message;
    EXPECT_EQ(table->values, expected->values);
    return;
  }
  ASSERT_FALSE(table.has_value());
  EXPECT_EQ(table.error().code, ErrorCode::kInvalidArgument);
  EXPECT_NE(table.error().message.find("cuda"), std::string::npos) << table.error().message;
}

TEST(TeacherGuidance, AnswersLikeTheLabelsWhereFeaturesTellThemApart) {
  Fixture fixture(40);
  const Result<Guidance> made = fixture.Guide(0);
  ASSERT_TRUE(made.has_value()) << made.error().message;
  const Guidance& guidance = *made;
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

TEST(TeacherFeatures, OfAnotherViewAreOthersAndKeptBesideThem) {
  Fixture fixture(4);
  const auto centres = fixture.Compute(0);
  const auto first = fixture.Compute(1);
  const auto second = fixture.Compute(2);
  ASSERT_TRUE(centres.has_value() && first.has_value() && second.has_value());
  EXPECT_NE(centres->values, first->values);
  EXPECT_NE(first->values, second->values);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(fixture.cache()), {}), 3);
  EXPECT_EQ(fixture.Compute(1)->values, first->values);
}

TEST(TeacherGuidance, OfViewsIsWhatTheStudentIsTaughtOfThem) {
  Fixture fixture(40);
  const auto centres = fixture.Guide(0);
  const auto guidance = fixture.Guide(2);
  ASSERT_TRUE(centres.has_value() && guidance.has_value());
  ASSERT_EQ(guidance->targets.size(), 3 * 240u);
  ASSERT_EQ(guidance->embeddings.size(), 3 * 120u * 8u);
  EXPECT_TRUE(std::equal(centres->targets.begin(), centres->targets.end(), guidance->targets.begin()));

  const std::vector<Draw> draws = {{.photo = 5, .seed = 1, .view = 0}, {.photo = 5, .seed = 1, .view = 2}};
  const Batch batch = BatchMaker(fixture.data_set, *guidance, torch::kCPU).Make(draws, 32, false, torch::kFloat32);
  const auto taught = [&](int64_t row) {
    return torch::tensor(std::vector<float>(&guidance->targets[row * 2], &guidance->targets[row * 2] + 2));
  };
  EXPECT_TRUE(torch::allclose(batch.targets[0], taught(5)));
  EXPECT_TRUE(torch::allclose(batch.targets[1], taught(2 * 120 + 5)));
  EXPECT_FALSE(torch::equal(batch.pictures[0], batch.pictures[1]));
}

TEST(TeacherGuidance, PassesOnWhatATeachersFeaturesFailedOf) {
  Fixture fixture(2);
  fixture.folder.Write("teacher.tflite", "no model");
  EXPECT_FALSE(fixture.Guide(1).has_value());
}

TEST(LabelGuidance, SmoothsLabelsAndGivesBothToBoth) {
  const DataSet data_set{.head = Head::kSigmoid,
                         .labels = {"cat", "dog"},
                         .sources = {""},
                         .photos = {{.path = {}, .label = 1, .pixels = {}},
                                    {.path = {}, .label = kAllLabels, .pixels = {}},
                                    {.path = {}, .label = kNoLabelApplies, .pixels = {}}},
                         .warnings = {}};
  EXPECT_EQ(LabelGuidance(data_set, 0.1f).targets, (std::vector<float>{0.1f, 0.9f, 0.9f, 0.9f, 0.1f, 0.1f}));
}

}  // namespace
}  // namespace pawlens
