// SPDX-License-Identifier: MIT
// The network that engines are compared on: nobody's, made of seeded random numbers, so that anyone can have it.
#pragma once

#include <cstdint>

#include "model/graph.h"

namespace pawlens::bench {

/// A classifier of the kind that phones run, from 128 x 128 pixels to two logits: stem 3x3/s2 of 16 channels, nine inverted
/// residual blocks (Sandler et al. 2018) up to 160 channels, a 1x1 convolution to 640, mean, linear layer. Input uint8
/// (real = (u8 - 128) / 128), output float32, int8 between: what most runtimes of TFLite files take. At `width` 1 it has
/// 37,853,440 multiply-accumulates. `width` scales all channel counts, rounded to multiples of 8, at least 8.
///
/// Scales are derived, not measured, so that values neither saturate nor vanish: answers depend on the picture, and an
/// engine that computes something else shows. The same arguments give the same graph.
Graph MakeNetwork(uint64_t seed, double width);

}  // namespace pawlens::bench
