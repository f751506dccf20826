// SPDX-License-Identifier: MIT
// What `pawlens bench --roofline` tells, from inside WebAssembly: the time of each layer, and the peak of dot products in
// registers. A module of its own for tools/bench; no page loads it.
#include <emscripten/bind.h>
#include <emscripten/val.h>
#include <wasm_simd128.h>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/aligned_buffer.h"
#include "engine/engine.h"
#include "model/graph.h"
#include "model/reader.h"

namespace pawlens {
namespace {

using emscripten::val;

volatile int32_t sink = 0;

/// Dot products of this build's kind, each with an accumulator of its own: as many as hide their latency and fit V8's registers.
constexpr int kAccumulators = 10;
#if defined(__wasm_relaxed_simd__)
constexpr int kLanes = 16;
v128_t Dot(v128_t a, v128_t b, v128_t sum) {
  return wasm_i32x4_relaxed_dot_i8x16_i7x16_add(a, b, sum);
}
#else
constexpr int kLanes = 8;
v128_t Dot(v128_t a, v128_t b, v128_t sum) {
  return wasm_i32x4_add(sum, wasm_i32x4_dot_i16x8(a, b));
}
#endif

/// Answers the multiply-accumulates done. Operands are read from memory that the compiler does not know, so that nothing
/// is hoisted out of the loop or folded.
double PeakRounds(int rounds) {
  volatile int32_t seed = 0x01010101;
  v128_t a = wasm_i32x4_splat(seed), b = wasm_i32x4_splat(seed);
  v128_t sums[kAccumulators];  // All different, or the compiler would compute one.
  for (int i = 0; i < kAccumulators; ++i) sums[i] = wasm_i32x4_splat(seed * i);
  for (int round = 0; round < rounds; ++round) {
#pragma clang loop unroll(full)
    for (v128_t& sum : sums) sum = Dot(a, b, sum);
    b = wasm_v128_xor(b, a);
  }
  for (const v128_t& sum : sums) sink = sink + wasm_i32x4_extract_lane(sum, 0);
  return static_cast<double>(rounds) * kAccumulators * kLanes;
}

double MeanOfFasterHalf(std::vector<double>& times) {
  std::sort(times.begin(), times.end());
  const size_t half = (times.size() + 1) / 2;
  return std::accumulate(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(half), 0.0) /
         static_cast<double>(half);
}

class LayerTimer {
 public:
  /// '' or what is wrong.
  std::string Load(const val& model_bytes) {
    Result<AlignedBuffer> file = AlignedBuffer::Allocate(model_bytes["length"].as<uint32_t>());
    if (!file) return file.error().message;
    val(emscripten::typed_memory_view(file->size(), file->data())).call<void>("set", model_bytes);
    const auto model = ReadTflite(file->bytes());
    if (!model) return model.error().message;
    const Graph& graph = model->graph;
    Result<Engine> engine = Engine::Create(graph);
    if (!engine) return engine.error().message;
    for (const Operator& op : graph.operators) {
      names_.push_back(graph.tensors[static_cast<size_t>(op.outputs[0])].name);
      types_.emplace_back(OpTypeName(op.type));
      macs_.push_back(static_cast<double>(CountMacs(graph, op)));
    }
    engine_.emplace(std::move(*engine));
    return {};
  }

  /// [{name, type, macs, ms}]: means of the faster half of `runs` single runs, so that what the machine does beside it
  /// counts little, and the steps of a browser's clock are smoothed out.
  val Time(int runs) {
    std::vector<std::vector<double>> samples(names_.size());
    for (int run = 0; run < runs; ++run) {
      const Result<std::vector<double>> times_ms = engine_->Profile(1);
      for (size_t i = 0; times_ms && i < samples.size(); ++i) samples[i].push_back((*times_ms)[i]);
    }
    val layers = val::array();
    for (size_t i = 0; i < samples.size(); ++i) {
      val layer = val::object();
      layer.set("name", names_[i]);
      layer.set("type", types_[i]);
      layer.set("macs", macs_[i]);
      layer.set("ms", MeanOfFasterHalf(samples[i]));
      layers.call<void>("push", layer);
    }
    return layers;
  }

 private:
  std::optional<Engine> engine_;
  std::vector<std::string> names_, types_;
  std::vector<double> macs_;
};

EMSCRIPTEN_BINDINGS(layers) {
  emscripten::function("peakRounds", &PeakRounds);
  emscripten::class_<LayerTimer>("LayerTimer")
      .constructor<>()
      .function("load", &LayerTimer::Load)
      .function("time", &LayerTimer::Time);
}

}  // namespace
}  // namespace pawlens
