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
  int expansion;   ///< Of inverted residual blocks; 0: dense blocks.
  int stride = 2;  ///< Of its first block.
};
struct Table {
  std::vector<Stage> stages;
  int feature_channels;
};

Table TableOf(NetworkKind kind) {
  switch (kind) {
    case NetworkKind::kDense: return {{{32, 1, 0}, {64, 2, 0}, {96, 1, 0}, {88, 1, 0}}, 192};
    case NetworkKind::kFine: return {{{32, 1, 0}, {64, 4, 0}, {96, 1, 0}}, 192};
    case NetworkKind::kInverted: return {{{32, 1, 0}, {64, 1, 0}, {64, 1, 3, 1}, {96, 3, 3}, {112, 2, 3}}, 192};
  }
  return {};
}

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

  int Conv(int input, int in_channels, int in_px, int out_channels, int kernel, int stride, bool relu,
           LayerKind kind = LayerKind::kConv) {
    px_ = in_px / stride;
    channels_ = out_channels;
    architecture_.layers.push_back({.kind = kind,
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

  /// A layer on the newest value.
  int Then(int out_channels, int kernel, int stride, bool relu, LayerKind kind = LayerKind::kConv) {
    return Conv(value(), channels_, px_, out_channels, kernel, stride, relu, kind);
  }

  void Add(int a, int b, bool relu) {
    architecture_.layers.push_back({.kind = LayerKind::kAdd,
                                    .input = a,
                                    .input2 = b,
                                    .in_channels = channels_,
                                    .out_channels = channels_,
                                    .in_px = px_,
                                    .out_px = px_,
                                    .relu = relu});
  }

  void DenseBlock(int out_channels, int stride) {
    const int entry = value();
    const int in_channels = channels_;
    const int in_px = px_;
    int shortcut = entry;
    if (stride != 1 || in_channels != out_channels) {
      shortcut = Conv(entry, in_channels, in_px, out_channels, 1, stride, false);
    }
    const int inner = Conv(entry, in_channels, in_px, out_channels, 3, stride, true);
    const int outer = Conv(inner, out_channels, px_, out_channels, 3, 1, false);
    Add(outer, shortcut, true);
  }

  void InvertedBlock(int out_channels, int stride, int expansion) {
    const int entry = value();
    const bool residual = stride == 1 && channels_ == out_channels;
    const int wide = channels_ * expansion;
    Then(wide, 1, 1, true);
    Then(wide, 3, stride, true, LayerKind::kDepthwise);
    const int narrow = Then(out_channels, 1, 1, false);
    if (residual) Add(narrow, entry, false);
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
    if (!layer.has_weights()) continue;
    count += int64_t{layer.out_channels} * (layer.fan_in_channels() * layer.kernel * layer.kernel + 1);
  }
  return count;
}

int64_t Architecture::macs() const {
  int64_t count = int64_t{feature_channels} * outputs;
  for (const Layer& layer : layers) {
    if (!layer.has_weights()) continue;
    count += int64_t{layer.out_px} * layer.out_px * layer.out_channels * layer.fan_in_channels() * layer.kernel *
             layer.kernel;
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
  const Table table = TableOf(options.network);
  for (const Stage& stage : table.stages) {
    const int blocks = ScaleBlocks(stage.blocks, options.depth);
    for (int block = 0; block < blocks; ++block) {
      const int channels = ScaleChannels(stage.channels, options.width);
      const int stride = block == 0 ? stage.stride : 1;
      if (stage.expansion == 0) {
        builder.DenseBlock(channels, stride);
      } else {
        builder.InvertedBlock(channels, stride, stage.expansion);
      }
    }
  }
  builder.Then(ScaleChannels(table.feature_channels, options.width), 1, 1, true);
  architecture.feature_channels = builder.channels();
  return architecture;
}

}  // namespace pawlens
