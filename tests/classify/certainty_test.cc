// SPDX-License-Identifier: MIT
#include "classify/certainty.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

namespace pawlens {
namespace {

TEST(ConfidenceOf, IsTheDecisionsOwnProbability) {
  EXPECT_DOUBLE_EQ(ConfidenceOf(Decision::kCat, 0.75f, 0.25f), 0.75);
  EXPECT_DOUBLE_EQ(ConfidenceOf(Decision::kDog, 0.25f, 0.5f), 0.5);
  EXPECT_DOUBLE_EQ(ConfidenceOf(Decision::kBoth, 0.75f, 0.875f), 0.75);
  EXPECT_DOUBLE_EQ(ConfidenceOf(Decision::kNeither, 0.25f, 0.125f), 0.75);
  EXPECT_DOUBLE_EQ(ConfidenceOf(Decision::kNone, 1.0f, 1.0f), 0.0);
}

TEST(IsUnsure, GoesByTheConfidenceAndOfANeitherAlsoByTheLikeness) {
  EXPECT_TRUE(IsUnsure(Decision::kCat, 0.69f, 0.0f));
  EXPECT_FALSE(IsUnsure(Decision::kCat, 0.71f, 0.0f));
  EXPECT_FALSE(IsUnsure(Decision::kCat, 0.5f, 0.0f, 0.5));
  EXPECT_TRUE(IsUnsure(Decision::kNeither, 0.0f, 0.25f)) << "confidence 0.75, but a little like a dog";
  EXPECT_FALSE(IsUnsure(Decision::kNeither, 0.0f, 0.24f));
  EXPECT_FALSE(IsUnsure(Decision::kNeither, 0.3f, 0.3f, 0.0));
  EXPECT_TRUE(IsUnsure(Decision::kCat, 0.99f, 0.0f, 1.0));
}

TEST(Certainty, HasThePagesNumbers) {
  std::ifstream file(PAWLENS_SOURCE_DIR "/web/wording.js");
  const std::string page((std::istreambuf_iterator<char>(file)), {});
  const auto number = [&page](const std::string& name) {
    const std::string before = "const " + name + " = ";
    const size_t place = page.find(before);
    return place == std::string::npos ? -1.0 : std::stod(page.substr(place + before.size()));
  };
  EXPECT_EQ(number("fairlySureFrom"), kFairlySureFrom);
  EXPECT_EQ(number("littleLikeFrom"), kLittleLikeFrom);
}

}  // namespace
}  // namespace pawlens
