// SPDX-License-Identifier: MIT
#pragma once

namespace pawlens {

/// Call before anything else uses Torch. Keeps oneDNN away from AMX where the processor has it but does not say how large
/// its tiles are (some virtual machines hide that leaf of CPUID): oneDNN 2.6 would die of an illegal instruction.
void PrepareProcessor();

/// Whether the processor multiplies bfloat16 by itself, which makes training in it worth while.
bool HasBfloat16();

}  // namespace pawlens
