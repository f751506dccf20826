// SPDX-License-Identifier: MIT
#pragma once

namespace pawlens {

/// Call before anything else uses Torch or starts threads. Where the processor has AMX but does not say how large its tiles
/// are, tells oneDNN (tile_leaf.h), which halves the time of a step; where that cannot be done, keeps it away from AMX:
/// oneDNN 2.6 would die of an illegal instruction.
void PrepareProcessor();

/// Whether the processor multiplies bfloat16 by itself, which makes training in it worth while.
bool HasBfloat16();

}  // namespace pawlens
