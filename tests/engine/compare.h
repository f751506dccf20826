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

}  // namespace pawlens::testing
