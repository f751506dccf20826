// SPDX-License-Identifier: MIT
// pawlens-train in several processes, on a data set that it can learn in seconds.
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <memory>
#include <sstream>
#include <thread>

#include "base/str_cat.h"
#include "model/reader.h"
#include "train/file_io.h"
#include "train/shape_photos.h"
#include "train/trainer_process.h"

namespace pawlens {
namespace {

using std::chrono::seconds;
using testing::PhotoFolder;
using testing::Shape;
using testing::TrainerProcess;

constexpr seconds kEnough{240};  // Only a broken trainer, or a machine with much else to do, takes so long.
constexpr seconds kMinute{60};   // Promised: another process's end is noticed within it.

class ProcessesTest : public ::testing::Test {
 protected:
  ProcessesTest() {
    folder_.AddPhotos("cat", Shape::kDisc, 24);
    folder_.AddPhotos("dog", Shape::kSquare, 24);
    folder_.AddPhotos("neither", Shape::kNone, 24);
  }

  std::unique_ptr<TrainerProcess> Start(const std::string& name, int threads, const std::vector<std::string>& more,
                                        const std::vector<std::string>& environment, const std::string& log) const {
    std::vector<std::string> arguments = {
        "--data", folder_.photos(), "--out", folder_.path() / (name + ".tflite"), "--threads", std::to_string(threads)};
    const std::pair<const char*, const char*> usual[] = {
        {"--batch", "16"}, {"--qat-epochs", "2"}, {"--width", "0.25"}, {"--input", "32"}};
    for (const auto& [option, value] : usual) {
      if (std::ranges::find(more, option) == more.end()) arguments.insert(arguments.end(), {option, value});
    }
    arguments.insert(arguments.end(), more.begin(), more.end());
    return std::make_unique<TrainerProcess>(arguments, environment, folder_.path() / log);
  }

  /// Two processes that know of each other.
  std::vector<std::unique_ptr<TrainerProcess>> StartPair(const std::string& name, int threads,
                                                         const std::vector<std::string>& more) const {
    const std::string port = StrCat("MASTER_PORT=", testing::FreePort());
    std::vector<std::unique_ptr<TrainerProcess>> pair;
    for (const int rank : {0, 1}) {
      pair.push_back(Start(name, threads, more, {"WORLD_SIZE=2", StrCat("RANK=", rank), "MASTER_ADDR=127.0.0.1", port},
                           StrCat(name, rank, ".log")));
    }
    return pair;
  }

  static void ExpectEnds(TrainerProcess& process, int code, seconds limit = kEnough) {
    EXPECT_EQ(process.Wait(limit), std::optional<int>(code)) << process.Printed();
  }

  std::filesystem::path RunFile(const std::string& name, const std::string& file) const {
    return folder_.path() / (name + ".tflite.run") / file;
  }

  /// Phase, epoch, rate, loss and accuracies of each epoch, without images a second.
  std::string Metrics(const std::string& name) const {
    std::ifstream in(RunFile(name, "metrics.csv"));
    std::string kept;
    for (std::string line; std::getline(in, line);) {
      std::istringstream fields(line);
      std::string field;
      for (int column = 0; std::getline(fields, field, ','); ++column) {
        if (column != 5) kept += field + ",";
      }
      kept += '\n';
    }
    return kept;
  }

  /// All constants of the model; the file has the command in it too.
  std::vector<uint8_t> Weights(const std::string& name) const {
    const auto file = ReadWholeFile(folder_.path() / (name + ".tflite"));
    const auto model = ReadTflite(file.value_or(std::vector<uint8_t>{}));
    std::vector<uint8_t> weights;
    if (!model) return weights;
    for (const Tensor& tensor : model->graph.tensors) {
      weights.insert(weights.end(), tensor.data.begin(), tensor.data.end());
    }
    return weights;
  }

  /// Waits until an epoch is done and the next ones are not.
  void WaitForCheckpoint(const std::string& name) const {
    const auto deadline = std::chrono::steady_clock::now() + kEnough;
    while (!std::filesystem::exists(RunFile(name, "float.checkpoint")) && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }

  void ExpectSameModel(const std::string& name, const std::string& other) const {
    EXPECT_FALSE(Weights(name).empty());
    EXPECT_TRUE(Weights(name) == Weights(other));
  }

  /// `victim` is killed after an epoch: the other ends with advice, and the pair goes on from the checkpoint.
  void ExpectOtherEndsAndPairResumes(int victim) const {
    const std::vector<std::string> epochs = {"--epochs", "12"};
    auto pair = StartPair("pair", 1, epochs);
    WaitForCheckpoint("pair");
    pair[victim]->Signal(SIGKILL);
    TrainerProcess& other = *pair[1 - victim];
    ExpectEnds(other, 1, kMinute);
    EXPECT_NE(other.Printed().find("another process has ended"), std::string::npos) << other.Printed();
    EXPECT_NE(other.Printed().find("--resume"), std::string::npos) << other.Printed();
    ASSERT_FALSE(std::filesystem::exists(folder_.path() / "pair.tflite"));
    for (const auto& process : StartPair("pair", 1, {"--epochs", "12", "--resume"})) ExpectEnds(*process, 0);
    EXPECT_TRUE(std::filesystem::exists(folder_.path() / "pair.tflite"));
    const std::string metrics = Metrics("pair");
    EXPECT_NE(metrics.find("\nfloat,12,"), std::string::npos) << metrics;
  }

  PhotoFolder folder_;
};

TEST_F(ProcessesTest, OfOneThreadDoWhatOneOfTwoThreadsDoes) {
  ExpectEnds(*Start("one", 2, {"--epochs", "4"}, {}, "one.log"), 0);
  for (const auto& process : StartPair("two", 1, {"--epochs", "4"})) ExpectEnds(*process, 0);
  EXPECT_EQ(Metrics("one"), Metrics("two"));
  ExpectSameModel("one", "two");
}

TEST_F(ProcessesTest, DoTheSameWithoutAPictureForEach) {
  // Larger pictures: batch norm of one picture needs more than one place.
  const std::vector<std::string> tiny = {"--epochs", "1", "--qat-epochs", "1", "--batch", "1", "--input", "64"};
  ExpectEnds(*Start("one", 2, tiny, {}, "one.log"), 0);
  for (const auto& process : StartPair("two", 1, tiny)) ExpectEnds(*process, 0);
  EXPECT_EQ(Metrics("one"), Metrics("two"));
}

TEST_F(ProcessesTest, ShareTheTeachersThatOnlyTheLeaderHas) {
  const std::string features = folder_.path() / "features";
  std::vector<std::string> taught = {
      "--epochs",   "2",      "--qat-epochs", "1",
      "--features", features, "--teacher",    PAWLENS_SOURCE_DIR "/models/pawlens.tflite"};
  ExpectEnds(*Start("one", 2, taught, {}, "one.log"), 0);
  const std::vector<std::string> world = {"WORLD_SIZE=2", "MASTER_ADDR=127.0.0.1",
                                          StrCat("MASTER_PORT=", testing::FreePort())};
  const auto with_rank = [&](const char* rank) {
    std::vector<std::string> environment = world;
    environment.emplace_back(rank);
    return environment;
  };
  const auto leader = Start("two", 1, taught, with_rank("RANK=0"), "leader.log");
  taught.resize(4);
  const auto other = Start("two", 1, taught, with_rank("RANK=1"), "other.log");
  ExpectEnds(*leader, 0);
  ExpectEnds(*other, 0);
  EXPECT_EQ(Metrics("one"), Metrics("two"));
}

TEST_F(ProcessesTest, OfWhichOneIsKilledEndTheOthersAndResume) {
  ExpectOtherEndsAndPairResumes(1);
}

TEST_F(ProcessesTest, OfWhichTheLeaderIsKilledEndTheOthersAndResume) {
  ExpectOtherEndsAndPairResumes(0);
}

TEST_F(ProcessesTest, StopTogetherWhenOneIsInterruptedAndEndWhereTheyWouldHave) {
  const std::vector<std::string> epochs = {"--epochs", "8"};
  ExpectEnds(*Start("whole", 2, epochs, {}, "whole.log"), 0);
  auto pair = StartPair("parts", 1, epochs);
  WaitForCheckpoint("parts");
  pair[1]->Signal(SIGINT);
  for (const auto& process : pair) {
    ExpectEnds(*process, 1);
    EXPECT_NE(process->Printed().find("stopped; the same command with --resume"), std::string::npos)
        << process->Printed();
  }
  for (const auto& process : StartPair("parts", 1, {"--epochs", "8", "--resume"})) ExpectEnds(*process, 0);
  ExpectSameModel("parts", "whole");
}

TEST_F(ProcessesTest, SaySoWhenTheirOptionsDiffer) {
  const std::string port = StrCat("MASTER_PORT=", testing::FreePort());
  const auto first =
      Start("model", 1, {"--seed", "1"}, {"WORLD_SIZE=2", "RANK=0", "MASTER_ADDR=127.0.0.1", port}, "first.log");
  const auto second =
      Start("model", 1, {"--seed", "2"}, {"WORLD_SIZE=2", "RANK=1", "MASTER_ADDR=127.0.0.1", port}, "second.log");
  ExpectEnds(*second, 1);
  EXPECT_NE(second->Printed().find("--seed 1"), std::string::npos) << second->Printed();
  ExpectEnds(*first, 1);
}

TEST_F(ProcessesTest, OfHigherRankPrintNothingButErrors) {
  const auto pair = StartPair("model", 1, {"--epochs", "1"});
  for (const auto& process : pair) ExpectEnds(*process, 0);
  EXPECT_EQ(pair[1]->Printed(), "");
  EXPECT_NE(pair[0]->Printed().find("training in 2 processes"), std::string::npos) << pair[0]->Printed();
}

}  // namespace
}  // namespace pawlens
