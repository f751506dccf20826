// SPDX-License-Identifier: MIT
// The engine as one JavaScript class. Everything that crosses is copied: no view of the heap ever leaves, because growth
// of the memory would empty it. Failures are values (ok, code, message), never exceptions. web/engine.d.ts is the manual
// for the JavaScript side; a test compares it with what comes out of here.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/aligned_buffer.h"
#include "base/error.h"
#include "bindings/copy_in.h"
#include "classify/classifier.h"
#include "classify/heat_map.h"
#include "image/image.h"

namespace pawlens {
namespace {

using emscripten::typed_memory_view;
using emscripten::val;

constexpr char kNoModel[] = "no model is loaded";

struct Answer {
  bool ok = false;
  std::string code;
  std::string message;
  std::string decision;
  float p_cat = 0.0f;
  float p_dog = 0.0f;
  val probabilities = val::null();  // Float32Array, one for each label.
  val scores = val::null();         // Uint8Array, the raw output tensor, once for each look.
  double looks = 0;                 // A whole number; its accessors are there already for a double.
  double preprocess_ms = 0.0;
  double infer_ms = 0.0;
};

Answer Failed(const Error& error) {
  Answer answer;
  answer.code = ErrorCodeName(error.code);
  answer.message = error.message;
  return answer;
}

template <typename T>
val CopyOut(const std::vector<T>& values) {
  return val(typed_memory_view(values.size(), values.data())).template call<val>("slice");
}

class WasmEngine {
 public:
  Answer Load(const val& model_bytes) {
    Result<AlignedBuffer> file = CopyIn(model_bytes);
    if (!file) return Failed(file.error());
    Result<Classifier> loaded = Classifier::Load(file->bytes());
    if (!loaded) return Failed(loaded.error());
    classifier_.emplace(std::move(*loaded));
    mapper_.reset();
    file_.emplace(std::move(*file));
    Answer done;
    done.ok = true;
    return done;
  }

  Answer ClassifyRgba(const val& pixels, int width, int height) {
    if (!classifier_) return Failed({ErrorCode::kInvalidArgument, kNoModel});
    const Result<PixelsIn> copied = CopyPixels(pixels, width, height, classifier_->input_rule().max_aspect);
    if (!copied) return Failed(copied.error());
    const Result<Classification> result = classifier_->Classify(copied->view());
    if (!result) return Failed(result.error());
    return {.ok = true,
            .code = {},
            .message = {},
            .decision = DecisionName(result->decision),
            .p_cat = result->p_cat,
            .p_dog = result->p_dog,
            .probabilities = CopyOut(result->probabilities),
            .scores = CopyOut(result->scores),
            .looks = static_cast<double>(result->looks),
            .preprocess_ms = result->preprocess_ms,
            .infer_ms = result->infer_ms};
  }

  val HeatRgba(const val& pixels, int width, int height) {
    val answer = val::object();
    const Result<HeatMap> map = Heat(pixels, width, height);
    answer.set("ok", map.has_value());
    answer.set("code", std::string(map ? "" : ErrorCodeName(map.error().code)));
    answer.set("message", map ? std::string() : map.error().message);
    answer.set("rows", map ? map->rows : 0);
    answer.set("columns", map ? map->columns : 0);
    answer.set("values", map ? CopyOut(map->values) : val::null());
    return answer;
  }

  val Info() const {
    val info = val::object();
    val labels = val::array();
    if (classifier_) {
      for (const std::string& label : classifier_->model().labels) labels.call<void>("push", label);
    }
    const InputRule rule = classifier_ ? classifier_->input_rule() : InputRule{.width = 0, .height = 0};
    info.set("labels", labels);
    info.set("inputWidth", rule.width);
    info.set("inputHeight", rule.height);
    info.set("maxAspect", rule.max_aspect);
    info.set("catDog", classifier_ && classifier_->is_cat_dog());
    val thresholds = val::array();
    if (classifier_ && classifier_->model().settings) {
      const Settings& settings = *classifier_->model().settings;
      for (const float threshold : settings.thresholds) thresholds.call<void>("push", threshold);
      info.set("bothThreshold", settings.both_threshold);
    } else {
      info.set("bothThreshold", 0.0f);
    }
    info.set("thresholds", thresholds);
    return info;
  }

  std::string Digest() { return classifier_ ? classifier_->SelfTestDigest().value_or("") : ""; }

 private:
  Result<HeatMap> Heat(const val& pixels, int width, int height) {
    if (!classifier_) return Fail(ErrorCode::kInvalidArgument, kNoModel);
    const Result<PixelsIn> copied = CopyPixels(pixels, width, height, classifier_->input_rule().max_aspect);
    if (!copied) return std::unexpected(copied.error());
    if (!mapper_) {
      Result<HeatMapper> loaded = HeatMapper::Load(file_->bytes());
      if (!loaded) return std::unexpected(loaded.error());
      mapper_.emplace(std::move(*loaded));
    }
    return mapper_->Compute(copied->view());
  }

  std::optional<Classifier> classifier_;
  std::optional<AlignedBuffer> file_;  ///< The model's, for the first heat map.
  /// A second engine, which ends at the features: made when a map is first asked for, so that plain answers cost nothing.
  std::optional<HeatMapper> mapper_;
};

EMSCRIPTEN_BINDINGS(pawlens) {
  emscripten::value_object<Answer>("Answer")
      .field("ok", &Answer::ok)
      .field("code", &Answer::code)
      .field("message", &Answer::message)
      .field("decision", &Answer::decision)
      .field("pCat", &Answer::p_cat)
      .field("pDog", &Answer::p_dog)
      .field("probabilities", &Answer::probabilities)
      .field("scores", &Answer::scores)
      .field("looks", &Answer::looks)
      .field("preprocessMs", &Answer::preprocess_ms)
      .field("inferMs", &Answer::infer_ms);
  emscripten::class_<WasmEngine>("Engine")
      .constructor<>()
      .function("load", &WasmEngine::Load)
      .function("classifyRgba", &WasmEngine::ClassifyRgba)
      .function("heatRgba", &WasmEngine::HeatRgba)
      .function("info", &WasmEngine::Info)
      .function("digest", &WasmEngine::Digest);
}

}  // namespace
}  // namespace pawlens
