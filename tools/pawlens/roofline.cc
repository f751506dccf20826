// SPDX-License-Identifier: MIT
#include "pawlens/roofline.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "engine/engine.h"
#include "model/describe.h"
#include "model/reader.h"
#include "pawlens/model_file.h"
#include "pawlens/peak.h"
#include "pawlens/text.h"

namespace pawlens::cli {
namespace {

struct Layer {
  OpType type = OpType::kConv2D;
  std::string name, shape;
  int64_t macs = 0;
  double median_ms = 0.0;

  double gmac_per_s() const { return median_ms > 0.0 ? static_cast<double>(macs) / median_ms / 1e6 : 0.0; }
};

/// Median, for each operator, of single runs: an interruption spoils one run of one layer.
Result<std::vector<double>> MedianTimes(const Graph& graph, int warmup, int runs) {
  Result<Engine> engine = Engine::Create(graph);
  if (!engine) return std::unexpected(std::move(engine.error()));
  std::vector<std::vector<double>> samples(graph.operators.size());
  for (int run = 0; run < warmup + runs; ++run) {
    const Result<std::vector<double>> times_ms = engine->Profile(1);
    if (!times_ms) return std::unexpected(times_ms.error());
    if (run < warmup) continue;
    for (size_t i = 0; i < samples.size(); ++i) samples[i].push_back((*times_ms)[i]);
  }
  std::vector<double> medians;
  for (std::vector<double>& times : samples) {
    const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
    std::nth_element(times.begin(), middle, times.end());
    medians.push_back(*middle);
  }
  return medians;
}

Result<std::vector<Layer>> MeasureLayers(const Graph& graph, int warmup, int runs) {
  for (size_t i = 0; i < graph.operators.size(); ++i) {
    const Operator& op = graph.operators[i];
    if (CountMacs(graph, op) == 0 || graph.tensors[static_cast<size_t>(op.inputs[0])].type == DataType::kInt8) continue;
    return Fail(ErrorCode::kUnsupportedModel,
                fmt::format("{} computes in float32; the peak that layers are set beside is that of int8",
                            DescribeOperator(graph, i)));
  }
  const Result<std::vector<double>> times_ms = MedianTimes(graph, warmup, runs);
  if (!times_ms) return std::unexpected(times_ms.error());
  std::vector<Layer> layers;
  for (size_t i = 0; i < graph.operators.size(); ++i) {
    const Operator& op = graph.operators[i];
    if (op.type == OpType::kReshape) continue;  // Costs nothing.
    const Tensor& output = graph.tensors[static_cast<size_t>(op.outputs[0])];
    layers.push_back(
        {op.type, output.name, fmt::format("{}", fmt::join(output.shape, "x")), CountMacs(graph, op), (*times_ms)[i]});
  }
  return layers;
}

/// Layers with multiply-accumulates as if they were one.
Layer SumOfWeighted(const std::vector<Layer>& layers) {
  Layer sum;
  for (const Layer& layer : layers) {
    if (layer.macs == 0) continue;
    sum.macs += layer.macs;
    sum.median_ms += layer.median_ms;
  }
  return sum;
}

double TotalMs(const std::vector<Layer>& layers) {
  double total_ms = 0.0;
  for (const Layer& layer : layers) total_ms += layer.median_ms;
  return total_ms;
}

std::string AsJson(const std::string& model, const std::vector<Peak>& peaks, const std::vector<Layer>& layers) {
  const double peak = peaks.back().gmac_per_s;
  Json peak_list = Json::array(), layer_list = Json::array();
  for (const Peak& each : peaks) {
    peak_list.push_back({{"instructions", each.instructions}, {"gmac_per_s", each.gmac_per_s}});
  }
  for (const Layer& layer : layers) {
    layer_list.push_back({{"type", OpTypeName(layer.type)},
                          {"name", layer.name},
                          {"output", layer.shape},
                          {"macs", layer.macs},
                          {"median_ms", layer.median_ms},
                          {"gmac_per_s", layer.gmac_per_s()},
                          {"share_of_peak", layer.gmac_per_s() / peak}});
  }
  const Layer weighted = SumOfWeighted(layers);
  return JsonText({{"file", model},
                   {"peaks", peak_list},
                   {"layers", layer_list},
                   {"total_ms", TotalMs(layers)},
                   {"weighted_ms", weighted.median_ms},
                   {"weighted_gmac_per_s", weighted.gmac_per_s()},
                   {"weighted_share_of_peak", weighted.gmac_per_s() / peak}},
                  2) +
         "\n";
}

std::string AsText(const std::string& model, const std::vector<Peak>& peaks, const std::vector<Layer>& layers) {
  const Peak& peak = peaks.back();
  std::string text =
      fmt::format("model  {}\npeak   one thread, dot products of int8 in registers:\n", Printable(model));
  for (const Peak& each : peaks)
    text += fmt::format("       {:<13}{:>8.1f} GMAC/s\n", each.instructions, each.gmac_per_s);
  text += fmt::format("\n  {:<18}{:<14}{:>9}{:>9}{:>7}{:>9}  {:>8}  {}\n", "type", "output", "kMAC", "us", "time",
                      "GMAC/s", "of peak", "name");
  const double total_ms = TotalMs(layers);
  for (const Layer& layer : layers) {
    const std::string speed = layer.macs == 0 ? fmt::format("{:>9}  {:>8}", "", "")
                                              : fmt::format("{:>9.1f}  {:>6.1f} %", layer.gmac_per_s(),
                                                            100.0 * layer.gmac_per_s() / peak.gmac_per_s);
    text += fmt::format("  {:<18}{:<14}{:>9.1f}{:>9.1f}{:>5.1f} %{}  {}\n", OpTypeName(layer.type), layer.shape,
                        static_cast<double>(layer.macs) / 1e3, layer.median_ms * 1e3,
                        100.0 * layer.median_ms / total_ms, speed, Printable(layer.name));
  }
  const Layer weighted = SumOfWeighted(layers);
  return text +
         fmt::format("\n{:.3f} ms in all; layers with multiply-accumulates {:.3f} ms, {:.1f} GMAC/s, {:.1f} % of {}\n",
                     total_ms, weighted.median_ms, weighted.gmac_per_s(),
                     100.0 * weighted.gmac_per_s() / peak.gmac_per_s, peak.instructions);
}

}  // namespace

int RunRoofline(const BenchArguments& arguments) {
  const Result<std::vector<uint8_t>> file = ReadModelFile(arguments.model);
  if (!file) {
    Complain(file.error().message);
    return 1;
  }
  const Result<Model> model = ReadTflite(*file);
  const Result<std::vector<Layer>> layers = model ? MeasureLayers(model->graph, arguments.warmup, arguments.runs)
                                                  : Result<std::vector<Layer>>(std::unexpected(model.error()));
  if (!layers) {
    Complain(arguments.model + ": " + layers.error().message);
    return 1;
  }
  const std::vector<Peak> peaks = MeasurePeaks();
  const std::string text =
      arguments.json ? AsJson(arguments.model, peaks, *layers) : AsText(arguments.model, peaks, *layers);
  return WriteOut(text) ? 0 : 1;
}

}  // namespace pawlens::cli
