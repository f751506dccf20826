// SPDX-License-Identifier: MIT
#include "train/architecture.h"

#include <algorithm>
#include <cmath>

#include "base/str_cat.h"

namespace pawlens {
namespace {

constexpr int kStemChannels = 24;
struct Stage {
  int channels;
  int blocks;
};
constexpr Stage kStages[] = {{32, 1}, {64, 2}, {96, 1}, {88, 1}};

int ScaleChannels(int channels, float width) {
  return std::max(8, static_cast<int>(std::lround(static_cast<float>(channels) * width / 8.0f)) * 8);
}

int ScaleBlocks(int blocks, float depth) {
  return std::max(1, static_cast<int>(std::lround(static_cast<float>(blocks) * depth)));
}

/// Appends layers and remembers the shape of the newest value.
class Builder {
 public:
  explicit Builder(Architecture& architecture) : architecture_(architecture), px_(architecture.input_px) {}

  int Conv(int input, int in_channels, int in_px, int out_channels, int kernel, int stride, bool relu) {
    px_ = in_px / stride;
    channels_ = out_channels;
    architecture_.layers.push_back({.kind = LayerKind::kConv,
                                    .input = input,
                                    .in_channels = in_channels,
                                    .out_channels = out_channels,
                                    .kernel = kernel,
                                    .stride = stride,
                                    .in_px = in_px,
                                    .out_px = px_,
                                    .relu = relu});
    return value();
  }

  void Block(int out_channels, int stride) {
    const int entry = value();
    const int in_channels = channels_;
    const int in_px = px_;
    int shortcut = entry;
    if (stride != 1 || in_channels != out_channels) {
      shortcut = Conv(entry, in_channels, in_px, out_channels, 1, stride, false);
    }
    const int inner = Conv(entry, in_channels, in_px, out_channels, 3, stride, true);
    const int outer = Conv(inner, out_channels, px_, out_channels, 3, 1, false);
    architecture_.layers.push_back({.kind = LayerKind::kAdd,
                                    .input = outer,
                                    .input2 = shortcut,
                                    .in_channels = out_channels,
                                    .out_channels = out_channels,
                                    .in_px = px_,
                                    .out_px = px_,
                                    .relu = true});
  }

  int value() const { return static_cast<int>(architecture_.layers.size()); }
  int channels() const { return channels_; }

 private:
  Architecture& architecture_;
  int px_;
  int channels_ = 3;
};

}  // namespace

int64_t Architecture::parameters() const {
  int64_t count = int64_t{feature_channels} * outputs + outputs;
  for (const Layer& layer : layers) {
    if (layer.kind == LayerKind::kAdd) continue;
    count += int64_t{layer.out_channels} * (layer.in_channels * layer.kernel * layer.kernel + 1);
  }
  return count;
}

int64_t Architecture::macs() const {
  int64_t count = int64_t{feature_channels} * outputs;
  for (const Layer& layer : layers) {
    if (layer.kind == LayerKind::kAdd) continue;
    count +=
        int64_t{layer.out_px} * layer.out_px * layer.out_channels * layer.in_channels * layer.kernel * layer.kernel;
  }
  return count;
}

Result<Architecture> BuildArchitecture(const ArchitectureOptions& options) {
  if (options.input_px < 32 || options.input_px > 512 || options.input_px % 32 != 0) {
    return Fail(ErrorCode::kInvalidArgument,
                StrCat("input of ", options.input_px, " pixels: it must be a multiple of 32 from 32 to 512"));
  }
  if (!(options.width >= 0.25f && options.width <= 4.0f)) {
    return Fail(ErrorCode::kInvalidArgument, StrCat("width ", options.width, ": it must be 0.25 to 4"));
  }
  if (!(options.depth >= 0.25f && options.depth <= 4.0f)) {
    return Fail(ErrorCode::kInvalidArgument, StrCat("depth ", options.depth, ": it must be 0.25 to 4"));
  }
  if (options.outputs < 1) {
    return Fail(ErrorCode::kInvalidArgument, StrCat("a network of ", options.outputs, " outputs"));
  }
  Architecture architecture{.input_px = options.input_px, .outputs = options.outputs};
  Builder builder(architecture);
  builder.Conv(0, 3, options.input_px, ScaleChannels(kStemChannels, options.width), 3, 2, true);
  for (const Stage& stage : kStages) {
    const int blocks = ScaleBlocks(stage.blocks, options.depth);
    for (int block = 0; block < blocks; ++block) {
      builder.Block(ScaleChannels(stage.channels, options.width), block == 0 ? 2 : 1);
    }
  }
  architecture.feature_channels = builder.channels();
  return architecture;
}

}  // namespace pawlens
