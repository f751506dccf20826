// SPDX-License-Identifier: MIT
// Motion and sightings as one JavaScript class, a module of its own: without the network, which the page's worker asks when
// this says that something moves. Everything that crosses is copied. web/watch/lookout.d.ts is the manual for the JavaScript
// side; a test compares it with what comes out of here.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <optional>
#include <string>

#include "base/error.h"
#include "bindings/copy_in.h"
#include "watch/lookout.h"

namespace pawlens {
namespace {

using emscripten::val;

val ToJs(const std::optional<Sighting>& sighting) {
  if (!sighting) return val::null();
  val object = val::object();
  object.set("who", std::string(DecisionName(sighting->who)));
  object.set("fromS", sighting->from_s);
  object.set("toS", sighting->to_s);
  object.set("confidence", sighting->confidence);
  object.set("meanConfidence", sighting->mean_confidence);
  object.set("answers", static_cast<double>(sighting->answers));
  return object;
}

val ToJs(const Sightings::Step& step) {
  val object = val::object();
  object.set("ended", ToJs(step.ended));
  object.set("best", step.best);
  object.set("candidate", step.candidate);
  object.set("began", step.began);
  return object;
}

/// A missing number keeps the rule's own.
void Take(double& number, const val& rule, const char* name) {
  if (rule[name].isNumber()) number = rule[name].as<double>();
}

WatchRule RuleOf(const val& given) {
  WatchRule rule;
  Take(rule.sightings.begin_after_s, given, "beginAfterS");
  Take(rule.sightings.end_after_s, given, "endAfterS");
  Take(rule.max_frames_per_s, given, "maxFramesPerS");
  return rule;
}

class WasmLookout {
 public:
  explicit WasmLookout(const val& rule) : lookout_(RuleOf(rule)) {}

  val Look(const val& pixels, int width, int height, double time_s) {
    val answer = val::object();
    const Result<PixelsIn> copied = CopyPixels(pixels, width, height);
    answer.set("ok", copied.has_value());
    answer.set("message", copied ? std::string() : copied.error().message);
    Lookout::Look look;
    if (copied) look = lookout_.Add(time_s, copied->view());
    answer.set("moved", look.moved.has_value());
    answer.set("step", ToJs(look.step));
    return answer;
  }

  val Answer(const std::string& decision, float p_cat, float p_dog) {
    return ToJs(lookout_.Answer(ParseDecision(decision).value_or(Decision::kNone), p_cat, p_dog));
  }
  void NoAnswer() { lookout_.NoAnswer(); }
  val Idle(double time_s) { return ToJs(lookout_.Idle(time_s)); }
  val Finish() { return ToJs(lookout_.Finish()); }
  val Open() const { return ToJs(lookout_.open()); }

  val Counts() const {
    val counts = val::object();
    counts.set("frames", static_cast<double>(lookout_.counts().frames));
    counts.set("lookedAt", static_cast<double>(lookout_.counts().looked_at));
    counts.set("classified", static_cast<double>(lookout_.counts().classified));
    return counts;
  }

 private:
  Lookout lookout_;
};

val ZoneInJs(const val& given, int frame_width, int frame_height) {
  const Zone zone{given["x"].as<double>(), given["y"].as<double>(), given["width"].as<double>(),
                  given["height"].as<double>()};
  if (!IsZone(zone) || frame_width < 1 || frame_height < 1) return val::null();
  const ZonePixels pixels = ZoneIn(zone, frame_width, frame_height);
  val object = val::object();
  object.set("x", pixels.left);
  object.set("y", pixels.top);
  object.set("width", pixels.width);
  object.set("height", pixels.height);
  return object;
}

EMSCRIPTEN_BINDINGS(pawlens_watch) {
  emscripten::class_<WasmLookout>("Lookout")
      .constructor<const val&>()
      .function("look", &WasmLookout::Look)
      .function("answer", &WasmLookout::Answer)
      .function("noAnswer", &WasmLookout::NoAnswer)
      .function("idle", &WasmLookout::Idle)
      .function("finish", &WasmLookout::Finish)
      .function("open", &WasmLookout::Open)
      .function("counts", &WasmLookout::Counts);
  emscripten::function("zoneIn", &ZoneInJs);
}

}  // namespace
}  // namespace pawlens
