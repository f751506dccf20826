// SPDX-License-Identifier: MIT
// pawlens inspect
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/engine.h"
#include "model/describe.h"
#include "model/reader.h"
#include "pawlens/commands.h"
#include "pawlens/model_file.h"
#include "pawlens/text.h"

namespace pawlens::cli {
namespace {

struct Inspected {
  const std::string& path;
  size_t file_bytes;
  const Model& model;
  const Result<EngineMemory>& memory;  ///< Or why the engine cannot run it.
};

int64_t ConstantBytes(const Graph& graph, const std::vector<int>& tensors) {
  int64_t bytes = 0;
  for (const int index : tensors) {
    if (index >= 0 && graph.tensors[index].is_constant()) bytes += graph.tensors[index].size_bytes();
  }
  return bytes;
}

int64_t AllConstantBytes(const Graph& graph) {
  int64_t bytes = 0;
  for (const Tensor& tensor : graph.tensors) bytes += tensor.is_constant() ? tensor.size_bytes() : 0;
  return bytes;
}

std::string ShapeText(const Graph& graph, int index) {
  const std::vector<int32_t>& shape = graph.tensors[index].shape;
  return shape.empty() ? "scalar" : fmt::format("{}", fmt::join(shape, "x"));
}

/// What there is to say of an operator's options; an empty object for those without.
struct OptionsAsJson {
  Json operator()(std::monostate) const { return Json::object(); }
  Json operator()(const ConvOptions& o) const {
    return {{"padding", PaddingName(o.padding)},
            {"stride", {o.stride_h, o.stride_w}},
            {"dilation", {o.dilation_h, o.dilation_w}},
            {"activation", ActivationName(o.activation)}};
  }
  Json operator()(const PoolOptions& o) const {
    return {{"padding", PaddingName(o.padding)},
            {"stride", {o.stride_h, o.stride_w}},
            {"filter", {o.filter_h, o.filter_w}},
            {"activation", ActivationName(o.activation)}};
  }
  Json operator()(const AddOptions& o) const { return {{"activation", ActivationName(o.activation)}}; }
  Json operator()(const FullyConnectedOptions& o) const {
    return {{"activation", ActivationName(o.activation)}, {"keep_num_dims", o.keep_num_dims}};
  }
  Json operator()(const SoftmaxOptions& o) const { return {{"beta", o.beta}}; }
  Json operator()(const MeanOptions& o) const { return {{"keep_dims", o.keep_dims}}; }

  static const char* PaddingName(Padding padding) { return padding == Padding::kSame ? "same" : "valid"; }
};

Json TensorAsJson(const Graph& graph, int index) {
  const Tensor& tensor = graph.tensors[index];
  Json json = {{"index", index},        {"name", tensor.name},          {"type", DataTypeName(tensor.type)},
               {"shape", tensor.shape}, {"bytes", tensor.size_bytes()}, {"constant", tensor.is_constant()}};
  const Quantization& quantization = tensor.quantization;
  if (!quantization.scale.empty()) json["scale"] = quantization.scale;
  if (!quantization.zero_point.empty()) json["zero_point"] = quantization.zero_point;
  if (quantization.scale.size() > 1) json["axis"] = quantization.axis;
  return json;
}

Json OperatorAsJson(const Graph& graph, size_t index) {
  const Operator& op = graph.operators[index];
  return {{"index", index},
          {"type", OpTypeName(op.type)},
          {"inputs", op.inputs},
          {"outputs", op.outputs},
          {"input_shape", graph.tensors[op.inputs[0]].shape},
          {"output_shape", graph.tensors[op.outputs[0]].shape},
          {"options", std::visit(OptionsAsJson{}, op.options)},
          {"macs", CountMacs(graph, op)},
          {"constant_bytes", ConstantBytes(graph, op.inputs)}};
}

Json SettingsAsJson(const Settings& settings) {
  return {{"head", settings.head == Head::kSigmoid ? "sigmoid" : "softmax"},
          {"max_aspect", settings.max_aspect},  // Infinity becomes null, as JSON has none.
          {"thresholds", settings.thresholds},
          {"both_threshold", settings.both_threshold},
          {"doubt_from", settings.doubt_from},
          {"provenance", settings.provenance}};
}

Json Report(const Inspected& inspected) {
  const Graph& graph = inspected.model.graph;
  Json report = {
      {"file", inspected.path},   {"file_bytes", inspected.file_bytes},        {"description", graph.description},
      {"macs", CountMacs(graph)}, {"constant_bytes", AllConstantBytes(graph)}, {"inputs", graph.inputs},
      {"outputs", graph.outputs}, {"labels", inspected.model.labels}};
  report["settings"] = inspected.model.settings ? SettingsAsJson(*inspected.model.settings) : Json(nullptr);
  report["arena_bytes"] = inspected.memory ? Json(inspected.memory->arena_bytes) : Json(nullptr);
  report["engine_error"] = inspected.memory ? Json(nullptr) : Json(inspected.memory.error().message);
  report["tensors"] = Json::array();
  for (size_t i = 0; i < graph.tensors.size(); ++i)
    report["tensors"].push_back(TensorAsJson(graph, static_cast<int>(i)));
  report["operators"] = Json::array();
  for (size_t i = 0; i < graph.operators.size(); ++i) report["operators"].push_back(OperatorAsJson(graph, i));
  return report;
}

std::string Row(std::string_view name, std::string_view value) {
  return fmt::format("{:<14}{}\n", name, value);
}

/// "same, stride 2x2, relu6": only what is not the usual.
std::string OptionsText(const Operator& op) {
  std::string text;
  const auto add = [&text](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  const Json options = std::visit(OptionsAsJson{}, op.options);
  for (const auto& [key, value] : options.items()) {
    if (key == "padding" || key == "activation") {
      if (value != "none") add(value.get<std::string>());
    } else if (value.is_array()) {
      if (key == "filter" || value != Json::array({1, 1}))
        add(fmt::format("{} {}x{}", key, value[0].dump(), value[1].dump()));
    } else if (value.is_number()) {
      if (value != 1.0f) add(fmt::format("{} {}", key, value.dump()));
    } else if (value == true) {
      add(key);
    }
  }
  return text;
}

std::string QuantizationText(const Quantization& quantization) {
  if (quantization.scale.empty()) return "";
  if (quantization.scale.size() > 1) {
    const auto [low, high] = std::minmax_element(quantization.scale.begin(), quantization.scale.end());
    return fmt::format("{} scales {:.4g} to {:.4g} along axis {}", quantization.scale.size(), *low, *high,
                       quantization.axis);
  }
  return fmt::format("scale {:.6g}, zero point {}", quantization.scale[0],
                     quantization.zero_point.empty() ? 0 : quantization.zero_point[0]);
}

std::string Summary(const Inspected& inspected) {
  const Graph& graph = inspected.model.graph;
  std::string text = Row("file", fmt::format("{}, {} bytes", Printable(inspected.path), inspected.file_bytes));
  if (!graph.description.empty()) text += Row("description", Printable(graph.description));
  for (const int index : graph.inputs) {
    text += Row("input", fmt::format("{} {} {}", DataTypeName(graph.tensors[index].type), ShapeText(graph, index),
                                     Printable(graph.tensors[index].name)));
  }
  for (const int index : graph.outputs) {
    text += Row("output", fmt::format("{} {} {}", DataTypeName(graph.tensors[index].type), ShapeText(graph, index),
                                      Printable(graph.tensors[index].name)));
  }
  text += Row("operators", fmt::format("{}, {:.2f} million multiply-accumulates", graph.operators.size(),
                                       static_cast<double>(CountMacs(graph)) / 1e6));
  text += Row("constants", fmt::format("{} bytes", AllConstantBytes(graph)));
  text += Row("memory", inspected.memory ? fmt::format("{} bytes of activations", inspected.memory->arena_bytes)
                                         : "the engine cannot run it: " + Printable(inspected.memory.error().message));
  const std::vector<std::string>& labels = inspected.model.labels;
  constexpr size_t kShown = 10;
  std::string shown;
  for (size_t i = 0; i < std::min(labels.size(), kShown); ++i) shown += (i ? ", " : "") + Printable(labels[i]);
  if (labels.size() > kShown) shown += fmt::format(", ... ({} in all)", labels.size());
  text += Row("labels", labels.empty() ? "none" : shown);
  if (const std::optional<Settings>& settings = inspected.model.settings) {
    text += Row("head", settings->head == Head::kSigmoid ? "sigmoid" : "softmax");
    text += Row("max aspect", fmt::format("{:g}", settings->max_aspect));
    if (!settings->thresholds.empty()) {
      text += Row("thresholds",
                  fmt::format("{:g}; both {:g}", fmt::join(settings->thresholds, ", "), settings->both_threshold));
    }
    if (settings->doubt_from > 0) {
      text += Row("second look", fmt::format("where a probability is from {:g} to {:g}", settings->doubt_from,
                                             1.0f - settings->doubt_from));
    }
    if (!settings->provenance.empty()) text += Row("provenance", Printable(settings->provenance));
  }
  return text;
}

std::string Tables(const Graph& graph) {
  std::string text = fmt::format("\n{:>4}  {:<18}{:<16}{:<16}{:>10}{:>10}  {}\n", "op", "type", "input", "output",
                                 "kMAC", "bytes", "options");
  for (size_t i = 0; i < graph.operators.size(); ++i) {
    const Operator& op = graph.operators[i];
    text +=
        fmt::format("{:>4}  {:<18}{:<16}{:<16}{:>10.1f}{:>10}  {}\n", i, OpTypeName(op.type),
                    ShapeText(graph, op.inputs[0]), ShapeText(graph, op.outputs[0]),
                    static_cast<double>(CountMacs(graph, op)) / 1e3, ConstantBytes(graph, op.inputs), OptionsText(op));
  }
  text += fmt::format("\n{:>6}  {:<9}{:<18}{:>10}  {}\n", "tensor", "type", "shape", "bytes", "name; quantization");
  for (size_t i = 0; i < graph.tensors.size(); ++i) {
    const Tensor& tensor = graph.tensors[i];
    const std::string quantization = QuantizationText(tensor.quantization);
    text +=
        fmt::format("{:>6}  {:<9}{:<18}{:>10}  {}{}{}{}\n", i, DataTypeName(tensor.type),
                    ShapeText(graph, static_cast<int>(i)), tensor.size_bytes(), tensor.is_constant() ? "constant " : "",
                    Printable(tensor.name), quantization.empty() ? "" : "; ", quantization);
  }
  return text;
}

}  // namespace

int RunInspect(const InspectArguments& arguments) {
  const Result<std::vector<uint8_t>> file = ReadModelFile(arguments.model);
  if (!file) {
    Complain(file.error().message);
    return 1;
  }
  const Result<Model> model = ReadTflite(*file);
  if (!model) {
    Complain(arguments.model + ": " + model.error().message);
    return 1;
  }
  Result<EngineMemory> memory = EngineMemory{};
  if (const Result<Engine> engine = Engine::Create(model->graph)) {
    memory = engine->memory();
  } else {
    memory = std::unexpected(engine.error());
  }
  const Inspected inspected{arguments.model, file->size(), *model, memory};
  const bool written =
      WriteOut(arguments.json ? JsonText(Report(inspected), 2) + "\n" : Summary(inspected) + Tables(model->graph));
  return written ? 0 : 1;
}

}  // namespace pawlens::cli
