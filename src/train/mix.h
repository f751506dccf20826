// SPDX-License-Identifier: MIT
// Pictures mixed with others of their batch, and their targets with them.
#pragma once

#include <span>

#include "train/batch.h"
#include "train/mix_options.h"
#include "train/sampler.h"

namespace pawlens {

/// Mixes picture i of `batch` with picture i + 1 (the last with the first), as they were before. How much of the second one
/// there is (mixup: uniformly up to a half; CutMix: a rectangle of uniformly up to half the area) and which pictures are
/// mixed follows from the draws' seeds. Targets and embeddings are mixed by the share of pixels, so a mixed picture says "a
/// third of a cat", not "also a cat": it is composites that teach a network of sigmoids what stands side by side.
void Mix(Batch& batch, std::span<const Draw> draws, const MixOptions& options);

}  // namespace pawlens
