// SPDX-License-Identifier: MIT
// exp() with the same bits everywhere: the C library's differ in the last place between platforms, and one rounded
// the other way would make the native and the WebAssembly engine answer differently.
#pragma once

namespace pawlens {

/// e^x, relative error below 1e-15, made of IEEE double +, -, * and / only (compile with -ffp-contract=off). 0 below
/// -700, e^700 above 700, so results are finite and normal or zero. NaN stays NaN.
double PortableExp(double x);

}  // namespace pawlens
