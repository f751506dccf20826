// SPDX-License-Identifier: MIT
// pawlens watch
#include "pawlens/watch.h"

#include <fmt/format.h>
#include <glob.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <csignal>
#include <ctime>
#include <filesystem>
#include <optional>
#include <utility>

#include "base/str_cat.h"
#include "image/png.h"
#include "pawlens/feed.h"
#include "pawlens/file_walk.h"
#include "pawlens/model_file.h"
#include "pawlens/shelf.h"
#include "pawlens/text.h"
#include "pawlens/write_file.h"

namespace pawlens::cli {
namespace {

constexpr int kNamedFrames = 20;  ///< Broken ones that are named; a camera may send a million.
constexpr double kGlobFramesPerS = 5.0;

/// "2026-01-31T23:59:59.500Z", or without the separators for a file's name.
std::string UtcText(double unix_s, bool for_name) {
  const double whole = std::floor(unix_s);
  const std::time_t time = static_cast<std::time_t>(whole);
  std::tm utc{};
  gmtime_r(&time, &utc);
  char text[32];
  std::strftime(text, sizeof text, for_name ? "%Y%m%dT%H%M%S" : "%Y-%m-%dT%H:%M:%S", &utc);
  return fmt::format("{}.{:03}Z", text, static_cast<int>((unix_s - whole) * 1000.0));
}

double UnixNow() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

/// The files that a pattern stands for, in the order of their names; one that fits nothing stands for itself.
std::vector<std::string> ExpandPatterns(const std::vector<std::string>& patterns) {
  std::vector<std::string> paths;
  for (const std::string& pattern : patterns) {
    glob_t found{};
    struct stat info{};
    // A name that exists is no pattern, whatever brackets it has.
    const bool exists = stat(pattern.c_str(), &info) == 0;
    if (!exists && glob(pattern.c_str(), 0, nullptr, &found) == 0) {
      for (size_t i = 0; i < found.gl_pathc; ++i) paths.emplace_back(found.gl_pathv[i]);
    } else {
      paths.push_back(pattern);
    }
    globfree(&found);
  }
  return paths;
}

Result<std::unique_ptr<Feed>> OpenFeed(const WatchArguments& arguments) {
  const std::vector<std::string>& sources = arguments.sources;
  if (sources.size() == 1 && sources[0] == "-") {
    return ReadRawFrames(arguments.width, arguments.height, arguments.frames_per_s);
  }
  if (sources.size() == 1 && IsFolder(sources[0])) return WatchFolder(sources[0]);
  const double rate = arguments.frames_per_s > 0.0 ? arguments.frames_per_s : kGlobFramesPerS;
  return ReadFiles(ExpandPatterns(sources), rate);
}

/// True for feeds whose times are those of the clock on the wall.
bool IsLive(const WatchArguments& arguments) {
  const bool folder = arguments.sources.size() == 1 && IsFolder(arguments.sources[0]);
  return folder || (arguments.sources[0] == "-" && arguments.frames_per_s <= 0.0);
}

class Watch {
 public:
  Watch(const WatchArguments& arguments, Classifier& classifier)
      : arguments_(arguments), classifier_(classifier), watcher_(arguments.rule), live_(IsLive(arguments)) {}

  int Run(Feed& feed) {
    const StopSignal stop;
    bool failed = false;
    for (bool on = true; on && writable_;) {
      FeedItem item = feed.Next(stop);
      switch (item.kind) {
        case FeedItem::Kind::kFrame: Look(item); break;
        case FeedItem::Kind::kIdle: Report(watcher_.Idle(item.time_s).ended); break;
        case FeedItem::Kind::kBroken: Broken(item.message); break;
        case FeedItem::Kind::kFailed:
          Complain(item.message);
          failed = true;
          on = false;
          break;
        case FeedItem::Kind::kEnd: on = false; break;
      }
    }
    Report(watcher_.Finish());
    const Watcher::Counts& counts = watcher_.counts();
    if (!arguments_.quiet) {
      Complain(fmt::format("{} frames, {} looked at, {} classified, {} broken; {} sightings", counts.frames,
                           counts.looked_at, counts.classified, broken_, sightings_));
    }
    const bool nothing_read = counts.frames == 0 && broken_ > 0;
    return writable_ && !failed && !nothing_read && !snapshot_failed_ ? 0 : 1;
  }

 private:
  void Look(const FeedItem& item) {
    const Result<Sightings::Step> step = watcher_.Add(item.time_s, item.frame->view(), classifier_);
    if (!step) {
      Broken(step.error().message);
      return;
    }
    Report(step->ended);
    const bool keep = !arguments_.snapshots.empty();
    if (keep && step->candidate) candidate_ = *item.frame;
    if (keep && step->best) best_ = *item.frame;
    if (step->began) std::swap(best_, candidate_);
  }

  void Broken(const std::string& message) {
    if (++broken_ <= kNamedFrames) Complain(message);
    if (broken_ == kNamedFrames) Complain("further broken frames are counted, not named");
  }

  void Report(const std::optional<Sighting>& sighting) {
    if (!sighting) return;
    ++sightings_;
    const std::string who = DecisionName(sighting->who);
    Json line = {{"who", who},
                 {"from_s", sighting->from_s},
                 {"to_s", sighting->to_s},
                 {"from", nullptr},
                 {"to", nullptr},
                 {"confidence", sighting->confidence},
                 {"mean_confidence", sighting->mean_confidence},
                 {"answers", sighting->answers},
                 {"snapshot", nullptr}};
    std::string when = fmt::format("{:010.3f}", sighting->from_s);
    if (live_) {
      line["from"] = UtcText(start_s_ + sighting->from_s, false);
      line["to"] = UtcText(start_s_ + sighting->to_s, false);
      when = UtcText(start_s_ + sighting->from_s, true);
    }
    if (const std::string path = SaveSnapshot(StrCat(when, "-", who, ".png")); !path.empty()) line["snapshot"] = path;
    writable_ = writable_ && WriteOut(JsonText(line, -1) + "\n");
  }

  /// Its path; empty if there is none.
  std::string SaveSnapshot(const std::string& name) {
    if (arguments_.snapshots.empty() || best_.rgb.empty()) return "";
    std::string path;
    for (int number = 1; path.empty() || access(path.c_str(), F_OK) == 0; ++number) {
      path = StrCat(arguments_.snapshots, "/", NumberedName(name, number));
    }
    const Result<std::vector<uint8_t>> png = EncodePng(best_);
    Status written = png ? Status() : std::unexpected(png.error());
    if (png) written = WriteFile(path, {reinterpret_cast<const char*>(png->data()), png->size()});
    if (written) return path;
    if (!std::exchange(snapshot_failed_, true)) Complain(written.error().message);
    return "";
  }

  const WatchArguments& arguments_;
  Classifier& classifier_;
  Watcher watcher_;
  bool live_;
  double start_s_ = UnixNow();
  Image best_;
  Image candidate_;
  int64_t broken_ = 0;
  int64_t sightings_ = 0;
  bool writable_ = true;
  bool snapshot_failed_ = false;
};

}  // namespace

int RunWatch(const WatchArguments& arguments) {
  Result<LoadedModel> model = LoadModel(arguments.model, "", 1);
  if (model && !model->classifiers.front().is_cat_dog()) {
    model = Fail(ErrorCode::kUnsupportedModel, StrCat(model->path, ": watching needs a model of cat and dog"));
  }
  if (!model) {
    Complain(model.error().message);
    return 1;
  }
  if (!arguments.snapshots.empty()) {
    std::error_code error;
    std::filesystem::create_directories(arguments.snapshots, error);
    if (error) {
      Complain(StrCat(arguments.snapshots, ": cannot be made: ", error.message()));
      return 1;
    }
  }
  const Result<std::unique_ptr<Feed>> feed = OpenFeed(arguments);
  if (!feed) {
    Complain(feed.error().message);
    return 1;
  }
  return Watch(arguments, model->classifiers.front()).Run(**feed);
}

}  // namespace pawlens::cli
