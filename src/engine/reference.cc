// SPDX-License-Identifier: MIT
#include "engine/reference.h"

#include "engine/reference_ops.h"
#include "model/describe.h"
#include "model/validate.h"

namespace pawlens {
namespace {

TensorBytes Compute(const ReferenceCall& call) {
  switch (call.operands.op.type) {
    case OpType::kConv2D:
    case OpType::kDepthwiseConv2D: return ReferenceConvolution(call);
    case OpType::kFullyConnected: return ReferenceFullyConnected(call);
    case OpType::kMaxPool2D:
    case OpType::kAveragePool2D: return ReferencePool(call);
    case OpType::kMean: return ReferenceMean(call);
    case OpType::kPad: return ReferencePad(call);
    case OpType::kAdd: return ReferenceAdd(call);
    case OpType::kReshape: return *call.inputs[0];
    case OpType::kSoftmax: return ReferenceSoftmax(call);
    case OpType::kLogistic: return ReferenceLogistic(call);
    case OpType::kQuantize: return ReferenceQuantize(call);
    case OpType::kDequantize: return ReferenceDequantize(call);
  }
  return {};
}

}  // namespace

float ApplyActivation(Activation activation, float value) {
  if (activation != Activation::kNone && value < 0) return 0;
  if (activation == Activation::kRelu6 && value > 6) return 6;
  return value;
}

Result<std::vector<TensorBytes>> RunReference(const Graph& graph, std::span<const TensorBytes> inputs) {
  if (Status valid = Validate(graph); !valid) return std::unexpected(valid.error());
  if (inputs.size() != graph.inputs.size()) {
    return Fail(ErrorCode::kInvalidArgument,
                StrCat(inputs.size(), " inputs were given, the graph has ", graph.inputs.size()));
  }
  std::vector<TensorBytes> tensors(graph.tensors.size());
  for (size_t i = 0; i < inputs.size(); ++i) {
    const int tensor = graph.inputs[i];
    const int64_t expected = graph.tensors[static_cast<size_t>(tensor)].size_bytes();
    if (static_cast<int64_t>(inputs[i].size()) != expected) {
      return Fail(ErrorCode::kInvalidArgument, StrCat("input ", DescribeTensor(graph, tensor), " takes ", expected,
                                                      " bytes, not ", inputs[i].size()));
    }
    tensors[static_cast<size_t>(tensor)] = inputs[i];
  }
  for (size_t i = 0; i < graph.operators.size(); ++i) {
    ReferenceCall call{{graph, i}, {}};
    for (const int input : graph.operators[i].inputs) {
      const TensorBytes* bytes = nullptr;
      if (input >= 0) {
        const auto index = static_cast<size_t>(input);
        bytes = graph.tensors[index].is_constant() ? &graph.tensors[index].data : &tensors[index];
      }
      call.inputs.push_back(bytes);
    }
    tensors[static_cast<size_t>(graph.operators[i].outputs[0])] = Compute(call);
  }
  return tensors;
}

}  // namespace pawlens
