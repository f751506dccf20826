// SPDX-License-Identifier: MIT
#include "base/error.h"

namespace pawlens {

const char* ErrorCodeName(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument: return "invalid-argument";
    case ErrorCode::kBadImage: return "bad-image";
    case ErrorCode::kUnsupportedImage: return "unsupported-image";
    case ErrorCode::kImageTooLarge: return "image-too-large";
    case ErrorCode::kBadModel: return "bad-model";
    case ErrorCode::kUnsupportedModel: return "unsupported-model";
    case ErrorCode::kOutOfMemory: return "out-of-memory";
    case ErrorCode::kIo: return "io";
    case ErrorCode::kInternal: return "internal";
  }
  return "internal";
}

}  // namespace pawlens
