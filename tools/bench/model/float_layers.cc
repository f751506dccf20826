// SPDX-License-Identifier: MIT
#include "bench/model/float_layers.h"

#include <cstring>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/str_cat.h"
#include "model/describe.h"

namespace pawlens::bench {
namespace {

using Json = nlohmann::ordered_json;

class Converter {
 public:
  explicit Converter(const Graph& graph) : graph_(graph) {}

  Result<FloatNetwork> Convert() {
    const Tensor& input = graph_.tensors[graph_.inputs[0]];
    if (input.type == DataType::kFloat32) return Fail(ErrorCode::kUnsupportedModel, "the network's input is float32");
    Json layers = Json::array();
    for (size_t i = 0; i < graph_.operators.size(); ++i) {
      const Operator& op = graph_.operators[i];
      if (op.type == OpType::kQuantize || op.type == OpType::kDequantize || op.type == OpType::kReshape) {
        same_[op.outputs[0]] = Resolve(op.inputs[0]);  // Nothing happens to the real values.
        continue;
      }
      Json layer = Describe(op);
      if (layer.is_null()) {
        return Fail(ErrorCode::kUnsupportedModel,
                    StrCat("operator ", i, " ", OpTypeName(op.type), " has no counterpart in the float network"));
      }
      layers.push_back(std::move(layer));
    }
    FloatNetwork network;
    network.layers = {{"input",
                       {{"name", input.name},
                        {"shape", input.shape},
                        {"scale", input.quantization.scale[0]},
                        {"zero_point", input.quantization.zero_point[0] + (input.type == DataType::kInt8 ? 128 : 0)}}},
                      {"output", NameOf(graph_.outputs[0])},
                      {"layers", std::move(layers)}};
    network.weights = std::move(weights_);
    return network;
  }

 private:
  int Resolve(int tensor) const {
    const auto found = same_.find(tensor);
    return found == same_.end() ? tensor : found->second;
  }
  std::string NameOf(int tensor) const { return graph_.tensors[Resolve(tensor)].name; }

  /// Null: no such kind.
  Json Describe(const Operator& op) {
    Json layer = {{"kind", nullptr}, {"name", graph_.tensors[op.outputs[0]].name}, {"inputs", {NameOf(op.inputs[0])}}};
    switch (op.type) {
      case OpType::kConv2D:
      case OpType::kDepthwiseConv2D: {
        const auto& options = std::get<ConvOptions>(op.options);
        if (options.padding != Padding::kSame || options.dilation_h != 1 || options.dilation_w != 1) return nullptr;
        if (op.type == OpType::kDepthwiseConv2D &&
            graph_.tensors[op.inputs[0]].shape[3] != graph_.tensors[op.inputs[1]].shape[3]) {
          return nullptr;
        }
        layer["kind"] = op.type == OpType::kConv2D ? "conv" : "depthwise";
        layer["stride"] = {options.stride_h, options.stride_w};
        layer["input_px"] = {graph_.tensors[op.inputs[0]].shape[1], graph_.tensors[op.inputs[0]].shape[2]};
        layer["activation"] = ActivationName(options.activation);
        AppendWeights(op, layer);
        return layer;
      }
      case OpType::kFullyConnected:
        layer["kind"] = "fc";
        layer["activation"] = ActivationName(std::get<FullyConnectedOptions>(op.options).activation);
        AppendWeights(op, layer);
        return layer;
      case OpType::kAdd:
        layer["kind"] = "add";
        layer["inputs"].push_back(NameOf(op.inputs[1]));
        layer["activation"] = ActivationName(std::get<AddOptions>(op.options).activation);
        return layer;
      case OpType::kMean:
        if (std::get<MeanOptions>(op.options).keep_dims) return nullptr;
        layer["kind"] = "mean";
        return layer;
      case OpType::kLogistic: layer["kind"] = "logistic"; return layer;
      case OpType::kSoftmax: layer["kind"] = "softmax"; return layer;
      default: return nullptr;
    }
  }

  void AppendWeights(const Operator& op, Json& layer) {
    layer["weights"] = Append(graph_.tensors[op.inputs[1]]);
    if (op.inputs.size() > 2 && op.inputs[2] >= 0) {
      layer["bias"] = Append(graph_.tensors[op.inputs[2]]);
      return;
    }
    const std::vector<int32_t>& shape = graph_.tensors[op.inputs[1]].shape;
    const int channels = op.type == OpType::kDepthwiseConv2D ? shape[3] : shape[0];
    layer["bias"] = {{"at", weights_.size()}, {"shape", {channels}}};
    weights_.resize(weights_.size() + static_cast<size_t>(channels));
  }

  Json Append(const Tensor& tensor) {
    const size_t at = weights_.size(), scales = tensor.quantization.scale.size();
    const auto count = static_cast<size_t>(tensor.num_elements());
    size_t behind_axis = 1;  // Elements that follow each other with the same scale.
    for (size_t d = static_cast<size_t>(tensor.quantization.axis) + 1; d < tensor.shape.size(); ++d) {
      behind_axis *= static_cast<size_t>(tensor.shape[d]);
    }
    for (size_t i = 0; i < count; ++i) {
      int32_t q = 0;
      if (tensor.type == DataType::kInt32) {
        std::memcpy(&q, &tensor.data[i * sizeof q], sizeof q);
      } else {
        q = tensor.data[i] < 128 ? tensor.data[i] : tensor.data[i] - 256;  // int8.
      }
      const float scale = tensor.quantization.scale[scales == 1 ? 0 : i / behind_axis % scales];
      weights_.push_back(scale * static_cast<float>(q));
    }
    return {{"at", at}, {"shape", tensor.shape}};
  }

  const Graph& graph_;
  std::unordered_map<int, int> same_;  ///< Tensors with the real values of another.
  std::vector<float> weights_;
};

}  // namespace

Result<FloatNetwork> ToFloatLayers(const Graph& graph) {
  return Converter(graph).Convert();
}

}  // namespace pawlens::bench
