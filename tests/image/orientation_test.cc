// SPDX-License-Identifier: MIT
#include "image/orientation.h"

#include <gtest/gtest.h>

#include <string>

#include "image/decode.h"
#include "image/hand_made.h"

namespace pawlens {
namespace {

using testing::Bytes;
using testing::ExifBlock;
using testing::WithExif;
using testing::WithPngExif;

/// A picture of grey pixels named by letters, in rows.
Image Letters(int width, int height, std::string_view letters) {
  Image image{width, height, {}};
  for (const char letter : letters) image.rgb.insert(image.rgb.end(), 3, static_cast<uint8_t>(letter));
  return image;
}

std::string AsText(const Image& image) {
  std::string text = std::to_string(image.width) + "x" + std::to_string(image.height) + " ";
  for (size_t i = 0; i < image.rgb.size(); i += 3) text += static_cast<char>(image.rgb[i]);
  return text;
}

// Stored rows "ABC" and "DEF", as EXIF 2.32 (4.6.4, Orientation) says where row 0 and column 0 belong.
constexpr const char* kUprightText[] = {
    "3x2 ABCDEF",  // 1: top, left
    "3x2 CBAFED",  // 2: top, right
    "3x2 FEDCBA",  // 3: bottom, right
    "3x2 DEFABC",  // 4: bottom, left
    "2x3 ADBECF",  // 5: left, top
    "2x3 DAEBFC",  // 6: right, top
    "2x3 FCEBDA",  // 7: right, bottom
    "2x3 CFBEAD",  // 8: left, bottom
};

TEST(Orientation, TurnsAllEightWays) {
  const Image stored = Letters(3, 2, "ABCDEF");
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const auto image = TurnUpright(stored.view(), orientation);
    ASSERT_TRUE(image);
    EXPECT_EQ(AsText(*image), kUprightText[orientation - 1]) << orientation;
  }
}

TEST(Orientation, CountsAsUprightOutsideItsRange) {
  const Image stored = Letters(3, 2, "ABCDEF");
  for (const int orientation : {-1, 0, 9, 1 << 30}) {
    EXPECT_EQ(AsText(TurnUpright(stored.view(), orientation).value()), kUprightText[0]) << orientation;
  }
}

TEST(Orientation, LaysTransparencyOverWhite) {
  const Bytes rgba = {100, 0, 200, 255, 100, 0, 200, 0, 100, 0, 200, 51};
  const auto image = TurnUpright({rgba.data(), 3, 1, PixelFormat::kRgba8}, 2);
  ASSERT_TRUE(image);
  EXPECT_EQ(image->rgb, (Bytes{224, 204, 244, 255, 255, 255, 100, 0, 200}));
}

TEST(Orientation, OfAPngIsObeyedInBothByteOrders) {
  const Bytes png = testing::EncodePng(Letters(3, 2, "ABCDEF").view());
  for (const auto order : {ByteOrder::kLittle, ByteOrder::kBig}) {
    for (int orientation = 1; orientation <= 8; ++orientation) {
      const Bytes file = WithPngExif(png, ExifBlock(order, static_cast<uint16_t>(orientation)));
      EXPECT_EQ(ReadExifOrientation(file), orientation);
      const auto image = DecodeImage(file);
      ASSERT_TRUE(image) << image.error().message;
      EXPECT_EQ(AsText(*image), kUprightText[orientation - 1]);
    }
  }
}

TEST(Orientation, OfAJpegIsObeyedInBothByteOrders) {
  const Bytes jpeg =
      testing::EncodeHandMadeJpeg({.blocks_x = 3, .blocks_y = 2, .components = {{'A', 'B', 'C', 'D', 'E', 'F'}}});
  for (const auto order : {ByteOrder::kLittle, ByteOrder::kBig}) {
    for (int orientation = 1; orientation <= 8; ++orientation) {
      const Bytes file = WithExif(jpeg, ExifBlock(order, static_cast<uint16_t>(orientation)));
      EXPECT_EQ(ReadExifOrientation(file), orientation);
      const auto image = DecodeImage(file);
      ASSERT_TRUE(image) << image.error().message;
      // One pixel of each 8 x 8 block.
      Image blocks{image->width / 8, image->height / 8, {}};
      for (int y = 0; y < blocks.height; ++y) {
        for (int x = 0; x < blocks.width; ++x) {
          const auto at = image->rgb.begin() + ((y * 8 + 3) * image->width + x * 8 + 3) * 3;
          blocks.rgb.insert(blocks.rgb.end(), at, at + 3);
        }
      }
      EXPECT_EQ(AsText(blocks), kUprightText[orientation - 1]);
    }
  }
}

TEST(Orientation, OfDamagedExifIsUpright) {
  const Bytes jpeg = testing::EncodeHandMadeJpeg({.components = {{128}}});
  for (const auto order : {ByteOrder::kLittle, ByteOrder::kBig}) {
    const Bytes good = ExifBlock(order, 6);
    const auto number = [&](uint32_t value, int size) { return testing::Number(value, size, order); };
    const auto spoilt = [&](size_t at, const Bytes& value) {
      Bytes block = good;
      std::copy(value.begin(), value.end(), block.begin() + static_cast<ptrdiff_t>(at));
      return block;
    };
    const Bytes cases[] = {
        spoilt(0, {'I', 'M'}),             // Byte order
        spoilt(2, number(43, 2)),          // TIFF's 42
        spoilt(4, number(0xffffffff, 4)),  // Place of the directory
        spoilt(4, number(0xfffffff0, 4)),  //
        spoilt(4, number(static_cast<uint32_t>(good.size()) - 1, 4)),
        spoilt(8, number(0, 2)),  // Number of entries
        spoilt(8, number(1, 2)),  //
        ExifBlock(order, 0),
        ExifBlock(order, 9),
        ExifBlock(order, 0xffff),
        ExifBlock(order, 6, 4),  // LONG instead of SHORT
        {},
    };
    for (const Bytes& block : cases) EXPECT_EQ(ReadExifOrientation(WithExif(jpeg, block)), 1);

    // More entries announced than there are: the tag comes before the end all the same.
    EXPECT_EQ(ReadExifOrientation(WithExif(jpeg, spoilt(8, number(0xffff, 2)))), 6);
    // Without the tag they run out.
    Bytes other = spoilt(8, number(0xffff, 2));
    const Bytes tag = number(0x0113, 2);
    std::copy(tag.begin(), tag.end(), other.begin() + 22);
    EXPECT_EQ(ReadExifOrientation(WithExif(jpeg, other)), 1);
  }
}

TEST(Orientation, OfEveryShorterExifBlockIsUprightUntilTheTagIsWhole) {
  const Bytes jpeg = testing::EncodeHandMadeJpeg({.components = {{128}}});
  const Bytes png = testing::EncodePng(Letters(1, 1, "A").view());
  constexpr size_t kTagIsWhole = 8 + 2 + 12 + 12;  // Header, count, two entries.
  for (const auto order : {ByteOrder::kLittle, ByteOrder::kBig}) {
    const Bytes block = ExifBlock(order, 8);
    for (size_t size = 0; size <= block.size(); ++size) {
      const Bytes part(block.begin(), block.begin() + static_cast<ptrdiff_t>(size));
      const int expected = size >= kTagIsWhole ? 8 : 1;
      EXPECT_EQ(ReadExifOrientation(WithExif(jpeg, part)), expected) << size;
      EXPECT_EQ(ReadExifOrientation(WithPngExif(png, part)), expected) << size;
    }
  }
}

TEST(Orientation, OfEveryShorterFileIsFoundOnceItsSegmentIsWhole) {
  const Bytes file = WithExif(testing::EncodeHandMadeJpeg({.components = {{128}}}), ExifBlock(ByteOrder::kBig, 3));
  int found = 0;
  for (size_t size = 0; size <= file.size(); ++size) {
    const Bytes part(file.begin(), file.begin() + static_cast<ptrdiff_t>(size));  // A copy, for AddressSanitizer.
    const int orientation = ReadExifOrientation(part);
    EXPECT_TRUE(orientation == 1 || orientation == 3);
    if (orientation == 3) ++found;
    EXPECT_EQ(found > 0, orientation == 3) << "lost again at " << size;
  }
  EXPECT_GT(found, 0);
}

TEST(Orientation, InsideTheScanDataIsNotRead) {
  // An APP1 behind the start of scan belongs to no header.
  const Bytes jpeg = testing::EncodeHandMadeJpeg({.components = {{128}}, .end_marker = false});
  const Bytes late = WithExif({0xff, 0xd8}, ExifBlock(ByteOrder::kBig, 3));
  EXPECT_EQ(ReadExifOrientation(testing::Concat({jpeg, Bytes(late.begin() + 2, late.end()), {0xff, 0xd9}})), 1);
}

}  // namespace
}  // namespace pawlens
