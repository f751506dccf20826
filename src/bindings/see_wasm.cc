// SPDX-License-Identifier: MIT
// What each layer sees, as one JavaScript class; a module of its own, so that the page's engine does not grow by it. Everything
// that crosses is copied. web/see/viewer.d.ts is the manual for the JavaScript side; a test compares it with what comes out of
// here.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "bindings/copy_in.h"
#include "classify/classifier.h"
#include "see/viewer.h"

namespace pawlens {
namespace {

using emscripten::typed_memory_view;
using emscripten::val;

template <typename T>
val CopyOut(const std::vector<T>& values) {
  return val(typed_memory_view(values.size(), values.data())).template call<val>("slice");
}

val Outcome(const Status& status) {
  val outcome = val::object();
  outcome.set("ok", status.has_value());
  outcome.set("code", std::string(status ? "" : ErrorCodeName(status.error().code)));
  outcome.set("message", status ? std::string() : status.error().message);
  return outcome;
}

val ToJs(const MapLayer& layer) {
  val object = val::object();
  object.set("number", layer.number);
  object.set("name", layer.name);
  object.set("type", std::string(OpTypeName(layer.type)));
  object.set("rows", layer.rows);
  object.set("columns", layer.columns);
  object.set("maps", layer.maps);
  object.set("kernelRows", layer.kernel_rows);
  object.set("kernelColumns", layer.kernel_columns);
  object.set("seenRows", layer.seen_rows);
  object.set("seenColumns", layer.seen_columns);
  return object;
}

class WasmViewer {
 public:
  val Load(const val& model_bytes) {
    Result<AlignedBuffer> file = CopyIn(model_bytes);
    if (!file) return Outcome(std::unexpected(file.error()));
    Result<Viewer> viewer = Viewer::Load(file->bytes());
    if (!viewer) return Outcome(std::unexpected(viewer.error()));
    Result<Classifier> classifier = Classifier::Load(file->bytes());
    if (!classifier) return Outcome(std::unexpected(classifier.error()));
    viewer_.emplace(std::move(*viewer));
    classifier_.emplace(std::move(*classifier));
    looked_ = false;
    return Outcome({});
  }

  val Info() const {
    val info = val::object();
    val labels = val::array();
    val layers = val::array();
    val stages = val::array();
    const InputRule rule = viewer_ ? viewer_->input_rule() : InputRule{.width = 0, .height = 0};
    if (viewer_) {
      for (int k = 0; k < classifier_->num_outputs(); ++k) labels.call<void>("push", classifier_->LabelOf(k));
      for (const MapLayer& layer : viewer_->layers()) layers.call<void>("push", ToJs(layer));
      for (const size_t layer : StageEnds(viewer_->layers())) stages.call<void>("push", static_cast<int>(layer));
    }
    info.set("labels", labels);
    info.set("inputWidth", rule.width);
    info.set("inputHeight", rule.height);
    info.set("maxAspect", rule.max_aspect);
    info.set("layers", layers);
    info.set("stages", stages);
    val joining = val::null();
    if (const JoiningWeights* found = viewer_ ? viewer_->joining() : nullptr) {
      joining = val::object();
      joining.set("layer", static_cast<int>(found->layer));
      joining.set("weights", CopyOut(found->weights));
      joining.set("bias", CopyOut(found->bias));
    }
    info.set("joining", joining);
    return info;
  }

  val Look(const val& pixels, int width, int height) {
    if (!viewer_) return Outcome(Fail(ErrorCode::kInvalidArgument, "no model is loaded"));
    const Result<PixelsIn> copied = CopyPixels(pixels, width, height, classifier_->input_rule().max_aspect);
    if (!copied) return Outcome(std::unexpected(copied.error()));
    if (const Status looked = viewer_->Look(copied->view()); !looked) return Outcome(looked);
    const Result<Classification> answer = classifier_->Classify(copied->view());
    if (!answer) return Outcome(std::unexpected(answer.error()));
    looked_ = true;
    val outcome = Outcome({});
    outcome.set("decision", std::string(DecisionName(answer->decision)));
    outcome.set("pCat", answer->p_cat);
    outcome.set("pDog", answer->p_dog);
    outcome.set("probabilities", CopyOut(answer->probabilities));
    outcome.set("looks", answer->looks);
    return outcome;
  }

  val Picture() const { return CopyOut(looked_ ? viewer_->picture().rgb : std::vector<uint8_t>()); }

  val Means(int layer) const { return CopyOut(Has(layer) ? viewer_->Means(layer) : std::vector<float>()); }

  val Strongest(int layer, int count) const {
    return CopyOut(Has(layer) ? viewer_->StrongestMaps(layer, count) : std::vector<int>());
  }

  val Paint(int layer, const val& maps) const {
    if (!Has(layer)) return CopyOut(std::vector<uint8_t>());
    std::vector<int> known;
    for (const int map : emscripten::convertJSArrayToNumberVector<int>(maps)) {
      if (map >= 0 && map < viewer_->layers()[layer].maps) known.push_back(map);
    }
    return CopyOut(viewer_->PaintMaps(layer, known));
  }

 private:
  bool Has(int layer) const { return looked_ && layer >= 0 && static_cast<size_t>(layer) < viewer_->layers().size(); }

  std::optional<Viewer> viewer_;
  std::optional<Classifier> classifier_;  ///< For the page's own answer: in doubt it looks again, the viewer once.
  bool looked_ = false;
};

EMSCRIPTEN_BINDINGS(pawlens_see) {
  emscripten::class_<WasmViewer>("Viewer")
      .constructor<>()
      .function("load", &WasmViewer::Load)
      .function("info", &WasmViewer::Info)
      .function("look", &WasmViewer::Look)
      .function("picture", &WasmViewer::Picture)
      .function("means", &WasmViewer::Means)
      .function("strongest", &WasmViewer::Strongest)
      .function("paint", &WasmViewer::Paint);
}

}  // namespace
}  // namespace pawlens
