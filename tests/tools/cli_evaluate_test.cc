// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <filesystem>

#include "base/digest.h"
#include "classify/classifier.h"
#include "image/decode.h"
#include "support/colour_model.h"
#include "tools/cli_support.h"

namespace pawlens::testing {
namespace {

using nlohmann::json;

class EvaluateCommand : public ::testing::Test {
 protected:
  CliRun Evaluate(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"evaluate", "--model", model_, "--data", folder_.path("data")});
    return RunPawlens(arguments);
  }

  TempFolder folder_;
  std::string model_ = folder_.Write("model.tflite", CatDogModelFile());
};

TEST_F(EvaluateCommand, ReportsTheFiguresThatCanBeCountedByHand) {
  folder_.Write("data/cat/1.bmp", CatPicture());
  folder_.Write("data/cat/2.bmp", CatPicture());
  folder_.Write("data/cat/3.bmp", DogPicture());  // said to be a dog
  folder_.Write("data/dog/deep/1.bmp", DogPicture());
  folder_.Write("data/both/1.bmp", BothPicture());
  folder_.Write("data/neither/1.bmp", NeitherPicture());
  folder_.Write("data/neither/2.bmp", CatPicture());  // said to be a cat
  const CliRun run = Evaluate({"--json"});
  EXPECT_EQ(run.status, 0) << run.err;
  const json report = run.json();
  EXPECT_EQ(report["images"], 7);
  EXPECT_DOUBLE_EQ(report["accuracy_cat_dog"].get<double>(), 3.0 / 4);
  EXPECT_DOUBLE_EQ(report["accuracy_decision"].get<double>(), 5.0 / 7);
  // One photo of neither scores above all five others, one ties with all of them.
  EXPECT_DOUBLE_EQ(report["auroc_neither"].get<double>(), (5.0 + 2.5) / 10);
  // All of a confidence near 1, two of seven wrong.
  EXPECT_NEAR(report["ece"].get<double>(), 2.0 / 7, 0.01);
  EXPECT_EQ(report["confusion"]["cat"], json({{"cat", 2}, {"dog", 1}, {"both", 0}, {"neither", 0}}));
  EXPECT_EQ(report["confusion"]["neither"], json({{"cat", 1}, {"dog", 0}, {"both", 0}, {"neither", 1}}));
  EXPECT_EQ(report["by_label"]["cat"]["images"], 3);
  EXPECT_DOUBLE_EQ(report["by_label"]["cat"]["accuracy_decision"].get<double>(), 2.0 / 3);
  EXPECT_TRUE(report["by_label"]["both"]["accuracy_cat_dog"].is_null());
  EXPECT_EQ(report["errors"], json::array());
}

TEST_F(EvaluateCommand, DigestIsThatOfTheScoresInTheOrderOfThePathsWhateverJobsIs) {
  Digest expected;
  Classifier classifier = Classifier::Load(CatDogModelFile()).value();
  for (const char* name : {"both/1.bmp", "cat/1.bmp", "cat/2.bmp", "dog/1.bmp", "neither/1.bmp"}) {
    const auto shade = static_cast<uint8_t>(13 * name[0] + 29 * name[4]);
    const std::vector<uint8_t> picture = ColourPicture(shade, static_cast<uint8_t>(255 - shade), 7);
    folder_.Write(std::string("data/") + name, picture);
    expected.Add(classifier.Classify(DecodeImage(picture)->view())->scores);
  }
  for (const char* jobs : {"1", "3"}) {
    EXPECT_EQ(Evaluate({"--json", "--jobs", jobs}).json()["digest"], expected.Hex()) << jobs;
  }
}

TEST_F(EvaluateCommand, FiguresWithoutPhotosAreNull) {
  folder_.Write("data/neither/1.bmp", NeitherPicture());
  const CliRun run = Evaluate({"--json"});
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_TRUE(run.json()["accuracy_cat_dog"].is_null());
  EXPECT_TRUE(run.json()["auroc_neither"].is_null());
  EXPECT_EQ(run.json()["accuracy_decision"], 1.0);
}

TEST_F(EvaluateCommand, UnreadablePhotosAreListedAndNotCounted) {
  folder_.Write("data/cat/1.bmp", CatPicture());
  const std::string broken = folder_.Write("data/dog/1.jpg", "no picture");
  const CliRun run = Evaluate({"--json"});
  EXPECT_EQ(run.status, 1);
  EXPECT_EQ(run.json()["images"], 1);
  ASSERT_EQ(run.json()["errors"].size(), 1u);
  EXPECT_EQ(run.json()["errors"][0]["path"], broken);
  EXPECT_EQ(run.json()["errors"][0]["code"], "bad-image");
  EXPECT_TRUE(run.err.starts_with("pawlens: " + broken + ": ")) << run.err;
}

TEST_F(EvaluateCommand, PrintsATableForPeople) {
  folder_.Write("data/cat/1.bmp", CatPicture());
  folder_.Write("data/dog/1.bmp", CatPicture());
  const CliRun run = Evaluate({});
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_NE(run.out.find("cat or dog           50.00 %"), std::string::npos) << run.out;
  EXPECT_NE(run.out.find("AUROC of neither     -"), std::string::npos) << run.out;
}

TEST_F(EvaluateCommand, RefusesFoldersWithoutLabels) {
  EXPECT_EQ(Evaluate({}).status, 1);
  EXPECT_NE(Evaluate({}).err.find("is no folder"), std::string::npos);
  folder_.Write("data/horse/1.bmp", CatPicture());
  EXPECT_EQ(Evaluate({}).status, 1);
  EXPECT_NE(Evaluate({}).err.find("none of the folders cat, dog, both, neither"), std::string::npos);
}

TEST_F(EvaluateCommand, MeasuresModelsOfOtherLabelsByTheFoldersNamedLikeThem) {
  folder_.Write("data/red/1.bmp", CatPicture());
  folder_.Write("data/red/2.bmp", DogPicture());  // said to be green
  folder_.Write("data/blue/1.bmp", NeitherPicture());
  folder_.Write("data/neither/1.bmp", NeitherPicture());  // a softmax cannot say that: not counted
  const std::string colours = folder_.Write("colours.tflite", ThreeColourModelFile());
  const CliRun run = RunPawlens({"evaluate", "--model", colours, "--data", folder_.path("data"), "--json"});
  EXPECT_EQ(run.status, 0) << run.err;
  const json report = run.json();
  EXPECT_EQ(report["images"], 3);
  EXPECT_DOUBLE_EQ(report["accuracy_label"].get<double>(), 2.0 / 3);
  EXPECT_DOUBLE_EQ(report["accuracy_decision"].get<double>(), 2.0 / 3);
  EXPECT_EQ(report["confusion"]["red"], json({{"red", 1}, {"green", 1}, {"blue", 0}}));
  EXPECT_TRUE(report["composites"].is_null());
  EXPECT_TRUE(report["auroc_neither"].is_null());
}

TEST_F(EvaluateCommand, CountsCompositesOfTheTwoLabelsTheSameInEachRun) {
  folder_.Write("data/cat/1.bmp", CatPicture());
  folder_.Write("data/dog/1.bmp", DogPicture());
  folder_.Write("data/neither/1.bmp", BothPicture());  // said to be both
  const json composites = Evaluate({"--json"}).json()["composites"];
  for (const char* kind : {"side by side", "inset", "overlapping"}) EXPECT_EQ(composites["kinds"][kind]["images"], 300);
  EXPECT_DOUBLE_EQ(composites["false_both"].get<double>(), 1.0 / 3);
  EXPECT_GE(composites["both_recall"].get<double>(), 0.0);
  EXPECT_EQ(Evaluate({"--json", "--jobs", "2"}).json()["composites"], composites);
  EXPECT_NE(Evaluate({}).out.find("both, false          33.33 %"), std::string::npos);
}

TEST_F(EvaluateCommand, CorruptionsAreMeasuredOnlyWhenAskedFor) {
  folder_.Write("data/cat/1.bmp", CatPicture());
  // Bright enough to be called a dog, but not after losing 30 % of its light.
  folder_.Write("data/dog/1.bmp", ColourPicture(0, 140, 0));
  EXPECT_FALSE(Evaluate({"--json"}).json().contains("corruptions"));
  const json corruptions = Evaluate({"--json", "--corruptions"}).json()["corruptions"];
  ASSERT_EQ(corruptions.size(), 8u);
  EXPECT_EQ(corruptions["as it is"]["accuracy_decision"], 1.0);
  EXPECT_EQ(corruptions["turned left by 15 degrees"]["accuracy_decision"], 1.0);
  EXPECT_EQ(corruptions["30 % darker"]["accuracy_decision"], 0.5);
  EXPECT_EQ(corruptions["30 % darker"]["accuracy_cat_dog"], 1.0);
  const std::string text = Evaluate({"--corruptions"}).out;
  EXPECT_NE(text.find("30 % darker                    100.00 %    0.00     50.00 %   50.00"), std::string::npos)
      << text;
}

TEST_F(EvaluateCommand, TakesSourcesFromTheManifestBesideTheFolder) {
  folder_.Write("data/cat/1.bmp", CatPicture());
  folder_.Write("data/cat/2.bmp", DogPicture());
  folder_.Write("data/dog/1.bmp", DogPicture());
  folder_.Write("manifest.csv", "path,source\ndata/cat/1.bmp,web\ndata/cat/2.bmp,phone\n");
  const json sources = Evaluate({"--json"}).json()["by_source"];
  EXPECT_EQ(sources["web"]["accuracy_decision"], 1.0);
  EXPECT_EQ(sources["phone"]["accuracy_decision"], 0.0);
  EXPECT_EQ(sources["not named"]["images"], 1);
}

}  // namespace
}  // namespace pawlens::testing
