// SPDX-License-Identifier: MIT
// pawlens bench
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <utility>

#include "base/digest.h"
#include "classify/classifier.h"
#include "engine/engine.h"
#include "model/reader.h"
#include "pawlens/commands.h"
#include "pawlens/model_file.h"
#include "pawlens/text.h"

namespace pawlens::cli {
namespace {

using Clock = std::chrono::steady_clock;

double MillisecondsSince(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// Any bytes for integers, numbers in [-1, 1) for float32: the same ones each time.
void FillInputs(const Graph& graph, Engine& engine) {
  SplitMix64 random(1);
  for (size_t i = 0; i < graph.inputs.size(); ++i) {
    const std::span<uint8_t> bytes = engine.Input(i);
    if (graph.tensors[graph.inputs[i]].type == DataType::kFloat32) {
      for (size_t at = 0; at + sizeof(float) <= bytes.size(); at += sizeof(float)) {
        const float value = static_cast<float>(random.Next() >> 40) / static_cast<float>(1 << 23) - 1.0f;
        std::memcpy(bytes.data() + at, &value, sizeof value);
      }
    } else {
      for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random.Next() >> 56);
    }
  }
}

Result<double> TimeRun(const Graph& graph, Engine& engine) {
  FillInputs(graph, engine);  // Run may overwrite them.
  const auto start = Clock::now();
  const Status done = engine.Run();
  const double time_ms = MillisecondsSince(start);
  if (!done) return std::unexpected(done.error());
  return time_ms;
}

struct Timings {
  double load_ms = 0.0;
  double first_ms = 0.0;
  std::vector<double> sorted_ms;
  int64_t macs = 0;

  /// Nearest rank: the smallest time that `share` of the runs do not exceed.
  double Quantile(double share) const {
    const auto rank = static_cast<size_t>(share * static_cast<double>(sorted_ms.size()) + 0.999999);
    return sorted_ms[std::clamp<size_t>(rank, 1, sorted_ms.size()) - 1];
  }
  double GigaMacsPerSecond() const { return static_cast<double>(macs) / Quantile(0.5) / 1e6; }
};

Result<Timings> Measure(std::span<const uint8_t> file, int warmup, int runs) {
  Timings timings;
  const auto start = Clock::now();
  const Result<Model> model = ReadTflite(file);
  if (!model) return std::unexpected(model.error());
  Result<Engine> engine = Engine::Create(model->graph);
  if (!engine) return std::unexpected(std::move(engine.error()));
  timings.load_ms = MillisecondsSince(start);
  timings.macs = CountMacs(model->graph);

  for (int i = 0; i < warmup + runs; ++i) {
    const Result<double> time_ms = TimeRun(model->graph, *engine);
    if (!time_ms) return std::unexpected(time_ms.error());
    if (i == 0) timings.first_ms = *time_ms;
    if (i >= warmup) timings.sorted_ms.push_back(*time_ms);
  }
  std::sort(timings.sorted_ms.begin(), timings.sorted_ms.end());
  return timings;
}

Result<std::string> SelfTest(std::span<const uint8_t> file) {
  Result<Classifier> classifier = Classifier::Load(file);
  if (!classifier) return std::unexpected(std::move(classifier.error()));
  return classifier->SelfTestDigest();
}

}  // namespace

int RunBench(const BenchArguments& arguments) {
  const Result<std::vector<uint8_t>> file = ReadModelFile(arguments.model);
  if (!file) {
    Complain(file.error().message);
    return 1;
  }
  const Result<Timings> timings = Measure(*file, arguments.warmup, arguments.runs);
  if (!timings) {
    Complain(arguments.model + ": " + timings.error().message);
    return 1;
  }
  const Result<std::string> digest = SelfTest(*file);

  std::string text;
  if (arguments.json) {
    const Json report = {{"file", arguments.model},
                         {"runs", arguments.runs},
                         {"warmup", arguments.warmup},
                         {"macs", timings->macs},
                         {"load_ms", timings->load_ms},
                         {"first_ms", timings->first_ms},
                         {"median_ms", timings->Quantile(0.5)},
                         {"p90_ms", timings->Quantile(0.9)},
                         {"min_ms", timings->sorted_ms.front()},
                         {"gmac_per_s", timings->GigaMacsPerSecond()},
                         {"digest", digest ? Json(*digest) : Json(nullptr)}};
    text = JsonText(report, 2) + "\n";
  } else {
    text = fmt::format(
        "{:<11}{}, {:.2f} MMAC\n{:<11}{:.2f} ms\n{:<11}{:.3f} ms\n{:<11}{:.3f} ms of {} runs after {} to warm up\n"
        "{:<11}{:.3f} ms\n{:<11}{:.1f} GMAC/s at the median\n{:<11}{}\n",
        "model", Printable(arguments.model), static_cast<double>(timings->macs) / 1e6, "load", timings->load_ms,
        "first run", timings->first_ms, "median", timings->Quantile(0.5), arguments.runs, arguments.warmup, "p90",
        timings->Quantile(0.9), "speed", timings->GigaMacsPerSecond(), "digest",
        digest ? *digest : fmt::format("none: {}", Printable(digest.error().message)));
  }
  return WriteOut(text) ? 0 : 1;
}

}  // namespace pawlens::cli
