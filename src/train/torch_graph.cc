// SPDX-License-Identifier: MIT
#include "train/torch_graph.h"

#include <algorithm>
#include <utility>

#include "base/str_cat.h"
#include "engine/operands.h"
#include "model/validate.h"

namespace pawlens {
namespace {

/// TF32 has eleven bits for a number's digits, sums are whole only with 24. Matrix products are all that could use it
/// here: convolutions do not go through cuDNN, see torch_windows.cc.
class NoTf32 {
 public:
  NoTf32() : allowed_(at::globalContext().allowTF32CuBLAS()) { at::globalContext().setAllowTF32CuBLAS(false); }
  ~NoTf32() { at::globalContext().setAllowTF32CuBLAS(allowed_); }
  NoTf32(const NoTf32&) = delete;
  NoTf32& operator=(const NoTf32&) = delete;

 private:
  bool allowed_;
};

torch::ScalarType TorchType(DataType type) {
  if (type == DataType::kFloat32) return torch::kFloat32;
  return type == DataType::kUInt8 ? torch::kUInt8 : torch::kInt8;
}

}  // namespace

Result<TorchGraph> TorchGraph::Create(const Graph& graph) {
  if (Status valid = Validate(graph); !valid) return std::unexpected(valid.error());
  if (graph.inputs.size() != 1 || graph.outputs.size() != 1) {
    return Fail(ErrorCode::kUnsupportedModel, StrCat("one input and one output are computed in batches, not ",
                                                     graph.inputs.size(), " and ", graph.outputs.size()));
  }
  const auto port = [&](int index) {
    const Tensor& tensor = graph.tensors[index];
    return Port{index, tensor.type, tensor.type == DataType::kFloat32 ? 0 : ZeroPoint(tensor), tensor.shape};
  };
  TorchGraph made;
  made.tensors_ = graph.tensors.size();
  made.input_ = port(graph.inputs[0]);
  made.output_ = port(graph.outputs[0]);
  const torch::NoGradGuard no_grad;
  for (size_t i = 0; i < graph.operators.size(); ++i) {
    const Operator& op = graph.operators[i];
    Result<TorchStep> step = MakeTorchStep({graph, i});
    if (!step) return std::unexpected(step.error());
    Node node{.step = std::move(*step), .inputs = {}, .output = op.outputs[0], .last_read = {}};
    for (const int input : op.inputs) {
      if (input >= 0 && !graph.tensors[input].is_constant()) node.inputs.push_back(input);
    }
    made.nodes_.push_back(std::move(node));
  }
  std::vector<bool> needed(graph.tensors.size());
  needed[made.output_.tensor] = true;
  for (size_t i = made.nodes_.size(); i-- > 0;) {
    Node& node = made.nodes_[i];
    for (const int input : node.inputs) {
      if (!needed[input]) node.last_read.push_back(input);
      needed[input] = true;
    }
  }
  return made;
}

void TorchGraph::To(torch::Device device) {
  for (Node& node : nodes_) {
    for (torch::Tensor& constant : node.step.constants) constant = constant.to(device);
  }
}

torch::Tensor TorchGraph::Run(const torch::Tensor& input) const {
  const torch::NoGradGuard no_grad;
  const NoTf32 no_tf32;
  const int64_t batch = input.size(0);
  TorchStep::Tensors values(tensors_);
  // Steps above the zero point; float32 has none.
  values[input_.tensor] = (input.to(torch::kFloat32) - input_.zero_point).reshape(Batched(batch, input_.shape));
  for (const Node& node : nodes_) {
    TorchStep::Tensors inputs;
    for (const int tensor : node.inputs) inputs.push_back(values[tensor]);
    values[node.output] = node.step.compute(inputs, node.step.constants);
    for (const int tensor : node.last_read) values[tensor].reset();
  }
  torch::Tensor output = (values[output_.tensor] + output_.zero_point).to(TorchType(output_.type));
  if (!output_.shape.empty() && output_.shape[0] == 1) output = output.squeeze(1);
  return output;
}

}  // namespace pawlens
