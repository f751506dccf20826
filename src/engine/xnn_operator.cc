// SPDX-License-Identifier: MIT
#include "engine/xnn_operator.h"

#include <xnnpack.h>

#include "base/aligned_buffer.h"
#include "base/str_cat.h"

namespace pawlens {
namespace {

static_assert(AlignedBuffer::kOverreadBytes >= XNN_EXTRA_BYTES, "kernels may read past the tail of our buffers");

std::unexpected<Error> StatusError(const char* call, xnn_status status) {
  switch (status) {
    case xnn_status_out_of_memory: return Fail(ErrorCode::kOutOfMemory, StrCat(call, " ran out of memory"));
    case xnn_status_unsupported_parameter:
    case xnn_status_invalid_parameter:
      return Fail(ErrorCode::kUnsupportedModel, StrCat(call, " refuses its parameters: scales, as a rule"));
    default: return Fail(ErrorCode::kInternal, StrCat(call, " failed"));
  }
}

Status InitializeOnce() {
  static const xnn_status status = xnn_initialize(/*allocator=*/nullptr);  // Thread-safe: a function's static.
  if (status != xnn_status_success) return StatusError("XNNPACK's start", status);
  return {};
}

}  // namespace

void XnnOperator::Delete::operator()(xnn_operator* op) const {
  xnn_delete_operator(op);
}

Result<XnnOperator> XnnOperator::Convolution(const ConvolutionSpec& spec, const int8_t* input, int8_t* output) {
  if (auto ready = InitializeOnce(); !ready) return std::unexpected(ready.error());
  const size_t groups = spec.depthwise ? spec.input_channels : 1;
  xnn_operator_t raw = nullptr;
  xnn_status status = xnn_create_convolution2d_nhwc_qs8_qc8w(
      spec.padding_top, spec.padding_right, spec.padding_bottom, spec.padding_left,  //
      spec.kernel_h, spec.kernel_w, spec.stride_h, spec.stride_w, spec.dilation_h, spec.dilation_w,
      static_cast<uint32_t>(groups), spec.input_channels / groups, spec.output_channels / groups,
      /*input_channel_stride=*/spec.input_channels, /*output_channel_stride=*/spec.output_channels,
      spec.input_zero_point, spec.input_scale, spec.weight_scales, spec.weights, spec.bias,  //
      spec.output_zero_point, spec.output_scale, static_cast<int8_t>(spec.output_range.min),
      static_cast<int8_t>(spec.output_range.max), spec.depthwise ? XNN_FLAG_DEPTHWISE_CONVOLUTION : 0,
      /*code_cache=*/nullptr, /*weights_cache=*/nullptr, &raw);
  if (status != xnn_status_success) return StatusError("XNNPACK's convolution", status);
  XnnOperator op(raw);

  size_t workspace_bytes = 0, workspace_alignment = 0, output_h = 0, output_w = 0;
  status = xnn_reshape_convolution2d_nhwc_qs8_qc8w(raw, /*batch_size=*/1, spec.input_h, spec.input_w, &workspace_bytes,
                                                   &workspace_alignment, &output_h, &output_w, /*threadpool=*/nullptr);
  // Only multi-pass depthwise kernels want a workspace, and there is none for weights with a scale per channel.
  const bool as_planned = output_h == static_cast<size_t>(spec.output_h) &&
                          output_w == static_cast<size_t>(spec.output_w) && workspace_bytes == 0;
  if (status == xnn_status_success && !as_planned) status = xnn_status_invalid_state;
  if (status != xnn_status_success) return StatusError("XNNPACK's convolution", status);
  status = xnn_setup_convolution2d_nhwc_qs8_qc8w(raw, /*workspace=*/nullptr, input, output);
  if (status != xnn_status_success) return StatusError("XNNPACK's convolution", status);
  return op;
}

Result<XnnOperator> XnnOperator::Convolution(const FloatConvolutionSpec& spec, const float* input, float* output) {
  if (auto ready = InitializeOnce(); !ready) return std::unexpected(ready.error());
  const size_t groups = spec.depthwise ? spec.input_channels : 1;
  xnn_operator_t raw = nullptr;
  xnn_status status = xnn_create_convolution2d_nhwc_f32(
      spec.padding_top, spec.padding_right, spec.padding_bottom, spec.padding_left,  //
      spec.kernel_h, spec.kernel_w, spec.stride_h, spec.stride_w, spec.dilation_h, spec.dilation_w,
      static_cast<uint32_t>(groups), spec.input_channels / groups, spec.output_channels / groups,
      /*input_channel_stride=*/spec.input_channels, /*output_channel_stride=*/spec.output_channels, spec.weights,
      spec.bias, spec.output_range.min, spec.output_range.max, spec.depthwise ? XNN_FLAG_DEPTHWISE_CONVOLUTION : 0,
      /*code_cache=*/nullptr, /*weights_cache=*/nullptr, &raw);
  if (status != xnn_status_success) return StatusError("XNNPACK's convolution", status);
  XnnOperator op(raw);

  size_t workspace_bytes = 0, workspace_alignment = 0, output_h = 0, output_w = 0;
  status = xnn_reshape_convolution2d_nhwc_f32(raw, /*batch_size=*/1, spec.input_h, spec.input_w, &workspace_bytes,
                                              &workspace_alignment, &output_h, &output_w, /*threadpool=*/nullptr);
  // Only multi-pass depthwise kernels want a workspace, and cmake/xnnpack/float_config.c has none.
  const bool as_planned = output_h == static_cast<size_t>(spec.output_h) &&
                          output_w == static_cast<size_t>(spec.output_w) && workspace_bytes == 0;
  if (status == xnn_status_success && !as_planned) status = xnn_status_invalid_state;
  if (status != xnn_status_success) return StatusError("XNNPACK's convolution", status);
  status = xnn_setup_convolution2d_nhwc_f32(raw, /*workspace=*/nullptr, input, output);
  if (status != xnn_status_success) return StatusError("XNNPACK's convolution", status);
  return op;
}

Result<XnnOperator> XnnOperator::Addition(const AdditionSpec& spec, const int8_t* a, const int8_t* b, int8_t* output) {
  if (auto ready = InitializeOnce(); !ready) return std::unexpected(ready.error());
  const xnn_quantization_params a_params = {spec.a_zero_point, spec.a_scale};
  const xnn_quantization_params b_params = {spec.b_zero_point, spec.b_scale};
  const xnn_quantization_params output_params = {spec.output_zero_point, spec.output_scale};
  xnn_operator_t raw = nullptr;
  xnn_status status = xnn_create_binary_elementwise_nd(xnn_binary_add, xnn_datatype_qint8, &a_params, &b_params,
                                                       &output_params, /*flags=*/0, &raw);
  if (status != xnn_status_success) return StatusError("XNNPACK's addition", status);
  XnnOperator op(raw);
  status = xnn_reshape_binary_elementwise_nd(raw, 1, &spec.size, 1, &spec.size, /*threadpool=*/nullptr);
  if (status != xnn_status_success) return StatusError("XNNPACK's addition", status);
  status = xnn_setup_binary_elementwise_nd(raw, a, b, output);
  if (status != xnn_status_success) return StatusError("XNNPACK's addition", status);
  return op;
}

bool XnnOperator::Run() const {
  return xnn_run_operator(op_.get(), /*threadpool=*/nullptr) == xnn_status_success;
}

}  // namespace pawlens
