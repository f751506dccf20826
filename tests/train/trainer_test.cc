// SPDX-License-Identifier: MIT
// The whole trainer on a data set that it can learn in seconds.
#include "train/trainer.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <csignal>
#include <fstream>
#include <sstream>
#include <thread>

#include "classify/classifier.h"
#include "train/batch.h"
#include "train/device.h"
#include "train/file_io.h"
#include "train/guidance.h"
#include "train/metrics_log.h"
#include "train/phase.h"
#include "train/platform.h"
#include "train/progress.h"
#include "train/shape_photos.h"

namespace pawlens {
namespace {

using testing::PhotoFolder;
using testing::Shape;
using testing::ShapePicture;

class TrainerTest : public ::testing::Test {
 protected:
  TrainerTest() {
    folder_.AddPhotos("cat", Shape::kDisc, 24);
    folder_.AddPhotos("dog", Shape::kSquare, 24);
    folder_.AddPhotos("neither", Shape::kNone, 24);
    CatchInterrupts();
  }

  TrainOptions Options(const std::string& name) const {
    TrainOptions options;
    options.data = folder_.photos();
    options.out = folder_.path() / (name + ".tflite");
    options.epochs = 12;
    options.int8_epochs = 3;
    options.batch = 16;
    options.rate = 0.005;
    options.width = 0.25f;
    options.input_px = 32;
    options.threads = 2;
    return options;
  }

  std::vector<uint8_t> Trained(const TrainOptions& options) const {
    const Status done = Train(options);
    EXPECT_TRUE(done.has_value()) << (done ? "" : done.error().message);
    return ReadWholeFile(options.out).value_or(std::vector<uint8_t>{});
  }

  PhotoFolder folder_;
};

TEST_F(TrainerTest, MakesAModelThatTellsNewShapesApart) {
  TrainOptions options = Options("model");
  options.epochs = 40;
  const std::vector<uint8_t> file = Trained(options);
  auto classifier = Classifier::Load(file);
  ASSERT_TRUE(classifier.has_value()) << classifier.error().message;
  ASSERT_TRUE(classifier->is_cat_dog());
  int right = 0;
  for (uint64_t seed = 9000; seed < 9020; ++seed) {
    const Image disc = ShapePicture(Shape::kDisc, 60, 50, seed);
    const Image square = ShapePicture(Shape::kSquare, 60, 50, seed);
    const auto a = classifier->Classify(disc.view());
    const auto b = classifier->Classify(square.view());
    ASSERT_TRUE(a.has_value() && b.has_value());
    right += (a->p_cat > a->p_dog) + (b->p_dog > b->p_cat);
  }
  EXPECT_GE(right, 36);
  EXPECT_NE(classifier->model().settings->provenance.find("seed 1"), std::string::npos);
}

TEST_F(TrainerTest, TrainsASoftmaxInWhichNeitherIsAClass) {
  TrainOptions options = Options("softmax");
  options.head = Head::kSoftmax;
  options.epochs = 40;
  auto classifier = Classifier::Load(Trained(options));
  ASSERT_TRUE(classifier.has_value()) << classifier.error().message;
  EXPECT_EQ(classifier->model().settings->head, Head::kSoftmax);
  EXPECT_EQ(classifier->model().settings->labels, (std::vector<std::string>{"cat", "dog", "neither"}));
  int right = 0;
  for (uint64_t seed = 9000; seed < 9010; ++seed) {
    int expected = 0;
    for (const Shape shape : {Shape::kDisc, Shape::kSquare, Shape::kNone}) {
      const auto answer = classifier->Classify(ShapePicture(shape, 60, 50, seed).view());
      ASSERT_TRUE(answer.has_value());
      right += TopIndices(answer->probabilities, 1)[0] == expected++;
    }
  }
  EXPECT_GE(right, 26);
}

TEST_F(TrainerTest, GivesTheSameFileForTheSameSeedAndAnotherForAnother) {
  const std::vector<uint8_t> first = Trained(Options("first"));
  const std::vector<uint8_t> second = Trained(Options("second"));
  ASSERT_FALSE(first.empty());
  EXPECT_TRUE(first == second);
  TrainOptions options = Options("third");
  options.seed = 2;
  EXPECT_FALSE(first == Trained(options));
}

TEST_F(TrainerTest, EndsWhereItWouldHaveAfterAnInterruptAndResume) {
  TrainOptions options = Options("whole");
  options.epochs = 60;
  const std::vector<uint8_t> whole = Trained(options);
  options.out = folder_.path() / "parts.tflite";
  const auto checkpoint = folder_.path() / "parts.tflite.run" / "float.checkpoint";
  const std::jthread interrupter([&checkpoint](const std::stop_token& stop) {
    while (!stop.stop_requested() && !std::filesystem::exists(checkpoint)) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    std::raise(SIGINT);
  });
  const Status stopped = Train(options);
  ASSERT_FALSE(stopped.has_value());
  EXPECT_NE(stopped.error().message.find("--resume"), std::string::npos) << stopped.error().message;
  EXPECT_FALSE(std::filesystem::exists(options.out));
  CatchInterrupts();
  options.resume = true;
  EXPECT_TRUE(Trained(options) == whole);
}

TEST_F(TrainerTest, GoesOnFromThePlateauWhenAskedForMoreEpochs) {
  TrainOptions options = Options("whole");
  options.epochs = 10;
  options.cooldown_epochs = 4;
  const std::vector<uint8_t> whole = Trained(options);
  options.out = folder_.path() / "longer.tflite";
  options.epochs = 7;
  EXPECT_FALSE(Trained(options) == whole);
  options.resume = true;
  options.epochs = 10;
  EXPECT_TRUE(Trained(options) == whole);
  options.epochs = 9;
  const Status fewer = Train(options);
  ASSERT_FALSE(fewer.has_value());
  EXPECT_NE(fewer.error().message.find("at least 10"), std::string::npos) << fewer.error().message;
}

TEST_F(TrainerTest, RefusesOptionsThatDoNotFitBeforeAnyWork) {
  TrainOptions options = Options("model");
  options.data = folder_.path() / "nowhere";  // Never looked at.
  options.epochs = 3;
  options.cooldown_epochs = 4;
  const Status done = Train(options);
  ASSERT_FALSE(done.has_value());
  EXPECT_NE(done.error().message.find("cooldown of 4 epochs does not fit into 3"), std::string::npos);
  options.cooldown_epochs = 1;
  options.plateau_input_px = 40;
  const Status uneven = Train(options);
  ASSERT_FALSE(uneven.has_value());
  EXPECT_NE(uneven.error().message.find("40 pixels"), std::string::npos);
  options.plateau_input_px = 64;
  options.center_share = 0.5f;
  const Status centered = Train(options);
  ASSERT_FALSE(centered.has_value());
  EXPECT_NE(centered.error().message.find("--center-share needs --views"), std::string::npos);
}

TEST_F(TrainerTest, KeepsWhatALengthenedRunHasLearntWhenItIsInterrupted) {
  TrainOptions options = Options("model");
  options.epochs = 5;
  options.cooldown_epochs = 3;
  Trained(options);
  const auto folder = folder_.path() / "model.tflite.run";
  options.resume = true;
  options.epochs = 300;
  const std::jthread interrupter([&folder](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      const auto rows = ReadMetrics(folder / "metrics.csv");
      if (!rows.empty() && rows.back().phase == "float" && rows.back().epoch > 6) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    std::raise(SIGINT);
  });
  ASSERT_FALSE(Train(options).has_value());
  CatchInterrupts();
  EXPECT_FALSE(std::filesystem::exists(folder / "float.plateau.checkpoint"));
  options.epochs = static_cast<int>(ReadMetrics(folder / "metrics.csv").size()) + 4;
  const size_t before = ReadMetrics(folder / "metrics.csv").size();
  Trained(options);
  const auto rows = ReadMetrics(folder / "metrics.csv");
  ASSERT_GT(rows.size(), before);
  EXPECT_EQ(rows[before].epoch, static_cast<int>(before) + 1);
}

TEST_F(TrainerTest, RefusesABatchThatLeavesBatchNormOneValue) {
  TrainOptions options = Options("model");
  options.input_px = 32;
  options.batch = 3;
  options.threads = 4;
  const Status done = Train(options);
  ASSERT_FALSE(done.has_value());
  EXPECT_NE(done.error().message.find("a batch of 3 leaves 4 threads one picture"), std::string::npos)
      << done.error().message;
}

TEST_F(TrainerTest, RefusesCudaWhereThereIsNoneAndSaysWhatToDo) {
  if (torch::cuda::is_available()) GTEST_SKIP() << "there is a CUDA device";
  TrainOptions options = Options("model");
  options.device = "cuda";
  const Status done = Train(options);
  ASSERT_FALSE(done.has_value());
  EXPECT_NE(done.error().message.find("--device cpu"), std::string::npos) << done.error().message;
  EXPECT_FALSE(ChooseDevice("gpu").has_value());
  EXPECT_TRUE(ChooseDevice("auto")->is_cpu());
}

TEST(LearningRate, RisesStaysAndFallsAlongAHalfCosine) {
  const PhaseOptions options{.name = {}, .epochs = 10, .cooldown_epochs = 4, .peak_rate = 0.5, .folder = {}};
  const auto rate = [&](double epoch) { return LearningRate(options, std::llround(epoch * 1000), 1000); };
  EXPECT_NEAR(rate(0), 0.0, 1e-3);
  EXPECT_NEAR(rate(0.5), 0.25, 1e-3);
  EXPECT_DOUBLE_EQ(rate(1), 0.5);
  EXPECT_DOUBLE_EQ(rate(5.999), 0.5);
  EXPECT_NEAR(rate(7), 0.25 * (1 + std::sqrt(0.5)), 1e-3);
  EXPECT_NEAR(rate(8), 0.25, 1e-3);
  EXPECT_NEAR(rate(9.999), 0.0, 1e-3);
}

TEST_F(TrainerTest, WritesOneLineOfMetricsAnEpoch) {
  Trained(Options("model"));
  std::ifstream in(folder_.path() / "model.tflite.run" / "metrics.csv");
  std::string line;
  int lines = 0;
  while (std::getline(in, line)) ++lines;
  EXPECT_EQ(lines, 1 + 12 + 3);
}

TEST_F(TrainerTest, SaysWhichCheckpointDoesNotFit) {
  TrainOptions options = Options("model");
  options.resume = true;
  folder_.Write("model.tflite.run/float.checkpoint", "nonsense");
  const Status done = Train(options);
  ASSERT_FALSE(done.has_value());
  EXPECT_NE(done.error().message.find("float.checkpoint"), std::string::npos);
}

TEST_F(TrainerTest, SaysThatTheOutputCannotBeWritten) {
  folder_.Write("file", "in the way of a folder");
  TrainOptions options = Options("model");
  options.checkpoints = folder_.path() / "run";
  options.epochs = 1;
  options.int8_epochs = 1;
  options.out = folder_.path() / "file" / "model.tflite";
  const Status done = Train(options);
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().code, ErrorCode::kIo) << done.error().message;
}

TEST_F(TrainerTest, LearnsOneBatchByHeart) {
  PrepareProcessor();
  WorkerPool pool(2);
  const auto data_set = LoadDataSet({.folder = folder_.photos(), .held_out_sources = {}, .short_side_px = 32}, pool,
                                    [](int64_t, int64_t) {});
  ASSERT_TRUE(data_set.has_value());
  const Guidance guidance = LabelGuidance(*data_set, 0.05f);
  const auto architecture = BuildArchitecture({.input_px = 32, .width = 0.25f});
  ProcessGroup alone;
  // Once with a replica a thread, once as on a GPU: one replica, photos as one block, batches made a step ahead.
  for (const bool in_bulk : {false, true}) {
    const BatchMaker batches(*data_set, guidance, torch::kCPU, in_bulk);
    ASSERT_EQ(batches.in_bulk(), in_bulk);
    Phase phase(
        {.name = "float",
         .epochs = 20,
         .batch = 16,
         .peak_rate = 0.005,
         .side_px = 32,
         .plateau_side_px = 32,
         .overfit_one_batch = true,
         .folder = folder_.path() / "run"},
        [&] {
          torch::manual_seed(1);
          return std::make_shared<Network>(*architecture);
        },
        batches, pool, alone);
    const Status done = phase.Run();
    ASSERT_TRUE(done.has_value()) << done.error().message;
    EXPECT_DOUBLE_EQ(phase.training_accuracy(), 1.0);
  }
}

TEST_F(TrainerTest, TeachesCompositesBothLabelsAndDecoysOne) {
  WorkerPool pool(1);
  const auto data_set = LoadDataSet({.folder = folder_.photos(), .held_out_sources = {}, .short_side_px = 32}, pool,
                                    [](int64_t, int64_t) {});
  ASSERT_TRUE(data_set.has_value());
  const Guidance guidance = LabelGuidance(*data_set, 0.0f);
  int cat = 0, dog = 0, neither = 0;
  for (int i = 0; i < static_cast<int>(data_set->photos.size()); ++i) {
    const int label = data_set->photos[i].label;
    (label == 0 ? cat : label == 1 ? dog : neither) = i;
  }
  const std::vector<Draw> draws = {
      {cat, dog, 1}, {dog, cat, 2}, {cat, neither, 3}, {neither, dog, 4}, {neither, -1, 5}};
  const torch::Tensor targets =
      BatchMaker(*data_set, guidance, torch::kCPU).Make(draws, 32, false, torch::kFloat32).targets;
  EXPECT_TRUE(
      torch::equal(targets, torch::tensor({{1.0f, 1.0f}, {1.0f, 1.0f}, {1.0f, 0.0f}, {0.0f, 1.0f}, {0.0f, 0.0f}})));
}

}  // namespace
}  // namespace pawlens
