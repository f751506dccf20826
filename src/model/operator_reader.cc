// SPDX-License-Identifier: MIT
#include "model/operator_reader.h"

#include <algorithm>

#include "model/describe.h"
#include "model/flatbuffer_values.h"
#include "model/quantization_checks.h"

namespace pawlens {
namespace {

constexpr int32_t kCustomOperator = 32;

Activation ReadActivation(int8_t value) {
  return static_cast<Activation>(value);
}
Padding ReadPadding(int8_t value) {
  return static_cast<Padding>(value);
}

// The two tables differ in their slots only.
template <typename Table>
ConvOptions ReadConv(const Table& in) {
  return {ReadPadding(in.padding()), in.stride_w(),   in.stride_h(),
          in.dilation_w(),           in.dilation_h(), ReadActivation(in.activation())};
}

// Options that are absent stay std::monostate, which Validate refuses, but for ADD, FULLY_CONNECTED and MEAN: there they
// mean the format's defaults.
bool ReadOptions(Checker& check, const fbs::Operator& in, Operator& op) {
  switch (op.type) {
    case OpType::kConv2D:
      if (const auto* options = in.options_as_Conv2DOptions()) op.options = ReadConv(*options);
      break;
    case OpType::kDepthwiseConv2D:
      if (const auto* options = in.options_as_DepthwiseConv2DOptions()) op.options = ReadConv(*options);
      break;
    case OpType::kMaxPool2D:
    case OpType::kAveragePool2D:
      if (const auto* options = in.options_as_Pool2DOptions()) {
        op.options = PoolOptions{ReadPadding(options->padding()),
                                 options->stride_w(),
                                 options->stride_h(),
                                 options->filter_w(),
                                 options->filter_h(),
                                 ReadActivation(options->activation())};
      }
      break;
    case OpType::kAdd: {
      const auto* options = in.options_as_AddOptions();
      op.options = AddOptions{options == nullptr ? Activation::kNone : ReadActivation(options->activation())};
      break;
    }
    case OpType::kFullyConnected: {
      FullyConnectedOptions& out = op.options.emplace<FullyConnectedOptions>();
      if (const auto* options = in.options_as_FullyConnectedOptions()) {
        if (options->weights_format() != 0)
          return check.Unsupported("its weights are shuffled, not in the plain format");
        out = {ReadActivation(options->activation()), options->keep_num_dims()};
      }
      break;
    }
    case OpType::kSoftmax:
      if (const auto* options = in.options_as_SoftmaxOptions()) op.options = SoftmaxOptions{options->beta()};
      break;
    case OpType::kMean: {
      const auto* options = in.options_as_ReducerOptions();
      op.options = MeanOptions{options != nullptr && options->keep_dims()};
      break;
    }
    default: break;
  }
  // The format's other activations; Validate refuses numbers that are none.
  switch (static_cast<int>(FusedActivation(op))) {
    case 2: return check.Unsupported("its activation RELU_N1_TO_1 is not available");
    case 4: return check.Unsupported("its activation TANH is not available");
    case 5: return check.Unsupported("its activation SIGN_BIT is not available");
    default: return true;
  }
}

}  // namespace

bool ReadOperator(Checker& check, const fbs::Model& model, const fbs::Operator& in, Operator& op) {
  const size_t num_codes = SizeOf(model.operator_codes());
  if (in.opcode_index() >= num_codes) return check.Bad("it is of kind % of %", {in.opcode_index(), num_codes});
  const fbs::OperatorCode& code = *model.operator_codes()->Get(in.opcode_index());
  // Old files have the number in a byte, new ones in an int with the byte as a copy or a mark.
  const int32_t number = std::max<int32_t>(code.deprecated_builtin_code(), code.builtin_code());
  if (number == kCustomOperator) {
    return check.Unsupported("the custom operator \"%\" is not available",
                             {PrintableName(StringView(code.custom_code()))});
  }
  op.type = static_cast<OpType>(number);
  if (OpTypeName(op.type)[0] == '\0') return check.Unsupported("% is not available", {BuiltinOperatorName(number)});
  // No operator that is read here has more; a hostile file can name one long vector many times.
  constexpr size_t kMaxPorts = 16;
  if (SizeOf(in.inputs()) > kMaxPorts || SizeOf(in.outputs()) > kMaxPorts) {
    return check.Bad("it has % inputs and % outputs", {SizeOf(in.inputs()), SizeOf(in.outputs())});
  }
  op.inputs = CopyVector(in.inputs());
  op.outputs = CopyVector(in.outputs());
  return ReadOptions(check, in, op);
}

}  // namespace pawlens
