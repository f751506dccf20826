// SPDX-License-Identifier: MIT
#include "model/reader.h"

#include "model/associated_files.h"
#include "model/checker.h"
#include "model/flatbuffer_values.h"
#include "model/operator_reader.h"
#include "model/settings_reader.h"
#include "model/tflite_generated.h"
#include "model/validate.h"

namespace pawlens {
namespace {

using flatbuffers::uoffset_t;

constexpr size_t kMaxFileBytes = size_t{1} << 30;  // FlatBuffers themselves end at 2^31.
constexpr size_t kMaxNameBytes = 4'000;
constexpr size_t kMaxShapeEntries = 6;

// Reads one verified file into `graph`, which `check` looks at while it grows.
class GraphReader {
 public:
  GraphReader(const fbs::Model& model, size_t file_bytes, Graph& graph, Checker& check)
      : model_(model), graph_(graph), check_(check), budget_bytes_(4 * file_bytes) {}

  bool Read() {
    constexpr uint32_t kVersion = 3;
    if (model_.version() != kVersion) {
      return check_.Unsupported("the file has schema version %, not %", {model_.version(), kVersion});
    }
    if (SizeOf(model_.subgraphs()) == 0) return check_.Bad("the file holds no network");
    const fbs::SubGraph& in = *model_.subgraphs()->Get(0);
    const size_t num_tensors = SizeOf(in.tensors()), num_operators = SizeOf(in.operators());
    if (num_tensors > kMaxTensors || num_operators > kMaxOperators) {
      return check_.Unsupported("% tensors or % operators are too many", {num_tensors, num_operators});
    }
    graph_.description = StringView(model_.description());
    graph_.inputs = CopyVector(in.inputs());
    graph_.outputs = CopyVector(in.outputs());
    graph_.operators = std::vector<Operator>(num_operators);
    graph_.tensors = std::vector<Tensor>(num_tensors);
    used_ = std::vector<uint8_t>(num_tensors);
    MarkUsed(graph_.inputs);
    MarkUsed(graph_.outputs);
    for (size_t i = 0; i < num_operators; ++i) {
      check_.EnterOperator(static_cast<int64_t>(i));
      Operator& op = graph_.operators[i];
      if (!ReadOperator(check_, model_, *in.operators()->Get(static_cast<uoffset_t>(i)), op)) return false;
      MarkUsed(op.inputs);
      MarkUsed(op.outputs);
    }
    check_.EnterOperator(-1);
    for (size_t i = 0; i < num_tensors; ++i) {
      // Converters leave tensors behind that nothing uses, of any type and shape. They stay empty, to keep the indices.
      if (used_[i] && !ReadTensor(*in.tensors()->Get(static_cast<uoffset_t>(i)), i)) return false;
    }
    return true;
  }

 private:
  // Indices out of range are left for Validate to refuse.
  void MarkUsed(const std::vector<int>& indices) {
    for (const int index : indices) {
      if (static_cast<size_t>(index) < used_.size()) used_[index] = 1;
    }
  }

  // Several tensors may share a buffer or a vector, each with a copy of its own here: hostile files could ask for a
  // thousand times their size.
  bool TakeFromBudget(size_t bytes, TensorIndex index) {
    if (bytes > budget_bytes_) return check_.Unsupported("% and others share the same data", {index});
    budget_bytes_ -= bytes;
    return true;
  }

  bool ReadTensor(const fbs::Tensor& in, size_t tensor_index) {
    Tensor& tensor = graph_.tensors[tensor_index];
    const TensorIndex index{static_cast<int64_t>(tensor_index)};
    tensor.name = StringView(in.name()).substr(0, kMaxNameBytes);
    tensor.type = static_cast<DataType>(in.type());
    switch (tensor.type) {
      case DataType::kFloat32:
      case DataType::kInt32:
      case DataType::kUInt8:
      case DataType::kInt64:
      case DataType::kInt8: break;
      default: {
        const char* name = in.type() == 1 ? "float16" : in.type() == 6 ? "bool" : in.type() == 7 ? "int16" : "unknown";
        return check_.Unsupported("% has element type % (%), which is not available",
                                  {index, static_cast<int>(in.type()), name});
      }
    }
    if (SizeOf(in.shape()) > kMaxShapeEntries) {
      return check_.Unsupported("% has % dimensions", {index, SizeOf(in.shape())});
    }
    tensor.shape = CopyVector(in.shape());
    return ReadQuantization(in, index, tensor) && ReadData(in, index, tensor);
  }

  bool ReadQuantization(const fbs::Tensor& in, TensorIndex index, Tensor& tensor) {
    const fbs::Quantization* given = in.quantization();
    // Converters leave ranges, even scales, on float tensors, where they mean nothing.
    if (given == nullptr || SizeOf(given->scale()) == 0 || tensor.type == DataType::kFloat32) return true;
    const size_t count = SizeOf(given->scale());
    if (SizeOf(given->zero_point()) != count) {
      return check_.Bad("% has % scales but % zero points", {index, count, SizeOf(given->zero_point())});
    }
    if (!TakeFromBudget(count * 8, index)) return false;
    Quantization& quantization = tensor.quantization;
    quantization.axis = given->quantized_dimension();
    quantization.scale = CopyVector(given->scale());
    quantization.zero_point = std::vector<int32_t>(count);
    for (size_t i = 0; i < count; ++i) {
      int64_t zero_point;
      std::memcpy(&zero_point, given->zero_point()->Data() + i * sizeof zero_point, sizeof zero_point);
      if (zero_point != static_cast<int32_t>(zero_point)) {
        return check_.Bad("% has zero point %", {index, zero_point});
      }
      quantization.zero_point[i] = static_cast<int32_t>(zero_point);
    }
    return true;
  }

  bool ReadData(const fbs::Tensor& in, TensorIndex index, Tensor& tensor) {
    if (in.buffer() == 0) return true;  // By definition the empty one.
    const size_t num_buffers = SizeOf(model_.buffers());
    if (in.buffer() >= num_buffers) {
      return check_.Bad("% has its data in buffer % of %", {index, in.buffer(), num_buffers});
    }
    const fbs::Buffer& buffer = *model_.buffers()->Get(in.buffer());
    if (buffer.offset() > 1 || buffer.size() > 1) {
      return check_.Unsupported("% has its data outside the FlatBuffer, as files over 2 GB have", {index});
    }
    if (in.sparsity() != nullptr) return check_.Unsupported("% is sparse", {index});
    if (!TakeFromBudget(SizeOf(buffer.data()), index)) return false;
    tensor.data = CopyVector(buffer.data());
    return true;
  }

  const fbs::Model& model_;
  Graph& graph_;
  Checker& check_;
  std::vector<uint8_t> used_;  // By operators or the graph itself, for each tensor.
  size_t budget_bytes_;
};

// The buffer of the settings entry: null if the file has no such entry, which is well.
bool FindSettings(Checker& check, const fbs::Model& model, const flatbuffers::Vector<uint8_t>*& data) {
  for (uoffset_t i = 0; i < SizeOf(model.metadata()); ++i) {
    const fbs::Metadata& entry = *model.metadata()->Get(i);
    if (StringView(entry.name()) != kSettingsEntry) continue;
    if (entry.buffer() < SizeOf(model.buffers())) data = model.buffers()->Get(entry.buffer())->data();
    if (data != nullptr) return true;
    return check.Bad("the model's settings are in buffer %, which is absent or empty", {entry.buffer()});
  }
  return true;
}

void ReadAssociatedLabels(std::span<const uint8_t> file, size_t max_labels, std::vector<std::string>& labels) {
  const auto text = FindLabelFile(file);
  if (!text) return;
  Result<std::vector<std::string>> found = ParseLabels(*text);
  if (found && found->size() <= max_labels) labels = std::move(*found);
}

bool ReadModel(Checker& check, std::span<const uint8_t> file, Model& model) {
  flatbuffers::Verifier verifier(file.data(), file.size());
  if (!fbs::VerifyModelBuffer(verifier)) {
    return check.Bad("the TFLite file is damaged or cut off: a part that it names lies outside it");
  }
  const fbs::Model& in = *fbs::GetModel(file.data());
  return GraphReader(in, file.size(), model.graph, check).Read();
}

}  // namespace

Result<Model> ReadTflite(std::span<const uint8_t> file) {
  constexpr size_t kHeaderBytes = 8;
  constexpr size_t kAlignment = 8;
  Model model;
  Checker check(model.graph);
  if (file.size() < kHeaderBytes || !fbs::ModelBufferHasIdentifier(file.data())) {
    check.Bad("this is no TFLite file: its bytes 4 to 7 are not TFL3");
    return check.failure();
  }
  if (file.size() > kMaxFileBytes) {
    check.Unsupported("a file of % bytes is too large", {file.size()});
    return check.failure();
  }
  std::vector<uint8_t> aligned;
  if (reinterpret_cast<uintptr_t>(file.data()) % kAlignment != 0) {
    aligned.assign(file.begin(), file.end());
    file = aligned;
  }
  if (!ReadModel(check, file, model)) return check.failure();
  if (Status status = Validate(model.graph); !status) return std::unexpected(std::move(status.error()));

  const fbs::Model& in = *fbs::GetModel(file.data());
  const int64_t outputs = model.graph.tensors[model.graph.outputs[0]].num_elements();
  const flatbuffers::Vector<uint8_t>* settings = nullptr;
  if (!FindSettings(check, in, settings)) return check.failure();
  if (settings == nullptr) {
    ReadAssociatedLabels(file, static_cast<size_t>(outputs), model.labels);
    return model;
  }
  model.settings.emplace();
  if (!ReadSettings(check, {settings->data(), settings->size()}, *model.settings)) return check.failure();
  if (Status status = CheckSettings(*model.settings, outputs); !status) {
    return std::unexpected(std::move(status.error()));
  }
  model.labels = model.settings->labels;
  return model;
}

}  // namespace pawlens
