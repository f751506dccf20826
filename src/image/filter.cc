// SPDX-License-Identifier: MIT
#include "image/filter.h"

#include <algorithm>
#include <cstdlib>

namespace pawlens {

Result<TriangleFilter> TriangleFilter::Create(int input_size, int output_size) {
  const int64_t reach = 2 * int64_t{std::max(input_size, output_size)};
  const int64_t step = 2 * int64_t{output_size};  // From one input sample to the next.

  TriangleFilter filter;
  // An open interval of length 2 * reach holds at most this many points `step` apart.
  const int64_t max_taps = std::min<int64_t>(2 * reach / step + 1, input_size);
  filter.max_taps_ = static_cast<int>((max_taps + 1) / 2 * 2);
  const size_t outputs = static_cast<size_t>(output_size);
  auto weights = AlignedBuffer::Allocate(outputs * static_cast<size_t>(filter.max_taps_) * sizeof(int16_t));
  if (!weights) return std::unexpected(weights.error());
  auto ranges = AlignedBuffer::Allocate(outputs * sizeof(Range));
  if (!ranges) return std::unexpected(ranges.error());
  filter.weights_ = std::move(*weights);
  filter.ranges_ = std::move(*ranges);

  auto* weight = reinterpret_cast<int16_t*>(filter.weights_.data());
  auto* range = reinterpret_cast<Range*>(filter.ranges_.data());
  for (int i = 0; i < output_size; ++i, weight += filter.max_taps_, ++range) {
    const int64_t center = (2 * int64_t{i} + 1) * input_size;
    // First and last j with |(2j + 1) * output_size - center| < reach; integer division of positive numbers only.
    const int64_t begin = center - reach - output_size;  // Below 2j * output_size.
    const int64_t end = center + reach - output_size;    // Above it.
    const int first = begin < 0 ? 0 : static_cast<int>(begin / step + 1);
    const int last = static_cast<int>(std::min<int64_t>((end - 1) / step, input_size - 1));
    *range = {first, last - first + 1};

    const auto raw = [&](int j) { return reach - std::abs((2 * int64_t{j} + 1) * output_size - center); };
    int64_t total = 0;
    for (int j = first; j <= last; ++j) total += raw(j);
    int64_t running = 0;
    int64_t given = 0;
    for (int j = first; j <= last; ++j) {
      running += raw(j);
      const int64_t upto = ((running << (kWeightBits + 1)) + total) / (2 * total);
      weight[j - first] = static_cast<int16_t>(upto - given);
      given = upto;
    }
  }
  return filter;
}

TriangleFilter::Taps TriangleFilter::operator[](int output) const {
  const Range range = reinterpret_cast<const Range*>(ranges_.data())[output];
  const auto* weights = reinterpret_cast<const int16_t*>(weights_.data());
  return {weights + static_cast<size_t>(output) * static_cast<size_t>(max_taps_), range.first, range.count};
}

}  // namespace pawlens
