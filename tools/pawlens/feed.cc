// SPDX-License-Identifier: MIT
#include "pawlens/feed.h"

#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

#include "base/str_cat.h"
#include "pawlens/answer.h"

namespace pawlens::cli {
namespace {

using Kind = FeedItem::Kind;

constexpr int kIdleMs = 250;

class FileFeed : public Feed {
 public:
  FileFeed(std::vector<std::string> paths, double frames_per_s) : paths_(std::move(paths)), rate_(frames_per_s) {}

  FeedItem Next(const StopSignal& stop) override {
    if (next_ == paths_.size() || stop.requested()) return {};
    const std::string& path = paths_[next_];
    const double time_s = static_cast<double>(next_++) / rate_;
    Result<Image> image = ReadPicture({path, ""});
    if (!image) return {Kind::kBroken, time_s, nullptr, StrCat(path, ": ", image.error().message)};
    frame_ = std::move(*image);
    return {Kind::kFrame, time_s, &frame_, ""};
  }

 private:
  std::vector<std::string> paths_;
  double rate_;
  size_t next_ = 0;
  Image frame_;
};

class RawFeed : public Feed {
 public:
  RawFeed(int width, int height, double frames_per_s) : rate_(frames_per_s) {
    frame_.width = width;
    frame_.height = height;
    frame_.rgb.resize(frame_.view().size_bytes());
  }

  FeedItem Next(const StopSignal& stop) override {
    size_t used = std::exchange(begun_bytes_, 0);
    while (used < frame_.rgb.size()) {
      switch (stop.Wait(STDIN_FILENO, kIdleMs)) {
        case StopSignal::Woken::kStop: return {};
        case StopSignal::Woken::kError: return {Kind::kFailed, Now(), nullptr, Reason()};
        case StopSignal::Woken::kTime:
          begun_bytes_ = used;
          // Where the frames' own rate is the clock, time stands still until the next one.
          return {Kind::kIdle, Now(), nullptr, ""};
        case StopSignal::Woken::kReadable: break;
      }
      const ssize_t count = read(STDIN_FILENO, frame_.rgb.data() + used, frame_.rgb.size() - used);
      if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
      if (count < 0) return {Kind::kFailed, Now(), nullptr, Reason()};
      if (count == 0 && used == 0) return {};
      if (count == 0) {
        return {Kind::kBroken, Now(), nullptr,
                StrCat("the last frame is cut off: ", used, " of ", frame_.rgb.size(), " bytes; is --size right?")};
      }
      used += static_cast<size_t>(count);
    }
    ++frames_;
    return {Kind::kFrame, Now(), &frame_, ""};
  }

 private:
  double Now() const {
    if (rate_ > 0.0) return static_cast<double>(frames_ > 0 ? frames_ - 1 : 0) / rate_;
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }
  static std::string Reason() { return StrCat("standard input cannot be read: ", std::strerror(errno)); }

  double rate_;
  Image frame_;
  size_t begun_bytes_ = 0;  ///< Of a frame whose rest has not come yet.
  int64_t frames_ = 0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

std::unique_ptr<Feed> ReadFiles(std::vector<std::string> paths, double frames_per_s) {
  return std::make_unique<FileFeed>(std::move(paths), frames_per_s);
}

std::unique_ptr<Feed> ReadRawFrames(int width, int height, double frames_per_s) {
  return std::make_unique<RawFeed>(width, height, frames_per_s);
}

}  // namespace pawlens::cli
