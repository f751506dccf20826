// SPDX-License-Identifier: MIT
// Kills `pawlens sort --move` and starts it again. More than the suite's ten moments:
//   PAWLENS_SORT_KILLS=50 build/native/test_tools --gtest_filter='SortKilled.*'
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <set>

#include "base/digest.h"
#include "support/colour_model.h"
#include "tools/sort_support.h"

namespace pawlens::testing {
namespace {

constexpr int kPhotos = 40;

size_t CountPhotos(const std::string& out) {
  size_t count = 0;
  std::error_code gone;
  for (std::filesystem::directory_iterator it(out + "/cat", gone), end; it != end; it.increment(gone)) ++count;
  return count;
}

/// Starts a move and kills it once `photos` names stand in the folder of cats, and a moment (in turns of a loop) later.
/// Names of unfinished copies count too, so that the moment also falls within a copy.
void MoveAndKill(const std::vector<std::string>& arguments, const std::string& out, size_t photos, uint64_t turns) {
  std::vector<char*> argv = {const_cast<char*>("pawlens")};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    execv(PAWLENS_CLI_PATH, argv.data());
    _exit(127);
  }
  int status = 0;
  while (CountPhotos(out) < photos) {
    if (waitpid(child, &status, WNOHANG) != 0) return;  // All done: its number may be somebody else's by now.
    usleep(100);                                        // Leaves it the processor.
  }
  std::atomic<uint64_t> waited = 0;
  while (waited++ < turns) {
  }
  kill(child, SIGKILL);
  waitpid(child, &status, 0);
}

void KillAtRandomMoments(const std::string& in_disk, const std::string& out_disk, int kills, uint64_t seed) {
  SplitMix64 random(seed);
  const TempFolder files;
  const std::string model = files.Write("model.tflite", CatDogModelFile());
  int halfway = 0;
  for (int round = 0; round < kills; ++round) {
    const std::string in = in_disk + "/in" + std::to_string(round);
    const std::string out = out_disk + "/out" + std::to_string(round);
    std::set<std::string> photos;
    for (int i = 0; i < kPhotos; ++i) {
      // Three folders with the same names: half of the photos get another one.
      const std::vector<uint8_t> photo = Numbered(ColourPicture(255, 0, 0, 40), i);
      const std::filesystem::path path = in + "/" + std::to_string(i % 3) + "/" + std::to_string(i / 3) + ".bmp";
      std::filesystem::create_directories(path.parent_path());
      const TempFolder one;
      std::filesystem::copy_file(one.Write("x", photo), path);
      photos.emplace(photo.begin(), photo.end());
    }
    const std::vector<std::string> command = {"sort", in, "--into", out, "--move", "--quiet", "--model", model};
    MoveAndKill(command, out, random.Next() % kPhotos, random.Next() % 200'000);
    halfway += !FilesIn(in).empty() && !PhotosIn(out).empty();
    const CliRun again = RunPawlens(command);
    EXPECT_EQ(again.status, 0) << again.err;

    EXPECT_TRUE(FilesIn(in).empty()) << "round " << round;
    std::multiset<std::string> found;
    std::set<std::string> listed;
    for (const auto& [path, bytes] : FilesIn(out)) {
      if (!path.ends_with(".csv")) {
        found.insert(bytes);
        continue;
      }
      for (const std::vector<std::string>& row : ParseCsv(bytes)) {
        if (row.at(1) == "moved") listed.insert(row.at(0));
      }
    }
    EXPECT_EQ(found, std::multiset<std::string>(photos.begin(), photos.end())) << "round " << round;
    EXPECT_EQ(listed.size(), photos.size()) << "the tables of both runs tell every photo, round " << round;
    std::filesystem::remove_all(in);
    std::filesystem::remove_all(out);
  }
  EXPECT_GT(halfway, 0) << "no kill came between the first photo and the last";
}

int Kills() {
  const char* wanted = std::getenv("PAWLENS_SORT_KILLS");
  return wanted == nullptr ? 10 : std::max(1, std::atoi(wanted));
}

TEST(SortKilled, EveryPhotoExistsOnceAfterTheSecondRun) {
  const TempFolder disk;
  KillAtRandomMoments(disk.path(), disk.path(), Kills(), 1);
}

TEST(SortKilled, EveryPhotoExistsOnceAlsoBetweenTwoDisks) {
  const OtherDisk other;
  if (other.path().empty()) GTEST_SKIP() << "needs /dev/shm on another file system than the temporary folder";
  const TempFolder disk;
  KillAtRandomMoments(disk.path(), other.path(), Kills(), 2);
  KillAtRandomMoments(other.path(), disk.path(), Kills(), 3);
}

}  // namespace
}  // namespace pawlens::testing
