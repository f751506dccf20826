// SPDX-License-Identifier: MIT
#include "image/filter.h"

#include <gtest/gtest.h>

#include "image/reference_resize.h"

namespace pawlens {
namespace {

void ExpectReferenceWeights(int inputs, int outputs) {
  const auto filter = TriangleFilter::Create(inputs, outputs);
  ASSERT_TRUE(filter);
  for (int i = 0; i < outputs; ++i) {
    std::vector<int64_t> expected = testing::ReferenceWeights(inputs, outputs, i);
    const TriangleFilter::Taps taps = (*filter)[i];
    ASSERT_GE(taps.first, 0);
    ASSERT_GE(taps.count, 1);
    ASSERT_LE(taps.first + taps.count, inputs) << inputs << " to " << outputs;
    ASSERT_LE(taps.count, filter->max_taps());
    std::vector<int64_t> weights(static_cast<size_t>(inputs));
    for (int tap = 0; tap < taps.count; ++tap) weights[static_cast<size_t>(taps.first + tap)] = taps.weights[tap];
    ASSERT_EQ(weights, expected) << inputs << " to " << outputs << ", output " << i;
    // The resize works in pairs.
    if (taps.count % 2 == 1) {
      ASSERT_EQ(taps.weights[taps.count], 0);
    }
  }
}

TEST(TriangleFilter, HasTheWeightsOfItsDefinition) {
  for (int inputs = 1; inputs <= 40; ++inputs) {
    for (int outputs = 1; outputs <= 40; ++outputs) ExpectReferenceWeights(inputs, outputs);
  }
  for (const auto& [inputs, outputs] :
       {std::pair{1000, 128}, {720, 128}, {127, 128}, {129, 128}, {1, 4096}, {4097, 3}}) {
    ExpectReferenceWeights(inputs, outputs);
  }
}

TEST(TriangleFilter, SumsToOneWithoutNegativeWeightsUpToTheLargestSide) {
  for (const int inputs : {1, 2, 255, 65535, kMaxFilterSide - 1, kMaxFilterSide}) {
    for (const int outputs : {1, 3, 128}) {
      const auto filter = TriangleFilter::Create(inputs, outputs);
      ASSERT_TRUE(filter);
      for (int i = 0; i < outputs; ++i) {
        const TriangleFilter::Taps taps = (*filter)[i];
        int sum = 0;
        for (int tap = 0; tap < taps.count; ++tap) {
          ASSERT_GE(taps.weights[tap], 0);
          sum += taps.weights[tap];
        }
        ASSERT_EQ(sum, 1 << kWeightBits) << inputs << " to " << outputs << ", output " << i;
      }
    }
  }
}

}  // namespace
}  // namespace pawlens
