// SPDX-License-Identifier: MIT
#include "model/normalization.h"

#include <cmath>
#include <vector>

#include "model/flatbuffer_values.h"
#include "model/tflite_generated.h"
#include "model/tflite_metadata_generated.h"

namespace pawlens {
namespace {

using flatbuffers::uoffset_t;

/// Of at least one element; behind the verifier.
template <typename T>
const T* First(const flatbuffers::Vector<flatbuffers::Offset<T>>* vector) {
  return SizeOf(vector) == 0 ? nullptr : vector->Get(0);
}

const flatbuffers::Vector<uint8_t>* FindMetadata(const fbs::Model& model) {
  for (uoffset_t i = 0; i < SizeOf(model.metadata()); ++i) {
    const fbs::Metadata& entry = *model.metadata()->Get(i);
    if (StringView(entry.name()) != "TFLITE_METADATA" || entry.buffer() >= SizeOf(model.buffers())) continue;
    return model.buffers()->Get(entry.buffer())->data();
  }
  return nullptr;
}

/// One value for all channels, or three; false for anything else, and for values that no picture has.
bool ReadChannels(const flatbuffers::Vector<float>* in, bool positive, std::array<float, 3>& channels) {
  const std::vector<float> values = SizeOf(in) <= 3 ? CopyVector(in) : std::vector<float>();
  if (values.size() != 1 && values.size() != 3) return false;
  for (size_t c = 0; c < channels.size(); ++c) {
    channels[c] = values[values.size() == 1 ? 0 : c];
    if (!(std::fabs(channels[c]) <= 1e6f) || (positive && !(channels[c] >= 1e-6f))) return false;
  }
  return true;
}

}  // namespace

Normalization ReadNormalization(std::span<const uint8_t> file) {
  constexpr size_t kMaxMetadataBytes = size_t{1} << 24;
  std::vector<uint8_t> aligned;
  if (reinterpret_cast<uintptr_t>(file.data()) % 8 != 0) {
    aligned.assign(file.begin(), file.end());
    file = aligned;
  }
  flatbuffers::Verifier model_verifier(file.data(), file.size());
  if (!fbs::VerifyModelBuffer(model_verifier)) return {};
  const flatbuffers::Vector<uint8_t>* metadata = FindMetadata(*fbs::GetModel(file.data()));
  if (metadata == nullptr || metadata->size() > kMaxMetadataBytes) return {};

  const std::vector<uint8_t> bytes(metadata->begin(), metadata->end());
  flatbuffers::Verifier verifier(bytes.data(), bytes.size());
  if (!fbs::metadata::VerifyModelMetadataBuffer(verifier)) return {};
  const auto* graph = First(fbs::metadata::GetModelMetadata(bytes.data())->subgraphs());
  const auto* input = graph == nullptr ? nullptr : First(graph->inputs());
  if (input == nullptr) return {};
  for (uoffset_t i = 0; i < SizeOf(input->process_units()); ++i) {
    const auto* options = input->process_units()->Get(i)->options_as_Normalization();
    if (options == nullptr) continue;
    Normalization read;
    const bool sound =
        ReadChannels(options->mean(), false, read.mean) && ReadChannels(options->std(), true, read.deviation);
    return sound ? read : Normalization{};
  }
  return {};
}

}  // namespace pawlens
