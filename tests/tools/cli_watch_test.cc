// SPDX-License-Identifier: MIT
// A longer feed than the suite's, for memory:
//   PAWLENS_WATCH_FRAMES=18000 build/native/test_tools --gtest_filter='WatchCommand.Memory*'
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <thread>

#include "classify/classifier.h"
#include "image/composite.h"
#include "image/decode.h"
#include "image/preprocess.h"
#include "support/colour_model.h"
#include "support/pictures.h"
#include "tools/cli_support.h"

namespace pawlens::testing {
namespace {

using nlohmann::json;

constexpr int kWidth = 96;
constexpr int kHeight = 96;

std::string Raw(const Image& image, int frames = 1) {
  const std::string one(image.rgb.begin(), image.rgb.end());
  std::string all;
  for (int i = 0; i < frames; ++i) all += one;
  return all;
}

std::vector<json> Sightings(const std::string& out) {
  std::vector<json> sightings;
  for (const std::string& line : Lines(out)) sightings.push_back(json::parse(line, nullptr, false));
  return sightings;
}

class WatchCommand : public ::testing::Test {
 protected:
  CliRun Watch(std::vector<std::string> arguments, std::string_view input = "") {
    arguments.insert(arguments.begin(), {"watch", "--model", model_});
    return RunPawlens(arguments, input);
  }
  CliRun WatchRaw(const std::string& frames, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"-", "--size", "96x96", "--fps", "5"});
    return Watch(more, frames);
  }

  TempFolder folder_;
  std::string model_ = folder_.Write("model.tflite", CatDogModelFile());
  const Image cat_ = FlatPicture(kWidth, kHeight, 255, 0, 0);
  const Image dog_ = FlatPicture(kWidth, kHeight, 0, 255, 0);
  const Image room_ = FlatPicture(kWidth, kHeight, 0, 0, 255);
};

TEST_F(WatchCommand, PrintsALineForEachSightingAndKeepsItsSurestFrame) {
  const Image pale = FlatPicture(kWidth, kHeight, 180, 0, 0);
  const CliRun run =
      WatchRaw(Raw(pale, 5) + Raw(cat_, 5) + Raw(room_, 40) + Raw(dog_, 10), {"--snapshots", folder_.path("kept")});
  EXPECT_EQ(run.status, 0) << run.err;
  const std::vector<json> told = Sightings(run.out);
  ASSERT_EQ(told.size(), 2u) << run.out;
  EXPECT_EQ(told[0]["who"], "cat");
  EXPECT_EQ(told[0]["from_s"], 0.0);
  EXPECT_NEAR(told[0]["to_s"].get<double>(), 1.8, 1e-9);
  EXPECT_TRUE(told[0]["from"].is_null());
  EXPECT_EQ(told[0]["confidence"], 255.0 / 256);
  EXPECT_EQ(told[0]["snapshot"], folder_.path("kept/000000.000-cat.png"));
  EXPECT_EQ(told[1]["who"], "dog");
  std::ifstream file(told[0]["snapshot"].get<std::string>(), std::ios::binary);
  const std::vector<uint8_t> bytes((std::istreambuf_iterator<char>(file)), {});
  const Result<Image> kept = DecodeImage(bytes);
  ASSERT_TRUE(kept) << kept.error().message;
  EXPECT_EQ(kept->rgb, cat_.rgb);
  EXPECT_NE(run.err.find("60 frames, 60 looked at, 4 classified, 0 broken; 2 sightings"), std::string::npos) << run.err;
}

TEST_F(WatchCommand, OneFeedOneAnswerWhetherItComesAsFilesOrOnStandardInput) {
  std::string raw;
  for (int i = 0; i < 20; ++i) {
    const Image& frame = i < 4 ? room_ : i < 12 ? cat_ : dog_;
    raw += Raw(frame);
    folder_.Write("f/" + std::to_string(100 + i) + ".bmp", EncodeBmp(frame.view()));
  }
  const CliRun piped = WatchRaw(raw);
  const CliRun files = Watch({folder_.path("f/1*.bmp"), "--fps", "5"});
  EXPECT_EQ(files.status, 0) << files.err;
  EXPECT_EQ(Lines(files.out).size(), 2u);
  EXPECT_EQ(files.out, piped.out);
}

TEST_F(WatchCommand, SurvivesBrokenFrames) {
  for (int i = 0; i < 10; ++i) folder_.Write("f/" + std::to_string(i) + ".bmp", EncodeBmp(cat_.view()));
  folder_.Write("f/3.bmp", "no picture");
  folder_.Write("f/5.bmp", "");
  const CliRun run = Watch({folder_.path("f/*.bmp")});
  EXPECT_EQ(run.status, 0) << run.err;
  ASSERT_EQ(Sightings(run.out).size(), 1u) << run.out;
  EXPECT_NEAR(Sightings(run.out)[0]["to_s"].get<double>(), 1.8, 1e-9);
  EXPECT_NE(run.err.find("f/3.bmp: "), std::string::npos) << run.err;

  const CliRun cut = WatchRaw(Raw(cat_, 5) + "half a frame");
  EXPECT_EQ(cut.status, 0);
  EXPECT_EQ(Sightings(cut.out).size(), 1u);
  EXPECT_NE(cut.err.find("the last frame is cut off: 12 of 27648 bytes"), std::string::npos) << cut.err;
  EXPECT_EQ(Watch({folder_.path("f/3.bmp")}).status, 1) << "nothing could be read";
}

TEST_F(WatchCommand, WrongUsageIsStatusTwo) {
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{{},
                                                                                         {"-"},
                                                                                         {"-", "--size", "0x5"},
                                                                                         {"-", "--size", "5x"},
                                                                                         {"-", "--size", "5x5x"},
                                                                                         {"-", "--size", "99999x1"},
                                                                                         {"f", "--size", "5x5"},
                                                                                         {"f", "--zone", "0,0,1"},
                                                                                         {"f", "--zone", "0.5,0,0.6,1"},
                                                                                         {"f", "--zone", "a,b,c,d"},
                                                                                         {"f", "--fps", "0"},
                                                                                         {"f", "--max-fps", "-1"}}) {
    const CliRun run = Watch(arguments);
    EXPECT_EQ(run.status, 2) << (arguments.empty() ? "" : arguments.back()) << run.out;
    EXPECT_NE(run.err, "");
  }
  EXPECT_EQ(Watch({folder_.path("absent.jpg")}).status, 1);
}

/// A `pawlens watch` that runs on beside the test.
class Running {
 public:
  Running(std::vector<std::string> arguments, const std::string& out, int input) {
    arguments.insert(arguments.begin(), "pawlens");
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    child_ = fork();
    if (child_ == 0) {
      if (input >= 0) dup2(input, STDIN_FILENO);
      dup2(open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDOUT_FILENO);
      dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
      execv(PAWLENS_CLI_PATH, argv.data());
      _exit(127);
    }
  }
  void Signal(int signal) const { kill(child_, signal); }
  /// Exit status; 128 + signal if it was killed.
  int Wait() {
    int status = 0;
    wait4(child_, &status, 0, &usage_);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  long max_resident_kb() const { return usage_.ru_maxrss; }

 private:
  pid_t child_ = -1;
  rusage usage_{};
};

std::string TextOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST_F(WatchCommand, SignalsEndTheOpenSightingCleanly) {
  for (const int signal : {SIGINT, SIGTERM}) {
    int pipe_ends[2];
    ASSERT_EQ(pipe2(pipe_ends, O_CLOEXEC), 0);
    const std::string out = folder_.path("out");
    Running watch({"watch", "-", "--size", "96x96", "--fps", "5", "--model", model_}, out, pipe_ends[0]);
    close(pipe_ends[0]);
    const std::string frames = Raw(cat_, 10);
    ASSERT_EQ(write(pipe_ends[1], frames.data(), frames.size()), static_cast<ssize_t>(frames.size()));
    // The pipe holds less than ten frames, so most of them have been taken; the rest may go on.
    watch.Signal(signal);
    EXPECT_EQ(watch.Wait(), 0);
    close(pipe_ends[1]);
    const std::vector<json> told = Sightings(TextOf(out));
    ASSERT_EQ(told.size(), 1u) << TextOf(out);
    EXPECT_EQ(told[0]["who"], "cat");
  }
}

TEST_F(WatchCommand, SeesWhatACameraPutsIntoAFolder) {
  std::filesystem::create_directory(folder_.path("camera"));
  folder_.Write("camera/old.bmp", EncodeBmp(dog_.view()));
  const std::string out = folder_.path("out");
  Running watch({"watch", folder_.path("camera"), "--begin-after", "0", "--end-after", "600", "--max-fps", "1000",
                 "--snapshots", folder_.path("kept"), "--model", model_},
                out, -1);
  // Pictures come until one was seen: nobody knows when the folder is being watched. A broken one is among them.
  folder_.Write("cat.bmp", EncodeBmp(cat_.view()));
  folder_.Write("dog.bmp", EncodeBmp(dog_.view()));
  for (int i = 0; TextOf(out).empty() && i < 6000; ++i) {
    folder_.Write("camera/broken.jpg", "no picture");
    std::filesystem::copy_file(folder_.path(i % 2 == 0 ? "cat.bmp" : "dog.bmp"), folder_.path("moved.bmp"));
    std::filesystem::rename(folder_.path("moved.bmp"), folder_.path("camera/new.bmp"));
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  watch.Signal(SIGTERM);
  EXPECT_EQ(watch.Wait(), 0);
  const std::vector<json> told = Sightings(TextOf(out));
  ASSERT_GE(told.size(), 2u);
  EXPECT_TRUE(told[0]["who"] == "cat" || told[0]["who"] == "dog") << told[0];
  EXPECT_TRUE(told[0]["from"].get<std::string>().ends_with("Z")) << told[0];
  EXPECT_TRUE(std::filesystem::exists(told[0]["snapshot"].get<std::string>())) << told[0];
}

TEST_F(WatchCommand, MemoryIsFlatOverALongFeed) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "AddressSanitizer keeps what is freed";
#endif
  const char* wanted = std::getenv("PAWLENS_WATCH_FRAMES");
  const int long_feed = wanted == nullptr ? 3000 : std::max(600, std::atoi(wanted));
  const auto resident_kb = [&](int frames) {
    int pipe_ends[2];
    EXPECT_EQ(pipe2(pipe_ends, O_CLOEXEC), 0);
    const std::string out = folder_.path("out");
    Running watch({"watch", "-", "--size", "96x96", "--fps", "5", "--end-after", "0.4", "--snapshots",
                   folder_.path("kept"), "--model", model_},
                  out, pipe_ends[0]);
    close(pipe_ends[0]);
    for (int i = 0; i < frames; ++i) {  // A sighting every eight seconds.
      const std::string frame = Raw(i % 40 < 10 ? (i / 40 % 2 == 0 ? cat_ : dog_) : room_);
      EXPECT_EQ(write(pipe_ends[1], frame.data(), frame.size()), static_cast<ssize_t>(frame.size()));
    }
    close(pipe_ends[1]);
    EXPECT_EQ(watch.Wait(), 0);
    EXPECT_EQ(Lines(TextOf(out)).size(), static_cast<size_t>((frames + 39) / 40));
    return watch.max_resident_kb();
  };
  const long short_kb = resident_kb(300);
  EXPECT_NEAR(static_cast<double>(resident_kb(long_feed)), static_cast<double>(short_kb), 5.0 * 1024);
}

/// Photos of which the shipped model is sure, for a room that they come into.
class WatchScenes : public ::testing::Test {
 protected:
  std::vector<Image> SurePhotos(const std::string& folder, Decision wanted, size_t count) {
    std::vector<std::string> paths;
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(folder, none)) paths.push_back(entry.path().string());
    std::sort(paths.begin(), paths.end());
    std::vector<Image> photos;
    for (size_t i = 0; i < paths.size() && i < 200 && photos.size() < count; ++i) {
      const std::string text = TextOf(paths[i]);
      const Result<Image> photo = DecodeImage({reinterpret_cast<const uint8_t*>(text.data()), text.size()});
      if (!photo) continue;
      Image frame = *CropAndResize(photo->view(), {.width = 256, .height = 256, .max_aspect = 1.0f});
      const Result<Classification> answer = classifier_.Classify(frame.view());
      const float sure = std::max(answer->p_cat, answer->p_dog);
      if (answer->decision == wanted && (wanted == Decision::kNeither ? sure < 0.3f : sure > 0.9f)) {
        photos.push_back(std::move(frame));
      }
    }
    return photos;
  }
  /// `seconds` of five frames a second of which each is a little lighter or darker than the last, so that something moves.
  void Play(const Image& scene, int seconds) {
    for (int i = 0; i < 5 * seconds; ++i) {
      for (const uint8_t value : scene.rgb) feed_ += static_cast<char>(std::min(255, value + (i % 2 == 0 ? 0 : 14)));
    }
    seconds_ += seconds;
  }
  void Expect(const std::string& who, int from_s, int to_s) { expected_.push_back({who, from_s, to_s}); }

  struct Scene {
    std::string who;
    int from_s;
    int to_s;
  };
  const std::string model_text_ = TextOf(PAWLENS_SOURCE_DIR "/models/pawlens.tflite");
  Classifier classifier_ =
      *Classifier::Load({reinterpret_cast<const uint8_t*>(model_text_.data()), model_text_.size()});
  std::string feed_;
  int seconds_ = 0;
  std::vector<Scene> expected_;
};

TEST_F(WatchScenes, MadeOfPhotosAreToldWithinASecondAndNothingElseIs) {
  const std::string data = PAWLENS_SHARED_DIR "/data/val";
  const bool shared = std::filesystem::exists(data);
  const std::string samples = PAWLENS_SOURCE_DIR "/web/samples";
  const std::vector<Image> cats = SurePhotos(shared ? data + "/cat" : samples, Decision::kCat, 2);
  const std::vector<Image> dogs = shared ? SurePhotos(data + "/dog", Decision::kDog, 2) : std::vector<Image>();
  const std::vector<Image> others = SurePhotos(shared ? data + "/neither" : samples, Decision::kNeither, 2);
  ASSERT_FALSE(cats.empty() || others.empty());
  const Image room = GradientPicture(256, 256);

  Play(room, 6);
  Expect("cat", seconds_, seconds_ + 8);
  Play(cats[0], 8);
  Play(room, 7);
  if (shared) {
    ASSERT_GE(dogs.size(), 2u);
    Expect("dog", seconds_, seconds_ + 6);
    Play(dogs[0], 6);
    Play(room, 6);
    Image both;
    for (const Image& cat : cats) {
      for (const Image& dog : dogs) {
        for (uint64_t seed = 0; seed < 20 && both.rgb.empty(); ++seed) {
          Result<Image> made = Compose(cat, dog, CompositeKind::kSideBySide, seed);
          if (!made) continue;
          Image frame = *CropAndResize(made->view(), {.width = 256, .height = 256, .max_aspect = 1.0f});
          const Classification answer = *classifier_.Classify(frame.view());
          if (answer.decision == Decision::kBoth && std::min(answer.p_cat, answer.p_dog) > 0.8f) both = frame;
        }
      }
    }
    ASSERT_FALSE(both.rgb.empty());
    Expect("both", seconds_, seconds_ + 6);
    Play(both, 6);
    Play(room, 6);
  }
  Play(others[0], 8);  // A chair, a cup of coffee.
  Expect("cat", seconds_, seconds_ + 5);
  Play(cats.back(), 5);

  const CliRun run = RunPawlens({"watch", "-", "--size", "256x256", "--fps", "5"}, feed_);
  EXPECT_EQ(run.status, 0) << run.err;
  const std::vector<json> told = Sightings(run.out);
  ASSERT_EQ(told.size(), expected_.size()) << run.out;
  for (size_t i = 0; i < told.size(); ++i) {
    EXPECT_EQ(told[i]["who"], expected_[i].who) << run.out;
    EXPECT_NEAR(told[i]["from_s"].get<double>(), expected_[i].from_s, 1.0);
    EXPECT_NEAR(told[i]["to_s"].get<double>(), expected_[i].to_s, 1.0);
  }
  if (!shared) GTEST_SKIP() << "played without a dog and both: needs ../shared/data/val";
}

}  // namespace
}  // namespace pawlens::testing
