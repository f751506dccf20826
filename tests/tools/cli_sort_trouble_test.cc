// SPDX-License-Identifier: MIT
// What a folder of real life holds, and what disks do.
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "support/colour_model.h"
#include "tools/sort_support.h"

namespace pawlens::testing {
namespace {

using Strings = std::vector<std::string>;

class SortTrouble : public ::testing::Test {
 protected:
  CliRun Sort(const std::string& in, const std::string& out, Strings more = {}) {
    Strings arguments = {"sort", in, "--into", out, "--model", model_};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return RunPawlens(arguments);
  }
  /// The same by a shell that does something first.
  CliRun SortAfter(const std::string& shell, Strings arguments) {
    arguments.insert(arguments.begin(), {"-c", shell + " \"$0\" sort \"$@\"", PAWLENS_CLI_PATH, "--model", model_});
    return RunPawlens(arguments, "", "", "/bin/sh");
  }
  void WriteCats(int count, int side_px = 12, const std::string& under = "in/") {
    for (int i = 0; i < count; ++i) {
      folder_.Write(under + std::to_string(100 + i) + ".bmp", Numbered(ColourPicture(255, 0, 0, side_px), i));
    }
  }
  static Strings Bytes(const std::map<std::string, std::string>& files) {
    Strings all;
    for (const auto& [name, bytes] : files) all.push_back(bytes);
    std::sort(all.begin(), all.end());
    return all;
  }

  TempFolder folder_;
  std::string in_ = folder_.path("in");
  std::string out_ = folder_.path("out");
  std::string model_ = folder_.Write("model.tflite", CatDogModelFile());
};

TEST_F(SortTrouble, UnreadableFilesStayWhereTheyAreAndAreNamed) {
  folder_.Write("in/text.jpg", "this is no picture");
  folder_.Write("in/empty.png", "");
  WriteCats(2);
  ASSERT_EQ(mkfifo(folder_.path("in/pipe.jpg").c_str(), 0600), 0);
  const CliRun run = Sort(in_, out_, {"--move"});
  EXPECT_EQ(run.status, 1);
  EXPECT_EQ(PhotosIn(out_).size(), 2u);
  EXPECT_EQ(FilesIn(in_).size(), 2u);
  for (const char* name : {"in/text.jpg: ", "in/empty.png: ", "in/pipe.jpg: "}) {
    EXPECT_NE(run.err.find(name), std::string::npos) << run.err;
  }
  EXPECT_EQ(Lines(run.err).size(), 3u) << run.err;
}

TEST_F(SortTrouble, OddNamesAreSortedAndComeBackFromTheTable) {
  const Strings names = {"a b.bmp",
                         "line\nfeed.bmp",
                         "not utf8 \xff\xc3.bmp",
                         "quote\"comma,.bmp",
                         "back\\slash.bmp",
                         "=formula().bmp",
                         "-dash.bmp",
                         "\xf0\x9f\x90\xb1.bmp",
                         "cr\r.bmp",
                         "turn\xe2\x80\xae.bmp",
                         "\\x41.bmp",
                         std::string(251, 'n') + ".bmp"};
  for (size_t i = 0; i < names.size(); ++i)
    folder_.Write("in/" + names[i], Numbered(CatPicture(), static_cast<int>(i)));
  folder_.Write("in/2/" + names.back(), Numbered(CatPicture(), 99));
  const auto before = FilesIn(in_);
  const CliRun run = Sort(in_, out_, {"--move"});
  EXPECT_EQ(run.status, 0) << run.err;
  const auto photos = PhotosIn(out_);
  EXPECT_EQ(Bytes(photos), Bytes(before));
  const std::string csv = FilesIn(out_).at("sort.csv");
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), static_cast<long>(before.size()) + 1) << "a line for each file";
  std::map<std::string, std::string> told;
  for (const Strings& row : ParseCsv(csv)) {
    ASSERT_EQ(row.size(), 8u);
    if (row[1] == "moved") told[NameFromTable(row[0])] = photos.at(NameFromTable(row[2]));
    EXPECT_EQ(std::string("=+-@").find(row[0][0]), std::string::npos) << row[0];
  }
  EXPECT_EQ(told, before);
}

TEST_F(SortTrouble, LinksAreNeitherFollowedNorTouched) {
  folder_.Write("elsewhere/secret.bmp", CatPicture());
  WriteCats(1);
  std::filesystem::create_directory_symlink(folder_.path("elsewhere"), folder_.path("in/out of the tree"));
  std::filesystem::create_symlink(folder_.path("elsewhere/secret.bmp"), folder_.path("in/link.bmp"));
  std::filesystem::create_symlink("absent", folder_.path("in/lost.jpg"));
  std::filesystem::create_directory_symlink("..", folder_.path("in/circle"));
  const CliRun run = Sort(in_, out_, {"--move"});
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(PhotosIn(out_).size(), 1u);
  EXPECT_EQ(FilesIn(folder_.path("elsewhere")).size(), 1u);
  for (const char* name : {"in/out of the tree", "in/link.bmp", "in/lost.jpg", "in/circle"}) {
    EXPECT_TRUE(std::filesystem::is_symlink(folder_.path(name))) << name;
  }
  const std::string csv = FilesIn(out_).at("sort.csv");
  EXPECT_NE(csv.find("circle,skipped,,,,,,is a symbolic link"), std::string::npos) << csv;
}

TEST_F(SortTrouble, PhotosOfAReadOnlyFolderStayThereWhole) {
  const std::string user = "setpriv --reuid=65534 --regid=65534 --clear-groups --";
  const bool root = geteuid() == 0;
  if (root && RunPawlens({"-c", user + " test -x \"$0\"", PAWLENS_CLI_PATH}, "", "", "/bin/sh").status != 0) {
    GTEST_SKIP() << "root writes everywhere, and nobody else can run the program here";
  }
  WriteCats(2, 13, "in/locked/");
  WriteCats(3);
  const OtherDisk other;
  Strings outs = {out_};
  if (!other.path().empty()) outs.push_back(other.path());
  for (const std::string& path : {folder_.path(""), in_}) ASSERT_EQ(chmod(path.c_str(), 0777), 0);
  for (const std::string& out : outs) {
    std::filesystem::create_directories(out);
    ASSERT_EQ(chmod(out.c_str(), 0777), 0);
    ASSERT_EQ(chmod(folder_.path("in/locked").c_str(), 0555), 0);
    const auto before = FilesIn(in_);
    const CliRun run = SortAfter(root ? user : "", {in_, "--into", out, "--move"});
    EXPECT_EQ(run.status, 1) << run.err;
    EXPECT_NE(run.err.find("in/locked/100.bmp: cannot be "), std::string::npos) << run.err;
    EXPECT_NE(run.err.find("Permission denied"), std::string::npos) << run.err;
    EXPECT_EQ(FilesIn(folder_.path("in/locked")).size(), 2u);
    auto both = PhotosIn(out);
    for (const auto& [name, bytes] : FilesIn(in_)) both["in/" + name] = bytes;
    EXPECT_EQ(Bytes(both), Bytes(before)) << "each exists once";
    WriteCats(3);
    ASSERT_EQ(chmod(folder_.path("in/locked").c_str(), 0755), 0);
  }
  ASSERT_EQ(chmod(out_.c_str(), 0555), 0);
  const CliRun shut = SortAfter(root ? user : "", {in_, "--into", out_ + "/more"});
  EXPECT_EQ(shut.status, 1);
  EXPECT_NE(shut.err.find("cannot be made"), std::string::npos) << shut.err;
}

TEST_F(SortTrouble, AFileThatCannotGrowLeavesNoHalfCopyAndNoHalfLine) {
  WriteCats(2, 12);
  folder_.Write("in/large.bmp", ColourPicture(255, 0, 0, 100));
  const CliRun run = SortAfter("ulimit -f 16;", {in_, "--into", out_});  // Blocks of 512 bytes.
  EXPECT_EQ(run.status, 1);
  EXPECT_NE(run.err.find("in/large.bmp: cannot be copied: File too large"), std::string::npos) << run.err;
  EXPECT_EQ(PhotosIn(out_).size(), 2u);
  EXPECT_EQ(Sort(in_, out_).status, 0);
  EXPECT_EQ(PhotosIn(out_).size(), 3u);
}

TEST_F(SortTrouble, AFullDiskStopsTheSortAndLosesNothing) {
  std::filesystem::create_directory(out_);
  if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
      mount("pawlens-test", out_.c_str(), "tmpfs", 0, "size=160k") != 0) {
    GTEST_SKIP() << "needs the right to mount a small disk";
  }
  WriteCats(20, 60);  // 11 kB each.
  for (const char* mode : {"--copy", "--move"}) {
    const auto before = FilesIn(in_);
    const CliRun run = Sort(in_, out_, {mode});
    EXPECT_EQ(run.status, 1);
    EXPECT_NE(run.err.find("No space left on device"), std::string::npos) << run.err;
    if (mode[2] == 'c') {
      EXPECT_NE(run.err.find("the same command does the rest"), std::string::npos) << run.err;
    }
    const auto out = PhotosIn(out_);
    EXPECT_LT(out.size(), 20u);
    for (const auto& [name, bytes] : out) EXPECT_EQ(bytes, before.at(name.substr(4))) << name;
    // Copies that were under way when another one found no room are given up, so that a few photos may move into theirs.
    const auto left = FilesIn(in_);
    if (mode[2] == 'c') {
      EXPECT_EQ(left, before);
    }
    for (const auto& [name, bytes] : before) {
      const auto stayed = left.find(name);
      EXPECT_EQ(stayed != left.end() ? stayed->second : out.at("cat/" + name), bytes) << name;
    }
  }
  ASSERT_EQ(mount("pawlens-test", out_.c_str(), "tmpfs", MS_REMOUNT, "size=4m"), 0);
  EXPECT_EQ(Sort(in_, out_).status, 0);
  EXPECT_EQ(PhotosIn(out_).size(), 20u);
  umount(out_.c_str());
}

TEST_F(SortTrouble, AMoveToAnotherDiskIsAVerifiedCopy) {
  const OtherDisk other;
  if (other.path().empty()) GTEST_SKIP() << "needs /dev/shm on another file system than the temporary folder";
  WriteCats(20, 200);
  const auto before = FilesIn(in_);
  const CliRun run = Sort(in_, other.path(), {"--move"});
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_TRUE(FilesIn(in_).empty());
  EXPECT_EQ(Bytes(PhotosIn(other.path())), Bytes(before));
}

TEST_F(SortTrouble, TwoSortsIntoOneFolderNeverTakeOneName) {
  for (const char* mode : {"--copy", "--move"}) {
    const std::string out = folder_.path(std::string("out") + mode);
    Strings expected;
    for (const char* under : {"one/", "two/"}) {
      for (int i = 0; i < 60; ++i) {
        const int number = i + (under[0] == 't' ? 1000 : 0);
        folder_.Write(under + std::to_string(i) + ".bmp", Numbered(CatPicture(), number));
      }
      for (const std::string& bytes : Bytes(FilesIn(folder_.path(under)))) expected.push_back(bytes);
    }
    std::sort(expected.begin(), expected.end());
    CliRun first;
    CliRun second;
    {
      const std::jthread one([&] { first = Sort(folder_.path("one"), out, {mode, "--jobs", "2"}); });
      second = Sort(folder_.path("two"), out, {mode, "--jobs", "2"});
    }
    EXPECT_EQ(first.status, 0) << first.err;
    EXPECT_EQ(second.status, 0) << second.err;
    EXPECT_EQ(Bytes(PhotosIn(out)), expected);
  }
}

}  // namespace
}  // namespace pawlens::testing
