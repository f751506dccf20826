// SPDX-License-Identifier: MIT
// pawlens classify
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <utility>

#include "classify/heat_map.h"
#include "image/png.h"
#include "pawlens/answer.h"
#include "pawlens/commands.h"
#include "pawlens/file_walk.h"
#include "pawlens/heat_picture.h"
#include "pawlens/in_order.h"
#include "pawlens/model_file.h"
#include "pawlens/progress.h"
#include "pawlens/text.h"

namespace pawlens::cli {
namespace {

std::string Line(const std::string& path, const Result<Answer>& answer, const Classifier& model, int top) {
  const bool decides = model.is_cat_dog();
  const std::string name = Printable(path);
  if (!answer) {
    const std::string message = Printable(answer.error().message);
    return decides ? fmt::format("{:<8}  {:>6}  {:>6}  {:>8}  {}: {}\n", "error", "-", "-", "-", name, message)
                   : fmt::format("{:>8}  {}: error: {}\n", "-", name, message);
  }
  const Classification& result = answer->classification;
  if (decides) {
    return fmt::format("{:<8}  {:6.4f}  {:6.4f}  {:8.2f}  {}\n", DecisionName(result.decision), result.p_cat,
                       result.p_dog, answer->total_ms(), name);
  }
  std::string labels;
  for (const int index : TopIndices(result.probabilities, top)) {
    labels += fmt::format("{}{} {:.4f}", labels.empty() ? "" : "; ", Printable(model.LabelOf(index)),
                          result.probabilities[index]);
  }
  return fmt::format("{:8.2f}  {}: {}\n", answer->total_ms(), name, labels);
}

std::string HeaderLine(bool decides) {
  return decides ? fmt::format("{:<8}  {:>6}  {:>6}  {:>8}  {}\n", "decision", "P(cat)", "P(dog)", "ms", "path")
                 : fmt::format("{:>8}  path: most likely labels\n", "ms");
}

/// The same keys for every picture; null where there is nothing to say.
Json Object(const std::string& path, const Result<Answer>& answer, const Classifier& model, int top) {
  Json object = {{"path", path},     {"ok", answer.has_value()}, {"decision", nullptr},      {"p_cat", nullptr},
                 {"p_dog", nullptr}, {"decode_ms", nullptr},     {"preprocess_ms", nullptr}, {"infer_ms", nullptr},
                 {"looks", nullptr}};
  if (!answer) {
    object["error"] = answer.error().message;
    object["code"] = ErrorCodeName(answer.error().code);
    return object;
  }
  const Classification& result = answer->classification;
  object["decode_ms"] = answer->decode_ms;
  object["preprocess_ms"] = result.preprocess_ms;
  object["infer_ms"] = result.infer_ms;
  object["looks"] = result.looks;
  if (model.is_cat_dog()) {
    object["decision"] = DecisionName(result.decision);
    object["p_cat"] = result.p_cat;
    object["p_dog"] = result.p_dog;
    return object;
  }
  Json& labels = object["top"] = Json::array();
  for (const int index : TopIndices(result.probabilities, top)) {
    labels.push_back({{"label", model.LabelOf(index)}, {"probability", result.probabilities[index]}});
  }
  return object;
}

/// What the heat map is about: the labels of the decision; of neither, and of other models, the likeliest one.
std::vector<int> OutputsShown(const Classification& result) {
  if (result.decision == Decision::kBoth) return {0, 1};
  return TopIndices(result.probabilities, 1);
}

Status DrawHeatMap(const std::string& out, const std::string& model_path, const Image& picture,
                   const Classification& result) {
  const Result<std::vector<uint8_t>> file = ReadModelFile(model_path);
  if (!file) return std::unexpected(file.error());
  Result<HeatMapper> mapper = HeatMapper::Load(*file);
  if (!mapper) return Fail(mapper.error().code, fmt::format("{}: {}", model_path, mapper.error().message));
  const Result<HeatMap> map = mapper->Compute(picture.view());
  if (!map) return std::unexpected(map.error());
  const Result<std::vector<uint8_t>> png = EncodePng(PaintHeat(picture, *map, OutputsShown(result)));
  if (!png) return std::unexpected(png.error());
  std::ofstream stream(out, std::ios::binary);
  stream.write(reinterpret_cast<const char*>(png->data()), static_cast<std::streamsize>(png->size()));
  stream.close();
  if (!stream) return Fail(ErrorCode::kIo, fmt::format("{}: cannot be written", out));
  return {};
}

}  // namespace

int RunClassify(const ClassifyArguments& arguments) {
  const std::vector<FoundFile> files = ExpandInputs(arguments.inputs);
  if (!arguments.heat_map.empty() && files.size() != 1) {
    Complain(fmt::format("--heatmap is for one picture, not {}", files.size()));
    return 1;
  }
  const int jobs = static_cast<int>(std::min<size_t>(static_cast<size_t>(arguments.jobs), files.size()));
  Result<LoadedModel> model = LoadModel(arguments.model, arguments.labels, jobs);
  if (!model) {
    Complain(model.error().message);
    return 1;
  }
  const Classifier& first = model->classifiers.front();
  const bool on_terminal = isatty(STDOUT_FILENO) == 1;

  Image picture;  // Of the heat map.
  Status drawn;
  size_t failures = 0;
  bool writable = true;
  if (arguments.json) {
    writable = WriteOut("[");
  } else if (on_terminal) {
    writable = WriteOut(HeaderLine(first.is_cat_dog()));
  }
  if (!writable) return 1;
  {
    Progress progress(files.size(), !arguments.quiet);
    ForEachInOrder(
        files.size(), jobs,
        [&](int job, size_t index) {
          return AnswerFor(files[index], model->classifiers[static_cast<size_t>(job)],
                           arguments.heat_map.empty() ? nullptr : &picture);
        },
        [&](size_t index, const Result<Answer>& answer) {
          failures += !answer.has_value();
          if (answer && !arguments.heat_map.empty()) {
            drawn = DrawHeatMap(arguments.heat_map, model->path, picture, answer->classification);
          }
          if (on_terminal) progress.Hide();
          const std::string& path = files[index].path;
          if (arguments.json) {
            writable =
                WriteOut((index == 0 ? "\n " : ",\n ") + JsonText(Object(path, answer, first, arguments.top), -1));
          } else {
            writable = WriteOut(Line(path, answer, first, arguments.top));
          }
          progress.Show(index + 1);
          return writable;
        });
  }
  if (arguments.json) writable = writable && WriteOut("\n]\n");
  if (failures > 0 && writable && !arguments.quiet) {
    Complain(fmt::format("{} of {} could not be read", failures, files.size()));
  }
  if (!drawn) Complain(drawn.error().message);
  return failures == 0 && writable && drawn ? 0 : 1;
}

}  // namespace pawlens::cli
