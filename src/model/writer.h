// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "base/error.h"
#include "model/graph.h"
#include "model/settings.h"

namespace pawlens {

/// The graph as a TFLite file that other runtimes read too: schema version 3, one subgraph, an operator code for each
/// operator used, buffers aligned to 16 bytes, quantization per tensor. The same input gives the same bytes. `settings` may be null. The graph is validated first.
Result<std::vector<uint8_t>> WriteTflite(const Graph& graph, const Settings* settings);

}  // namespace pawlens
