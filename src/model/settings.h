// SPDX-License-Identifier: MIT
// What a model file says about itself beyond the network: labels, input rule, decision thresholds. Stored as a FlatBuffer
// (schema: settings.fbs, identifier "PLS1") in the TFLite metadata entry "PAWLENS_SETTINGS".
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"

namespace pawlens {

/// How the outputs are to be read.
enum class Head : int8_t {
  kSoftmax = 0,  ///< Exactly one label applies; outputs add up to 1.
  kSigmoid = 1,  ///< Each label applies or not by itself; a label applies where its probability reaches its threshold.
};

struct Settings {
  std::vector<std::string> labels;  ///< One for each output, in order.
  Head head = Head::kSoftmax;
  float max_aspect = 1.0f;  ///< InputRule::max_aspect, at least 1, may be infinite.
  /// kSigmoid: one for each label, in (0, 1): the largest probability must reach its label's threshold, or the answer
  /// is "neither". Empty for kSoftmax.
  std::vector<float> thresholds;
  /// kSigmoid: a further label joins the first where its probability reaches this. In (0, 1].
  float both_threshold = 0.5f;
  /// kSigmoid: a picture one of whose probabilities lies between this and one less this is looked at again, see
  /// classify/second_look.h. Above 0 and below 0.5; 0: no picture is.
  float doubt_from = 0.0f;
  std::string provenance;  ///< Command, seed, data and commit that made the weights; free text, line feeds allowed.
};

/// Name of the TFLite metadata entry.
inline constexpr const char* kSettingsEntry = "PAWLENS_SETTINGS";

/// Checks the ranges above against a network with `outputs` output elements. Labels: not empty, at most 1,000 bytes;
/// provenance at most 65,536; both UTF-8 without control characters. kBadModel, naming field and value.
Status CheckSettings(const Settings& settings, int64_t outputs);

}  // namespace pawlens
