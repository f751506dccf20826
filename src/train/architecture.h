// SPDX-License-Identifier: MIT
// The network as a table, from which both the LibTorch module and the exported graph are built.
#pragma once

#include <cstdint>
#include <vector>

#include "base/error.h"

namespace pawlens {

enum class LayerKind : uint8_t {
  kConv,       ///< Convolution and batch norm; TFLite's SAME padding. One input.
  kDepthwise,  ///< The same, each channel by itself.
  kAdd,        ///< Sum of two values of one shape.
};

/// Value 0 is the picture; layer i reads values made before it and makes value i + 1.
struct Layer {
  LayerKind kind = LayerKind::kConv;
  int input = 0;
  int input2 = 0;  ///< kAdd only.
  int in_channels = 0;
  int out_channels = 0;
  int kernel = 3;  ///< Of convolutions: 1 or 3.
  int stride = 1;  ///< Of convolutions: 1 or 2.
  int in_px = 0;   ///< Side of the square input; even wherever stride is 2, so that SAME pads (0, 1) there.
  int out_px = 0;
  bool relu = false;  ///< Applied to the output.

  bool has_weights() const { return kind != LayerKind::kAdd; }
  /// Input channels that one output channel is made of.
  int fan_in_channels() const { return kind == LayerKind::kDepthwise ? 1 : in_channels; }
  /// Rows and columns of zeros that SAME puts before and behind.
  int pad_before() const { return stride == 1 ? (kernel - 1) / 2 : 0; }
  int pad_after() const { return kernel == 1 ? 0 : 1; }
};

/// After the layers always come: mean over all pixels ("pooled features", `feature_channels` of them), a linear layer
/// to `outputs` logits, sigmoid. So the class activation map is the linear layer applied before the mean.
struct Architecture {
  int input_px = 0;
  int outputs = 0;
  int feature_channels = 0;
  std::vector<Layer> layers = {};

  int64_t parameters() const;  ///< Weights and biases as exported, batch norm folded away.
  int64_t macs() const;        ///< Multiply-accumulates of one picture.
};

enum class NetworkKind : uint8_t {
  kDense,     ///< Few and wide layers: 3x3 convolutions over all channels.
  kFine,      ///< The same, most of them at 16 x 16 pixels and none below 8 x 8: more work for as many parameters.
  kInverted,  ///< Inverted residual blocks (Sandler et al. 2018) behind two dense ones: more and cheaper layers.
};

struct ArchitectureOptions {
  NetworkKind network = NetworkKind::kDense;
  int input_px = 128;  ///< 32 to 512, a multiple of 32: five halvings.
  int outputs = 2;     ///< At least 1.
  float width = 1.0f;  ///< Scales all channel counts; they stay multiples of 8, which the kernels like. 0.25 to 4.
  float depth = 1.0f;  ///< Scales the blocks of each stage, at least 1. 0.25 to 4.
};

/// Stem 3x3/s2 of 24 channels, stages each of which halves the picture first, and a 1x1 convolution to the 192 features.
/// Dense: stages of residual blocks (two 3x3 convolutions) of 32, 64, 96, 88 channels and 1, 2, 1, 1 blocks; what runs
/// fastest a parameter in XNNPACK on wasm. Fine: 32, 64, 96 channels and 1, 4, 1 blocks. Inverted: one dense block each of
/// 32 and 64 channels, then blocks expanded three times inside: one more of 64, three of 96, two of 112.
/// kInvalidArgument for options out of range.
Result<Architecture> BuildArchitecture(const ArchitectureOptions& options);

}  // namespace pawlens
