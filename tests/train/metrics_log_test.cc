// SPDX-License-Identifier: MIT
#include "train/metrics_log.h"

#include <gtest/gtest.h>

#include "train/file_io.h"
#include "train/learning_curve.h"
#include "train/shape_photos.h"

namespace pawlens {
namespace {

EpochMetrics Row(const std::string& phase, int epoch, double loss) {
  return {.phase = phase,
          .epoch = epoch,
          .rate = 0.005,
          .loss = loss,
          .training_accuracy = 0.5,
          .images_per_s = 800,
          .held_out_labels = 0.75,
          .held_out_all = 0.625};
}

std::string Text(const std::filesystem::path& path) {
  const auto bytes = ReadWholeFile(path);
  return bytes ? std::string(bytes->begin(), bytes->end()) : "";
}

TEST(MetricsLog, ReadsBackWhatItWrote) {
  const testing::PhotoFolder folder;
  ASSERT_TRUE(AppendMetrics(folder.path(), Row("float", 1, 2.5)).has_value());
  ASSERT_TRUE(AppendMetrics(folder.path(), Row("float", 2, 1.25)).has_value());
  const auto rows = ReadMetrics(folder.path() / "metrics.csv");
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[1].phase, "float");
  EXPECT_EQ(rows[1].epoch, 2);
  EXPECT_EQ(rows[1].loss, 1.25);
  EXPECT_EQ(rows[1].held_out_all, 0.625);
  EXPECT_TRUE(Text(folder.path() / "metrics.csv").starts_with("phase,epoch,rate,loss,"));
}

TEST(MetricsLog, ForgetsTheEpochsBehindThePlaceThatARunWentOnFrom) {
  const testing::PhotoFolder folder;
  for (const EpochMetrics& row :
       {Row("float", 1, 4), Row("float", 2, 3), Row("float", 3, 2), Row("int8", 1, 9), Row("float", 2, 1)}) {
    ASSERT_TRUE(AppendMetrics(folder.path(), row).has_value());
  }
  const auto rows = ReadMetrics(folder.path() / "metrics.csv");
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].loss, 4);
  EXPECT_EQ(rows[1].loss, 1);
}

TEST(MetricsLog, SaysWhichFileCannotBeWritten) {
  const testing::PhotoFolder folder;
  folder.Write("file", "in the way of a folder");
  const Status status = AppendMetrics(folder.path() / "file", Row("float", 1, 1));
  ASSERT_FALSE(status.has_value());
  EXPECT_EQ(status.error().code, ErrorCode::kIo);
  EXPECT_NE(status.error().message.find("metrics.csv"), std::string::npos) << status.error().message;
}

TEST(LearningCurve, DrawsEveryEpochOfEveryPhaseAndNeedsNothingBesideIt) {
  const std::vector<EpochMetrics> rows = {Row("float", 1, 4), Row("float", 2, 2), Row("int8", 1, 3)};
  const std::string page = LearningCurvePage(rows);
  EXPECT_NE(page.find("3 epochs"), std::string::npos);
  EXPECT_NE(page.find("class=\"phase\""), std::string::npos);
  EXPECT_NE(page.find("held out: labels 75;"), std::string::npos);
  EXPECT_NE(page.find("Loss, at last training 3;"), std::string::npos);
  EXPECT_EQ(page.find("http"), std::string::npos);
  EXPECT_EQ(page.find("src="), std::string::npos);
  EXPECT_EQ(page.find("nan"), std::string::npos);
}

TEST(LearningCurve, LeavesOutWhatWasNotMeasuredAndStandsOneEpoch) {
  EpochMetrics row = Row("float", 1, 4);
  row.held_out_labels = row.held_out_all = 0;
  const std::string page = LearningCurvePage(std::vector<EpochMetrics>{row});
  EXPECT_EQ(page.find("held out"), std::string::npos);
  EXPECT_EQ(page.find("nan"), std::string::npos);
  EXPECT_NE(LearningCurvePage({}).find("No epoch"), std::string::npos);
}

}  // namespace
}  // namespace pawlens
