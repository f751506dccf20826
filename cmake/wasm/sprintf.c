// SPDX-License-Identifier: MIT
//
// Embind's library calls sprintf once, to print the number of a C++ type in the message of a mistake in our own binding. The real one would make
// the download 3 kB larger for it; this one leaves the number out. Nothing else in the engine may use sprintf.
#include <stdio.h>

int sprintf(char* restrict text, const char* restrict format, ...) {
  (void)format;
  *text = '\0';
  return 0;
}

// The names under which the compiler calls sprintf when no argument is a floating-point number.
__attribute__((alias("sprintf"))) int siprintf(char* restrict text, const char* restrict format, ...);
__attribute__((alias("sprintf"))) int __small_sprintf(char* restrict text, const char* restrict format, ...);
