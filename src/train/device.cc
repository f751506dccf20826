// SPDX-License-Identifier: MIT
#include "train/device.h"

#include "base/str_cat.h"

namespace pawlens {

Result<torch::Device> ChooseDevice(std::string_view name) {
  if (name == "cpu") return torch::Device(torch::kCPU);
  if (name == "auto") return torch::Device(torch::cuda::is_available() ? torch::kCUDA : torch::kCPU);
  if (name != "cuda") {
    return Fail(ErrorCode::kInvalidArgument, StrCat("no such device: \"", name, "\"; there are auto, cpu and cuda"));
  }
  if (torch::cuda::is_available()) return torch::Device(torch::kCUDA);
  if (at::globalContext().hasCUDA()) {
    return Fail(ErrorCode::kInvalidArgument,
                "this LibTorch has CUDA but finds no device; see whether nvidia-smi does, or use --device cpu");
  }
  return Fail(ErrorCode::kInvalidArgument,
              "this LibTorch has no CUDA; build against one that has: cmake -DCMAKE_PREFIX_PATH=/path/to/libtorch; or "
              "use --device cpu");
}

torch::Tensor Upload(const torch::Tensor& host, torch::Device device) {
  if (device.is_cpu()) return host;
  return host.pin_memory().to(device, /*non_blocking=*/true);
}

}  // namespace pawlens
