// SPDX-License-Identifier: MIT
#include "image/decode.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "image/hand_made.h"

namespace pawlens {
namespace {

using testing::Bytes;
using testing::Concat;
using testing::EncodeHandMadeJpeg;
using testing::EncodeHandMadePng;
using testing::FromText;
using testing::HandMadeJpeg;
using testing::HandMadePng;
using testing::Number;
using testing::PngChunkBytes;

Image Decoded(const Bytes& file) {
  Result<Image> image = DecodeImage(file);
  EXPECT_TRUE(image) << image.error().message;
  return image ? *image : Image{};
}

void ExpectPixels(const Bytes& file, int width, int height, const Bytes& rgb) {
  const Image image = Decoded(file);
  EXPECT_EQ(image.width, width);
  EXPECT_EQ(image.height, height);
  EXPECT_EQ(image.rgb, rgb);
}

int LargestDifference(const Bytes& a, const Bytes& b) {
  if (a.size() != b.size()) return 256;
  int largest = 0;
  for (size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

// PNG -----------------------------------------------------------------------------------------------------------------

TEST(DecodePng, KeepsEveryPixelOfRgb) {
  const Bytes pixels = testing::NoisePixels(37, 19, PixelFormat::kRgb8, 1);
  ExpectPixels(testing::EncodePng({pixels.data(), 37, 19, PixelFormat::kRgb8}), 37, 19, pixels);
}

TEST(DecodePng, LaysAlphaOverWhite) {
  const Bytes rgba = {200, 100, 0, 255, 200, 100, 0, 0, 200, 100, 0, 51};
  ExpectPixels(testing::EncodePng({rgba.data(), 3, 1, PixelFormat::kRgba8}), 3, 1,
               {200, 100, 0, 255, 255, 255, 244, 224, 204});
}

TEST(DecodePng, ReadsEveryColorTypeAndDepth) {
  const Bytes palette = PngChunkBytes("PLTE", {10, 20, 30, 40, 50, 60, 70, 80, 90, 1, 2, 3});
  const Bytes grey_and_alpha_16 = {0, 0x80, 0x11, 0xff, 0xff, 0x80, 0x22, 0, 0};
  const Bytes rgba_16 = {0, 1, 255, 2, 255, 3, 255, 0xff, 0xff, 9, 0, 9, 0, 9, 0, 0, 0};
  const struct {
    uint8_t depth, color_type;
    Bytes before_data, scanline, rgb;
  } cases[] = {
      {1, 0, {}, {0, 0b10000000}, {255, 255, 255, 0, 0, 0}},
      {2, 0, {}, {0, 0b01110000}, {85, 85, 85, 255, 255, 255}},
      {4, 0, {}, {0, 0x1f}, {17, 17, 17, 255, 255, 255}},
      {8, 0, {}, {0, 7, 200}, {7, 7, 7, 200, 200, 200}},
      {16, 0, {}, {0, 7, 255, 200, 1}, {7, 7, 7, 200, 200, 200}},
      {8, 2, {}, {0, 1, 2, 3, 4, 5, 6}, {1, 2, 3, 4, 5, 6}},
      {16, 2, {}, {0, 1, 0, 2, 0, 3, 0, 4, 9, 5, 9, 6, 9}, {1, 2, 3, 4, 5, 6}},
      {1, 3, palette, {0, 0b01000000}, {10, 20, 30, 40, 50, 60}},
      {2, 3, palette, {0, 0b11100000}, {1, 2, 3, 70, 80, 90}},
      {4, 3, palette, {0, 0x21}, {70, 80, 90, 40, 50, 60}},
      {8, 3, palette, {0, 3, 0}, {1, 2, 3, 10, 20, 30}},
      {8, 4, {}, {0, 100, 255, 100, 0}, {100, 100, 100, 255, 255, 255}},
      {16, 4, {}, grey_and_alpha_16, {128, 128, 128, 255, 255, 255}},
      {8, 6, {}, {0, 1, 2, 3, 255, 4, 5, 6, 0}, {1, 2, 3, 255, 255, 255}},
      {16, 6, {}, rgba_16, {1, 2, 3, 255, 255, 255}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE("colour type " + std::to_string(c.color_type) + ", depth " + std::to_string(c.depth));
    ExpectPixels(EncodeHandMadePng({.width = 2,
                                    .depth = c.depth,
                                    .color_type = c.color_type,
                                    .before_data = c.before_data,
                                    .scanlines = c.scanline}),
                 2, 1, c.rgb);
  }
}

TEST(DecodePng, ReadsTransparentColorsAndPaletteAlpha) {
  const Bytes palette = PngChunkBytes("PLTE", {10, 20, 30, 40, 50, 60});
  ExpectPixels(EncodeHandMadePng({.width = 2,
                                  .color_type = 3,
                                  .before_data = Concat({palette, PngChunkBytes("tRNS", {0})}),
                                  .scanlines = {0, 0, 1}}),
               2, 1, {255, 255, 255, 40, 50, 60});
  ExpectPixels(EncodeHandMadePng(
                   {.width = 2, .color_type = 0, .before_data = PngChunkBytes("tRNS", {0, 9}), .scanlines = {0, 9, 8}}),
               2, 1, {255, 255, 255, 8, 8, 8});
  ExpectPixels(EncodeHandMadePng({.width = 2,
                                  .color_type = 2,
                                  .before_data = PngChunkBytes("tRNS", {0, 1, 0, 2, 0, 3}),
                                  .scanlines = {0, 1, 2, 3, 1, 2, 4}}),
               2, 1, {255, 255, 255, 1, 2, 4});
}

TEST(DecodePng, ReadsInterlacedFiles) {
  // 3 x 3 pixels by Adam7: pass 1 holds (0,0); 4 and 5 (2,0) and row 2's even ones; 6 the odd of rows 0, 2; 7 row 1.
  ExpectPixels(EncodeHandMadePng({.width = 3,
                                  .height = 3,
                                  .color_type = 0,
                                  .interlace = 1,
                                  .scanlines = {0, 1, 0, 3, 0, 7, 9, 0, 2, 0, 8, 0, 4, 5, 6}}),
               3, 3, {1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 6, 7, 7, 7, 8, 8, 8, 9, 9, 9});
}

TEST(DecodePng, RefusesABombWithoutInflatingIt) {
  const auto image = DecodeImage(testing::BombPng(64 << 20));
  ASSERT_FALSE(image);
  EXPECT_EQ(image.error().code, ErrorCode::kBadImage);
  EXPECT_EQ(image.error().message, "the picture is damaged: it holds far more data than its size in pixels needs");
  // The same file with what one RGB pixel needs.
  ExpectPixels(testing::BombPng(4), 1, 1, {0, 0, 0});
}

TEST(DecodePng, RefusesApplesVariant) {
  const Bytes png = EncodeHandMadePng({.scanlines = {0, 1, 2, 3}});
  const Bytes file = Concat({Bytes(png.begin(), png.begin() + 8), PngChunkBytes("CgBI", {0x50, 0, 0x20, 2}),
                             Bytes(png.begin() + 8, png.end())});
  const auto image = DecodeImage(file);
  ASSERT_FALSE(image);
  EXPECT_EQ(image.error().code, ErrorCode::kUnsupportedImage);
}

// JPEG ----------------------------------------------------------------------------------------------------------------

TEST(DecodeJpeg, IsCloseToTheOriginal) {
  const Image original = testing::GradientPicture(64, 48);
  EXPECT_LE(LargestDifference(Decoded(testing::EncodeJpeg(original.view(), 95)).rgb, original.rgb), 8);   // 4:4:4
  EXPECT_LE(LargestDifference(Decoded(testing::EncodeJpeg(original.view(), 85)).rgb, original.rgb), 24);  // 4:2:0
}

/// 8 x 8 pixels of one colour each, beside one another.
Bytes Blocks(const std::vector<testing::Color>& colors) {
  Bytes rgb;
  for (int y = 0; y < 8; ++y) {
    for (const testing::Color& color : colors) {
      for (int x = 0; x < 8; ++x) rgb.insert(rgb.end(), color.begin(), color.end());
    }
  }
  return rgb;
}

TEST(DecodeJpeg, ReadsGrey) {
  const Bytes file = EncodeHandMadeJpeg({.blocks_x = 3, .components = {{0, 100, 255}}});
  ExpectPixels(file, 24, 8, Blocks({{0, 0, 0}, {100, 100, 100}, {255, 255, 255}}));
}

TEST(DecodeJpeg, GivesOnePictureForEveryWayOfCoding) {
  const HandMadeJpeg simple{
      .blocks_x = 4, .blocks_y = 1, .components = {{0, 50, 255, 90}, {128, 100, 60, 200}, {128, 128, 250, 3}}};
  const Image expected = Decoded(EncodeHandMadeJpeg(simple));
  HandMadeJpeg progressive = simple;
  progressive.progressive = true;
  HandMadeJpeg separate = simple;
  separate.one_scan_a_component = true;
  HandMadeJpeg restarts = simple;
  restarts.restart_interval = 1;
  for (const HandMadeJpeg& jpeg : {progressive, separate, restarts}) {
    EXPECT_EQ(Decoded(EncodeHandMadeJpeg(jpeg)).rgb, expected.rgb);
  }
}

TEST(DecodeJpeg, ReadsInkAmountsAsAdobeStoresThem) {
  // Adobe stores 255 minus the ink: a channel of 255 is no ink. Paper, cyan, half black, black.
  const HandMadeJpeg cmyk{
      .blocks_x = 4,
      .components = {{255, 0, 255, 255}, {255, 255, 255, 255}, {255, 255, 255, 255}, {255, 255, 128, 0}},
      .adobe_transform = 0};
  const Bytes expected = Blocks({{255, 255, 255}, {0, 255, 255}, {128, 128, 128}, {0, 0, 0}});
  ExpectPixels(EncodeHandMadeJpeg(cmyk), 32, 8, expected);

  // YCCK: the YCbCr of 255 - C, M, Y as stored. Paper is black before it is turned over.
  const HandMadeJpeg ycck{.blocks_x = 3,
                          .components = {{0, 0, 255}, {128, 128, 128}, {128, 128, 128}, {255, 128, 255}},
                          .adobe_transform = 2};
  ExpectPixels(EncodeHandMadeJpeg(ycck), 24, 8, Blocks({{255, 255, 255}, {128, 128, 128}, {0, 0, 0}}));
}

TEST(DecodeJpeg, RefusesKindsItWouldShowWrongly) {
  HandMadeJpeg inks{.components = {{1}, {2}, {3}, {4}}};
  HandMadeJpeg odd_transform = inks;
  odd_transform.adobe_transform = 1;
  HandMadeJpeg arithmetic{.components = {{1}}, .frame_marker = 0xc9};
  HandMadeJpeg lossless{.components = {{1}}, .frame_marker = 0xc3};
  HandMadeJpeg twelve_bits{.components = {{1}}, .frame_marker = 0xc1, .precision = 12};
  for (const HandMadeJpeg& jpeg : {inks, odd_transform, arithmetic, lossless, twelve_bits}) {
    const auto image = DecodeImage(EncodeHandMadeJpeg(jpeg));
    ASSERT_FALSE(image);
    EXPECT_EQ(image.error().code, ErrorCode::kUnsupportedImage) << image.error().message;
  }
}

TEST(DecodeJpeg, RefusesScansWithoutEnd) {
  const Bytes one = EncodeHandMadeJpeg({.components = {{1}}, .end_marker = false});
  Bytes many = one;
  const Bytes scan = {0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0};
  for (int i = 0; i < 1000; ++i) many.insert(many.end(), scan.begin(), scan.end());
  many.insert(many.end(), {0xff, 0xd9});
  const auto image = DecodeImage(many);
  ASSERT_FALSE(image);
  EXPECT_EQ(image.error().message, "the JPEG is damaged: it has more than 500 scans");
}

TEST(DecodeJpeg, NeedsNoEndMarkerWhenAllDataAreThere) {
  const Bytes whole = testing::EncodeJpeg(testing::GradientPicture(40, 40).view());
  const Image expected = Decoded(whole);
  for (const size_t cut : {1, 2}) {
    EXPECT_TRUE(Decoded(Bytes(whole.begin(), whole.end() - static_cast<ptrdiff_t>(cut))).rgb == expected.rgb) << cut;
  }
}

TEST(DecodeJpeg, IgnoresWhatFollowsTheEndMarker) {
  const Bytes whole = testing::EncodeJpeg(testing::GradientPicture(40, 40).view());
  EXPECT_TRUE(Decoded(Concat({whole, whole, FromText("garbage")})).rgb == Decoded(whole).rgb);
}

TEST(DecodeJpeg, IsNotMisledByTheEndOfAThumbnail) {
  // EXIF thumbnails are whole JPEGs inside APP1: their end marker is not the file's.
  const Bytes whole = testing::EncodeJpeg(testing::GradientPicture(40, 40).view());
  const Bytes file = testing::WithExif(whole, whole);
  EXPECT_TRUE(Decoded(file).rgb == Decoded(whole).rgb);
  EXPECT_FALSE(DecodeImage(Bytes(file.begin(), file.end() - static_cast<ptrdiff_t>(whole.size() / 2))));
}

// BMP and GIF ---------------------------------------------------------------------------------------------------------

TEST(DecodeBmp, KeepsEveryPixel) {
  const Bytes pixels = testing::NoisePixels(13, 7, PixelFormat::kRgb8, 2);
  ExpectPixels(testing::EncodeBmp({pixels.data(), 13, 7, PixelFormat::kRgb8}), 13, 7, pixels);
}

TEST(DecodeBmp, LaysAlphaOverWhite) {
  const Bytes rgba = {200, 100, 0, 255, 200, 100, 0, 0, 200, 100, 0, 51};
  ExpectPixels(testing::EncodeBmp({rgba.data(), 3, 1, PixelFormat::kRgba8}), 3, 1,
               {200, 100, 0, 255, 255, 255, 244, 224, 204});
}

TEST(DecodeBmp, ReadsPalettesAndRowsFromTheTop) {
  const std::vector<testing::Color> palette = {{1, 2, 3}, {40, 50, 60}};
  for (const bool top_down : {false, true}) {
    ExpectPixels(testing::EncodePaletteBmp(1, 2, palette, {0, 1}, top_down), 1, 2, {1, 2, 3, 40, 50, 60});
  }
}

constexpr std::array<testing::Color, 4> kPalette = {{{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {9, 9, 9}}};

TEST(DecodeGif, ShowsTheFirstFrame) {
  ExpectPixels(testing::EncodeGif(2, 2, kPalette, {{0, 1, 2, 3}, {3, 3, 3, 3}}), 2, 2,
               {255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9});
}

TEST(DecodeGif, LaysTransparencyOverWhite) {
  ExpectPixels(testing::EncodeGif(2, 1, kPalette, {{0, 1}}, 1), 2, 1, {255, 0, 0, 255, 255, 255});
}

TEST(DecodeGif, ReadsDataInSeveralBlocks) {
  Bytes indices(100 * 30);
  for (size_t i = 0; i < indices.size(); ++i) indices[i] = i / 7 % 4;
  const Image image = Decoded(testing::EncodeGif(100, 30, kPalette, {indices}));
  ASSERT_EQ(image.rgb.size(), indices.size() * 3);
  for (size_t i = 0; i < indices.size(); ++i) ASSERT_EQ(image.rgb[3 * i], kPalette[indices[i]][0]) << i;
}

// Limits --------------------------------------------------------------------------------------------------------------

TEST(DecodeLimits, RefuseAHugeHeaderWhateverFollowsIt) {
  Bytes jpeg = EncodeHandMadeJpeg({.components = {{1}}});
  const Bytes frame = {0xff, 0xc0, 0, 11, 8};
  const auto size_at = std::search(jpeg.begin(), jpeg.end(), frame.begin(), frame.end()) + 5;
  const Bytes huge = Concat({Number(60000, 2, ByteOrder::kBig), Number(60000, 2, ByteOrder::kBig)});
  std::copy(huge.begin(), huge.end(), size_at);

  Bytes gif = testing::EncodeGif(2, 1, kPalette, {{0, 1}});
  std::fill(gif.begin() + 6, gif.begin() + 10, 0xff);
  const Bytes bmp = Concat({FromText("BM"),
                            Bytes(8, 0),
                            Number(54, 4, ByteOrder::kLittle),
                            Number(40, 4, ByteOrder::kLittle),
                            Number(60000, 4, ByteOrder::kLittle),
                            Number(60000, 4, ByteOrder::kLittle),
                            {1, 0, 24, 0},
                            Bytes(24, 0)});
  for (const Bytes& file : {EncodeHandMadePng({.width = 60000, .height = 60000}),
                            EncodeHandMadePng({.width = 0xffffffff, .height = 0xffffffff}), jpeg, gif, bmp}) {
    const auto image = DecodeImage(file);
    ASSERT_FALSE(image);
    EXPECT_EQ(image.error().code, ErrorCode::kImageTooLarge) << image.error().message;
  }
  EXPECT_EQ(DecodeImage(jpeg).error().message,
            "the picture has 60000 x 60000 pixels; at most 32768 a side and 120000000 in all are read here");
}

TEST(DecodeLimits, AreTheCallersToChoose) {
  const Bytes file = testing::EncodePng(testing::GradientPicture(20, 10).view());
  EXPECT_TRUE(DecodeImage(file, {.max_side_px = 20, .max_pixels = 200}));
  EXPECT_EQ(DecodeImage(file, {.max_side_px = 19, .max_pixels = 200}).error().code, ErrorCode::kImageTooLarge);
  EXPECT_EQ(DecodeImage(file, {.max_side_px = 20, .max_pixels = 199}).error().code, ErrorCode::kImageTooLarge);
  EXPECT_EQ(DecodeImage(file, {.max_side_px = 20, .max_pixels = 0}).error().code, ErrorCode::kImageTooLarge);
  EXPECT_EQ(DecodeImage(file, {.max_side_px = -1, .max_pixels = 200}).error().code, ErrorCode::kImageTooLarge);
}

TEST(DecodeLimits, LetTheSmallestAndTheLongestPicturesThrough) {
  const Bytes one = {1, 2, 3};
  ExpectPixels(testing::EncodePng({one.data(), 1, 1, PixelFormat::kRgb8}), 1, 1, one);
  ExpectPixels(testing::EncodeBmp({one.data(), 1, 1, PixelFormat::kRgb8}), 1, 1, one);
  ExpectPixels(testing::EncodeGif(1, 1, kPalette, {{3}}), 1, 1, {9, 9, 9});
  EXPECT_EQ(Decoded(testing::EncodeJpeg({one.data(), 1, 1, PixelFormat::kRgb8})).rgb.size(), 3u);
  // Sides far from square are what breaks a guess of the memory that a decoder needs.
  const Image line = testing::GradientPicture(32768, 1);
  ExpectPixels(testing::EncodePng(line.view()), 32768, 1, line.rgb);
  EXPECT_EQ(Decoded(testing::EncodeJpeg(line.view(), 80)).rgb.size(), line.rgb.size());
}

}  // namespace
}  // namespace pawlens
