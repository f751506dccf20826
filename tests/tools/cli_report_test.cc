// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "pawlens/html.h"
#include "support/colour_model.h"
#include "tools/cli_support.h"

namespace pawlens::testing {
namespace {

std::string Contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

size_t Count(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

class Report : public ::testing::Test {
 protected:
  void WritePhotos() {
    folder_.Write("data/cat/1.bmp", CatPicture());
    folder_.Write("data/cat/2.bmp", DogPicture());
    folder_.Write("data/dog/1.bmp", DogPicture());
    folder_.Write("data/neither/1.bmp", NeitherPicture());
    folder_.Write("data/neither/2.bmp", BothPicture());
    folder_.Write("manifest.csv", "path,source\ndata/cat/1.bmp,web\ndata/cat/2.bmp,phone\n");
  }

  std::string Html(const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {
        "evaluate", "--model", model_, "--data", folder_.path("data"), "--report", folder_.path("report.html")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    run_ = RunPawlens(arguments);
    return Contents(folder_.path("report.html"));
  }

  TempFolder folder_;
  std::string model_ = folder_.Write("model.tflite", CatDogModelFile());
  CliRun run_;
};

TEST_F(Report, HoldsEverySection) {
  WritePhotos();
  const std::string html = Html();
  EXPECT_EQ(run_.status, 0) << run_.err;
  EXPECT_TRUE(html.starts_with("<!DOCTYPE html>"));
  EXPECT_TRUE(html.ends_with("</html>\n"));
  for (const char* id :
       {"confusion", "neither", "calibration", "mistakes", "corruptions", "composites", "size", "sources"}) {
    EXPECT_EQ(Count(html, std::string("<h2 id=\"") + id + "\">"), 1u) << id;
  }
  for (const char* tile :
       {"Cat or dog", "Decision right", "AUROC of neither", "Calibration error", "Both, found", "Both, false"}) {
    EXPECT_NE(html.find(std::string("<dt>") + tile + "</dt>"), std::string::npos) << tile;
  }
  EXPECT_NE(html.find("model.tflite"), std::string::npos);
  EXPECT_NE(html.find("<h1>"), std::string::npos);
}

TEST_F(Report, ShowsWrongDecisionsAndSaysWhyAModelHasNoHeatMaps) {
  WritePhotos();  // Two decisions are wrong; the model's mean is over the picture itself.
  const std::string html = Html();
  EXPECT_EQ(Count(html, "<li><div class=\"pair\">"), 2u);
  EXPECT_EQ(Count(html, "alt=\"The photo, labelled"), 2u);
  EXPECT_EQ(Count(html, "No heat maps for this model: "), 1u);
}

TEST_F(Report, ShowsWrongDecisionsOfTheShippedModelBesideTheirHeatMaps) {
  model_ = std::string(PAWLENS_SOURCE_DIR) + "/models/pawlens.tflite";
  if (!std::filesystem::exists(model_)) GTEST_SKIP() << model_ << " is absent";
  folder_.Write("data/cat/1.bmp", CatPicture());  // One colour, so the same answer to both: one of them is wrong.
  folder_.Write("data/dog/1.bmp", CatPicture());
  const std::string html = Html();
  EXPECT_GE(Count(html, "<li><div class=\"pair\">"), 1u);
  EXPECT_EQ(Count(html, "alt=\"Heat map: where in it the answer"), Count(html, "<li><div class=\"pair\">"));
}

TEST_F(Report, IsTheSameTwiceWhateverJobsIs) {
  WritePhotos();
  const std::string once = Html({"--jobs", "1"});
  EXPECT_FALSE(once.empty());
  EXPECT_EQ(Html({"--jobs", "3"}), once);
}

TEST_F(Report, LoadsNothingFromAnywhereAndRunsNothing) {
  WritePhotos();
  const std::string html = Html();
  EXPECT_EQ(html.find("://"), std::string::npos);
  EXPECT_EQ(html.find("<script"), std::string::npos);
  EXPECT_EQ(html.find("<link"), std::string::npos);
  EXPECT_EQ(html.find("@import"), std::string::npos);
  EXPECT_EQ(html.find("url("), std::string::npos);
  EXPECT_GT(Count(html, "src=\""), 0u);
  EXPECT_EQ(Count(html, "src=\""), Count(html, "src=\"data:image/png;base64,"));
}

TEST_F(Report, EveryPictureHasATextAndEveryTableACaption) {
  WritePhotos();
  const std::string html = Html();
  EXPECT_EQ(Count(html, "<img "), Count(html, "\" alt=\""));
  EXPECT_EQ(Count(html, "<table "), Count(html, "<caption>"));
  EXPECT_EQ(Count(html, "<svg "), Count(html, "role=\"img\""));
}

TEST_F(Report, EscapesNamesOfFilesAndSourcesAndReasonsOfFailures) {
  const std::string evil = "<img src=x onerror=alert(1)>&\"'";
  folder_.Write("data/cat/" + evil + ".bmp", DogPicture());
  folder_.Write("data/dog/" + evil + "2.bmp", "no picture");
  folder_.Write("manifest.csv", "path,source\n\"data/cat/<img src=x onerror=alert(1)>&\"\"'.bmp\",<b>bold</b>\n");
  const std::string html = Html();
  EXPECT_EQ(run_.status, 1);  // One photo cannot be read.
  EXPECT_EQ(html.find("<img src=x"), std::string::npos);
  EXPECT_EQ(html.find("<b>bold"), std::string::npos);
  EXPECT_EQ(Count(html, "cat/&lt;img src=x onerror=alert(1)&gt;&amp;&quot;&#39;.bmp"), 1u);
  EXPECT_EQ(Count(html, "&lt;b&gt;bold&lt;/b&gt;"), 1u);
  EXPECT_EQ(Count(html, "<h2 id=\"unreadable\">"), 1u);
}

TEST_F(Report, IsMadeForModelsOfOtherLabelsWithoutWhatTheyCannotSay) {
  folder_.Write("data/red/1.bmp", CatPicture());
  folder_.Write("data/blue/1.bmp", CatPicture());
  model_ = folder_.Write("colours.tflite", ThreeColourModelFile());
  const std::string html = Html();
  EXPECT_EQ(run_.status, 0) << run_.err;
  EXPECT_EQ(Count(html, "<dt>Right label</dt>"), 1u);
  EXPECT_EQ(html.find("Cat or dog"), std::string::npos);
  EXPECT_EQ(html.find("id=\"composites\""), std::string::npos);
  EXPECT_EQ(html.find("id=\"neither\""), std::string::npos);
  EXPECT_EQ(Count(html, "<h2 id=\"corruptions\">"), 1u);
}

TEST_F(Report, ThatCannotBeWrittenIsAnErrorAndLeavesNothing) {
  WritePhotos();
  const CliRun run = RunPawlens({"evaluate", "--model", model_, "--data", folder_.path("data"), "--report",
                                 folder_.path("no/such/folder/report.html")});
  EXPECT_EQ(run.status, 1);
  EXPECT_NE(run.err.find("report.html: cannot be written"), std::string::npos) << run.err;
}

TEST(ReportOfRealPhotos, StaysBelowTwoMegabytes) {
  const std::string photos = std::string(PAWLENS_SHARED_DIR) + "/data/val";
  const std::string model = std::string(PAWLENS_SOURCE_DIR) + "/models/pawlens.tflite";
  if (!std::filesystem::exists(photos)) GTEST_SKIP() << "no photos under " << photos;
  if (!std::filesystem::exists(model)) GTEST_SKIP() << model << " is absent";
  // Some of them, each the first or last of its kind: the size of the page does not depend on how many there are.
  const TempFolder folder;
  for (const std::string label : {"cat", "dog", "neither"}) {
    std::filesystem::create_directories(folder.path("data/" + label));
    std::vector<std::filesystem::path> all;
    for (const auto& entry : std::filesystem::directory_iterator(photos + "/" + label)) all.push_back(entry.path());
    std::sort(all.begin(), all.end());
    for (size_t i = 0; i < all.size(); i += 5) {
      std::filesystem::copy_file(all[i], folder.path("data/" + label + "/" + all[i].filename().string()));
    }
  }
  const CliRun run =
      RunPawlens({"evaluate", "--model", model, "--data", folder.path("data"), "--report", folder.path("report.html")});
  EXPECT_EQ(run.status, 0) << run.err;
  const std::string html = Contents(folder.path("report.html"));
  EXPECT_GT(Count(html, "<li><div class=\"pair\">"), 5u);
  EXPECT_LT(html.size(), 2'000'000u);
}

TEST(Escaped, LeavesNothingThatHtmlReadsAsMarkup) {
  EXPECT_EQ(cli::Escaped("a<b>&\"c'"), "a&lt;b&gt;&amp;&quot;c&#39;");
  EXPECT_EQ(cli::Escaped("line\nend"), "line\\nend");
}

TEST(PngUrl, IsBase64OfAnyLength) {
  const auto url = [](std::string_view text) {
    return cli::PngUrl(std::span(reinterpret_cast<const uint8_t*>(text.data()), text.size()));
  };
  // RFC 4648, section 10.
  EXPECT_EQ(url(""), "data:image/png;base64,");
  EXPECT_EQ(url("f"), "data:image/png;base64,Zg==");
  EXPECT_EQ(url("fo"), "data:image/png;base64,Zm8=");
  EXPECT_EQ(url("foo"), "data:image/png;base64,Zm9v");
  EXPECT_EQ(url("foobar"), "data:image/png;base64,Zm9vYmFy");
}

TEST(Grouped, SetsACommaEveryThreeDigits) {
  EXPECT_EQ(cli::Grouped(0), "0");
  EXPECT_EQ(cli::Grouped(999), "999");
  EXPECT_EQ(cli::Grouped(1000), "1,000");
  EXPECT_EQ(cli::Grouped(-1234567), "-1,234,567");
  EXPECT_EQ(cli::Grouped(-123), "-123");
}

}  // namespace
}  // namespace pawlens::testing
