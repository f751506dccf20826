// SPDX-License-Identifier: MIT
// pawlens-bench-model: the networks that tools/bench/run gives to every engine.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <optional>
#include <string>
#include <string_view>

#include "bench/model/byte_ports.h"
#include "bench/model/float_layers.h"
#include "bench/model/network.h"
#include "model/writer.h"
#include "pawlens/model_file.h"
#include "pawlens/text.h"
#include "pawlens/write_file.h"

namespace {

using namespace pawlens;

std::string_view AsText(const auto& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof values[0]};
}

Result<Graph> ReadNetwork(const std::string& path) {
  const Result<std::vector<uint8_t>> file = cli::ReadModelFile(path);
  if (!file) return std::unexpected(file.error());
  Result<Model> model = ReadTflite(*file);
  if (!model) return Fail(model.error().code, path + ": " + model.error().message);
  if (model->graph.inputs.size() != 1 || model->graph.outputs.size() != 1) {
    return Fail(ErrorCode::kUnsupportedModel, path + ": only networks of one input and one output are compared");
  }
  return bench::WithCommonPorts(std::move(model->graph));
}

Status WriteFiles(const Graph& graph, const std::string& out) {
  const Result<std::vector<uint8_t>> file = WriteTflite(graph, nullptr);
  if (!file) return std::unexpected(file.error());
  const Result<bench::FloatNetwork> network = bench::ToFloatLayers(graph);
  if (!network) return std::unexpected(network.error());
  if (Status done = cli::WriteFile(out + ".tflite", AsText(*file)); !done) return done;
  if (Status done = cli::WriteFile(out + ".json", network->layers.dump(1) + "\n"); !done) return done;
  if (Status done = cli::WriteFile(out + ".f32", AsText(network->weights)); !done) return done;
  std::printf("%s.tflite %zu bytes, %lld multiply-accumulates\n", out.c_str(), file->size(),
              static_cast<long long>(CountMacs(graph)));
  return {};
}

int Main(int argc, char** argv) {
  CLI::App app(
      "Writes a network for tools/bench/run: NAME.tflite (uint8 in, int8 inside, float32 out), NAME.json and NAME.f32 "
      "(the\n"
      "same layers and weights as real numbers).",
      "pawlens-bench-model");
  uint64_t seed = 1;
  double width = 1.0;
  std::string from, out;
  app.add_option("--out", out, "NAME: path of the files to write, without their endings")
      ->required()
      ->type_name("NAME");
  CLI::Option* from_option = app.add_option("--from", from, "Take this TFLite model")->type_name("FILE");
  app.add_option("--seed", seed, "Else make one up: its random numbers (default: 1)")->excludes(from_option);
  app.add_option("--width", width, "and its channels, times this (default: 1)")
      ->check(CLI::Range(0.25, 8.0))
      ->excludes(from_option);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  const Result<Graph> graph = from.empty() ? bench::MakeNetwork(seed, width) : ReadNetwork(from);
  const Status done = graph ? WriteFiles(*graph, out) : Status(std::unexpected(graph.error()));
  if (!done) cli::Complain(done.error().message);
  return done ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return Main(argc, argv);
  } catch (const std::exception& error) {  // Out of memory, mostly.
    std::fprintf(stderr, "pawlens-bench-model: %s\n", error.what());
    return 1;
  }
}
