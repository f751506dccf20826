// SPDX-License-Identifier: MIT
// pawlens-train: only parses and calls; the work is in src/train.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "train/progress.h"
#include "train/trainer.h"

namespace {

void AddDataOptions(CLI::App& app, pawlens::TrainOptions& options) {
  app.add_option("--data", options.data,
                 "Folder with a folder of photos for each class; \"neither\": no output, \"both\": all")
      ->required();
  app.add_option("--teacher", options.teachers, "TFLite network to learn from; repeatable");
  app.add_option("--features", options.feature_cache, "Folder where teachers' features are kept");
  app.add_option("--head", options.head,
                 "sigmoid: any number of classes apply; softmax: one, and \"neither\" is one of them")
      ->transform(CLI::CheckedTransformer(std::map<std::string, pawlens::Head>{{"sigmoid", pawlens::Head::kSigmoid},
                                                                               {"softmax", pawlens::Head::kSoftmax}}))
      ->default_str("sigmoid");
  app.add_option("--views", options.views,
                 "Views of each photo that teachers see, beside its centre; the student then sees the same ones")
      ->check(CLI::Range(0, 1000))
      ->capture_default_str();
  app.add_option("--input", options.input_px, "Side of the network's input, pixels")->capture_default_str();
  app.add_option("--seed", options.seed, "Everything random follows from it")->capture_default_str();
  app.add_option("--threads", options.threads, "0: one for each processor")
      ->check(CLI::Range(0, 256))
      ->capture_default_str();
}

void AddTrainingOptions(CLI::App& app, pawlens::TrainOptions& options) {
  app.add_option("--out", options.out, "Model file to write (.tflite)")->required();
  app.add_option("--epochs", options.epochs, "Passes over the photos in float")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  app.add_option("--cooldown", options.cooldown_epochs,
                 "The last of them: falling learning rate, pictures at full size [a third of --epochs]")
      ->check(CLI::Range(1, 100000));
  app.add_option("--plateau-input", options.plateau_input_px,
                 "Side of the pictures before the cooldown, a multiple of 32 [about 3/4 of --input]")
      ->check(CLI::Range(32, 512));
  app.add_option("--qat-epochs", options.int8_epochs, "Passes with quantization")
      ->check(CLI::Range(1, 10000))
      ->capture_default_str();
  app.add_option("--batch", options.batch, "Pictures a step")->check(CLI::Range(1, 65536))->capture_default_str();
  app.add_option("--lr", options.rate, "Highest learning rate in float")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--qat-lr", options.int8_rate, "Highest learning rate with quantization")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--network", options.network,
                 "Table of layers: dense; fine (dense, most of it at 16 x 16 pixels); or inverted residuals")
      ->transform(CLI::CheckedTransformer(
          std::map<std::string, pawlens::NetworkKind>{{"dense", pawlens::NetworkKind::kDense},
                                                      {"fine", pawlens::NetworkKind::kFine},
                                                      {"inverted", pawlens::NetworkKind::kInverted}}))
      ->default_str("dense");
  app.add_option("--width", options.width, "Scales all channel counts")->capture_default_str();
  app.add_option("--depth", options.depth, "Scales the blocks of each stage")->capture_default_str();
  app.add_option("--label-smoothing", options.label_smoothing, "How far from 0 and 1 targets are without teachers")
      ->check(CLI::Range(0.0, 0.5))
      ->capture_default_str();
  app.add_option(
         "--center-share", options.center_share,
         "With --views: share of single photos shown by their centre, as evaluation does; the others by any view")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  app.add_option("--mixup", options.mix.mixup_share,
                 "Share of pictures that another one shines through, targets likewise")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  app.add_option("--cutmix", options.mix.cutmix_share, "Share of the others that get a rectangle of another one")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  app.add_option("--holdout", options.held_out_sources, "Sources of the manifest to keep for calibration, with commas")
      ->delimiter(',');
  app.add_option("--checkpoint", options.checkpoints, "Folder for checkpoints and metrics.csv [OUT.run]");
  app.add_option("--device", options.device, "Where to train: auto (CUDA if there is any), cpu, cuda")
      ->check(CLI::IsMember({"auto", "cpu", "cuda"}))
      ->capture_default_str();
  app.add_option("--start-from", options.start_from,
                 "Checkpoint of a float phase (best with the same --seed) or a .tflite, of this or another network: "
                 "what fits is taken "
                 "over");
  app.add_flag("--resume", options.resume, "Go on from the checkpoints; more --epochs than before may be asked for");
  app.add_flag("--overfit-one-batch", options.overfit_one_batch,
               "Debugging aid: the first batch only, nothing is written to OUT");
  app.add_option("--commit", options.commit, "Commit of this program, for the model's provenance");
}

void AddRuleOptions(CLI::App& app, pawlens::TrainOptions& options) {
  app.add_option("--data", options.data, "Folder with a folder of photos for each label, and \"neither\"")->required();
  app.add_option("--model", options.start_from, "Sigmoid network that pawlens-train wrote (.tflite)")->required();
  app.add_option("--out", options.out, "Where to write it with the new rule (.tflite)")->required();
  app.add_option("--holdout", options.held_out_sources, "Sources of the manifest to fit to, with commas [all photos]")
      ->delimiter(',');
  app.add_option("--input", options.input_px, "Photos are kept with a short side of so many pixels")
      ->capture_default_str();
  app.add_option("--threads", options.threads, "0: one for each processor")
      ->check(CLI::Range(0, 256))
      ->capture_default_str();
  app.add_option("--commit", options.commit, "Commit of this program, for the model's provenance");
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Trains a small int8 classifier on a folder of photos and writes it as TensorFlow Lite.");
  pawlens::TrainOptions options;
  for (int i = 0; i < argc; ++i)
    options.command += (i == 0 ? "" : " ") + std::string(i == 0 ? "pawlens-train" : argv[i]);
  CLI::App* features = app.add_subcommand("features", "Only compute the teachers' features");
  AddDataOptions(*features, options);
  CLI::App* rule = app.add_subcommand("rule", "Only fit the thresholds of a finished model to photos");
  AddRuleOptions(*rule, options);
  CLI::App* train = app.add_subcommand("train", "Train (the default)");
  AddDataOptions(*train, options);
  AddTrainingOptions(*train, options);
  train->fallthrough();
  app.require_subcommand(1);
  // `pawlens-train --data DIR --out FILE` is `pawlens-train train --data DIR --out FILE`.
  std::vector<std::string> arguments(argv + 1, argv + argc);
  if (!arguments.empty() && arguments[0].starts_with("--") && arguments[0] != "--help")
    arguments.insert(arguments.begin(), "train");
  std::reverse(arguments.begin(), arguments.end());
  try {
    app.parse(arguments);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? 0 : 2;
  }
  pawlens::CatchInterrupts();
  const pawlens::Status done = features->parsed() ? pawlens::ComputeFeatures(options)
                               : rule->parsed()   ? pawlens::FitRule(options)
                                                  : pawlens::Train(options);
  if (!done) {
    std::fprintf(stderr, "pawlens-train: %s\n", done.error().message.c_str());
    return 1;
  }
  return 0;
}
