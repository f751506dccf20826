// SPDX-License-Identifier: MIT
#include "image/composite.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/digest.h"
#include "image/preprocess.h"

namespace pawlens {
namespace {

/// The largest centred part of the shape width : height, at that size.
Result<Image> Fitted(const Image& photo, int width, int height) {
  Image part;
  // Cross products of sides: whichever side of the photo is too long is cut.
  const bool too_wide = int64_t{photo.width} * height > int64_t{photo.height} * width;
  part.width = too_wide ? std::max(1, static_cast<int>(int64_t{photo.height} * width / height)) : photo.width;
  part.height = too_wide ? photo.height : std::max(1, static_cast<int>(int64_t{photo.width} * height / width));
  const int left = (photo.width - part.width) / 2;
  const int top = (photo.height - part.height) / 2;
  for (int y = 0; y < part.height; ++y) {
    const auto* row = photo.rgb.data() + (static_cast<size_t>(top + y) * photo.width + left) * 3;
    part.rgb.insert(part.rgb.end(), row, row + static_cast<size_t>(part.width) * 3);
  }
  return CropAndResize(part.view(),
                       {.width = width, .height = height, .max_aspect = std::numeric_limits<float>::infinity()});
}

/// Opacity of an oval that fills a rectangle: 1 inside, falling to 0 over the outer eighth.
float InOval(int x, int y, const Image& picture) {
  const float a = (2.0f * static_cast<float>(x) + 1.0f) / static_cast<float>(picture.width) - 1.0f;
  const float b = (2.0f * static_cast<float>(y) + 1.0f) / static_cast<float>(picture.height) - 1.0f;
  return std::clamp((1.0f - std::sqrt(a * a + b * b)) * 8.0f, 0.0f, 1.0f);
}

void Paste(const Image& over, int left, int top, bool oval, Image& under) {
  for (int y = 0; y < over.height; ++y) {
    for (int x = 0; x < over.width; ++x) {
      const float opacity = oval ? InOval(x, y, over) : 1.0f;
      const uint8_t* from = &over.rgb[(static_cast<size_t>(y) * over.width + x) * 3];
      uint8_t* to = &under.rgb[(static_cast<size_t>(top + y) * under.width + left + x) * 3];
      for (int k = 0; k < 3; ++k) {
        to[k] = static_cast<uint8_t>(static_cast<float>(to[k]) +
                                     opacity * (static_cast<float>(from[k]) - static_cast<float>(to[k])) + 0.5f);
      }
    }
  }
}

struct Place {
  int left = 0, top = 0, width = kCompositeSide, height = kCompositeSide;
};

/// Where the first and the second photo go.
std::pair<Place, Place> Places(CompositeKind kind, SplitMix64& random) {
  constexpr int kHalf = kCompositeSide / 2;
  Place first;
  Place second;
  const uint64_t corner = random.Next() % 4;
  const bool right = corner % 2 == 1;
  const bool bottom = corner / 2 == 1;
  switch (kind) {
    case CompositeKind::kSideBySide:
      if (right) {
        first.width = second.width = second.left = kHalf;
      } else {
        first.height = second.height = second.top = kHalf;
      }
      break;
    case CompositeKind::kInset: {
      constexpr int kMargin = kCompositeSide / 32;
      const int side = kCompositeSide * 40 / 100 + static_cast<int>(random.Next() % (kCompositeSide * 15 / 100));
      const int far = kCompositeSide - kMargin - side;
      second = {right ? far : kMargin, bottom ? far : kMargin, side, side};
      break;
    }
    case CompositeKind::kOverlapping: {
      const int width = kCompositeSide * 60 / 100;
      const int height = kCompositeSide * 75 / 100;
      second = {right ? kCompositeSide - width : 0, bottom ? kCompositeSide - height : (kCompositeSide - height) / 2,
                width, height};
      break;
    }
  }
  return {first, second};
}

}  // namespace

const char* CompositeKindName(CompositeKind kind) {
  switch (kind) {
    case CompositeKind::kSideBySide: return "side by side";
    case CompositeKind::kInset: return "inset";
    case CompositeKind::kOverlapping: return "overlapping";
  }
  return "";
}

Result<Image> Compose(const Image& first, const Image& second, CompositeKind kind, uint64_t seed) {
  SplitMix64 random(seed);
  const auto [under, over] = Places(kind, random);
  const Result<Image> below = Fitted(first, under.width, under.height);
  if (!below) return below;
  const Result<Image> above = Fitted(second, over.width, over.height);
  if (!above) return above;
  Image picture{.width = kCompositeSide, .height = kCompositeSide, .rgb = {}};
  picture.rgb.resize(static_cast<size_t>(kCompositeSide) * kCompositeSide * 3);
  Paste(*below, under.left, under.top, false, picture);
  Paste(*above, over.left, over.top, kind == CompositeKind::kOverlapping, picture);
  return picture;
}

}  // namespace pawlens
