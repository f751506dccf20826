// SPDX-License-Identifier: MIT
// Pools, means and padding: operators that move a window or an index over the picture but multiply nothing.
#include <algorithm>
#include <cmath>

#include "engine/reference_ops.h"
#include "engine/requantize.h"
#include "model/shapes.h"

namespace pawlens {
namespace {

/// The real or quantized numbers of each window of each channel, in output order, handed to `reduce`.
template <typename T, typename Reduce>
TensorBytes PoolWindows(const ReferenceCall& call, Reduce reduce) {
  const Operands& o = call.operands;
  const auto& options = std::get<PoolOptions>(o.op.options);
  const std::vector<int32_t>&in = o.input().shape, &out = o.output().shape;
  const int top = SlideWindow(in[1], options.filter_h, options.stride_h, 1, options.padding).pad_before;
  const int left = SlideWindow(in[2], options.filter_w, options.stride_w, 1, options.padding).pad_before;
  const std::vector<T> values = Elements<T>(*call.inputs[0]);
  std::vector<T> results, window;
  for (int oy = 0; oy < out[1]; ++oy) {
    for (int ox = 0; ox < out[2]; ++ox) {
      for (int c = 0; c < out[3]; ++c) {
        window.clear();
        for (int ky = 0; ky < options.filter_h; ++ky) {
          for (int kx = 0; kx < options.filter_w; ++kx) {
            const int y = oy * options.stride_h - top + ky, x = ox * options.stride_w - left + kx;
            if (y < 0 || y >= in[1] || x < 0 || x >= in[2]) continue;
            window.push_back(values[(static_cast<size_t>(y) * in[2] + x) * in[3] + c]);
          }
        }
        results.push_back(reduce(window));
      }
    }
  }
  return Bytes(results);
}

/// std::lround: halves away from zero.
int32_t RoundedMean(const std::vector<int8_t>& window) {
  int64_t sum = 0;
  for (const int8_t value : window) sum += value;
  return static_cast<int32_t>(std::lround(static_cast<double>(sum) / static_cast<double>(window.size())));
}

float Mean(const std::vector<float>& values) {
  double sum = 0;
  for (const float value : values) sum += value;
  return static_cast<float>(sum / static_cast<double>(values.size()));
}

}  // namespace

TensorBytes ReferencePool(const ReferenceCall& call) {
  const Operands& o = call.operands;
  const bool max = o.op.type == OpType::kMaxPool2D;
  const Activation activation = std::get<PoolOptions>(o.op.options).activation;
  if (o.input().type == DataType::kFloat32) {
    return PoolWindows<float>(call, [&](const std::vector<float>& window) {
      return ApplyActivation(activation, max ? *std::max_element(window.begin(), window.end()) : Mean(window));
    });
  }
  const Int8Range range = ActivationRange(activation, Scale(o.output()), ZeroPoint(o.output()));
  return PoolWindows<int8_t>(call, [&](const std::vector<int8_t>& window) {
    const int32_t value = max ? *std::max_element(window.begin(), window.end()) : RoundedMean(window);
    return static_cast<int8_t>(std::clamp(value, range.min, range.max));
  });
}

// int8: the sum of (input - input zero point) over all pixels, requantized with input_scale / (output_scale * pixels).
TensorBytes ReferenceMean(const ReferenceCall& call) {
  const Operands& o = call.operands;
  const auto channels = static_cast<size_t>(o.input().shape[3]);
  const size_t pixels = static_cast<size_t>(o.input().num_elements()) / channels;
  if (o.input().type == DataType::kFloat32) {
    const std::vector<float> in = Elements<float>(*call.inputs[0]);
    std::vector<float> out;
    for (size_t c = 0; c < channels; ++c) {
      std::vector<float> column;
      column.reserve(pixels);
      for (size_t p = 0; p < pixels; ++p) column.push_back(in[p * channels + c]);
      out.push_back(Mean(column));
    }
    return Bytes(out);
  }
  const std::vector<int8_t> in = Elements<int8_t>(*call.inputs[0]);
  const float scale = Scale(o.input()) / (Scale(o.output()) * static_cast<float>(pixels));
  std::vector<int8_t> out;
  for (size_t c = 0; c < channels; ++c) {
    int32_t sum = 0;
    for (size_t p = 0; p < pixels; ++p) sum += in[p * channels + c] - ZeroPoint(o.input());
    out.push_back(Requantize(sum, scale, ZeroPoint(o.output()), {}));
  }
  return Bytes(out);
}

TensorBytes ReferencePad(const ReferenceCall& call) {
  const Operands& o = call.operands;
  const std::vector<int32_t>&in = o.input().shape, &out = o.output().shape;
  const std::vector<int32_t> paddings = Elements<int32_t>(*call.inputs[1]);
  const auto element = static_cast<size_t>(DataTypeBytes(o.input().type));
  const int zero = o.input().type == DataType::kFloat32 ? 0 : ZeroPoint(o.input());
  TensorBytes result(static_cast<size_t>(o.output().size_bytes()), static_cast<uint8_t>(zero));
  for (size_t i = 0; i < static_cast<size_t>(o.input().num_elements()); ++i) {
    // From the input's flat index to coordinates, last dimension first, and from them to the output's.
    size_t rest = i, target = 0, stride = 1;
    for (size_t d = in.size(); d-- > 0;) {
      const size_t coordinate = rest % static_cast<size_t>(in[d]);
      rest /= static_cast<size_t>(in[d]);
      target += (coordinate + static_cast<size_t>(paddings[2 * d])) * stride;
      stride *= static_cast<size_t>(out[d]);
    }
    std::memcpy(&result[target * element], &(*call.inputs[0])[i * element], element);
  }
  return result;
}

}  // namespace pawlens
