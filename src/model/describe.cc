// SPDX-License-Identifier: MIT
#include "model/describe.h"

#include "base/str_cat.h"

namespace pawlens {
namespace {

// The operators that image classifiers are most often made of, beyond those of OpType.
struct NamedOperator {
  int32_t code;
  const char* name;
};
constexpr NamedOperator kAbsentOperators[] = {
    {2, "CONCATENATION"},
    {5, "DEPTH_TO_SPACE"},
    {11, "L2_NORMALIZATION"},
    {18, "MUL"},
    {19, "RELU"},
    {21, "RELU6"},
    {23, "RESIZE_BILINEAR"},
    {26, "SPACE_TO_DEPTH"},
    {28, "TANH"},
    {36, "GATHER"},
    {39, "TRANSPOSE"},
    {41, "SUB"},
    {42, "DIV"},
    {43, "SQUEEZE"},
    {45, "STRIDED_SLICE"},
    {49, "SPLIT"},
    {50, "LOG_SOFTMAX"},
    {53, "CAST"},
    {54, "PRELU"},
    {56, "ARG_MAX"},
    {60, "PADV2"},
    {65, "SLICE"},
    {67, "TRANSPOSE_CONV"},
    {70, "EXPAND_DIMS"},
    {74, "SUM"},
    {77, "SHAPE"},
    {83, "PACK"},
    {97, "RESIZE_NEAREST_NEIGHBOR"},
    {98, "LEAKY_RELU"},
    {117, "HARD_SWISH"},
    {126, "BATCH_MATMUL"},
    {150, "GELU"},
};

}  // namespace

std::string PrintableName(std::string_view name) {
  constexpr size_t kMaxLength = 80;
  std::string text(name.substr(0, kMaxLength));
  for (char& c : text) {
    if (c < 0x20 || c > 0x7e) c = '?';
  }
  if (name.size() > kMaxLength) text += "...";
  return text;
}

std::string DescribeTensor(const Graph& graph, int index) {
  std::string text = "tensor ";
  StrAppend(text, index);
  if (static_cast<size_t>(index) < graph.tensors.size() && !graph.tensors[index].name.empty()) {
    text += " \"";
    text += PrintableName(graph.tensors[index].name);
    text += '"';
  }
  return text;
}

std::string DescribeOperator(const Graph& graph, size_t index) {
  std::string text = "operator ";
  StrAppend(text, index);
  text += " (";
  text += BuiltinOperatorName(static_cast<int32_t>(graph.operators[index].type));
  text += ')';
  return text;
}

std::string DescribeShape(const std::vector<int32_t>& shape) {
  std::string text = "[";
  for (size_t i = 0; i < shape.size(); ++i) {
    if (i > 0) text += ", ";
    StrAppend(text, shape[i]);
  }
  return text + "]";
}

std::string BuiltinOperatorName(int32_t code) {
  for (const NamedOperator& absent : kAbsentOperators) {
    if (absent.code == code) return absent.name;
  }
  const char* name = OpTypeName(static_cast<OpType>(code));
  return name[0] != '\0' ? std::string(name) : StrCat("operator ", code);
}

const char* ActivationName(Activation activation) {
  switch (activation) {
    case Activation::kNone: return "none";
    case Activation::kRelu: return "relu";
    case Activation::kRelu6: return "relu6";
  }
  return "none";
}

}  // namespace pawlens
