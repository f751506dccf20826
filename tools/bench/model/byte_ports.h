// SPDX-License-Identifier: MIT
#pragma once

#include "model/graph.h"

namespace pawlens::bench {

/// The same network with uint8 pixels in (a QUANTIZE in front, which only moves the zero point) and float32 out (a
/// DEQUANTIZE behind). LiteRT.js has no int8 tensors and MediaPipe takes pictures as uint8 only, so a file with int8 at
/// its ends is one that they cannot run. Ends that are not int8 are left as they are. One input, one output.
Graph WithCommonPorts(Graph graph);

}  // namespace pawlens::bench
