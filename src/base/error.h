// SPDX-License-Identifier: MIT
// How every fallible function of PawLens reports failure: a code for programs, a sentence for people.
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace pawlens {

/// What kind of thing went wrong. The page and the command line choose their wording by it; the names that
/// `ErrorCodeName` gives are part of the JavaScript interface and never change their meaning.
enum class ErrorCode {
  kInvalidArgument,   ///< The caller passed something a caller must not pass.
  kBadImage,          ///< Bytes that are no picture, or a picture that ends early or contradicts itself.
  kUnsupportedImage,  ///< A sound picture of a kind that is not read here.
  kImageTooLarge,     ///< A picture beyond the limits; nothing was allocated for it.
  kBadModel,          ///< Bytes that are no model, or a model that contradicts itself.
  kUnsupportedModel,  ///< A sound model that needs what the engine does not have.
  kOutOfMemory,
  kIo,
  kInternal,  ///< Our own mistake.
};

/// Stable lower-case name such as "bad-image".
const char* ErrorCodeName(ErrorCode code);

struct Error {
  ErrorCode code;
  std::string message;  ///< One sentence, English, no trailing full stop: names what was wrong.
};

template <typename T>
using Result = std::expected<T, Error>;
using Status = std::expected<void, Error>;

/// `return Fail(ErrorCode::kBadModel, StrCat("tensor ", i, " ..."));`
inline std::unexpected<Error> Fail(ErrorCode code, std::string message) {
  return std::unexpected(Error{code, std::move(message)});
}

}  // namespace pawlens
