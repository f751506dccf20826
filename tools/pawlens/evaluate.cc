// SPDX-License-Identifier: MIT
// pawlens evaluate
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "base/digest.h"
#include "classify/metrics.h"
#include "pawlens/answer.h"
#include "pawlens/commands.h"
#include "pawlens/file_walk.h"
#include "pawlens/in_order.h"
#include "pawlens/model_file.h"
#include "pawlens/progress.h"
#include "pawlens/text.h"

namespace pawlens::cli {
namespace {

struct LabelledFile {
  FoundFile file;
  Decision truth;
};

struct Failure {
  std::string path;
  Error error;
};

struct Evaluation {
  std::vector<Judged> answers;
  std::vector<Failure> failures;
  Digest digest;
};

/// In the order of their paths: the folders' names happen to be, and FindPictures sorts what is in each.
std::vector<LabelledFile> FindLabelled(std::string data) {
  if (!data.ends_with('/')) data += '/';
  std::vector<LabelledFile> files;
  for (const Decision truth : {Decision::kBoth, Decision::kCat, Decision::kDog, Decision::kNeither}) {
    const std::string folder = data + DecisionName(truth);
    if (!IsFolder(folder)) continue;
    std::vector<FoundFile> found = FindPictures(folder);
    for (FoundFile& file : found) files.push_back({std::move(file), truth});
  }
  return files;
}

Evaluation Evaluate(const std::vector<LabelledFile>& files, std::vector<Classifier>& classifiers, bool quiet) {
  Evaluation evaluation;
  Progress progress(files.size(), !quiet);
  ForEachInOrder(
      files.size(), static_cast<int>(classifiers.size()),
      [&](int job, size_t index) { return AnswerFor(files[index].file, classifiers[static_cast<size_t>(job)]); },
      [&](size_t index, Result<Answer> answer) {
        if (answer) {
          const Classification& result = answer->classification;
          evaluation.answers.push_back({files[index].truth, result.decision, result.p_cat, result.p_dog});
          evaluation.digest.Add(result.scores);
        } else {
          evaluation.failures.push_back({files[index].file.path, std::move(answer.error())});
        }
        progress.Show(index + 1);
        return true;
      });
  return evaluation;
}

std::vector<Judged> WithTruth(const std::vector<Judged>& answers, Decision truth) {
  std::vector<Judged> some;
  std::copy_if(answers.begin(), answers.end(), std::back_inserter(some),
               [truth](const Judged& answer) { return answer.truth == truth; });
  return some;
}

Json OrNull(const std::optional<double>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json Report(const Evaluation& evaluation, const std::string& model, const std::string& data) {
  const std::vector<Judged>& answers = evaluation.answers;
  Json report = {{"model", model},
                 {"data", data},
                 {"images", answers.size()},
                 {"accuracy_cat_dog", OrNull(CatDogAccuracy(answers))},
                 {"accuracy_decision", OrNull(DecisionAccuracy(answers))},
                 {"auroc_neither", OrNull(NeitherAuroc(answers))},
                 {"ece", OrNull(CalibrationError(answers))}};
  const Confusion counts = CountConfusion(answers);
  for (size_t row = 0; row < kDecisions.size(); ++row) {
    const char* label = DecisionName(kDecisions[row]);
    for (size_t column = 0; column < kDecisions.size(); ++column) {
      report["confusion"][label][DecisionName(kDecisions[column])] = counts[row][column];
    }
    const std::vector<Judged> some = WithTruth(answers, kDecisions[row]);
    report["by_label"][label] = {{"images", some.size()},
                                 {"accuracy_cat_dog", OrNull(CatDogAccuracy(some))},
                                 {"accuracy_decision", OrNull(DecisionAccuracy(some))}};
  }
  report["digest"] = evaluation.digest.Hex();
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

std::string Table(const Evaluation& evaluation, const std::string& model, const std::string& data) {
  const std::vector<Judged>& answers = evaluation.answers;
  std::string text = fmt::format("{:<21}{}\n{:<21}{}\n{:<21}{}\n", "model", Printable(model), "data", Printable(data),
                                 "images", answers.size());
  if (!evaluation.failures.empty()) text += fmt::format("{:<21}{}\n", "unreadable", evaluation.failures.size());
  text +=
      fmt::format("{:<21}{}\n{:<21}{}\n{:<21}{}\n{:<21}{}\n{:<21}{}\n", "cat or dog", Percent(CatDogAccuracy(answers)),
                  "decision", Percent(DecisionAccuracy(answers)), "AUROC of neither", Number(NeitherAuroc(answers)),
                  "calibration error", Number(CalibrationError(answers)), "digest", evaluation.digest.Hex());

  text += fmt::format("\n{:<12}", "truth \\ said");
  for (const Decision decision : kDecisions) text += fmt::format("{:>9}", DecisionName(decision));
  text += fmt::format("{:>11}\n", "right");
  const Confusion counts = CountConfusion(answers);
  for (size_t row = 0; row < kDecisions.size(); ++row) {
    text += fmt::format("{:<12}", DecisionName(kDecisions[row]));
    for (const int64_t count : counts[row]) text += fmt::format("{:>9}", count);
    text += fmt::format("{:>11}\n", Percent(DecisionAccuracy(WithTruth(answers, kDecisions[row]))));
  }
  return text;
}

}  // namespace

int RunEvaluate(const EvaluateArguments& arguments) {
  const std::vector<LabelledFile> files = FindLabelled(arguments.data);
  if (files.empty()) {
    Complain(arguments.data +
             (IsFolder(arguments.data) ? ": holds none of the folders cat, dog, neither, both" : ": is no folder"));
    return 1;
  }
  const int jobs = static_cast<int>(std::min<size_t>(static_cast<size_t>(arguments.jobs), files.size()));
  Result<LoadedModel> model = LoadModel(arguments.model, "", jobs);
  if (!model) {
    Complain(model.error().message);
    return 1;
  }
  if (!model->classifiers.front().is_cat_dog()) {
    Complain(model->path + ": is no cat-and-dog model (two sigmoid outputs labelled cat and dog): nothing to evaluate");
    return 1;
  }

  const Evaluation evaluation = Evaluate(files, model->classifiers, arguments.quiet);
  for (const Failure& failure : evaluation.failures) Complain(failure.path + ": " + failure.error.message);
  const bool written = WriteOut(arguments.json ? JsonText(Report(evaluation, model->path, arguments.data), 2) + "\n"
                                               : Table(evaluation, model->path, arguments.data));
  return written && evaluation.failures.empty() ? 0 : 1;
}

}  // namespace pawlens::cli
