// SPDX-License-Identifier: MIT
// What an operator's shapes and options say of windows, whatever its elements are. In a header: calls from one file to
// another are not inlined in the wasm builds, and cost bytes.
#pragma once

#include <vector>

#include "engine/convolution_spec.h"
#include "engine/kernels/pool.h"
#include "engine/operands.h"
#include "model/shapes.h"

namespace pawlens {

/// CONV_2D, DEPTHWISE_CONV_2D, and FULLY_CONNECTED as a 1x1 convolution over a picture one pixel high.
inline void DescribeConvolution(const Operands& o, ConvolutionGeometry& g) {
  const std::vector<int32_t>& weights = o.input(1).shape;
  if (o.op.type == OpType::kFullyConnected) {
    g.output_channels = weights[0];
    g.input_channels = weights[1];
    g.input_w = g.output_w = static_cast<int32_t>(o.input().num_elements() / g.input_channels);
    return;
  }
  const auto& options = std::get<ConvOptions>(o.op.options);
  const std::vector<int32_t>& in = o.input().shape;
  const std::vector<int32_t>& out = o.output().shape;
  g.depthwise = o.op.type == OpType::kDepthwiseConv2D;
  g.input_h = in[1], g.input_w = in[2], g.input_channels = in[3];
  g.output_h = out[1], g.output_w = out[2], g.output_channels = out[3];
  g.kernel_h = weights[1], g.kernel_w = weights[2];
  g.stride_h = options.stride_h, g.stride_w = options.stride_w;
  g.dilation_h = options.dilation_h, g.dilation_w = options.dilation_w;
  const WindowSpan rows = SlideWindow(in[1], weights[1], options.stride_h, options.dilation_h, options.padding);
  const WindowSpan columns = SlideWindow(in[2], weights[2], options.stride_w, options.dilation_w, options.padding);
  g.padding_top = rows.pad_before, g.padding_bottom = rows.pad_after;
  g.padding_left = columns.pad_before, g.padding_right = columns.pad_after;
}

/// MAX_POOL_2D and AVERAGE_POOL_2D.
inline PoolGeometry DescribePool(const Operands& o) {
  const auto& options = std::get<PoolOptions>(o.op.options);
  const std::vector<int32_t>& in = o.input().shape;
  const std::vector<int32_t>& out = o.output().shape;
  PoolGeometry g;
  g.input_h = in[1], g.input_w = in[2], g.channels = in[3];
  g.output_h = out[1], g.output_w = out[2];
  g.filter_h = options.filter_h, g.filter_w = options.filter_w;
  g.stride_h = options.stride_h, g.stride_w = options.stride_w;
  g.padding_top = SlideWindow(g.input_h, g.filter_h, g.stride_h, 1, options.padding).pad_before;
  g.padding_left = SlideWindow(g.input_w, g.filter_w, g.stride_w, 1, options.padding).pad_before;
  return g;
}

}  // namespace pawlens
