// SPDX-License-Identifier: MIT
// The facade: model bytes in, then pixels in and an answer out. Page, command line, trainer and tests all come through here.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "classify/decision.h"
#include "classify/picture_input.h"
#include "classify/second_look.h"
#include "engine/engine.h"
#include "image/image.h"
#include "model/reader.h"

namespace pawlens {

struct Classification {
  /// The output tensor's raw bytes, of one look after the other: the digest is over these.
  std::vector<uint8_t> scores;
  int looks = 1;  ///< kLooks.size() where the first look left doubts, see second_look.h.
  /// One for each output: the outputs as real numbers, made probabilities where the network ends before its
  /// softmax (or, for Head::kSigmoid, its logistic function), of all looks together. For a cat-and-dog model see also p_cat,
  /// p_dog.
  std::vector<float> probabilities;
  Decision decision = Decision::kNone;
  float p_cat = 0.0f;  ///< 0 for other models.
  float p_dog = 0.0f;
  double preprocess_ms = 0.0;
  double infer_ms = 0.0;
};

/// Indices of the `count` largest (all, if there are fewer), largest first; of equal ones the lower index first.
std::vector<int> TopIndices(std::span<const float> probabilities, int count);

/// One model on one thread. Movable. Different classifiers may run on different threads.
class Classifier {
 public:
  /// Reads, checks and prepares a model: one input [1, height, width, 3] (int8: q = u8 - 128; uint8: q = u8; float32:
  /// as the file's metadata say, else real = (u8 - 128) / 128), each side at most 4096, and one output [1, N] (or N behind any number of ones) of int8,
  /// uint8 or float32. Labels: N or none. The bytes may go afterwards. Errors as ReadTflite and Engine::Create, and
  /// kUnsupportedModel for other inputs or outputs, kBadModel for fewer labels than outputs.
  static Result<Classifier> Load(std::span<const uint8_t> model_file);

  /// Any size, RGB or RGBA. Fails only for an empty view, or for want of memory.
  Result<Classification> Classify(const ImageView& pixels);

  /// Other labels than the model's own: exactly one for each output, else kInvalidArgument.
  Status SetLabels(std::vector<std::string> labels);
  /// Label of an output, "class 17" where the model has none.
  std::string LabelOf(int output) const;
  int num_outputs() const { return num_outputs_; }

  /// Its constants are dropped: shapes, names, options and settings stay.
  const Model& model() const { return model_; }
  const InputRule& input_rule() const { return input_.rule(); }
  /// A sigmoid head with the labels "cat" and "dog" and no others: only such a model decides.
  bool is_cat_dog() const { return cat_ >= 0 && dog_ >= 0; }
  EngineMemory memory() const { return engine_.memory(); }

  /// Hexadecimal FNV-1a of the scores of `kSelfTestImages` pictures of 160 x 120 RGBA, one after the other. Their bytes
  /// are the numbers of one SplitMix64 (seed kSelfTestSeed), eight bytes each, low byte first. One text that native, simd
  /// and relaxed builds must share. Takes as many inferences.
  Result<std::string> SelfTestDigest();
  static constexpr int kSelfTestImages = 8;
  static constexpr uint64_t kSelfTestSeed = 0x5061774c656e73;  // "PawLens"

 private:
  enum class Finish : int8_t { kNone, kSoftmax, kLogistic };

  Classifier(Model model, Engine engine, PictureInput input, int num_outputs);
  void FindCatAndDog();
  std::vector<float> Probabilities(std::span<const uint8_t> bytes) const;
  /// Adds the look's scores and times. A mirrored one shows what the one before it showed.
  Status LookAt(const ImageView& pixels, const Look& look, Classification& result);
  Status LookAgain(const ImageView& pixels, Classification& result);
  void DecideByProbabilities(Classification& result) const;

  Model model_;
  Engine engine_;
  PictureInput input_;
  std::vector<uint8_t> seen_;  ///< What the network saw, which overwrites its input. Empty unless it may look again.
  int num_outputs_ = 0;
  Finish finish_ = Finish::kNone;  ///< What the network left to be done to its outputs.
  int cat_ = -1;                   ///< Index of the label "cat" if is_cat_dog(); else -1.
  int dog_ = -1;
};

}  // namespace pawlens
