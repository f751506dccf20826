// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <set>

#include "support/colour_model.h"
#include "tools/sort_support.h"

namespace pawlens::testing {
namespace {

using Strings = std::vector<std::string>;

class SortCommand : public ::testing::Test {
 protected:
  CliRun Sort(Strings arguments, const std::string& in_folder = "") {
    arguments.insert(arguments.begin(), {"sort", "--model", model_});
    return RunPawlens(arguments, "", in_folder);
  }
  CliRun SortInto(const std::string& out, Strings more = {}) {
    more.insert(more.begin(), {folder_.path("in"), "--into", folder_.path(out)});
    return Sort(more);
  }
  /// One photo for each shelf; answers what they are, by path from OUT on.
  std::map<std::string, std::string> WriteOneForEachShelf() {
    folder_.Write("in/a.bmp", CatPicture());
    folder_.Write("in/deep/er/b.bmp", DogPicture());
    folder_.Write("in/deep/c.bmp", BothPicture());
    folder_.Write("in/d.bmp", NeitherPicture());
    folder_.Write("in/e.bmp", ColourPicture(140, 0, 0));  // P(cat) 0.68: a cat, not a sure one.
    const auto in = FilesIn(folder_.path("in"));
    return {{"cat/a.bmp", in.at("a.bmp")},
            {"dog/b.bmp", in.at("deep/er/b.bmp")},
            {"both/c.bmp", in.at("deep/c.bmp")},
            {"neither/d.bmp", in.at("d.bmp")},
            {"unsure/e.bmp", in.at("e.bmp")}};
  }
  std::vector<Strings> Table(const std::string& path) { return ParseCsv(FilesIn(folder_.path("out")).at(path)); }

  TempFolder folder_;
  std::string model_ = folder_.Write("model.tflite", CatDogModelFile());
};

TEST_F(SortCommand, CopiesEachPhotoToItsShelfAndLeavesTheSource) {
  const auto expected = WriteOneForEachShelf();
  const auto before = FilesIn(folder_.path("in"));
  const CliRun run = SortInto("out");
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(PhotosIn(folder_.path("out")), expected);
  EXPECT_EQ(FilesIn(folder_.path("in")), before);
  EXPECT_TRUE(run.out.starts_with("5 copied: 1 cat, 1 dog, 1 both, 1 neither, 1 unsure\n")) << run.out;
}

TEST_F(SortCommand, CopiesKeepTimesAndPermissions) {
  const std::string photo = folder_.Write("in/a.bmp", CatPicture());
  const timespec times[2] = {{1000, 0}, {1234567890, 0}};
  ASSERT_EQ(utimensat(AT_FDCWD, photo.c_str(), times, 0), 0);
  ASSERT_EQ(chmod(photo.c_str(), 0640), 0);
  EXPECT_EQ(SortInto("out").status, 0);
  struct stat info{};
  ASSERT_EQ(stat(folder_.path("out/cat/a.bmp").c_str(), &info), 0);
  EXPECT_EQ(info.st_mtim.tv_sec, 1234567890);
  EXPECT_EQ(info.st_mode & 0777, 0640u);
}

TEST_F(SortCommand, MovesEachPhotoToItsShelf) {
  const auto expected = WriteOneForEachShelf();
  EXPECT_EQ(SortInto("out", {"--move"}).status, 0);
  EXPECT_EQ(PhotosIn(folder_.path("out")), expected);
  EXPECT_TRUE(FilesIn(folder_.path("in")).empty());
}

TEST_F(SortCommand, LinksAreTheSameFile) {
  const auto expected = WriteOneForEachShelf();
  EXPECT_EQ(SortInto("out", {"--link"}).status, 0);
  EXPECT_EQ(PhotosIn(folder_.path("out")), expected);
  EXPECT_TRUE(std::filesystem::equivalent(folder_.path("out/cat/a.bmp"), folder_.path("in/a.bmp")));
  EXPECT_EQ(SortInto("out", {"--link"}).status, 0);
  EXPECT_EQ(PhotosIn(folder_.path("out")), expected) << "the second time nothing is new";
}

TEST_F(SortCommand, LinksToAnotherDiskAreSymbolicAndMadeOnce) {
  const OtherDisk other;
  if (other.path().empty()) GTEST_SKIP() << "needs /dev/shm on another file system than the temporary folder";
  folder_.Write("in/a.bmp", CatPicture());
  for (int i = 0; i < 2; ++i) EXPECT_EQ(Sort({folder_.path("in"), "--into", other.path(), "--link"}).status, 0);
  EXPECT_EQ(std::filesystem::read_symlink(other.path() + "/cat/a.bmp"), folder_.path("in/a.bmp"));
  EXPECT_FALSE(std::filesystem::exists(other.path() + "/cat/a-2.bmp"));
  // A move must not take such a link for the photo.
  EXPECT_EQ(Sort({folder_.path("in"), "--into", other.path(), "--move"}).status, 0);
  EXPECT_EQ(PhotosIn(other.path()).count("cat/a-2.bmp"), 1u);
}

TEST_F(SortCommand, TheThresholdOfUnsureCanBeSet) {
  const auto in = WriteOneForEachShelf();
  EXPECT_EQ(SortInto("none", {"--unsure-below", "0"}).status, 0);
  EXPECT_EQ(PhotosIn(folder_.path("none")).count("cat/e.bmp"), 1u);
  EXPECT_EQ(SortInto("all", {"--unsure-below", "1"}).status, 0);
  std::set<std::string> all;
  for (const auto& [path, bytes] : PhotosIn(folder_.path("all"))) all.insert(path);
  EXPECT_EQ(all,
            (std::set<std::string>{"neither/d.bmp", "unsure/a.bmp", "unsure/b.bmp", "unsure/c.bmp", "unsure/e.bmp"}))
      << "of the neither the model is as sure as can be";
}

TEST_F(SortCommand, NumbersANameThatIsTakenAndNeverOverwrites) {
  for (int i = 0; i < 4; ++i) folder_.Write("in/" + std::to_string(i) + "/a.bmp", Numbered(CatPicture(), i));
  folder_.Write("out/cat/a.bmp", "mine");
  folder_.Write("out/cat/a-3.bmp/folder.txt", "mine too");
  EXPECT_EQ(SortInto("out").status, 0);
  const auto in = FilesIn(folder_.path("in"));
  EXPECT_EQ(PhotosIn(folder_.path("out")), (std::map<std::string, std::string>{{"cat/a.bmp", "mine"},
                                                                               {"cat/a-2.bmp", in.at("0/a.bmp")},
                                                                               {"cat/a-3.bmp/folder.txt", "mine too"},
                                                                               {"cat/a-4.bmp", in.at("1/a.bmp")},
                                                                               {"cat/a-5.bmp", in.at("2/a.bmp")},
                                                                               {"cat/a-6.bmp", in.at("3/a.bmp")}}));
}

TEST_F(SortCommand, SkipsAndSaysWhatIsThereAlready) {
  folder_.Write("in/1/a.bmp", CatPicture());
  folder_.Write("in/2/a.bmp", CatPicture());
  for (const char* mode : {"--copy", "--move"}) {
    const CliRun run = SortInto("out", {mode});
    EXPECT_EQ(run.status, 0) << run.err;
    EXPECT_EQ(PhotosIn(folder_.path("out")).size(), 1u);
  }
  EXPECT_EQ(FilesIn(folder_.path("in")).size(), 2u) << "a photo that is skipped stays";
  const Strings row = Table("sort.csv").at(2);
  EXPECT_EQ((Strings{row[0], row[1], row[2], row.back()}),
            (Strings{"2/a.bmp", "skipped", "cat/a.bmp", "the same content is there"}));
}

TEST_F(SortCommand, NumberedNamesDoNotDependOnJobs) {
  for (int i = 0; i < 30; ++i) {
    // Large ones first, so that with several threads later ones are ready earlier.
    folder_.Write("in/" + std::to_string(100 + i) + "/a.bmp", Numbered(ColourPicture(255, 0, 0, i < 8 ? 600 : 4), i));
  }
  EXPECT_EQ(SortInto("one", {"--jobs", "1"}).status, 0);
  EXPECT_EQ(SortInto("seven", {"--jobs", "7"}).status, 0);
  EXPECT_EQ(PhotosIn(folder_.path("one")), PhotosIn(folder_.path("seven")));
  EXPECT_EQ(PhotosIn(folder_.path("one")).size(), 30u);
}

TEST_F(SortCommand, TheTableHasALineForEveryFile) {
  WriteOneForEachShelf();
  folder_.Write("in/notes.txt", "no photo");
  folder_.Write("in/broken.jpg", "no photo either");
  std::filesystem::create_symlink("a.bmp", folder_.path("in/link.bmp"));
  const CliRun run = SortInto("out");
  EXPECT_EQ(run.status, 1);
  const std::vector<Strings> table = Table("sort.csv");
  ASSERT_EQ(table.size(), 9u);
  EXPECT_EQ(table[0], (Strings{"file", "action", "to", "decision", "p_cat", "p_dog", "confidence", "note"}));
  EXPECT_EQ(table[1], (Strings{"a.bmp", "copied", "cat/a.bmp", "cat", "0.9961", "0.0000", "0.9961", ""}));
  std::map<std::string, std::string> actions;
  for (size_t i = 1; i < table.size(); ++i) actions[table[i].at(0)] = table[i].at(1);
  EXPECT_EQ(actions.at("broken.jpg"), "failed");
  EXPECT_EQ(actions.at("notes.txt"), "ignored");
  EXPECT_EQ(actions.at("link.bmp"), "skipped");
  EXPECT_EQ(actions.at("deep/er/b.bmp"), "copied");
  SortInto("out");
  EXPECT_EQ(Table("sort-2.csv").size(), 9u) << "an earlier table is kept";
  EXPECT_EQ(Table("sort.csv"), table);
}

TEST_F(SortCommand, ADryRunWritesNothingAndForetellsTheTable) {
  WriteOneForEachShelf();
  for (int i = 0; i < 3; ++i) folder_.Write("in/" + std::to_string(i) + "/a.bmp", Numbered(CatPicture(), i / 2));
  const auto before = FilesIn(folder_.path(""));
  const CliRun dry = SortInto("out", {"--dry-run", "--move"});
  EXPECT_EQ(dry.status, 0) << dry.err;
  EXPECT_EQ(FilesIn(folder_.path("")), before);
  EXPECT_FALSE(std::filesystem::exists(folder_.path("out")));
  std::vector<Strings> foretold = ParseCsv(dry.out);
  EXPECT_EQ(SortInto("out", {"--move"}).status, 0);
  for (Strings& row : foretold) {
    if (row.at(1) == "planned") row[1] = "moved";
  }
  EXPECT_EQ(foretold, Table("sort.csv"));
}

TEST_F(SortCommand, OutWithinTheFolderIsNotSortedAgain) {
  WriteOneForEachShelf();
  for (int i = 0; i < 2; ++i) EXPECT_EQ(SortInto("in/out").status, 0);
  EXPECT_EQ(PhotosIn(folder_.path("in/out")).size(), 5u);
  EXPECT_EQ(SortInto("in/out", {"--move"}).status, 0);
}

TEST_F(SortCommand, AFolderCanBeSortedIntoItself) {
  const auto expected = WriteOneForEachShelf();
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(SortInto("in", {"--move"}).status, 0);
    EXPECT_EQ(PhotosIn(folder_.path("in")), expected);
  }
}

TEST_F(SortCommand, AShelfCanBeSortedAgain) {
  WriteOneForEachShelf();
  EXPECT_EQ(SortInto("out", {"--move"}).status, 0);
  const std::string unsure = folder_.path("out/unsure");
  EXPECT_EQ(Sort({unsure, "--into", folder_.path("out"), "--move"}).status, 0);
  EXPECT_EQ(FilesIn(unsure).size(), 1u) << "it lies there already";
  EXPECT_EQ(Sort({unsure, "--into", folder_.path("out"), "--move", "--unsure-below", "0"}).status, 0);
  EXPECT_EQ(FilesIn(unsure).size(), 0u);
  EXPECT_EQ(PhotosIn(folder_.path("out")).count("cat/e.bmp"), 1u);
}

TEST_F(SortCommand, AShelfThatIsALinkIntoTheFolderLosesNothing) {
  folder_.Write("in/mine/a.bmp", CatPicture());
  folder_.Write("in/b.bmp", CatPicture());
  std::filesystem::create_directory(folder_.path("out"));
  std::filesystem::create_directory_symlink(folder_.path("in/mine"), folder_.path("out/cat"));
  for (int i = 0; i < 2; ++i) EXPECT_EQ(SortInto("out", {"--move"}).status, 0);
  EXPECT_EQ(PhotosIn(folder_.path("in")).size(), 2u);
  EXPECT_EQ(PhotosIn(folder_.path("in")).count("mine/b.bmp"), 1u);
}

TEST_F(SortCommand, WrongUsageAndUselessModelsAreRefused) {
  folder_.Write("in/a.bmp", CatPicture());
  EXPECT_EQ(SortInto("out", {"--copy", "--move"}).status, 2);
  EXPECT_EQ(SortInto("out", {"--unsure-below", "2"}).status, 2);
  EXPECT_EQ(Sort({folder_.path("in")}).status, 2);
  const CliRun absent = Sort({folder_.path("absent"), "--into", folder_.path("out")});
  EXPECT_EQ(absent.status, 1);
  EXPECT_NE(absent.err.find("absent: is not a folder"), std::string::npos) << absent.err;
  const std::string colours = folder_.Write("colours.tflite", ThreeColourModelFile());
  const CliRun other = RunPawlens({"sort", folder_.path("in"), "--into", folder_.path("out"), "--model", colours});
  EXPECT_EQ(other.status, 1);
  EXPECT_NE(other.err.find("needs a model of cat and dog"), std::string::npos) << other.err;
}

}  // namespace
}  // namespace pawlens::testing
