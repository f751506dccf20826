// SPDX-License-Identifier: MIT
// pawlens: answers for pictures, figures for data sets, facts about models.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "pawlens/commands.h"
#include "pawlens/keep_memory.h"
#include "pawlens/roofline.h"
#include "pawlens/sort.h"
#include "pawlens/watch.h"

namespace {

constexpr int kUsageError = 2;

/// Paths that CLI11 would misread get "./" in front, which changes nothing about them: "[a,b]" and "{}", which it takes for
/// lists, and what begins with '-' behind "--", a mark that it forgets within a subcommand.
std::vector<std::string> ArgumentsForCli11(int argc, char** argv) {
  std::vector<std::string> arguments;
  bool only_paths = false;
  for (int i = 1; i < argc; ++i) {
    std::string argument = argv[i];
    if (argument == "--" && !only_paths) {
      only_paths = true;
      continue;
    }
    const bool list = argument == "{}" || (argument.starts_with('[') && argument.ends_with(']'));
    const bool dashed = only_paths && argument.starts_with('-') && argument != "-";
    if (list || dashed) argument.insert(0, "./");
    arguments.push_back(std::move(argument));
  }
  std::reverse(arguments.begin(), arguments.end());  // CLI11 pops them from the end.
  return arguments;
}

/// What is wrong with --size or --zone; null: nothing, and `watch` has them.
const char* ReadFrameOptions(const std::string& size, const std::vector<double>& zone,
                             pawlens::cli::WatchArguments& watch) {
  const bool raw = watch.sources.size() == 1 && watch.sources[0] == "-";
  if (raw && size.empty()) return "raw frames need --size WxH";
  if (!raw && !size.empty()) return "--size is for raw frames (-) only";
  constexpr int kMaxSide = 16384;
  int used = 0;
  if (raw && (std::sscanf(size.c_str(), "%5dx%5d%n", &watch.width, &watch.height, &used) != 2 ||
              static_cast<size_t>(used) != size.size() || watch.width < 1 || watch.height < 1 ||
              watch.width > kMaxSide || watch.height > kMaxSide)) {
    return "--size: write width and height as 1280x720, each at most 16384";
  }
  if (!zone.empty()) watch.rule.zone = {zone[0], zone[1], zone[2], zone[3]};
  if (!pawlens::IsZone(watch.rule.zone)) return "--zone: X, Y, W, H are shares from 0 to 1 and end within the frame";
  return nullptr;
}

int Main(int argc, char** argv) {
  using namespace pawlens::cli;
  CLI::App app("Cat, dog, both or neither: answers for pictures, from the engine that also runs on the page.",
               "pawlens");
  app.require_subcommand(1);
  app.footer(
      "Exit status: 0 all done; 1 a picture or a folder could not be read, the model could not be used, or the\n"
      "output not be written; 2 wrong usage. `pawlens COMMAND --help` lists a command's options.");
  const int cores = std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, 256);
  const char* kModelHelp = "TFLite model (default: the shipped models/pawlens.tflite)";
  const char* kJobsHelp = "Pictures worked on at a time, 1 to 256 (default: one for each core)";

  ClassifyArguments classify;
  classify.jobs = cores;
  CLI::App* command = app.add_subcommand("classify", "Answer for each picture, one line a picture");
  command->add_option("inputs", classify.inputs, "Pictures, folders (walked whole, in order), or - for standard input")
      ->required()
      ->type_name("FILE|DIR|-");
  command->add_option("--model", classify.model, kModelHelp)->type_name("FILE");
  command->add_option("--labels", classify.labels, "labels.txt, one label a line, in place of the model's own")
      ->type_name("FILE");
  command->add_option("--top", classify.top, "Labels shown for a model that is not about cats and dogs (default: 3)")
      ->check(CLI::Range(1, 1000))
      ->type_name("K");
  command
      ->add_option("--heatmap", classify.heat_map,
                   "For one picture: write a PNG that shows where in it the answer comes from")
      ->type_name("OUT.png");
  command->add_option("--jobs", classify.jobs, kJobsHelp)->check(CLI::Range(1, 256))->type_name("N");
  command->add_flag("--json", classify.json, "Print a JSON array, one object a picture");
  command->add_flag("--quiet", classify.quiet, "No progress bar and no summary of errors");
  command->footer(
      "Columns: decision, P(cat), P(dog), milliseconds (decoding, preprocessing, inference), path. A picture that "
      "cannot\n"
      "be read is one `error` line (JSON: an object with \"ok\": false and \"error\"), and the exit status is 1 at "
      "the\n"
      "end; so is a folder without pictures. Control characters and broken UTF-8 in names print as \\n, \\x1b and so "
      "on.");

  EvaluateArguments evaluate;
  evaluate.jobs = cores;
  command = app.add_subcommand("evaluate", "Measure a model on labelled folders");
  command
      ->add_option("--data", evaluate.data,
                   "Folder that holds a folder for each label (cat, dog), neither and, if you like, both")
      ->required()
      ->type_name("DIR");
  command->add_option("--model", evaluate.model, kModelHelp)->type_name("FILE");
  command->add_flag("--corruptions", evaluate.corruptions,
                    "Also measure under JPEG quality 30, half resolution, more and less light, turns and motion blur");
  command
      ->add_option("--report", evaluate.report,
                   "Write one HTML page: figures, charts, the worst mistakes; implies --corruptions")
      ->type_name("OUT.html");
  command->add_option("--jobs", evaluate.jobs, kJobsHelp)->check(CLI::Range(1, 256))->type_name("N");
  command->add_flag("--json", evaluate.json, "Print one JSON object");
  command->add_flag("--quiet", evaluate.quiet, "No progress bar");
  command->footer(
      "accuracy_cat_dog: of the photos of cats and of dogs, how many have the right one of P(cat), P(dog) larger "
      "(equal is\n"
      "wrong); accuracy_label for other labels. auroc_neither: of the score 1 - max(P). ece: 15 bins of the "
      "decision's\n"
      "confidence, which is cat P(cat)(1-P(dog)), dog P(dog)(1-P(cat)), both P(cat)P(dog), neither\n"
      "(1-P(cat))(1-P(dog)). composites: two photos of the data in one picture, the same ones in each run. digest: "
      "FNV-1a of\n"
      "all scores in the order of the paths, whatever --jobs is. A figure that the data cannot give is null. Sources "
      "are "
      "read\n"
      "from manifest.csv (columns path and source) in DIR or beside it.");

  InspectArguments inspect;
  command = app.add_subcommand("inspect", "Show a model's tensors, operators, cost, labels and settings");
  command->add_option("model", inspect.model, "TFLite model")->required()->type_name("FILE");
  CLI::Option* image =
      command->add_option("--image", inspect.image, "A picture to look at; see --maps")->type_name("FILE");
  CLI::Option* maps =
      command
          ->add_option("--maps", inspect.maps,
                       "Write a PNG: the picture as the network gets it, and what each layer makes of it")
          ->needs(image)
          ->type_name("OUT.png");
  image->needs(maps);
  command->add_option("--layers", inspect.layers, "Names of the layers to show (default: the last of each size)")
      ->needs(maps)
      ->delimiter(',')
      ->type_name("NAME,...");
  command->add_option("--maps-of-layer", inspect.maps_of_layer, "Maps shown of each, strongest first (default: 16)")
      ->needs(maps)
      ->check(CLI::Range(1, 1000))
      ->type_name("N");
  command->add_flag("--json", inspect.json, "Print one JSON object");
  command->footer(
      "Maps: black is a layer's lowest value in this picture, white its highest. Strong is a map that varies much "
      "over\n"
      "the picture; of the last maps, one that adds much to an answer or takes much away.");

  BenchArguments bench;
  bool roofline = false;
  command = app.add_subcommand("bench", "Time a model's inference on one thread");
  command->add_option("model", bench.model, "TFLite model")->required()->type_name("FILE");
  command->add_option("--runs", bench.runs, "Timed runs (default: 200)")
      ->check(CLI::Range(1, 1'000'000))
      ->type_name("N");
  command->add_option("--warmup", bench.warmup, "Runs before them, the first one included (default: 20)")
      ->check(CLI::Range(1, 1'000'000))
      ->type_name("N");
  command->add_flag(
      "--roofline", roofline,
      "Each layer's time, GMAC/s and share of what this processor could do at most, measured on the spot");
  command->add_flag("--json", bench.json, "Print one JSON object");

  SortArguments sort;
  sort.jobs = cores;
  command = app.add_subcommand("sort", "Put a folder's photos into cat, dog, both, neither and unsure");
  command->add_option("folder", sort.folder, "Folder of photos, walked whole; links in it are not followed")
      ->required()
      ->type_name("DIR");
  command->add_option("--into", sort.out, "Folder that gets the five; made if it is not there, and may lie in DIR")
      ->required()
      ->type_name("OUT");
  bool copies = false;
  bool moves = false;
  bool links = false;
  CLI::Option* copy = command->add_flag("--copy", copies, "Copy the photos (the default)");
  CLI::Option* move =
      command->add_flag("--move", moves, "Move them: a rename; to another disk, a copy that was compared");
  CLI::Option* link = command->add_flag("--link", links, "Hard links; symbolic ones to another disk");
  copy->excludes(move)->excludes(link);
  move->excludes(link);
  command
      ->add_option("--unsure-below", sort.unsure_below,
                   "Confidence below which a photo is unsure (default: 0.7, the page's \"not sure\"; 0: none is)")
      ->check(CLI::Range(0.0, 1.0))
      ->type_name("P");
  command->add_option("--model", sort.model, kModelHelp)->type_name("FILE");
  command->add_option("--jobs", sort.jobs, kJobsHelp)->check(CLI::Range(1, 256))->type_name("N");
  command->add_flag("--dry-run", sort.dry_run, "Write nothing; print the table of what would be done");
  command->add_flag("--quiet", sort.quiet, "No progress bar and no summary");
  command->footer(
      "Nothing is overwritten: where a name is taken by other content the photo becomes name-2.jpg, where it has the "
      "same\n"
      "content the photo is skipped and stays. Killed or cut off at any moment, nothing is lost; the same command "
      "again does\n"
      "the rest. What cannot be read or put stays where it is and is named; the exit status is then 1.\n"
      "Confidence: of cat P(cat), of dog P(dog), of both the smaller of them, of neither 1 - the larger. A neither "
      "whose\n"
      "larger one is 0.25 or more is unsure too, as on the page, unless P is 0.\n"
      "OUT/sort.csv (sort-2.csv, ...) has a line for each file. Names in it have backslashes, control characters, "
      "bytes that\n"
      "are not UTF-8 and a first = + - @ as \\xHH, so that they can be turned back.");

  WatchArguments watch;
  std::string size;
  std::vector<double> zone;
  command = app.add_subcommand("watch", "Tell cats and dogs that come before a camera, one JSON line a sighting");
  command
      ->add_option("source", watch.sources,
                   "A folder that a camera fills; frames as files or a quoted pattern; - for raw frames")
      ->required()
      ->type_name("DIR|FILE|-");
  command->add_option("--size", size, "Of raw frames (rgb24) on standard input, such as 1280x720")->type_name("WxH");
  command
      ->add_option("--fps", watch.frames_per_s,
                   "Frames a second of the feed, which then gives the time (default: the clock; files: 5)")
      ->check(CLI::Range(0.001, 1000.0))
      ->type_name("F");
  command->add_option("--zone", zone, "Look at this part only: shares of the frame's width and height")
      ->delimiter(',')
      ->expected(4)
      ->type_name("X,Y,W,H");
  command->add_option("--snapshots", watch.snapshots, "Folder for the surest frame of each sighting, as PNG")
      ->type_name("DIR");
  command
      ->add_option("--begin-after", watch.rule.sightings.begin_after_s,
                   "Seconds of agreement that begin a sighting (default: 0.5; 0: one frame does)")
      ->check(CLI::Range(0.0, 3600.0))
      ->type_name("S");
  command->add_option("--end-after", watch.rule.sightings.end_after_s, "Seconds without that end it (default: 5)")
      ->check(CLI::Range(0.1, 86400.0))
      ->type_name("S");
  command->add_option("--max-fps", watch.rule.max_frames_per_s, "Frames a second that are looked at (default: 5)")
      ->check(CLI::Range(0.001, 1000.0))
      ->type_name("F");
  command->add_option("--model", watch.model, kModelHelp)->type_name("FILE");
  command->add_flag("--quiet", watch.quiet, "No figures at the end");
  command->footer(
      "Each line: who (cat, dog, both); from_s, to_s, seconds from the start, and from, to, the time of day (null "
      "where\n"
      "--fps or files give the time); confidence of the surest answer, as `pawlens sort --help` has it, and the mean; "
      "answers,\n"
      "how many frames were classified; snapshot, a path or null. Frames in which nothing moves are not classified: "
      "the last\n"
      "answer holds. A line is printed when its sighting ends; Ctrl-C and SIGTERM end the open one. Broken frames are "
      "named\n"
      "on standard error and passed over.\n"
      "  ffmpeg -loglevel error -rtsp_transport tcp -i rtsp://CAMERA/stream -vf scale=640:360 -f rawvideo -pix_fmt "
      "rgb24 - |\n"
      "    pawlens watch - --size 640x360 --snapshots sightings");

  try {
    app.parse(ArgumentsForCli11(argc, argv));
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsageError;
  }
  if (app.got_subcommand("classify")) return RunClassify(classify);
  if (app.got_subcommand("evaluate")) return RunEvaluate(evaluate);
  if (app.got_subcommand("inspect")) return inspect.maps.empty() ? RunInspect(inspect) : RunInspectMaps(inspect);
  if (app.got_subcommand("sort")) {
    sort.mode = moves ? SortMode::kMove : links ? SortMode::kLink : SortMode::kCopy;
    return RunSort(sort);
  }
  if (app.got_subcommand("watch")) {
    if (const char* mistake = ReadFrameOptions(size, zone, watch)) {
      std::fprintf(stderr, "pawlens: %s\n", mistake);
      return kUsageError;
    }
    return RunWatch(watch);
  }
  return roofline ? RunRoofline(bench) : RunBench(bench);
}

}  // namespace

int main(int argc, char** argv) {
  pawlens::KeepFreedMemory();
  try {
    return Main(argc, argv);
  } catch (const std::exception& error) {  // Out of memory, mostly.
    std::fprintf(stderr, "pawlens: %s\n", error.what());
    return 1;
  }
}
