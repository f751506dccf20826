// SPDX-License-Identifier: MIT
// FlatBuffers are written back to front: whatever is referred to comes first here and ends up later in the file.
#include "model/writer.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "model/settings_generated.h"
#include "model/tflite_generated.h"
#include "model/validate.h"

namespace pawlens {
namespace {

using flatbuffers::FlatBufferBuilder;
using flatbuffers::Offset;

constexpr uint32_t kSchemaVersion = 3;
constexpr size_t kBufferAlignment = 16;

// TFLite counts an operator's versions up as its kernels learn new types; runtimes refuse versions that they do not
// know and may refuse types that a version did not have yet. These are the first versions that cover what is used.
int OperatorVersion(const Graph& graph, const Operator& op) {
  const bool is_int8 = graph.tensors[op.inputs[0]].type == DataType::kInt8;
  switch (op.type) {
    case OpType::kConv2D: return is_int8 ? 3 : 1;
    case OpType::kDepthwiseConv2D: {
      const ConvOptions& options = std::get<ConvOptions>(op.options);
      const bool dilated = options.dilation_h != 1 || options.dilation_w != 1;
      return is_int8 ? 3 : dilated ? 2 : 1;
    }
    case OpType::kFullyConnected:
      if (op.inputs.size() < 3) return 6;
      if (std::get<FullyConnectedOptions>(op.options).keep_num_dims) return 5;
      return is_int8 ? 4 : 1;
    case OpType::kAdd:
    case OpType::kAveragePool2D:
    case OpType::kMaxPool2D:
    case OpType::kSoftmax:
    case OpType::kLogistic:
    case OpType::kPad:
    case OpType::kMean: return is_int8 ? 2 : 1;
    case OpType::kDequantize: return 2;
    case OpType::kQuantize: return graph.tensors[op.inputs[0]].type == DataType::kFloat32 ? 1 : 2;
    case OpType::kReshape: return 1;
  }
  return 1;
}

using OperatorCode = std::pair<OpType, int>;  // And its version.

// An entry for each kind and version, in the order of first use.
std::vector<OperatorCode> ListOperatorCodes(const Graph& graph) {
  std::vector<OperatorCode> codes;
  for (const Operator& op : graph.operators) {
    const OperatorCode code{op.type, OperatorVersion(graph, op)};
    if (std::find(codes.begin(), codes.end(), code) == codes.end()) codes.push_back(code);
  }
  return codes;
}

// Vectors of zeros by their length. Zero points of weights and biases are all 0 and 8 bytes each: tensors share them.
using Zeros = std::map<size_t, Offset<flatbuffers::Vector<int64_t>>>;

Offset<flatbuffers::Vector<int64_t>> WriteZeroPoints(FlatBufferBuilder& builder, const std::vector<int32_t>& values,
                                                     Zeros& zeros) {
  const std::vector<int64_t> wide(values.begin(), values.end());
  if (std::ranges::any_of(values, [](int32_t value) { return value != 0; })) return builder.CreateVector(wide);
  const auto [place, is_new] = zeros.try_emplace(values.size());
  if (is_new) place->second = builder.CreateVector(wide);
  return place->second;
}

Offset<fbs::Quantization> WriteQuantization(FlatBufferBuilder& builder, const Quantization& quantization,
                                            Zeros& zeros) {
  if (quantization.scale.empty()) return 0;
  const auto scale = builder.CreateVector(quantization.scale);
  const auto zero_point = WriteZeroPoints(builder, quantization.zero_point, zeros);
  fbs::QuantizationBuilder out(builder);
  out.add_scale(scale);
  out.add_zero_point(zero_point);
  out.add_quantized_dimension(quantization.axis);
  return out.Finish();
}

// `buffer`: where its data is; 0 for a computed tensor.
Offset<fbs::Tensor> WriteTensor(FlatBufferBuilder& builder, const Tensor& tensor, uint32_t buffer, Zeros& zeros) {
  const auto quantization = WriteQuantization(builder, tensor.quantization, zeros);
  const auto name = builder.CreateString(tensor.name);
  const auto shape = builder.CreateVector(tensor.shape);
  fbs::TensorBuilder out(builder);
  out.add_shape(shape);
  out.add_type(static_cast<int8_t>(tensor.type));
  out.add_buffer(buffer);
  out.add_name(name);
  out.add_quantization(quantization);
  return out.Finish();
}

int8_t Number(Activation activation) {
  return static_cast<int8_t>(activation);
}
int8_t Number(Padding padding) {
  return static_cast<int8_t>(padding);
}

std::pair<fbs::Options, Offset<void>> WriteOptions(FlatBufferBuilder& builder, const Graph& graph, const Operator& op) {
  switch (op.type) {
    case OpType::kConv2D: {
      const ConvOptions& in = std::get<ConvOptions>(op.options);
      return {fbs::Options::Conv2DOptions,
              fbs::CreateConv2DOptions(builder, Number(in.padding), in.stride_w, in.stride_h, Number(in.activation),
                                       in.dilation_w, in.dilation_h)
                  .Union()};
    }
    case OpType::kDepthwiseConv2D: {
      const ConvOptions& in = std::get<ConvOptions>(op.options);
      const int multiplier = graph.tensors[op.outputs[0]].shape[3] / graph.tensors[op.inputs[0]].shape[3];
      return {fbs::Options::DepthwiseConv2DOptions,
              fbs::CreateDepthwiseConv2DOptions(builder, Number(in.padding), in.stride_w, in.stride_h, multiplier,
                                                Number(in.activation), in.dilation_w, in.dilation_h)
                  .Union()};
    }
    case OpType::kMaxPool2D:
    case OpType::kAveragePool2D: {
      const PoolOptions& in = std::get<PoolOptions>(op.options);
      return {fbs::Options::Pool2DOptions,
              fbs::CreatePool2DOptions(builder, Number(in.padding), in.stride_w, in.stride_h, in.filter_w, in.filter_h,
                                       Number(in.activation))
                  .Union()};
    }
    case OpType::kAdd:
      return {fbs::Options::AddOptions,
              fbs::CreateAddOptions(builder, Number(std::get<AddOptions>(op.options).activation)).Union()};
    case OpType::kFullyConnected: {
      const FullyConnectedOptions& in = std::get<FullyConnectedOptions>(op.options);
      constexpr int8_t kPlainWeights = 0;
      return {
          fbs::Options::FullyConnectedOptions,
          fbs::CreateFullyConnectedOptions(builder, Number(in.activation), kPlainWeights, in.keep_num_dims).Union()};
    }
    case OpType::kSoftmax:
      return {fbs::Options::SoftmaxOptions,
              fbs::CreateSoftmaxOptions(builder, std::get<SoftmaxOptions>(op.options).beta).Union()};
    case OpType::kMean:
      return {fbs::Options::ReducerOptions,
              fbs::CreateReducerOptions(builder, std::get<MeanOptions>(op.options).keep_dims).Union()};
    case OpType::kReshape: {
      const auto shape = builder.CreateVector(graph.tensors[op.outputs[0]].shape);
      return {fbs::Options::ReshapeOptions, fbs::CreateReshapeOptions(builder, shape).Union()};
    }
    case OpType::kPad: return {fbs::Options::PadOptions, fbs::CreatePadOptions(builder).Union()};
    case OpType::kQuantize: return {fbs::Options::QuantizeOptions, fbs::CreateQuantizeOptions(builder).Union()};
    case OpType::kDequantize: return {fbs::Options::DequantizeOptions, fbs::CreateDequantizeOptions(builder).Union()};
    case OpType::kLogistic: break;
  }
  return {fbs::Options::NONE, 0};
}

Offset<fbs::Operator> WriteOperator(FlatBufferBuilder& builder, const Graph& graph, const Operator& op,
                                    const std::vector<OperatorCode>& codes) {
  const auto code = std::find(codes.begin(), codes.end(), OperatorCode{op.type, OperatorVersion(graph, op)});
  const auto [options_type, options] = WriteOptions(builder, graph, op);
  const auto outputs = builder.CreateVector(op.outputs);
  const auto inputs = builder.CreateVector(op.inputs);
  fbs::OperatorBuilder out(builder);
  out.add_opcode_index(static_cast<uint32_t>(code - codes.begin()));
  out.add_inputs(inputs);
  out.add_outputs(outputs);
  out.add_options_type(options_type);
  out.add_options(options);
  return out.Finish();
}

Offset<fbs::OperatorCode> WriteOperatorCode(FlatBufferBuilder& builder, const OperatorCode& code) {
  const int32_t number = static_cast<int32_t>(code.first);
  fbs::OperatorCodeBuilder out(builder);
  out.add_deprecated_builtin_code(static_cast<int8_t>(number));  // All of ours are below 127, where the two agree.
  out.add_version(code.second);
  out.add_builtin_code(number);
  return out.Finish();
}

Offset<fbs::Buffer> WriteBuffer(FlatBufferBuilder& builder, const std::vector<uint8_t>& data) {
  if (data.empty()) return fbs::CreateBuffer(builder);
  builder.ForceVectorAlignment(data.size(), 1, kBufferAlignment);
  return fbs::CreateBuffer(builder, builder.CreateVector(data));
}

std::vector<uint8_t> SettingsBytes(const Settings& settings) {
  FlatBufferBuilder builder;
  const auto labels = builder.CreateVectorOfStrings(settings.labels);
  const auto thresholds = builder.CreateVector(settings.thresholds);
  const auto provenance = builder.CreateString(settings.provenance);
  fbs::FinishSettingsBuffer(
      builder, fbs::CreateSettings(builder, labels, static_cast<int8_t>(settings.head), settings.max_aspect, thresholds,
                                   settings.both_threshold, provenance, settings.doubt_from));
  return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

Offset<fbs::SubGraph> WriteGraph(FlatBufferBuilder& builder, const Graph& graph, const std::vector<OperatorCode>& codes,
                                 const std::vector<uint32_t>& tensor_buffers,
                                 Offset<flatbuffers::Vector<int32_t>> inputs) {
  std::vector<Offset<fbs::Tensor>> tensors;
  tensors.reserve(graph.tensors.size());
  Zeros zeros;
  for (size_t i = 0; i < graph.tensors.size(); ++i) {
    tensors.push_back(WriteTensor(builder, graph.tensors[i], tensor_buffers[i], zeros));
  }
  std::vector<Offset<fbs::Operator>> operators;
  operators.reserve(graph.operators.size());
  for (const Operator& op : graph.operators) operators.push_back(WriteOperator(builder, graph, op, codes));
  const auto name = builder.CreateString("main");
  const auto operator_vector = builder.CreateVector(operators);
  const auto outputs = builder.CreateVector(graph.outputs);
  const auto tensor_vector = builder.CreateVector(tensors);
  return fbs::CreateSubGraph(builder, tensor_vector, inputs, outputs, operator_vector, name);
}

}  // namespace

Result<std::vector<uint8_t>> WriteTflite(const Graph& graph, const Settings* settings) {
  if (Status status = Validate(graph); !status) return std::unexpected(status.error());
  if (settings != nullptr) {
    const int64_t outputs = graph.tensors[graph.outputs[0]].num_elements();
    if (Status status = CheckSettings(*settings, outputs); !status) return std::unexpected(status.error());
  }
  int64_t constant_bytes = 0;
  for (const Tensor& tensor : graph.tensors) constant_bytes += static_cast<int64_t>(tensor.data.size());
  constexpr int64_t kMaxConstantBytes = int64_t{1} << 29;
  if (constant_bytes > kMaxConstantBytes) {
    return Fail(ErrorCode::kUnsupportedModel, "the constants do not fit into one TFLite file");
  }

  FlatBufferBuilder builder;
  // First of all, so at the end of the file: a vector of ints leaves no padding behind it, and a file that lacks its
  // last byte is seen to be cut off.
  const auto inputs = builder.CreateVector(graph.inputs);

  std::vector<Offset<fbs::Buffer>> buffers = {WriteBuffer(builder, {})};
  std::vector<uint32_t> tensor_buffers;
  for (const Tensor& tensor : graph.tensors) {
    tensor_buffers.push_back(tensor.is_constant() ? static_cast<uint32_t>(buffers.size()) : 0);
    if (tensor.is_constant()) buffers.push_back(WriteBuffer(builder, tensor.data));
  }
  std::vector<Offset<fbs::Metadata>> metadata;
  if (settings != nullptr) {
    const auto name = builder.CreateString(kSettingsEntry);
    metadata.push_back(fbs::CreateMetadata(builder, name, static_cast<uint32_t>(buffers.size())));
    buffers.push_back(WriteBuffer(builder, SettingsBytes(*settings)));
  }

  const std::vector<OperatorCode> codes = ListOperatorCodes(graph);
  std::vector<Offset<fbs::OperatorCode>> code_tables;
  code_tables.reserve(codes.size());
  for (const OperatorCode& code : codes) code_tables.push_back(WriteOperatorCode(builder, code));
  const std::vector<Offset<fbs::SubGraph>> subgraphs = {WriteGraph(builder, graph, codes, tensor_buffers, inputs)};

  const auto description = builder.CreateString(graph.description);
  const auto code_vector = builder.CreateVector(code_tables);
  const auto subgraph_vector = builder.CreateVector(subgraphs);
  const auto buffer_vector = builder.CreateVector(buffers);
  const auto metadata_vector = builder.CreateVector(metadata);
  fbs::ModelBuilder model(builder);
  model.add_version(kSchemaVersion);
  model.add_operator_codes(code_vector);
  model.add_subgraphs(subgraph_vector);
  model.add_description(description);
  model.add_buffers(buffer_vector);
  model.add_metadata(metadata_vector);
  fbs::FinishModelBuffer(builder, model.Finish());
  return std::vector<uint8_t>(builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize());
}

}  // namespace pawlens
