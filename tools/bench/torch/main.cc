// SPDX-License-Identifier: MIT
// pawlens-bench-torch: a network in our engine and as float32 in LibTorch (oneDNN underneath), in turns, one thread.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "bench/torch/network.h"
#include "engine/engine.h"
#include "model/reader.h"
#include "pawlens/model_file.h"
#include "pawlens/text.h"
#include "train/platform.h"

namespace {

using namespace pawlens;
using Clock = std::chrono::steady_clock;

constexpr int kBatch = 16;

struct Peer {
  const char* name;
  std::function<void()> run;
  int pictures = 1;
  std::vector<double> rounds_ms = {};  ///< Of each the median run.
};

double Median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

void TimeRound(Peer& peer, int runs) {
  std::vector<double> times;
  for (int i = 0; i < runs; ++i) {
    const auto start = Clock::now();
    peer.run();
    times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count() / peer.pictures);
  }
  peer.rounds_ms.push_back(Median(times));
}

Status Compare(const std::string& path, int rounds, int runs) {
  const auto file = cli::ReadModelFile(path);
  if (!file) return std::unexpected(file.error());
  const Result<Model> model = ReadTflite(*file);
  if (!model) return std::unexpected(model.error());
  const Graph& graph = model->graph;
  auto engine = Engine::Create(graph);
  if (!engine) return std::unexpected(engine.error());
  const auto network = bench::ToFloatLayers(graph);
  if (!network) return std::unexpected(network.error());

  const std::vector<int32_t>& shape = graph.tensors[graph.inputs[0]].shape;
  const bool has_sign = graph.tensors[graph.inputs[0]].type == DataType::kInt8;
  torch::manual_seed(1);
  const auto pixels = torch::randint(0, 256, {1, shape[1], shape[2], shape[3]}, torch::kByte);
  const auto planes = pixels.permute({0, 3, 1, 2});
  const auto fill = [&] {
    const auto* byte = pixels.data_ptr<uint8_t>();
    for (uint8_t& value : engine->Input(0)) value = static_cast<uint8_t>(*byte++ ^ (has_sign ? 0x80 : 0));
  };
  const bench::TorchNetwork contiguous(*network, torch::MemoryFormat::Contiguous);
  const bench::TorchNetwork channels_last(*network, torch::MemoryFormat::ChannelsLast);

  fill();
  if (Status done = engine->Run(); !done) return done;
  const auto& out = graph.tensors[graph.outputs[0]];
  const auto expected = contiguous.Run(planes).reshape({-1});
  std::printf("outputs (the engine's, LibTorch's):");
  for (int64_t i = 0; i < std::min<int64_t>(expected.numel(), 4); ++i) {
    float ours = 0;
    const uint8_t* bytes = engine->Output().data();
    if (out.type == DataType::kFloat32) {
      std::memcpy(&ours, bytes + i * 4, sizeof ours);
    } else {
      const int q = out.type == DataType::kInt8 ? static_cast<int8_t>(bytes[i]) : bytes[i];
      ours = out.quantization.scale[0] * static_cast<float>(q - out.quantization.zero_point[0]);
    }
    std::printf(" %.3f %.3f", static_cast<double>(ours), expected[i].item<double>());
  }
  std::printf("\n");

  // For one small picture LibTorch leaves oneDNN aside and multiplies matrices with the system's BLAS; for a batch it does not.
  const auto many = planes.expand({kBatch, -1, -1, -1}).contiguous(torch::MemoryFormat::ChannelsLast);
  Peer peers[] = {{"PawLens int8", [&] { fill(), static_cast<void>(engine->Run()); }},
                  {"LibTorch float32", [&] { contiguous.Run(planes); }},
                  {"LibTorch float32, channels last", [&] { channels_last.Run(planes); }},
                  {"the same, a picture of a batch", [&] { channels_last.Run(many); }, kBatch}};
  for (Peer& peer : peers) TimeRound(peer, runs), peer.rounds_ms.clear();  // Warm.
  for (int round = 0; round < rounds; ++round) {
    for (Peer& peer : peers) TimeRound(peer, runs);
  }
  // Rounds are compared one by one: a processor that slows down slows all of a round.
  for (const Peer& peer : peers) {
    std::vector<double> ratios;
    for (size_t i = 0; i < peer.rounds_ms.size(); ++i) ratios.push_back(peer.rounds_ms[i] / peers[0].rounds_ms[i]);
    std::printf("%-34s %7.3f ms  %5.2fx\n", peer.name, Median(peer.rounds_ms), Median(ratios));
  }
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 && argc != 4) {
    std::fprintf(stderr, "usage: pawlens-bench-torch MODEL.tflite [ROUNDS RUNS]\n");
    return 2;
  }
  PrepareProcessor();
  torch::set_num_threads(1);
  const torch::NoGradGuard no_gradients;
  const torch::InferenceMode inference;
  const Status done = Compare(argv[1], argc == 4 ? std::stoi(argv[2]) : 15, argc == 4 ? std::stoi(argv[3]) : 50);
  if (!done) cli::Complain(done.error().message);
  return done ? 0 : 1;
}
