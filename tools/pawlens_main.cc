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
#include "pawlens/roofline.h"

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
  command->add_flag("--json", inspect.json, "Print one JSON object");

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

  try {
    app.parse(ArgumentsForCli11(argc, argv));
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsageError;
  }
  if (app.got_subcommand("classify")) return RunClassify(classify);
  if (app.got_subcommand("evaluate")) return RunEvaluate(evaluate);
  if (app.got_subcommand("inspect")) return RunInspect(inspect);
  return roofline ? RunRoofline(bench) : RunBench(bench);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return Main(argc, argv);
  } catch (const std::exception& error) {  // Out of memory, mostly.
    std::fprintf(stderr, "pawlens: %s\n", error.what());
    return 1;
  }
}
