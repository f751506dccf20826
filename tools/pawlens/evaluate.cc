// SPDX-License-Identifier: MIT
// pawlens evaluate
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "pawlens/commands.h"
#include "pawlens/evaluation.h"
#include "pawlens/groups.h"
#include "pawlens/report.h"
#include "pawlens/text.h"
#include "pawlens/write_file.h"

namespace pawlens::cli {
namespace {

Json OrNull(const std::optional<double>& value) {
  return value ? Json(*value) : Json(nullptr);
}

/// "accuracy_cat_dog" stays what it was for the model that it is about.
const char* LabelAccuracyKey(const Classes& classes) {
  return classes.is_cat_dog() ? "accuracy_cat_dog" : "accuracy_label";
}

Json Figures(const Classes& classes, const std::vector<Judged>& answers) {
  return {{"images", answers.size()},
          {LabelAccuracyKey(classes), OrNull(LabelAccuracy(answers))},
          {"accuracy_decision", OrNull(DecisionAccuracy(answers))}};
}

Json GroupsJson(const Classes& classes, const std::vector<Group>& groups) {
  Json json = Json::object();
  for (const Group& group : groups) json[group.name] = Figures(classes, group.answers);
  return json;
}

Json CompositesJson(const Evaluation& evaluation) {
  if (evaluation.composites.empty()) return nullptr;
  Json json = {{"seed", evaluation.composite_seed},
               {"both_recall", OrNull(BothRecall(evaluation.composites))},
               {"false_both", OrNull(FalseBoth(evaluation.answers))}};
  for (const CompositeFigures& figures : evaluation.composites) {
    json["kinds"][CompositeKindName(figures.kind)] = {{"images", figures.pictures}, {"both", figures.called_both}};
  }
  return json;
}

Json Report(const Evaluation& evaluation) {
  const std::vector<Judged>& answers = evaluation.answers;
  const Classes& classes = evaluation.classes;
  Json report = {{"model", evaluation.model},
                 {"data", evaluation.data},
                 {"images", answers.size()},
                 {LabelAccuracyKey(classes), OrNull(LabelAccuracy(answers))},
                 {"accuracy_decision", OrNull(DecisionAccuracy(answers))},
                 {"auroc_neither", OrNull(NeitherAuroc(answers))},
                 {"ece", OrNull(CalibrationError(answers))}};
  const std::vector<int> shown = ShownClasses(evaluation);
  const auto counts = CountConfusion(answers, shown);
  report["confusion"] = Json::object();
  for (size_t row = 0; row < counts.size(); ++row) {
    for (size_t column = 0; column < counts.size(); ++column) {
      report["confusion"][classes.NameOf(shown[row])][classes.NameOf(shown[column])] = counts[row][column];
    }
  }
  report["by_label"] = Json::object();
  for (const int index : classes.all()) {
    const std::vector<Judged> some = WithTruth(answers, index);
    if (classes.is_cat_dog() || !some.empty()) report["by_label"][classes.NameOf(index)] = Figures(classes, some);
  }
  report["by_source"] = GroupsJson(classes, BySource(evaluation));
  report["by_short_side"] = GroupsJson(classes, ByShortSide(evaluation));
  report["by_shape"] = GroupsJson(classes, ByShape(evaluation));
  report["composites"] = CompositesJson(evaluation);
  if (!evaluation.corrupted.empty()) {
    for (size_t i = 0; i < evaluation.corrupted.size(); ++i) {
      report["corruptions"][CorruptionName(kCorruptions[i])] = Figures(classes, evaluation.corrupted[i]);
    }
  }
  report["self_test"] = evaluation.self_test;
  report["digest"] = evaluation.digest;
  report["errors"] = Json::array();
  for (const Failure& failure : evaluation.failures) {
    report["errors"].push_back(
        {{"path", failure.path}, {"error", failure.error.message}, {"code", ErrorCodeName(failure.error.code)}});
  }
  return report;
}

std::string Percent(const std::optional<double>& value) {
  return value ? fmt::format("{:.2f} %", 100.0 * *value) : std::string("-");
}

std::string Number(const std::optional<double>& value) {
  return value ? fmt::format("{:.4f}", *value) : std::string("-");
}

std::string Line(const char* name, const std::string& value) {
  return fmt::format("{:<21}{}\n", name, value);
}

std::string CompositeLines(const Evaluation& evaluation) {
  std::string kinds;
  int64_t pictures = 0;
  for (const CompositeFigures& figures : evaluation.composites) {
    pictures += figures.pictures;
    const std::optional<double> share = BothRecall({figures});
    kinds += fmt::format("{}{} {}", kinds.empty() ? "" : ", ", CompositeKindName(figures.kind), Percent(share));
  }
  return Line("both, found",
              fmt::format("{} of {} composites (seed {:#x}): {}", Percent(BothRecall(evaluation.composites)), pictures,
                          evaluation.composite_seed, kinds)) +
         Line("both, false", Percent(FalseBoth(evaluation.answers)));
}

/// Rows and columns: every class of cat and dog; of other models, which may have a thousand, those that came up.
std::string ConfusionTable(const Evaluation& evaluation) {
  const std::vector<Judged>& answers = evaluation.answers;
  const Classes& classes = evaluation.classes;
  const std::vector<int> shown = ShownClasses(evaluation);
  if (shown.empty()) return "";
  size_t width = 9;
  for (const int index : shown) width = std::max(width, Printable(classes.NameOf(index)).size() + 2);
  std::string text = fmt::format("\n{:<{}}", "truth \\ said", width + 3);
  for (const int index : shown) text += fmt::format("{:>{}}", Printable(classes.NameOf(index)), width);
  text += fmt::format("{:>11}\n", "right");
  const auto counts = CountConfusion(answers, shown);
  for (size_t row = 0; row < shown.size(); ++row) {
    text += fmt::format("{:<{}}", Printable(classes.NameOf(shown[row])), width + 3);
    for (const int64_t count : counts[row]) text += fmt::format("{:>{}}", count, width);
    text += fmt::format("{:>11}\n", Percent(DecisionAccuracy(WithTruth(answers, shown[row]))));
  }
  return text;
}

std::string CorruptionTable(const Evaluation& evaluation) {
  std::string text = fmt::format("\n{:<27}{:>12}{:>8}{:>12}{:>8}\n", "short side 128 px",
                                 evaluation.classes.label_accuracy_name(), "lost", "decision", "lost");
  const std::vector<Judged>& plain = evaluation.corrupted.front();
  for (size_t i = 0; i < evaluation.corrupted.size(); ++i) {
    const std::vector<Judged>& answers = evaluation.corrupted[i];
    const auto cell = [i](std::optional<double> value, std::optional<double> before) {
      const std::string lost = i > 0 && value ? fmt::format("{:.2f}", 100.0 * (*before - *value)) : "";
      return fmt::format("{:>12}{:>8}", Percent(value), i == 0 ? "-" : lost);
    };
    text +=
        fmt::format("{:<27}{}{}\n", CorruptionName(kCorruptions[i]), cell(LabelAccuracy(answers), LabelAccuracy(plain)),
                    cell(DecisionAccuracy(answers), DecisionAccuracy(plain)));
  }
  return text;
}

std::string Table(const Evaluation& evaluation) {
  const std::vector<Judged>& answers = evaluation.answers;
  std::string text = Line("model", Printable(evaluation.model)) + Line("data", Printable(evaluation.data)) +
                     Line("images", fmt::format("{}", answers.size()));
  if (!evaluation.failures.empty()) text += Line("unreadable", fmt::format("{}", evaluation.failures.size()));
  text += Line(evaluation.classes.label_accuracy_name(), Percent(LabelAccuracy(answers))) +
          Line("decision", Percent(DecisionAccuracy(answers)));
  if (evaluation.classes.has_neither()) text += Line("AUROC of neither", Number(NeitherAuroc(answers)));
  text += Line("calibration error", Number(CalibrationError(answers)));
  if (!evaluation.composites.empty()) text += CompositeLines(evaluation);
  text += Line("digest", evaluation.digest) + ConfusionTable(evaluation);
  if (!evaluation.corrupted.empty()) text += CorruptionTable(evaluation);
  return text;
}

}  // namespace

int RunEvaluate(const EvaluateArguments& arguments) {
  const Result<Evaluation> evaluation = Evaluate({.data = arguments.data,
                                                  .model = arguments.model,
                                                  .jobs = arguments.jobs,
                                                  .corruptions = arguments.corruptions || !arguments.report.empty(),
                                                  .quiet = arguments.quiet});
  if (!evaluation) {
    Complain(evaluation.error().message);
    return 1;
  }
  for (const Failure& failure : evaluation->failures) Complain(failure.path + ": " + failure.error.message);
  const bool printed = WriteOut(arguments.json ? JsonText(Report(*evaluation), 2) + "\n" : Table(*evaluation));
  Status saved;
  if (!arguments.report.empty())
    saved = WriteFile(arguments.report, HtmlReport(*evaluation, CollectPictures(*evaluation)));
  if (!saved) Complain(saved.error().message);
  return printed && saved && evaluation->failures.empty() ? 0 : 1;
}

}  // namespace pawlens::cli
