// SPDX-License-Identifier: MIT
#include "pawlens/text.h"

#include <gtest/gtest.h>

namespace pawlens::cli {
namespace {

TEST(Printable, LeavesOrdinaryTextOfAnyLanguageAlone) {
  for (const char* text : {"", "a b.jpg", "Kätzchen", "猫.png", "\xf0\x9f\x90\xb1", "\xf4\x8f\xbf\xbd", "\xc2\xa0"}) {
    EXPECT_EQ(Printable(text), text);
  }
}

TEST(Printable, EscapesWhatWouldMoveTheCursorOrTurnTheText) {
  EXPECT_EQ(Printable("a\nb\tc\rd"), "a\\nb\\tc\\x0dd");
  EXPECT_EQ(Printable(std::string_view("\0\x1b[2J\x7f", 6)), "\\x00\\x1b[2J\\x7f");
  EXPECT_EQ(Printable("\xc2\x9b"
                      "31m"),
            "\\x9b31m");  // U+009B, a one-character escape sequence.
  EXPECT_EQ(Printable("gpj.\xe2\x80\xae"
                      "tac"),
            "gpj.\\u{202e}tac");  // right-to-left override
  EXPECT_EQ(Printable("\xe2\x80\xa8"), "\\u{2028}");
  EXPECT_EQ(Printable("a\\nb"), "a\\\\nb");
}

TEST(Printable, EscapesBytesThatAreNoUtf8) {
  EXPECT_EQ(Printable("\xff"), "\\xff");
  EXPECT_EQ(Printable("\xc3"), "\\xc3");  // ends early
  EXPECT_EQ(Printable("\xc3("), "\\xc3(");
  EXPECT_EQ(Printable("\xc0\xaf"), "\\xc0\\xaf");  // overlong
  EXPECT_EQ(Printable("\xe0\x80\xaf"), "\\xe0\\x80\\xaf");
  EXPECT_EQ(Printable("\xed\xa0\x80"), "\\xed\\xa0\\x80");           // a surrogate
  EXPECT_EQ(Printable("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");  // past U+10FFFF
}

TEST(JsonText, ReplacesBytesThatAreNoUtf8) {
  const std::string text = JsonText({{"path", "a\xff"}}, -1);
  EXPECT_EQ(text, "{\"path\":\"a\xef\xbf\xbd\"}");
}

}  // namespace
}  // namespace pawlens::cli
