// SPDX-License-Identifier: MIT
#include "model/hand_made_file.h"

#include <limits>

#include "model/tflite_generated.h"

namespace pawlens::testing {
namespace {

using flatbuffers::FlatBufferBuilder;
using flatbuffers::Offset;

Offset<fbs::Tensor> WriteTensor(FlatBufferBuilder& builder, const std::vector<int32_t>& shape, int8_t type,
                                uint32_t buffer, const char* name, const std::vector<float>& scale,
                                const std::vector<int64_t>& zero_point, bool sparse = false) {
  const auto quantization = fbs::CreateQuantizationDirect(builder, nullptr, nullptr, &scale, &zero_point);
  const auto sparsity = sparse ? fbs::CreateSparsity(builder) : Offset<fbs::Sparsity>(0);
  return fbs::CreateTensorDirect(builder, &shape, type, buffer, name, quantization, false, sparsity);
}

}  // namespace

std::vector<uint8_t> HandMadeFile::Write() const {
  FlatBufferBuilder builder;
  const std::vector<uint8_t> paddings = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0,
                                         0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  const std::vector<Offset<fbs::Buffer>> buffers = {
      fbs::CreateBuffer(builder), fbs::CreateBufferDirect(builder, &paddings, paddings_offset, paddings_offset),
      fbs::CreateBufferDirect(builder, &metadata_bytes)};

  std::vector<int32_t> in_shape = {1, 2, 2, 1};
  in_shape.insert(in_shape.begin(), static_cast<size_t>(input_rank - 4), 1);
  std::vector<Offset<fbs::Tensor>> tensors = {
      WriteTensor(builder, in_shape, input_type, 0, "in", {0.5f}, input_zero_point),
      WriteTensor(builder, {4, 2}, 2, paddings_buffer, "paddings", {}, {}, sparse_paddings),
      WriteTensor(builder, {1, 3, 2, 1}, 9, 0, "out", {0.5f}, {3})};
  if (odd_unused_tensor) {
    tensors.push_back(WriteTensor(builder, {-1, 0}, 1, 99, "odd", {std::numeric_limits<float>::quiet_NaN()}, {}));
  }
  std::vector<int32_t> graph_inputs = {0};
  for (int i = 0; i < shared_constants; ++i) {
    graph_inputs.push_back(static_cast<int32_t>(tensors.size()));
    tensors.push_back(WriteTensor(builder, {1, 1}, 9, 2, "shared", {0.5f}, {0}));
  }
  std::vector<int32_t> inputs(static_cast<size_t>(operator_inputs), 1);
  inputs[0] = 0;
  const std::vector<int32_t> outputs = {2};
  const std::vector<Offset<fbs::Operator>> operators = {
      fbs::CreateOperatorDirect(builder, opcode_index, &inputs, &outputs)};
  const std::vector<Offset<fbs::SubGraph>> graphs(
      static_cast<size_t>(subgraphs),
      fbs::CreateSubGraphDirect(builder, &tensors, &graph_inputs, &outputs, &operators, "main"));
  const std::vector<Offset<fbs::OperatorCode>> codes = {fbs::CreateOperatorCodeDirect(
      builder, deprecated_builtin_code, custom_code.empty() ? nullptr : custom_code.c_str(), 2, builtin_code)};
  std::vector<Offset<fbs::Metadata>> metadata;
  if (!metadata_name.empty()) {
    metadata.push_back(fbs::CreateMetadataDirect(builder, metadata_name.c_str(), metadata_buffer));
  }
  const auto code_vector = builder.CreateVector(codes);
  const auto graph_vector = builder.CreateVector(graphs);
  const auto buffer_vector = builder.CreateVector(buffers);
  const auto metadata_vector = builder.CreateVector(metadata);
  const auto unknown = builder.CreateString(unknown_table);
  fbs::ModelBuilder model(builder);
  model.add_version(version);
  model.add_operator_codes(code_vector);
  model.add_subgraphs(graph_vector);
  model.add_buffers(buffer_vector);
  model.add_metadata(metadata_vector);
  constexpr flatbuffers::voffset_t kSlot7 = 4 + 2 * 7;
  if (!unknown_table.empty()) builder.AddOffset(kSlot7, unknown);
  fbs::FinishModelBuffer(builder, model.Finish());
  return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

}  // namespace pawlens::testing
