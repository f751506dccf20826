// SPDX-License-Identifier: MIT
#pragma once

namespace pawlens {

/// Some virtual machines pass AMX through but hide the leaves of CPUID that say how large its tiles are. oneDNN then takes
/// them for empty and dies of an illegal instruction. Where Linux and the processor let a process see to its own CPUID
/// (arch_prctl(2), ARCH_SET_CPUID), this answers those two leaves with the only palette there is; all others are answered
/// by the processor as ever. Affects the calling thread and those it starts later, for good. Returns false, having
/// changed nothing, where that cannot be done or AMX does not compute what it should.
bool ShowTileLeaf();

}  // namespace pawlens
