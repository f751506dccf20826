// SPDX-License-Identifier: MIT
// TFLite files in. The bytes are not trusted: FlatBuffers' verifier first, then `Validate`.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/graph.h"
#include "model/settings.h"

namespace pawlens {

struct Model {
  Graph graph;
  std::optional<Settings> settings;  ///< Absent from models that PawLens did not write.
  /// Labels of the settings, else of an associated file in the file's appended ZIP (TFLite metadata: the entry whose name
  /// holds "label", stored uncompressed), else empty. Never more than the output has elements.
  std::vector<std::string> labels;
};

/// Reads one model: schema version 3, first subgraph, bytes appended behind the FlatBuffer tolerated. Errors: kBadModel,
/// kUnsupportedModel (naming operator, tensor and reason), kOutOfMemory. Copies what it needs: `file` may go afterwards.
Result<Model> ReadTflite(std::span<const uint8_t> file);

/// Lines of a labels.txt: UTF-8, LF or CRLF, blank lines at the end ignored, Teachable Machine's "0 Name" stripped of
/// its number when every line has its own. At most 100,000 lines of 1,000 bytes; kInvalidArgument beyond, or for invalid UTF-8 or control characters.
Result<std::vector<std::string>> ParseLabels(std::span<const uint8_t> text);

}  // namespace pawlens
