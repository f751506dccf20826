// SPDX-License-Identifier: MIT
#include "image/png.h"

#include <gtest/gtest.h>

#include "image/decode.h"

namespace pawlens {
namespace {

TEST(EncodePng, GivesBackThePixelsWhenDecoded) {
  Image picture{.width = 37, .height = 11, .rgb = {}};
  for (int i = 0; i < 37 * 11 * 3; ++i) picture.rgb.push_back(static_cast<uint8_t>(i * 29));
  const Result<std::vector<uint8_t>> file = EncodePng(picture);
  ASSERT_TRUE(file) << file.error().message;
  const Result<Image> decoded = DecodeImage(*file);
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_EQ(decoded->width, 37);
  EXPECT_EQ(decoded->height, 11);
  EXPECT_EQ(decoded->rgb, picture.rgb);
}

TEST(EncodePng, RefusesAnEmptyPicture) {
  EXPECT_EQ(EncodePng({}).error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace pawlens
