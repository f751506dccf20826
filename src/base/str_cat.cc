// SPDX-License-Identifier: MIT
#include "base/str_cat.h"

#include <cstdio>

namespace pawlens {

void StrAppend(std::string& out, double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", value);
  out += text;
}

}  // namespace pawlens
