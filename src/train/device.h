// SPDX-License-Identifier: MIT
// Where tensors live. Written against LibTorch's device-independent interface only: no CUDA header is included, so the same
// source builds with a LibTorch that has CUDA and with one that has not.
#pragma once

#include <torch/torch.h>

#include <string_view>

#include "base/error.h"

namespace pawlens {

/// "cpu", "cuda", or "auto": CUDA where this LibTorch has it and finds a device. kInvalidArgument for "cuda" where there is
/// none (the message says what to do), and for any other word.
Result<torch::Device> ChooseDevice(std::string_view name);

/// `host`, a tensor in ordinary memory, on `device`. Goes by page-locked memory, so that nobody waits for what the device
/// is still doing; on the CPU it is `host` itself.
torch::Tensor Upload(const torch::Tensor& host, torch::Device device);

}  // namespace pawlens
