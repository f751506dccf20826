// SPDX-License-Identifier: MIT
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <vector>

#include "train/device.h"

namespace pawlens {

/// Lets `change` work on some rows of `all` (increasing, at least one) as one tensor: on the rows themselves if they are
/// neighbours, else on a copy that is put back.
template <typename Change>
void ChangeRows(const torch::Tensor& all, const std::vector<int64_t>& rows, const Change& change) {
  const auto count = static_cast<int64_t>(rows.size());
  if (rows.back() - rows.front() + 1 == count) {
    torch::Tensor some = all.narrow(0, rows.front(), count);
    change(some);
    return;
  }
  const torch::Tensor index = Upload(torch::tensor(rows), all.device());
  torch::Tensor some = all.index_select(0, index);
  change(some);
  all.index_copy_(0, index, some);
}

}  // namespace pawlens
