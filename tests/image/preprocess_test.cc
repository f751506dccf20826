// SPDX-License-Identifier: MIT
#include "image/preprocess.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "base/digest.h"
#include "image/over_white.h"
#include "image/reference_resize.h"
#include "support/pictures.h"

namespace pawlens {
namespace {

using testing::Bytes;
using testing::NoisePixels;
using testing::ReferenceCropAndResize;

constexpr float kInfinity = std::numeric_limits<float>::infinity();

struct Case {
  int width, height;
  PixelFormat format;
  InputRule rule;
};

std::ostream& operator<<(std::ostream& out, const Case& c) {
  return out << c.width << " x " << c.height << ", " << static_cast<int>(c.format) << " channels, to " << c.rule.width
             << " x " << c.rule.height << ", max_aspect " << c.rule.max_aspect << ", share " << c.rule.share;
}

void ExpectEqualsReference(const Case& c, const Bytes& pixels) {
  const ImageView view{pixels.data(), c.width, c.height, c.format};
  const Result<Image> image = CropAndResize(view, c.rule);
  ASSERT_TRUE(image) << c << ": " << image.error().message;
  EXPECT_EQ(image->width, c.rule.width);
  EXPECT_EQ(image->height, c.rule.height);
  // Not EXPECT_EQ: it would print both pictures.
  EXPECT_TRUE(image->rgb == ReferenceCropAndResize(view, c.rule)) << c;
}

/// `opaque_rows`: 0 none, 1 all, 2 every other one.
void MakeOpaque(Bytes& rgba, int width, int opaque_rows) {
  const size_t row_bytes = static_cast<size_t>(width) * 4;
  for (size_t i = 3; i < rgba.size(); i += 4) {
    const bool every_other = i / row_bytes % 2 == 0;
    if (opaque_rows == 1 || (opaque_rows == 2 && every_other)) rgba[i] = 255;
  }
}

TEST(Preprocess, EqualsTheReferenceOnRandomSizes) {
  SplitMix64 random(1);
  const auto between = [&](int low, int high) {
    return low + static_cast<int>(random.Next() % static_cast<uint64_t>(high - low + 1));
  };
  constexpr float kAspects[] = {1, 1.5f, kInfinity};
  constexpr float kShares[] = {1, 0.84f, 0.5f, 1, 0.99f};
  for (int i = 0; i < 90; ++i) {
    // Small pictures are as telling as large ones and cost the reference less.
    const int scale = i % 3 == 0 ? 1 : 8;
    const auto format = i % 2 == 0 ? PixelFormat::kRgb8 : PixelFormat::kRgba8;
    const Case c{between(1, 700 / scale),
                 between(1, 500 / scale),
                 format,
                 {between(1, 150), between(1, 90), kAspects[i / 2 % 3], kShares[i % 5]}};
    Bytes pixels = NoisePixels(c.width, c.height, format, random.Next());
    if (format == PixelFormat::kRgba8) MakeOpaque(pixels, c.width, i / 2 % 3);
    ExpectEqualsReference(c, pixels);
  }
}

TEST(Preprocess, EqualsTheReferenceOnExtremeSizes) {
  const Case cases[] = {
      {1, 1, PixelFormat::kRgb8, {128, 128, 1}},         {1, 1, PixelFormat::kRgba8, {1, 1, 1}},
      {5000, 1, PixelFormat::kRgb8, {3, 5, kInfinity}},  {1, 5000, PixelFormat::kRgba8, {5, 3, kInfinity}},
      {2, 3000, PixelFormat::kRgb8, {16, 16, 2.5f}},     {16, 16, PixelFormat::kRgba8, {16, 16, 1}},
      {17, 33, PixelFormat::kRgb8, {17, 33, kInfinity}}, {3, 2, PixelFormat::kRgb8, {200, 1, kInfinity}},
      {70000, 2, PixelFormat::kRgb8, {1, 1, kInfinity}}, {128, 128, PixelFormat::kRgb8, {128, 128, 1}},
      {1280, 720, PixelFormat::kRgba8, {128, 128, 1}},
  };
  for (const Case& c : cases) ExpectEqualsReference(c, NoisePixels(c.width, c.height, c.format, 2));
}

TEST(Preprocess, KeepsAPictureOfTheRightSize) {
  const Bytes pixels = NoisePixels(37, 21, PixelFormat::kRgb8, 3);
  const auto image = CropAndResize({pixels.data(), 37, 21, PixelFormat::kRgb8}, {37, 21, kInfinity});
  ASSERT_TRUE(image);
  EXPECT_TRUE(image->rgb == pixels);
}

TEST(Preprocess, LaysAPictureOfTheRightSizeOverWhite) {
  for (int width = 1; width <= 21; ++width) {
    const Case c{width, 3, PixelFormat::kRgba8, {width, 3, kInfinity}};
    for (int opaque_rows = 0; opaque_rows < 3; ++opaque_rows) {
      Bytes pixels = NoisePixels(width, 3, PixelFormat::kRgba8, static_cast<uint64_t>(width));
      MakeOpaque(pixels, width, opaque_rows);
      ExpectEqualsReference(c, pixels);
    }
  }
}

TEST(Preprocess, KeepsEveryFlatColor) {
  for (int value = 0; value < 256; ++value) {
    const auto byte = static_cast<uint8_t>(value);
    const Image flat = testing::FlatPicture(1 + value, 97, byte, static_cast<uint8_t>(255 - value), 0);
    const auto image = CropAndResize(flat.view(), {31, 40, kInfinity});
    ASSERT_TRUE(image);
    EXPECT_TRUE(image->rgb == testing::FlatPicture(31, 40, byte, static_cast<uint8_t>(255 - value), 0).rgb) << value;
  }
}

/// The filter as a formula over real numbers, for one output pixel.
double ExactValue(const ImageView& view, int out_width, int out_height, int x, int y, int channel) {
  const auto weights = [](int inputs, int outputs, int i) {
    const double scale = static_cast<double>(inputs) / outputs;
    const double support = std::max(scale, 1.0);
    std::vector<double> all;
    for (int j = 0; j < inputs; ++j) all.push_back(std::max(0.0, 1 - std::abs(j + 0.5 - (i + 0.5) * scale) / support));
    const double sum = std::accumulate(all.begin(), all.end(), 0.0);
    for (double& weight : all) weight /= sum;
    return all;
  };
  const std::vector<double> across = weights(view.width, out_width, x);
  const std::vector<double> down = weights(view.height, out_height, y);
  double value = 0;
  for (size_t j = 0; j < down.size(); ++j) {
    for (size_t i = 0; i < across.size(); ++i) {
      value += down[j] * across[i] * view.data[(j * across.size() + i) * 3 + static_cast<size_t>(channel)];
    }
  }
  return value;
}

TEST(Preprocess, IsTheExactTriangleFilterButForRounding) {
  constexpr int kOut = 24;
  for (const auto& [width, height] : {std::pair{100, 75}, {24, 24}, {7, 90}, {24, 11}, {300, 26}}) {
    const Bytes pixels = NoisePixels(width, height, PixelFormat::kRgb8, 4);
    const ImageView view{pixels.data(), width, height, PixelFormat::kRgb8};
    const auto image = CropAndResize(view, {kOut, kOut, kInfinity});
    ASSERT_TRUE(image);
    for (int i = 0; i < kOut * kOut * 3; ++i) {
      const double exact = ExactValue(view, kOut, kOut, i / 3 % kOut, i / 3 / kOut, i % 3);
      // Half a step of final rounding and a little for 14-bit weights.
      EXPECT_NEAR(image->rgb[static_cast<size_t>(i)], exact, 0.6) << width << " x " << height << ", value " << i;
    }
  }
}

TEST(Preprocess, CutsTheOddPixelAtTheEnd) {
  // Columns 10, 20, 30, 40, 50 of a 5 x 2 picture: the centre square is 20 and 30.
  Image wide{5, 2, {}};
  for (int i = 0; i < 10; ++i) wide.rgb.insert(wide.rgb.end(), 3, static_cast<uint8_t>(10 * (i % 5 + 1)));
  const auto square = CropAndResize(wide.view(), {2, 2, 1});
  ASSERT_TRUE(square);
  EXPECT_EQ(square->rgb, (Bytes{20, 20, 20, 30, 30, 30, 20, 20, 20, 30, 30, 30}));

  // The same with rows, and an aspect of 1.5 keeps three of them.
  Image tall{2, 5, {}};
  for (int i = 0; i < 10; ++i) tall.rgb.insert(tall.rgb.end(), 3, static_cast<uint8_t>(10 * (i / 2 + 1)));
  const auto three = CropAndResize(tall.view(), {1, 3, 1.5f});
  ASSERT_TRUE(three);
  EXPECT_EQ(three->rgb, (Bytes{20, 20, 20, 30, 30, 30, 40, 40, 40}));
}

TEST(Preprocess, KeepsTheMiddleShareOfTheCut) {
  // Columns 10 to 80 of an 8 x 4 picture: the centre square is 30 to 60, the middle half of it 40 and 50.
  Image wide{8, 4, {}};
  for (int i = 0; i < 32; ++i) wide.rgb.insert(wide.rgb.end(), 3, static_cast<uint8_t>(10 * (i % 8 + 1)));
  const auto half = CropAndResize(wide.view(), {.width = 2, .height = 2, .share = 0.5f});
  ASSERT_TRUE(half);
  EXPECT_EQ(half->rgb, (Bytes{40, 40, 40, 50, 50, 50, 40, 40, 40, 50, 50, 50}));
  const auto pixel = CropAndResize(wide.view(), {.width = 1, .height = 1, .share = 0.01f});
  ASSERT_TRUE(pixel);
  EXPECT_EQ(pixel->rgb.size(), 3u);
  const Crop crop = CenterCrop(wide.view(), 1.0f, 0.84f);
  EXPECT_EQ(crop.x, 2);
  EXPECT_EQ(crop.width, 3);
}

TEST(Preprocess, EndsInTheSignFlippedBytesOfCropAndResize) {
  const Bytes pixels = NoisePixels(50, 40, PixelFormat::kRgba8, 5);
  const ImageView view{pixels.data(), 50, 40, PixelFormat::kRgba8};
  const InputRule rule{32, 24, 1.25f};
  const auto image = CropAndResize(view, rule);
  ASSERT_TRUE(image);
  std::vector<int8_t> tensor(32 * 24 * 3);
  ASSERT_TRUE(Preprocess(view, rule, tensor));
  for (size_t i = 0; i < tensor.size(); ++i) ASSERT_EQ(tensor[i], image->rgb[i] - 128) << i;
}

TEST(Preprocess, GivesTheSameBytesInEveryBuild) {
  Digest digest;
  for (const auto format : {PixelFormat::kRgb8, PixelFormat::kRgba8}) {
    const Bytes pixels = NoisePixels(333, 222, format, 6);
    const auto image = CropAndResize({pixels.data(), 333, 222, format}, {128, 128, 1});
    ASSERT_TRUE(image);
    digest.Add(image->rgb);
  }
  // Changes only with the rule itself, and then every model has to be trained anew.
  EXPECT_EQ(digest.Hex(), "b16b3b5af4ed8ce2");
}

TEST(Preprocess, RefusesWhatACallerMustNotPass) {
  const Bytes pixels(4 * 4 * 4, 0);
  const ImageView good{pixels.data(), 4, 4, PixelFormat::kRgba8};
  const auto code = [](const ImageView& view, const InputRule& rule) {
    const auto image = CropAndResize(view, rule);
    return image ? "fine" : ErrorCodeName(image.error().code);
  };
  const InputRule rule{8, 8, 1};
  EXPECT_STREQ(code(good, rule), "fine");
  EXPECT_STREQ(code({}, rule), "invalid-argument");
  EXPECT_STREQ(code({pixels.data(), 0, 4, PixelFormat::kRgb8}, rule), "invalid-argument");
  EXPECT_STREQ(code({pixels.data(), 4, -1, PixelFormat::kRgb8}, rule), "invalid-argument");
  EXPECT_STREQ(code({pixels.data(), 1 << 21, 1, PixelFormat::kRgb8}, rule), "invalid-argument");
  EXPECT_STREQ(code({pixels.data(), 1, 1 << 21, PixelFormat::kRgb8}, rule), "invalid-argument");
  EXPECT_STREQ(code({pixels.data(), 4, 4, PixelFormat{2}}, rule), "invalid-argument");
  EXPECT_STREQ(code(good, {0, 8, 1}), "invalid-argument");
  EXPECT_STREQ(code(good, {8, 4097, 1}), "invalid-argument");
  EXPECT_STREQ(code(good, {8, 8, 0.99f}), "invalid-argument");
  EXPECT_STREQ(code(good, {8, 8, std::numeric_limits<float>::quiet_NaN()}), "invalid-argument");
  EXPECT_STREQ(code(good, {8, 8, 1, 0.0f}), "invalid-argument");
  EXPECT_STREQ(code(good, {8, 8, 1, 1.01f}), "invalid-argument");
  EXPECT_STREQ(code(good, {8, 8, 1, std::numeric_limits<float>::quiet_NaN()}), "invalid-argument");

  std::vector<int8_t> tensor(8 * 8 * 3 + 1);
  EXPECT_FALSE(Preprocess(good, rule, tensor));
  tensor.resize(8 * 8 * 3 - 1);
  EXPECT_FALSE(Preprocess(good, rule, tensor));
  EXPECT_FALSE(Preprocess(good, rule, {}));
}

TEST(OverWhite, RoundsToNearestForEveryPair) {
  for (int color = 0; color < 256; ++color) {
    for (int alpha = 0; alpha < 256; ++alpha) {
      const double exact = color * alpha / 255.0 + (255 - alpha);
      ASSERT_EQ(OverWhite(static_cast<uint8_t>(color), static_cast<uint8_t>(alpha)), std::lround(exact))
          << color << ", alpha " << alpha;
    }
  }
}

}  // namespace
}  // namespace pawlens
