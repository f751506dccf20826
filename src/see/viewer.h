// SPDX-License-Identifier: MIT
// Looks into a network while it answers: every layer's maps, from edges to textures to parts, and how the last ones are joined
// into the answer.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/error.h"
#include "classify/picture_input.h"
#include "engine/engine.h"
#include "image/image.h"
#include "see/layers.h"

namespace pawlens {

/// How the last maps become answers: the logit of output k is bias[k] + the sum over all maps of weight x mean of the map.
struct JoiningWeights {
  size_t layer = 0;  ///< Whose maps these are; an index of Viewer::layers.
  int outputs = 0;
  std::vector<float> weights;  ///< [outputs][maps]
  std::vector<float> bias;     ///< [outputs]
};

/// One model on one thread, with an engine of its own, which keeps what the plain one forgets. Movable.
class Viewer {
 public:
  /// Any picture network (see PictureInput) with at least one layer of int8 maps; kUnsupportedModel for others. The bytes may go
  /// afterwards.
  static Result<Viewer> Load(std::span<const uint8_t> model_file);

  const std::vector<MapLayer>& layers() const { return layers_; }
  /// Null for networks that do not end in a LinearHead, or that end it in other maps than those of a layer.
  const JoiningWeights* joining() const { return joining_ ? &*joining_ : nullptr; }
  const InputRule& input_rule() const { return input_.rule(); }

  /// Runs the network on a picture; what follows is about that one. kInvalidArgument for an empty view; kOutOfMemory.
  Status Look(const ImageView& pixels);
  /// The picture as the network got it, before its bytes became int8 (or float32).
  const Image& picture() const { return picture_; }
  /// What the network answered: its first output tensor's bytes, with which Classification::scores begin.
  std::span<const uint8_t> Scores() const { return engine_.Output(); }
  /// A layer's maps, [rows][columns][maps], as the engine left them: real = scale * (q - zero point).
  std::span<const int8_t> Values(size_t layer) const;
  /// Mean over its cells of each map, as a real number.
  std::vector<float> Means(size_t layer) const;

  /// At most `count` maps of a layer, strongest first; of equally strong ones the lower number first. Strong is a map that
  /// varies much over the picture (standard deviation of its cells); of the maps that are joined into the answer, one that
  /// adds much to any output or takes much away.
  std::vector<int> StrongestMaps(size_t layer, int count) const;
  /// Maps as grey levels, [maps.size()][rows][columns]: 0 for the layer's lowest value in this picture, 255 for its highest.
  std::vector<uint8_t> PaintMaps(size_t layer, std::span<const int> maps) const;

 private:
  struct Quantized {
    float scale = 1.0f;
    int32_t zero_point = 0;
  };
  Viewer(Engine engine, PictureInput input) : engine_(std::move(engine)), input_(std::move(input)) {}
  std::vector<float> Strengths(size_t layer) const;

  Engine engine_;
  PictureInput input_;
  std::vector<MapLayer> layers_;
  std::vector<Quantized> quantized_;  ///< By layer.
  size_t first_tap_ = 0;              ///< The engine's output that is the first layer's.
  std::optional<JoiningWeights> joining_;
  Image picture_;
};

}  // namespace pawlens
