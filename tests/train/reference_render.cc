// SPDX-License-Identifier: MIT
#include "train/reference_render.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "image/jpeg_loss.h"

namespace pawlens::testing {
namespace {

constexpr int kMaxSupersampling = 3;

/// Where between two neighbouring pixels of a line a sample lies; edges are repeated outwards.
struct Tap {
  int first = 0;   ///< Index of the nearer-to-zero pixel.
  int step = 0;    ///< To the other one: 1, or 0 at the far edge.
  float part = 0;  ///< Of the other one.
};

Tap Between(float place, int pixels) {
  place = std::clamp(place - 0.5f, 0.0f, static_cast<float>(pixels - 1));
  const int first = static_cast<int>(place);
  return {first, first + 1 < pixels ? 1 : 0, place - static_cast<float>(first)};
}

/// Adds the photo's color there to `sum`.
inline void AddSample(const Image& photo, const Tap& x, const Tap& y, float* sum) {
  const int step_x = x.step * 3;
  const int step_y = y.step * photo.width * 3;
  const uint8_t* pixel = photo.rgb.data() + (static_cast<size_t>(y.first) * photo.width + x.first) * 3;
  for (int k = 0; k < 3; ++k) {
    const float upper = pixel[k] + x.part * (pixel[step_x + k] - pixel[k]);
    const float lower = pixel[step_y + k] + x.part * (pixel[step_y + step_x + k] - pixel[step_y + k]);
    sum[k] += upper + y.part * (lower - upper);
  }
}

struct PixelRect {
  int left, top, right, bottom;
};

PixelRect ToPixels(const Region& region, int side_px) {
  const auto place = [side_px](float share) {
    return std::clamp(static_cast<int>(std::lround(share * static_cast<float>(side_px))), 0, side_px);
  };
  return {place(region.left), place(region.top), place(region.right), place(region.bottom)};
}

void Paint(const Patch& patch, const Image& photo, int side_px, std::span<float> out) {
  const PixelRect rect = ToPixels(patch.region, side_px);
  const auto columns = static_cast<float>(rect.right - rect.left);
  const auto rows = static_cast<float>(rect.bottom - rect.top);
  if (columns <= 0 || rows <= 0) return;
  const float scale = std::max(patch.width / columns, patch.height / rows);
  const int n = std::clamp(static_cast<int>(std::lround(scale)), 1, kMaxSupersampling);
  const float sine = std::sin(patch.angle);
  const float cosine = std::cos(patch.angle);
  const float sign = patch.mirrored ? -1.0f : 1.0f;
  const float per_sample = 1.0f / static_cast<float>(n * n);
  // Offsets of the samples from the middle of the part, along its sides.
  const auto along = [n](float size, float pixels, float direction, int i) {
    return direction * ((static_cast<float>(i) + 0.5f) / (pixels * static_cast<float>(n)) - 0.5f) * size;
  };
  // Unless it is turned, a column's samples share their x and a row's their y.
  const bool upright = patch.angle == 0.0f;
  std::vector<Tap> xs;
  std::vector<Tap> ys;
  if (upright) {
    for (int i = 0; i < (rect.right - rect.left) * n; ++i) {
      xs.push_back(Between(patch.center_x + along(patch.width, columns, sign, i), photo.width));
    }
    for (int i = 0; i < (rect.bottom - rect.top) * n; ++i) {
      ys.push_back(Between(patch.center_y + along(patch.height, rows, 1.0f, i), photo.height));
    }
  }
  for (int v = rect.top; v < rect.bottom; ++v) {
    for (int u = rect.left; u < rect.right; ++u) {
      float sum[3] = {};
      for (int s = 0; s < n * n; ++s) {
        const int i = (u - rect.left) * n + s % n;
        const int j = (v - rect.top) * n + s / n;
        if (upright) {
          AddSample(photo, xs[i], ys[j], sum);
          continue;
        }
        const float a = along(patch.width, columns, sign, i);
        const float b = along(patch.height, rows, 1.0f, j);
        AddSample(photo, Between(patch.center_x + cosine * a - sine * b, photo.width),
                  Between(patch.center_y + sine * a + cosine * b, photo.height), sum);
      }
      float opacity = 1.0f;
      if (patch.oval) {
        const float a = 2.0f * ((static_cast<float>(u - rect.left) + 0.5f) / columns - 0.5f);
        const float b = 2.0f * ((static_cast<float>(v - rect.top) + 0.5f) / rows - 0.5f);
        opacity = std::clamp((1.0f - std::sqrt(a * a + b * b)) * 8.0f, 0.0f, 1.0f);
      }
      float* pixel = &out[(static_cast<size_t>(v) * side_px + u) * 3];
      // What was there before may be no number at all.
      for (int k = 0; k < 3; ++k) {
        const float value = sum[k] * per_sample;
        pixel[k] = opacity == 1.0f ? value : pixel[k] + opacity * (value - pixel[k]);
      }
    }
  }
}

/// Convolves rows (step 3) or columns (step 3 * side) with `taps`, edges repeated.
void BlurLines(std::span<float> out, int side_px, bool vertical, const std::vector<float>& taps) {
  const int step = vertical ? side_px * 3 : 3;
  const int line_step = vertical ? 3 : side_px * 3;
  const int reach = static_cast<int>(taps.size()) / 2;
  std::vector<float> line(static_cast<size_t>(side_px) * 3);
  for (int i = 0; i < side_px; ++i) {
    float* start = &out[static_cast<size_t>(i) * line_step];
    for (int j = 0; j < side_px; ++j) {
      for (int k = 0; k < 3; ++k) line[j * 3 + k] = start[static_cast<size_t>(j) * step + k];
    }
    for (int j = 0; j < side_px; ++j) {
      float sum[3] = {};
      for (int t = -reach; t <= reach; ++t) {
        const int from = std::clamp(j + t, 0, side_px - 1) * 3;
        for (int k = 0; k < 3; ++k) sum[k] += taps[t + reach] * line[from + k];
      }
      for (int k = 0; k < 3; ++k) start[static_cast<size_t>(j) * step + k] = sum[k];
    }
  }
}

void Blur(std::span<float> out, int side_px, float deviation_px) {
  const int reach = std::max(1, static_cast<int>(std::ceil(2.0f * deviation_px)));
  std::vector<float> taps;
  float sum = 0.0f;
  for (int t = -reach; t <= reach; ++t) {
    taps.push_back(std::exp(-0.5f * static_cast<float>(t * t) / (deviation_px * deviation_px)));
    sum += taps.back();
  }
  for (float& tap : taps) tap /= sum;
  BlurLines(out, side_px, false, taps);
  BlurLines(out, side_px, true, taps);
}

/// Shrinks by averaging and enlarges again: what a thumbnail looks like.
void LowerResolution(std::span<float> out, int side_px, float share) {
  const int small_px = std::clamp(static_cast<int>(std::lround(share * static_cast<float>(side_px))), 8, side_px);
  const float scale = static_cast<float>(side_px) / static_cast<float>(small_px);
  Blur(out, side_px, 0.4f * scale);
  Image small{.width = small_px, .height = small_px, .rgb = {}};
  small.rgb.resize(static_cast<size_t>(small_px) * small_px * 3);
  for (int y = 0; y < small_px; ++y) {
    for (int x = 0; x < small_px; ++x) {
      const int from_x = static_cast<int>((static_cast<float>(x) + 0.5f) * scale);
      const int from_y = static_cast<int>((static_cast<float>(y) + 0.5f) * scale);
      for (int k = 0; k < 3; ++k) {
        const float value = out[(static_cast<size_t>(from_y) * side_px + from_x) * 3 + k];
        small.rgb[(static_cast<size_t>(y) * small_px + x) * 3 + k] =
            static_cast<uint8_t>(std::lround(std::clamp(value, 0.0f, 255.0f)));
      }
    }
  }
  Paint(CenterPatch(small, 1.0f), small, side_px, out);
}

void Fill(const Box& box, int side_px, std::span<float> out) {
  const PixelRect rect = ToPixels(box.region, side_px);
  const float ink = box.color[0] + box.color[1] + box.color[2] > 384.0f ? 20.0f : 235.0f;
  const int line_px = std::max(3, (rect.bottom - rect.top) / 2);
  for (int v = rect.top; v < rect.bottom; ++v) {
    for (int u = rect.left; u < rect.right; ++u) {
      const int row = (v - rect.top) % line_px;
      // Strokes that look random enough to be text, from a hash of their place.
      const bool stroke = box.lettered && row > 0 && row < line_px - 1 && u > 6 && u < side_px - 6 &&
                          (u * 2654435761u + static_cast<unsigned>(row / 2) * 40503u + (u / 9) * 97u) % 7u < 3u;
      for (int k = 0; k < 3; ++k) out[(static_cast<size_t>(v) * side_px + u) * 3 + k] = stroke ? ink : box.color[k];
    }
  }
}

}  // namespace

void ReferenceRender(const AugmentPlan& plan, const Image& photo, const Image* partner, int side_px,
                     std::span<float> out) {
  Paint(plan.first, photo, side_px, out);
  if (partner != nullptr) Paint(plan.second, *partner, side_px, out);
  const float unit_px = static_cast<float>(side_px) / 128.0f;
  if (plan.motion_px > 0) {
    const int reach = std::max(1, static_cast<int>(std::lround(0.5f * plan.motion_px * unit_px)));
    BlurLines(out, side_px, plan.motion_vertical,
              std::vector<float>(2 * reach + 1, 1.0f / static_cast<float>(2 * reach + 1)));
  }
  if (plan.blur_px > 0) Blur(out, side_px, plan.blur_px * unit_px);
  if (plan.low_resolution < 1) LowerResolution(out, side_px, plan.low_resolution);
  for (const Box& box : plan.boxes) Fill(box, side_px, out);
  Random random({plan.noise_seed});
  const size_t pixels = static_cast<size_t>(side_px) * side_px;
  for (size_t i = 0; i < pixels; ++i) {
    float* pixel = &out[i * 3];
    const std::array<float, 3> before = {pixel[0], pixel[1], pixel[2]};
    for (int row = 0; row < 3; ++row) {
      const float* m = plan.matrix[row];
      const float value = m[0] * before[0] + m[1] * before[1] + m[2] * before[2] + plan.offset[row];
      pixel[row] = std::clamp(plan.noise > 0 ? value + plan.noise * random.Normal() : value, 0.0f, 255.0f);
    }
  }
  if (plan.jpeg_quality > 0) LoseAsJpeg(plan.jpeg_quality, side_px, side_px, out);
}

}  // namespace pawlens::testing
