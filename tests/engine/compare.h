// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "engine/reference.h"
#include "model/graph.h"

namespace pawlens::testing {

/// Random bytes for each input of the graph.
std::vector<TensorBytes> RandomInputs(const Graph& graph, uint64_t seed);

/// Runs the graph in the engine and in the reference, on the same random inputs: once as it is, so that tensors share
/// memory, and once with every computed tensor an output, so that each layer is compared. A failure names the first
/// tensor and element that differ.
::testing::AssertionResult EngineEqualsReference(const Graph& graph, uint64_t seed = 1);

/// How far a float32 element may be from the reference's, as a share of the largest magnitude in its tensor. Sums are made
/// in another order, with or without fused multiplications, and the differences of one layer go into the next.
inline constexpr float kFloatTolerance = 1e-5f;

/// The same for graphs with float32 in them: floats may differ by kFloatTolerance, int8 and uint8 by one step.
::testing::AssertionResult EngineIsNearReference(const Graph& graph, uint64_t seed = 1);

}  // namespace pawlens::testing
