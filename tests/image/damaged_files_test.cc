// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <string>

#include "base/digest.h"
#include "image/decode.h"
#include "image/hand_made.h"

namespace pawlens {
namespace {

using testing::Bytes;
using testing::Concat;
using testing::EncodeHandMadeJpeg;
using testing::EncodeHandMadePng;
using testing::FromText;

struct Sample {
  std::string name;
  Bytes file;
};

/// One small file of every kind.
std::vector<Sample> Samples() {
  const Bytes noise = testing::NoisePixels(9, 11, PixelFormat::kRgb8, 1);
  const ImageView rgb{noise.data(), 9, 11, PixelFormat::kRgb8};
  const Bytes noise_alpha = testing::NoisePixels(5, 4, PixelFormat::kRgba8, 2);
  const ImageView rgba{noise_alpha.data(), 5, 4, PixelFormat::kRgba8};
  const testing::HandMadeJpeg blocks{
      .blocks_x = 4,
      .blocks_y = 2,
      .components = {
          {9, 50, 255, 90, 3, 4, 5, 6}, {128, 100, 60, 200, 9, 8, 7, 6}, {128, 128, 250, 3, 200, 100, 30, 20}}};
  testing::HandMadeJpeg progressive = blocks;
  progressive.progressive = true;
  testing::HandMadeJpeg separate = blocks;
  separate.one_scan_a_component = true;
  testing::HandMadeJpeg restarts = blocks;
  restarts.restart_interval = 2;
  testing::HandMadeJpeg inks = blocks;
  inks.components.push_back({255, 200, 150, 100, 50, 0, 9, 8});
  inks.adobe_transform = 2;
  const Bytes palette = testing::PngChunkBytes("PLTE", {10, 20, 30, 40, 50, 60, 70, 80, 90});
  const std::array<testing::Color, 4> colors = {{{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {9, 9, 9}}};
  return {
      {"baseline JPEG, 4:4:4", testing::EncodeJpeg(rgb, 95)},
      {"baseline JPEG, 4:2:0", testing::EncodeJpeg(rgb, 50)},
      {"baseline JPEG, flat", testing::EncodeJpeg(testing::FlatPicture(30, 30, 255, 255, 255).view(), 50)},
      {"JPEG, all blocks", EncodeHandMadeJpeg(blocks)},
      {"progressive JPEG", EncodeHandMadeJpeg(progressive)},
      {"JPEG with a scan a component", EncodeHandMadeJpeg(separate)},
      {"JPEG with restarts", EncodeHandMadeJpeg(restarts)},
      {"YCCK JPEG", EncodeHandMadeJpeg(inks)},
      {"JPEG with EXIF",
       testing::WithExif(EncodeHandMadeJpeg({.components = {{77}}}), testing::ExifBlock(ByteOrder::kBig, 6))},
      {"PNG", testing::EncodePng(rgb)},
      {"PNG with alpha", testing::EncodePng(rgba)},
      {"palette PNG", EncodeHandMadePng({.width = 3,
                                         .depth = 2,
                                         .color_type = 3,
                                         .before_data = Concat({palette, testing::PngChunkBytes("tRNS", {7})}),
                                         .scanlines = {0, 0b00011000}})},
      {"interlaced PNG", EncodeHandMadePng({.width = 3,
                                            .height = 3,
                                            .color_type = 0,
                                            .interlace = 1,
                                            .scanlines = {0, 1, 0, 3, 0, 7, 9, 0, 2, 0, 8, 0, 4, 5, 6}})},
      {"16-bit PNG", EncodeHandMadePng({.width = 1, .depth = 16, .color_type = 4, .scanlines = {0, 128, 1, 99, 2}})},
      {"BMP", testing::EncodeBmp(rgb)},
      {"BMP with alpha", testing::EncodeBmp(rgba)},
      {"palette BMP", testing::EncodePaletteBmp(3, 2, {{1, 2, 3}, {4, 5, 6}}, {0, 1, 0, 1, 1, 0}, true)},
      {"GIF", testing::EncodeGif(4, 2, colors, {{0, 1, 2, 3, 3, 2, 1, 0}, {0, 0, 0, 0, 0, 0, 0, 0}}, 2)},
  };
}

TEST(DamagedFile, EveryShorterPrefixFailsOrShowsTheSamePicture) {
  for (const auto& [name, file] : Samples()) {
    const auto whole = DecodeImage(file);
    ASSERT_TRUE(whole) << name << ": " << whole.error().message;
    bool failed_so_far = true;
    for (size_t size = 0; size < file.size(); ++size) {
      const Bytes part(file.begin(), file.begin() + static_cast<ptrdiff_t>(size));  // A copy, for AddressSanitizer.
      const auto image = DecodeImage(part);
      if (image) {
        failed_so_far = false;
        EXPECT_TRUE(image->rgb == whole->rgb)
            << name << " shows another picture with " << size << " of " << file.size() << " bytes";
      } else {
        EXPECT_TRUE(failed_so_far) << name << " fails again with " << size << " of " << file.size() << " bytes";
        EXPECT_EQ(image.error().code, ErrorCode::kBadImage) << name << ": " << image.error().message;
      }
    }
  }
}

TEST(DamagedFile, SaysThatItEndsEarly) {
  for (const auto& [name, file] : Samples()) {
    const auto image = DecodeImage(Bytes(file.begin(), file.begin() + static_cast<ptrdiff_t>(file.size() * 3 / 5)));
    if (name == "GIF" && image) continue;  // The first of its frames is whole.
    ASSERT_FALSE(image) << name;
    EXPECT_NE(image.error().message.find("ends early"), std::string::npos) << name << ": " << image.error().message;
  }
}

TEST(DamagedFile, GivesTheSameAnswerTwiceHoweverItIsDamaged) {
  SplitMix64 random(3);
  const auto below = [&](size_t limit) { return static_cast<size_t>(random.Next() % limit); };
  // Small limits: a damaged size must not make the test slow.
  const DecodeLimits limits{.max_side_px = 4096, .max_pixels = 1'000'000};
  for (const auto& [name, file] : Samples()) {
    int shown = 0;
    for (int round = 0; round < 1000; ++round) {
      Bytes damaged = file;
      for (size_t changes = 1 + below(4); changes > 0; --changes)
        damaged[below(damaged.size())] = static_cast<uint8_t>(random.Next());
      const auto first = DecodeImage(damaged, limits);
      const auto second = DecodeImage(damaged, limits);
      ASSERT_EQ(first.has_value(), second.has_value()) << name;
      if (!first) {
        EXPECT_FALSE(first.error().message.empty());
        EXPECT_EQ(first.error().message, second.error().message) << name;
        continue;
      }
      ++shown;
      ASSERT_EQ(first->rgb.size(), static_cast<size_t>(first->width) * static_cast<size_t>(first->height) * 3) << name;
      ASSERT_TRUE(first->rgb == second->rgb) << name << ", round " << round;
    }
    EXPECT_GT(shown, 0) << name << ": damage everywhere was noticed, so this test has lost its point";
  }
}

TEST(ForeignFile, IsCalledByItsName) {
  const struct {
    Bytes file;
    ErrorCode code;
    const char* message_part;
  } cases[] = {
      {Concat({FromText("RIFF"), {1, 2, 3, 4}, FromText("WEBPVP8 ")}), ErrorCode::kUnsupportedImage, "WebP"},
      {Concat({{0, 0, 0, 32}, FromText("ftypavif")}), ErrorCode::kUnsupportedImage, "AVIF"},
      {Concat({{0, 0, 0, 32}, FromText("ftypheic")}), ErrorCode::kUnsupportedImage, "HEIC"},
      {Concat({{0, 0, 0, 32}, FromText("ftypmif1")}), ErrorCode::kUnsupportedImage, "HEIC"},
      {Concat({{0, 0, 0, 32}, FromText("ftypmp42")}), ErrorCode::kUnsupportedImage, "video"},
      {Concat({FromText("II*"), Bytes(5, 0)}), ErrorCode::kUnsupportedImage, "TIFF"},
      {Concat({FromText("MM"), {0, 42, 0, 0, 0, 8}}), ErrorCode::kUnsupportedImage, "TIFF"},
      {{0xff, 0x0a, 0, 1}, ErrorCode::kUnsupportedImage, "JPEG XL"},
      {Concat({{0, 0, 0, 12}, FromText("JXL \r\n\x87\n")}), ErrorCode::kUnsupportedImage, "JPEG XL"},
      {Concat({{0, 0, 0, 12}, FromText("jP  \r\n\x87\n")}), ErrorCode::kUnsupportedImage, "JPEG 2000"},
      {FromText("8BPS and so on"), ErrorCode::kUnsupportedImage, "Photoshop"},
      {{0, 0, 1, 0, 1, 0}, ErrorCode::kUnsupportedImage, "ICO"},
      {FromText("%PDF-1.7"), ErrorCode::kUnsupportedImage, "PDF"},
      {Concat({FromText("PK"), {3, 4, 0}}), ErrorCode::kUnsupportedImage, "ZIP"},
      {FromText("<?xml version=\"1.0\"?>\n<svg xmlns=\"\"/>"), ErrorCode::kUnsupportedImage, "SVG"},
      {FromText("\n<!DOCTYPE html><title>Not found</title>"), ErrorCode::kBadImage, "web page"},
      {FromText("just some words"), ErrorCode::kBadImage, "text"},
      {FromText("BM is how this text begins, and no BMP"), ErrorCode::kBadImage, "text"},
      {{1, 2, 3, 4, 5, 6, 7, 8}, ErrorCode::kBadImage, "no picture of a known kind"},
      {{}, ErrorCode::kBadImage, "empty"},
      {{0xff}, ErrorCode::kBadImage, "no picture of a known kind"},
  };
  for (const auto& c : cases) {
    const auto image = DecodeImage(c.file);
    ASSERT_FALSE(image) << c.message_part;
    EXPECT_EQ(image.error().code, c.code) << image.error().message;
    EXPECT_NE(image.error().message.find(c.message_part), std::string::npos) << image.error().message;
  }
}

TEST(DamagedFile, ContradictsItselfAndSaysHow) {
  Bytes zero_width = EncodeHandMadePng({.width = 0, .scanlines = {0}});
  Bytes compressed_bmp = testing::EncodePaletteBmp(1, 1, {{1, 2, 3}}, {0}, false);
  compressed_bmp[30] = 1;
  Bytes rare_bmp = testing::EncodePaletteBmp(1, 1, {{1, 2, 3}}, {0}, false);
  rare_bmp[14] = 64;  // A header of OS/2 2.x.
  rare_bmp[10] = 100;
  rare_bmp.resize(200);
  Bytes two_frames = EncodeHandMadeJpeg({.components = {{1}}});
  const Bytes frame = {0xff, 0xc0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0};
  two_frames.insert(two_frames.begin() + 2, frame.begin(), frame.end());
  const struct {
    Bytes file;
    ErrorCode code;
    const char* message;
  } cases[] = {
      {zero_width, ErrorCode::kBadImage, "the PNG is damaged: its size is 0 x 1 pixels"},
      {EncodeHandMadePng({.scanlines = {0}}), ErrorCode::kBadImage, "the picture is damaged: not enough pixels"},
      {EncodeHandMadePng({.scanlines = {9, 1, 2, 3}}), ErrorCode::kBadImage, "the picture is damaged: invalid filter"},
      {compressed_bmp, ErrorCode::kUnsupportedImage,
       "a BMP of this rare kind is not read here; save it as JPEG or PNG"},
      {rare_bmp, ErrorCode::kUnsupportedImage, "a BMP of this rare kind is not read here; save it as JPEG or PNG"},
      {two_frames, ErrorCode::kBadImage, "the JPEG is damaged: it has two frame headers"},
      {{0xff, 0xd8, 0xff, 0xd9}, ErrorCode::kBadImage, "the JPEG is damaged: its size is 0 x 0 pixels"},
  };
  for (const auto& c : cases) {
    const auto image = DecodeImage(c.file);
    ASSERT_FALSE(image) << c.message;
    EXPECT_EQ(image.error().code, c.code);
    EXPECT_EQ(image.error().message, c.message);
  }
}

}  // namespace
}  // namespace pawlens
