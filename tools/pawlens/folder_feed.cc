// SPDX-License-Identifier: MIT
// A folder that a camera fills.
#include <sys/inotify.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <deque>
#include <utility>

#include "base/str_cat.h"
#include "pawlens/answer.h"
#include "pawlens/descriptor.h"
#include "pawlens/feed.h"
#include "pawlens/file_walk.h"

namespace pawlens::cli {
namespace {

using Kind = FeedItem::Kind;

class FolderFeed : public Feed {
 public:
  FolderFeed(std::string folder, Descriptor events) : folder_(std::move(folder)), events_(std::move(events)) {}

  FeedItem Next(const StopSignal& stop) override {
    if (waiting_.empty()) {
      switch (stop.Wait(events_.get(), 250)) {
        case StopSignal::Woken::kStop: return {};
        case StopSignal::Woken::kTime: return {Kind::kIdle, Now(), nullptr, ""};
        case StopSignal::Woken::kError: return {Kind::kFailed, Now(), nullptr, std::strerror(errno)};
        case StopSignal::Woken::kReadable: ReadEvents();
      }
    }
    if (stop.requested()) return {};
    if (waiting_.empty()) return {Kind::kIdle, Now(), nullptr, ""};
    FeedItem item = std::move(waiting_.front());
    waiting_.pop_front();
    if (item.kind != Kind::kFrame) return item;
    const std::string path = StrCat(folder_, "/", item.message);
    Result<Image> image = ReadPicture({path, ""});
    if (!image) return {Kind::kBroken, item.time_s, nullptr, StrCat(path, ": ", image.error().message)};
    frame_ = std::move(*image);
    return {Kind::kFrame, item.time_s, &frame_, ""};
  }

 private:
  double Now() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

  void ReadEvents() {
    alignas(inotify_event) char buffer[16384];
    const ssize_t size = read(events_.get(), buffer, sizeof buffer);
    for (ssize_t at = 0; at < size;) {
      inotify_event event{};
      std::memcpy(&event, buffer + at, sizeof event);
      const char* name = buffer + at + sizeof event;
      at += static_cast<ssize_t>(sizeof event) + event.len;
      if ((event.mask & IN_Q_OVERFLOW) != 0) {
        waiting_.push_back(
            {Kind::kBroken, Now(), nullptr, StrCat(folder_, ": fills too fast, some frames were missed")});
      } else if ((event.mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_IGNORED)) != 0) {
        waiting_.push_back({Kind::kFailed, Now(), nullptr, StrCat(folder_, ": is gone")});
      } else if (event.len > 0 && HasPictureName(name)) {
        waiting_.push_back({Kind::kFrame, Now(), nullptr, name});  // A name until its turn has come.
      }
    }
  }

  std::string folder_;
  Descriptor events_;
  std::deque<FeedItem> waiting_;
  Image frame_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

Result<std::unique_ptr<Feed>> WatchFolder(const std::string& folder) {
  Descriptor events(inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  constexpr uint32_t kWanted = IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
  if (!events || inotify_add_watch(events.get(), folder.c_str(), kWanted) < 0) {
    return Fail(ErrorCode::kIo, StrCat(folder, ": cannot be watched: ", std::strerror(errno)));
  }
  return std::make_unique<FolderFeed>(folder, std::move(events));
}

}  // namespace pawlens::cli
