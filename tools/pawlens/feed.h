// SPDX-License-Identifier: MIT
// Where the frames of `pawlens watch` come from.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "image/image.h"
#include "pawlens/stop_signal.h"

namespace pawlens::cli {

struct FeedItem {
  enum class Kind {
    kFrame,
    kIdle,    ///< For a moment nothing came.
    kBroken,  ///< A frame that cannot be read, see `message`; others may follow.
    kEnd,     ///< The feed is over, or a stop was requested.
    kFailed,  ///< The feed broke off, see `message`.
  };
  Kind kind = Kind::kEnd;
  double time_s = 0.0;     ///< From the feed's start.
  Image* frame = nullptr;  ///< The feed's own, until the next call.
  std::string message;
};

class Feed {
 public:
  virtual ~Feed() = default;
  virtual FeedItem Next(const StopSignal& stop) = 0;
};

/// New pictures in a folder (not in folders within it), as soon as they are written and closed, or moved there.
Result<std::unique_ptr<Feed>> WatchFolder(const std::string& folder);

/// Files one after the other, 1 / `frames_per_s` apart.
std::unique_ptr<Feed> ReadFiles(std::vector<std::string> paths, double frames_per_s);

/// Frames of width x height RGB, 3 bytes a pixel, on standard input. `frames_per_s` 0: a frame's time is when it came.
std::unique_ptr<Feed> ReadRawFrames(int width, int height, double frames_per_s);

}  // namespace pawlens::cli
