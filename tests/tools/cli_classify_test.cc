// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "image/decode.h"
#include "support/colour_model.h"
#include "tools/cli_support.h"

namespace pawlens::testing {
namespace {

using nlohmann::json;

class ClassifyCommand : public ::testing::Test {
 protected:
  /// `pawlens classify --model CAT-DOG-MODEL ...`
  CliRun Classify(std::vector<std::string> arguments, std::string_view input = "", const std::string& in_folder = "") {
    arguments.insert(arguments.begin(), {"classify", "--model", model_});
    return RunPawlens(arguments, input, in_folder);
  }

  TempFolder folder_;
  std::string model_ = folder_.Write("model.tflite", CatDogModelFile());
};

TEST_F(ClassifyCommand, PrintsOneLineAPictureInTheOrderGiven) {
  const std::string dog = folder_.Write("a dog.bmp", DogPicture());
  const std::string cat = folder_.Write("cat.bmp", CatPicture());
  const CliRun run = Classify({dog, cat});
  EXPECT_EQ(run.status, 0);
  EXPECT_EQ(run.err, "");
  const std::vector<std::string> lines = Lines(run.out);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_TRUE(lines[0].starts_with("dog ")) << lines[0];
  EXPECT_TRUE(lines[0].ends_with("  " + dog)) << lines[0];
  EXPECT_TRUE(lines[1].starts_with("cat ")) << lines[1];
  EXPECT_EQ(lines[0].find(dog), lines[1].find(cat)) << "columns are not aligned";
}

TEST_F(ClassifyCommand, DrawsAHeatMapOfOnePicture) {
  const std::string picture = folder_.Write("cat.bmp", ColourPicture(200, 120, 40, 30));
  const std::string out = folder_.path("heat.png");
  const CliRun run = RunPawlens({"classify", picture, "--heatmap", out});  // The shipped model.
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(Lines(run.out).size(), 1u);
  std::ifstream file(out, std::ios::binary);
  const std::vector<uint8_t> bytes((std::istreambuf_iterator<char>(file)), {});
  const Result<Image> drawn = DecodeImage(bytes);
  ASSERT_TRUE(drawn) << drawn.error().message;
  EXPECT_EQ(drawn->width, 30);
  EXPECT_EQ(drawn->height, 30);
}

TEST_F(ClassifyCommand, SaysWhyThereIsNoHeatMap) {
  const std::string picture = folder_.Write("cat.bmp", CatPicture());
  const CliRun two = Classify({picture, picture, "--heatmap", folder_.path("heat.png")});
  EXPECT_EQ(two.status, 1);
  EXPECT_NE(two.err.find("one picture, not 2"), std::string::npos) << two.err;
  const CliRun other = Classify({picture, "--heatmap", folder_.path("heat.png")});
  EXPECT_EQ(other.status, 1);
  EXPECT_TRUE(other.out.starts_with("cat ")) << other.out;
  EXPECT_NE(other.err.find("a heat map needs"), std::string::npos) << other.err;
  const CliRun nowhere = RunPawlens({"classify", picture, "--heatmap", folder_.path("no/folder/heat.png")});
  EXPECT_EQ(nowhere.status, 1);
  EXPECT_NE(nowhere.err.find("cannot be written"), std::string::npos) << nowhere.err;
}

TEST_F(ClassifyCommand, JsonHasTheDocumentedKeysAndValues) {
  const CliRun run = Classify({"--json", folder_.Write("x.bmp", BothPicture())});
  EXPECT_EQ(run.status, 0);
  const json answers = run.json();
  ASSERT_TRUE(answers.is_array()) << run.out;
  ASSERT_EQ(answers.size(), 1u);
  const json& answer = answers[0];
  std::set<std::string> keys;
  for (const auto& [key, value] : answer.items()) keys.insert(key);
  EXPECT_EQ(keys, (std::set<std::string>{"path", "ok", "decision", "p_cat", "p_dog", "decode_ms", "preprocess_ms",
                                         "infer_ms", "looks"}));
  EXPECT_EQ(answer["path"], folder_.path("x.bmp"));
  EXPECT_EQ(answer["ok"], true);
  EXPECT_EQ(answer["decision"], "both");
  EXPECT_EQ(answer["looks"], 1);
  EXPECT_EQ(answer["p_cat"], 255.0 / 256);
  EXPECT_EQ(answer["p_dog"], 255.0 / 256);
  for (const char* key : {"decode_ms", "preprocess_ms", "infer_ms"}) EXPECT_GE(answer[key].get<double>(), 0.0) << key;
}

TEST_F(ClassifyCommand, ABadFileIsOneErrorEntryAmongTheOthersAndStatusOne) {
  const std::string good = folder_.Write("good.bmp", CatPicture());
  const std::string text = folder_.Write("text.jpg", "this is no picture");
  const CliRun run = Classify({"--json", good, text, folder_.path("absent.png"), good});
  EXPECT_EQ(run.status, 1);
  const json answers = run.json();
  ASSERT_EQ(answers.size(), 4u) << run.out;
  EXPECT_EQ(answers[0]["ok"], true);
  EXPECT_EQ(answers[1]["ok"], false);
  EXPECT_EQ(answers[1]["code"], "bad-image");
  EXPECT_FALSE(answers[1]["error"].get<std::string>().empty());
  EXPECT_TRUE(answers[1]["decision"].is_null());
  EXPECT_EQ(answers[2]["code"], "io");
  EXPECT_NE(answers[2]["error"].get<std::string>().find("No such file"), std::string::npos);
  EXPECT_EQ(answers[3]["decision"], "cat");
  EXPECT_EQ(run.err, "pawlens: 2 of 4 could not be read\n");

  const CliRun lines = Classify({"--quiet", good, text});
  EXPECT_EQ(lines.status, 1);
  EXPECT_EQ(lines.err, "");
  ASSERT_EQ(Lines(lines.out).size(), 2u);
  EXPECT_TRUE(Lines(lines.out)[1].starts_with("error ")) << lines.out;
}

TEST_F(ClassifyCommand, WalksFoldersInTheOrderOfThePathsWhateverJobsIs) {
  std::vector<std::string> expected;
  for (const char* name : {"in/a.bmp", "in/b/1.BMP", "in/b/2.bmp", "in/c.bmp"}) {
    expected.push_back(folder_.Write(name, name[3] == 'b' ? DogPicture() : CatPicture()));
  }
  for (int i = 100; i < 140; ++i) {  // Large ones first: with two threads the small ones are done earlier.
    expected.push_back(
        folder_.Write("in/d/" + std::to_string(i) + ".bmp", ColourPicture(255, 0, 0, i < 110 ? 900 : 3)));
  }
  folder_.Write("in/notes.txt", "no picture");
  std::string one_job;
  for (const char* jobs : {"1", "2", "7"}) {
    const CliRun run = Classify({"--json", "--jobs", jobs, folder_.path("in")});
    EXPECT_EQ(run.status, 0) << run.err;
    std::vector<std::string> paths;
    for (const json& answer : run.json()) paths.push_back(answer["path"]);
    EXPECT_EQ(paths, expected) << jobs;
  }
}

TEST_F(ClassifyCommand, NamesPicturesOfFormatsItDoesNotRead) {
  folder_.Write("in/phone.HEIC", std::string_view("\0\0\0\x18"
                                                  "ftypheic\0\0\0\0mif1heic",
                                                  24));
  const CliRun run = Classify({"--json", folder_.path("in")});
  EXPECT_EQ(run.status, 1);
  ASSERT_EQ(run.json().size(), 1u);
  EXPECT_EQ(run.json()[0]["code"], "unsupported-image");
}

TEST_F(ClassifyCommand, AFolderWithoutPicturesIsAnError) {
  folder_.Write("in/readme.txt", "nothing here");
  const CliRun run = Classify({"--json", folder_.path("in")});
  EXPECT_EQ(run.status, 1);
  ASSERT_EQ(run.json().size(), 1u) << run.out;
  EXPECT_NE(run.json()[0]["error"].get<std::string>().find("holds no pictures"), std::string::npos);
}

TEST_F(ClassifyCommand, SurvivesLinksInACircleAndLinksToNothing) {
  folder_.Write("in/a/cat.bmp", CatPicture());
  std::filesystem::create_directory_symlink("..", folder_.path("in/a/up"));
  std::filesystem::create_symlink("absent", folder_.path("in/lost.jpg"));
  const CliRun run = Classify({"--json", folder_.path("in")});
  EXPECT_EQ(run.status, 1);
  ASSERT_EQ(run.json().size(), 2u) << run.out;
  EXPECT_EQ(run.json()[0]["path"], folder_.path("in/a/cat.bmp"));
  EXPECT_EQ(run.json()[1]["path"], folder_.path("in/lost.jpg"));
}

TEST_F(ClassifyCommand, ReadsAPictureFromStandardInput) {
  const std::vector<uint8_t> dog = DogPicture();
  const std::string_view input(reinterpret_cast<const char*>(dog.data()), dog.size());
  const CliRun run = Classify({"--json", "-"}, input);
  EXPECT_EQ(run.status, 0) << run.out;
  EXPECT_EQ(run.json()[0]["path"], "-");
  EXPECT_EQ(run.json()[0]["decision"], "dog");
  EXPECT_EQ(Classify({"-"}).status, 1) << "an empty standard input is no picture";
}

TEST_F(ClassifyCommand, NeitherFoldersNorPipesAreOpenedAsFiles) {
  const std::string pipe = folder_.path("pipe.jpg");
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  const CliRun run = Classify({"--json", pipe, "/dev/null"});
  EXPECT_EQ(run.status, 1);
  EXPECT_NE(run.json()[0]["error"].get<std::string>().find("is a pipe"), std::string::npos) << run.out;
  EXPECT_NE(run.json()[1]["error"].get<std::string>().find("is a device"), std::string::npos) << run.out;
}

TEST_F(ClassifyCommand, PrintsOddNamesOnOneLineAndAsValidJson) {
  const std::string path = folder_.Write("in/a\nb\x1b[31m\xff.bmp", CatPicture());
  const CliRun text = Classify({path});
  EXPECT_EQ(text.status, 0);
  ASSERT_EQ(Lines(text.out).size(), 1u) << text.out;
  EXPECT_TRUE(Lines(text.out)[0].ends_with("a\\nb\\x1b[31m\\xff.bmp")) << text.out;
  const CliRun as_json = Classify({"--json", path});
  ASSERT_TRUE(as_json.json().is_array()) << as_json.out;
  EXPECT_TRUE(as_json.json()[0]["path"].get<std::string>().ends_with("a\nb\x1b[31m\xef\xbf\xbd.bmp"));
}

TEST_F(ClassifyCommand, TakesNamesThatLookLikeListsOrOptions) {
  folder_.Write("in/[2019,a]/cat.bmp", CatPicture());
  folder_.Write("in/{}/cat.bmp", CatPicture());
  folder_.Write("in/-x.bmp", DogPicture());
  const CliRun run = Classify({"--json", "[2019,a]", "{}", "--", "-x.bmp"}, "", folder_.path("in"));
  EXPECT_EQ(run.status, 0) << run.out << run.err;
  ASSERT_EQ(run.json().size(), 3u) << run.out;
  EXPECT_EQ(run.json()[0]["path"], "./[2019,a]/cat.bmp");
  EXPECT_EQ(run.json()[1]["path"], "./{}/cat.bmp");
  EXPECT_EQ(run.json()[2]["path"], "./-x.bmp");
}

TEST_F(ClassifyCommand, OtherModelsPrintTheirMostLikelyLabels) {
  const std::string model = folder_.Write("colours.tflite", ThreeColourModelFile());
  const std::string picture = folder_.Write("blue.bmp", ColourPicture(0, 200, 255));
  const CliRun run = RunPawlens({"classify", "--model", model, "--json", "--top", "2", picture});
  EXPECT_EQ(run.status, 0) << run.err;
  const json answer = run.json()[0];
  EXPECT_TRUE(answer["decision"].is_null());
  EXPECT_TRUE(answer["p_cat"].is_null());
  ASSERT_EQ(answer["top"].size(), 2u);
  EXPECT_EQ(answer["top"][0]["label"], "blue");
  EXPECT_GT(answer["top"][0]["probability"].get<double>(), 0.9);
  EXPECT_EQ(answer["top"][1]["label"], "green");

  const CliRun text = RunPawlens({"classify", "--model", model, "--top", "1", picture});
  EXPECT_NE(text.out.find(picture + ": blue 0."), std::string::npos) << text.out;
}

TEST_F(ClassifyCommand, LabelsFileReplacesTheModelsLabels) {
  const std::string model = folder_.Write("colours.tflite", ThreeColourModelFile());
  const std::string picture = folder_.Write("blue.bmp", ColourPicture(0, 0, 255));
  const std::string labels = folder_.Write("labels.txt", "rot\ngr\xc3\xbcn\nblau\n");
  const CliRun run = RunPawlens({"classify", "--model", model, "--labels", labels, "--json", picture});
  EXPECT_EQ(run.json()[0]["top"][0]["label"], "blau") << run.err;

  const std::string few = folder_.Write("few.txt", "rot\nblau\n");
  const CliRun wrong = RunPawlens({"classify", "--model", model, "--labels", few, picture});
  EXPECT_EQ(wrong.status, 1);
  EXPECT_EQ(wrong.out, "");
  EXPECT_EQ(wrong.err, "pawlens: " + few + ": 2 labels for a model of 3 outputs\n");
}

TEST_F(ClassifyCommand, WrongUsageIsStatusTwo) {
  const std::string picture = folder_.Write("x.bmp", CatPicture());
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{},
                                             {"paint"},
                                             {"classify"},
                                             {"classify", "--jsn", picture},
                                             {"classify", "--jobs", "0", picture},
                                             {"classify", "--jobs", "many", picture},
                                             {"classify", "--top", "0", picture},
                                             {"classify", "--model"},
                                             {"evaluate"},
                                             {"evaluate", "--data", "x", "more"},
                                             {"inspect"},
                                             {"inspect", "a", "b"},
                                             {"bench", "--runs", "0", "m"}}) {
    const CliRun run = RunPawlens(arguments);
    EXPECT_EQ(run.status, 2) << (arguments.empty() ? "" : arguments.back()) << run.out;
    EXPECT_EQ(run.out, "");
    EXPECT_NE(run.err, "");
  }
}

TEST_F(ClassifyCommand, HelpIsStatusZeroAndExplainsExitStatuses) {
  const CliRun run = RunPawlens({"--help"});
  EXPECT_EQ(run.status, 0);
  for (const char* word : {"classify", "evaluate", "inspect", "bench", "Exit status"}) {
    EXPECT_NE(run.out.find(word), std::string::npos) << word;
  }
}

TEST_F(ClassifyCommand, AMissingOrBrokenModelIsNamed) {
  const std::string picture = folder_.Write("x.bmp", CatPicture());
  const CliRun missing = RunPawlens({"classify", "--model", folder_.path("none.tflite"), picture});
  EXPECT_EQ(missing.status, 1);
  EXPECT_NE(missing.err.find(folder_.path("none.tflite") + ": cannot be opened: No such file"), std::string::npos)
      << missing.err;
  const CliRun broken = RunPawlens({"classify", "--model", picture, picture});
  EXPECT_EQ(broken.status, 1);
  EXPECT_EQ(broken.out, "");
  EXPECT_TRUE(broken.err.starts_with("pawlens: " + picture + ": ")) << broken.err;
}

TEST_F(ClassifyCommand, FindsTheShippedModelFromWhereTheProgramLies) {
  const std::string picture = folder_.Write("cat.bmp", CatPicture());
  const std::string program = folder_.path("build/native/pawlens");
  std::filesystem::create_directories(folder_.path("build/native"));
  std::filesystem::copy_file(PAWLENS_CLI_PATH, program);
  const CliRun none = RunPawlens({"classify", picture}, "", folder_.path("build"), program);
  EXPECT_EQ(none.status, 1);
  for (const std::string& place :
       {folder_.path("models/pawlens.tflite"), folder_.path("build/share/pawlens/pawlens.tflite"),
        std::string(" models/pawlens.tflite")}) {
    EXPECT_NE(none.err.find(place), std::string::npos) << place << " is not in: " << none.err;
  }
  for (const char* place :
       {"build/models/pawlens.tflite", "build/share/pawlens/pawlens.tflite", "models/pawlens.tflite"}) {
    const std::string model = folder_.Write(place, CatDogModelFile());
    const CliRun found = RunPawlens({"classify", "--json", picture}, "", folder_.path("build"), program);
    EXPECT_EQ(found.status, 0) << place << found.err;
    std::filesystem::remove(model);
  }
}

TEST_F(ClassifyCommand, AFullDiskIsReportedOnce) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "needs /dev/full";
  const std::string picture = folder_.Write("cat.bmp", CatPicture());
  const CliRun run = RunPawlens({"-c", std::string("\"$0\" classify --model \"$1\" \"$2\" \"$2\" > /dev/full"),
                                 PAWLENS_CLI_PATH, model_, picture},
                                "", "", "/bin/sh");
  EXPECT_EQ(run.status, 1);
  ASSERT_EQ(Lines(run.err).size(), 1u) << run.err;
  EXPECT_TRUE(run.err.starts_with("pawlens: cannot write to standard output")) << run.err;
}

TEST_F(ClassifyCommand, EndsQuietlyWhenNobodyReadsOn) {
  for (int i = 0; i < 200; ++i) folder_.Write("in/" + std::to_string(i) + ".bmp", CatPicture());
  for (const char* trap : {"", "trap '' PIPE; "}) {  // Killed by SIGPIPE, or told EPIPE.
    const CliRun run = RunPawlens({"-c", std::string(trap) + "\"$0\" classify --model \"$1\" \"$2\" | head -n 1",
                                   PAWLENS_CLI_PATH, model_, folder_.path("in")},
                                  "", "", "/bin/sh");
    EXPECT_EQ(run.status, 0);
    EXPECT_EQ(Lines(run.out).size(), 1u);
    EXPECT_EQ(run.err, "");
  }
}

}  // namespace
}  // namespace pawlens::testing
