// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <string>

#include "model/reader.h"
#include "model/utf8.h"

namespace pawlens {
namespace {

using Labels = std::vector<std::string>;

Result<Labels> Parse(const std::string& text) {
  // A buffer of exactly the text's size, so that AddressSanitizer sees a read behind it.
  const std::vector<uint8_t> bytes(text.begin(), text.end());
  return ParseLabels(bytes);
}

TEST(ParseLabels, TakesOneLabelALine) {
  EXPECT_EQ(*Parse("cat\ndog\n"), (Labels{"cat", "dog"}));
  EXPECT_EQ(*Parse("cat\r\ngreat grey owl\r\nh\xc3\xa9ron"), (Labels{"cat", "great grey owl", "h\xc3\xa9ron"}));
  EXPECT_EQ(*Parse(""), Labels{});
}

TEST(ParseLabels, IgnoresAByteOrderMarkAndBlankLinesAtTheEnd) {
  EXPECT_EQ(*Parse("\xef\xbb\xbf"
                   "cat\n\ndog\n\n  \n"),
            (Labels{"cat", "", "dog"}));
}

TEST(ParseLabels, StripsNumbersOnlyWhereEveryLineHasItsOwn) {
  EXPECT_EQ(*Parse("0 Cat\n1 Dog\n2 2 dogs\n"), (Labels{"Cat", "Dog", "2 dogs"}));
  EXPECT_EQ(*Parse("0 Cat\nDog\n"), (Labels{"0 Cat", "Dog"}));
  EXPECT_EQ(*Parse("1 Cat\n2 Dog\n"), (Labels{"1 Cat", "2 Dog"}));
  EXPECT_EQ(*Parse("0 Cat\n1 \n"), (Labels{"0 Cat", "1 "}));
}

TEST(ParseLabels, RefusesBytesThatAreNoPlainText) {
  for (const char* text : {"cat\ndo\xff\n", "\xc3", "tab\there", "bell\x07", "\xed\xa0\x80"}) {
    const Result<Labels> labels = Parse(text);
    ASSERT_FALSE(labels.has_value()) << text;
    EXPECT_EQ(labels.error().code, ErrorCode::kInvalidArgument);
  }
  EXPECT_NE(Parse("cat\ndo\xff\n").error().message.find("line 2"), std::string::npos);
}

TEST(ParseLabels, RefusesLongLinesAndTooManyOfThem) {
  EXPECT_TRUE(Parse(std::string(1'000, 'a')).has_value());
  EXPECT_FALSE(Parse(std::string(1'001, 'a')).has_value());
  std::string many;
  for (int i = 0; i < 100'000; ++i) many += "x\n";
  EXPECT_EQ(Parse(many)->size(), 100'000u);
  EXPECT_FALSE(Parse(many + "x\n").has_value());
}

TEST(IsPlainText, AcceptsUtf8AndNothingElse) {
  EXPECT_TRUE(IsPlainText(""));
  EXPECT_TRUE(IsPlainText("cat \xc3\xa9 \xe7\x8c\xab \xf0\x9f\x90\xb1 \xf4\x8f\xbf\xbf"));
  const std::string bad[] = {
      "\x80",              // A continuation byte by itself.
      "\xc0\xaf",          // Overlong.
      "\xe0\x80\xaf",      // Overlong.
      "\xf0\x80\x80\xaf",  // Overlong.
      "\xed\xbf\xbf",      // A surrogate.
      "\xf4\x90\x80\x80",  // Beyond U+10FFFF.
      "\xf5\x80\x80\x80",  // No lead byte.
      "\xe7\x8c",          // Cut off.
      "\xe7\x41\x41",      // Continuation bytes missing.
      "\x1b[0m",           // A terminal's escape.
      "\x7f",              // Delete.
      "\xc2\x85",          // A C1 control character.
      std::string(1, '\0'),
  };
  for (const std::string& text : bad) EXPECT_FALSE(IsPlainText(text)) << ::testing::PrintToString(text);
}

TEST(IsPlainText, AllowsLineFeedsOnlyWhereAsked) {
  EXPECT_FALSE(IsPlainText("a\nb"));
  EXPECT_TRUE(IsPlainText("a\nb", true));
  EXPECT_FALSE(IsPlainText("a\rb", true));
}

}  // namespace
}  // namespace pawlens
