// SPDX-License-Identifier: MIT
#include "pawlens/file_walk.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "tools/cli_support.h"

namespace pawlens::cli {
namespace {

using pawlens::testing::TempFolder;

std::vector<std::string> Paths(const std::vector<FoundFile>& files) {
  std::vector<std::string> paths;
  for (const FoundFile& file : files) paths.push_back(file.problem.empty() ? file.path : "problem: " + file.path);
  return paths;
}

TEST(HasPictureName, GoesByTheExtensionInAnyCase) {
  for (const char* name : {"a.jpg", "a.JPEG", "x/a.Png", ".x/a.b.gif", "a.bmp", "a.webp", "a.HEIC", "a.avif", ".jpg"}) {
    EXPECT_TRUE(HasPictureName(name)) << name;
  }
  for (const char* name : {"", "jpg", "a.txt", "a.jpg.txt", "a.jpg/b", "a.", "a.jpgx", "a.pn", "dir.jpg/jpg"}) {
    EXPECT_FALSE(HasPictureName(name)) << name;
  }
}

TEST(FindPictures, SortsByTheBytesOfThePath) {
  const TempFolder folder;
  for (const char* name : {"b.jpg", "a/z.jpg", "a.jpg", "a/y/1.png", "\xff.jpg", "B.jpg"}) folder.Write(name, "");
  const std::vector<std::string> expected = {folder.path("B.jpg"),   folder.path("a.jpg"), folder.path("a/y/1.png"),
                                             folder.path("a/z.jpg"), folder.path("b.jpg"), folder.path("\xff.jpg")};
  EXPECT_EQ(Paths(FindPictures(folder.path("."))).size(), expected.size());
  const std::string root = std::filesystem::path(folder.path()).parent_path().string();
  EXPECT_EQ(Paths(FindPictures(root)), expected);
}

TEST(FindPictures, PrefersTheRealFolderToALinkThatComesFirst) {
  const TempFolder folder;
  folder.Write("in/z/1.jpg", "");
  std::filesystem::create_directory_symlink("z", folder.path("in/a"));
  EXPECT_EQ(Paths(FindPictures(folder.path("in"))), std::vector{folder.path("in/z/1.jpg")});
}

TEST(FindPictures, FollowsALinkOutOfTheFolderOnce) {
  const TempFolder folder;
  folder.Write("elsewhere/1.jpg", "");
  std::filesystem::create_directory(folder.path("in"));
  std::filesystem::create_directory_symlink("../elsewhere", folder.path("in/b"));
  std::filesystem::create_directory_symlink("../elsewhere", folder.path("in/a"));
  std::filesystem::create_directory_symlink("../in", folder.path("elsewhere/back"));
  EXPECT_EQ(Paths(FindPictures(folder.path("in"))), std::vector{folder.path("in/a/1.jpg")});
}

TEST(FindPictures, ReportsAFolderWithoutPicturesAndOneThatIsNotThere) {
  const TempFolder folder;
  folder.Write("in/a.txt", "");
  EXPECT_EQ(Paths(FindPictures(folder.path("in"))), std::vector{"problem: " + folder.path("in")});
  const std::vector<FoundFile> absent = FindPictures(folder.path("absent"));
  ASSERT_EQ(absent.size(), 1u);
  EXPECT_NE(absent[0].problem.find("No such file"), std::string::npos) << absent[0].problem;
}

TEST(ExpandInputs, KeepsFilesStandardInputAndAbsentOnesAsTheyAre) {
  const TempFolder folder;
  const std::string file = folder.Write("in/notes.txt", "");
  const std::string picture = folder.Write("in/1.jpg", "");
  EXPECT_EQ(Paths(ExpandInputs({"-", file, folder.path("in"), "absent"})),
            (std::vector<std::string>{"-", file, picture, "absent"}));
}

}  // namespace
}  // namespace pawlens::cli
