// SPDX-License-Identifier: MIT
#include "train/membership.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace pawlens {
namespace {

/// Starts without any of the variables and leaves none behind.
class MembershipTest : public ::testing::Test {
 protected:
  MembershipTest() { Clear(); }
  ~MembershipTest() override { Clear(); }

  static void Clear() {
    for (const char* name : {"WORLD_SIZE", "RANK", "MASTER_ADDR", "MASTER_PORT"}) unsetenv(name);
  }
  static void Set(const char* name, const char* value) { setenv(name, value, 1); }
  static void SetAll() {
    Set("WORLD_SIZE", "4");
    Set("RANK", "3");
    Set("MASTER_ADDR", "node7");
    Set("MASTER_PORT", "29500");
  }
  static std::string Complaint() {
    const auto membership = MembershipFromEnvironment();
    return membership ? "none" : membership.error().message;
  }
  static bool Complains(std::string_view about) { return Complaint().find(about) != std::string::npos; }
};

TEST_F(MembershipTest, IsOfOneAloneWithoutWorldSize) {
  Set("RANK", "nonsense");
  const auto membership = MembershipFromEnvironment();
  ASSERT_TRUE(membership.has_value());
  EXPECT_EQ(membership->size, 1);
  EXPECT_EQ(membership->rank, 0);
}

TEST_F(MembershipTest, IsOfOneAloneInAWorldOfOne) {
  Set("WORLD_SIZE", "1");
  const auto membership = MembershipFromEnvironment();
  ASSERT_TRUE(membership.has_value());
  EXPECT_EQ(membership->size, 1);
}

TEST_F(MembershipTest, ReadsAllFourVariables) {
  SetAll();
  const auto membership = MembershipFromEnvironment();
  ASSERT_TRUE(membership.has_value());
  EXPECT_EQ(membership->size, 4);
  EXPECT_EQ(membership->rank, 3);
  EXPECT_EQ(membership->address, "node7");
  EXPECT_EQ(membership->port, 29500);
}

TEST_F(MembershipTest, NamesTheVariableThatIsMissing) {
  for (const char* name : {"RANK", "MASTER_ADDR", "MASTER_PORT"}) {
    SetAll();
    unsetenv(name);
    EXPECT_TRUE(Complains(name)) << Complaint();
  }
}

TEST_F(MembershipTest, NamesTheVariableThatIsNoNumberOrOutOfRange) {
  const std::pair<const char*, const char*> wrong[] = {
      {"WORLD_SIZE", "two"},   {"WORLD_SIZE", "0"},      {"WORLD_SIZE", "-2"},     {"RANK", "4"},
      {"RANK", "-1"},          {"RANK", "1x"},           {"MASTER_PORT", "65536"}, {"MASTER_PORT", "0"},
      {"MASTER_PORT", "http"}, {"MASTER_PORT", "29500 "}};
  for (const auto& [name, value] : wrong) {
    SetAll();
    Set(name, value);
    EXPECT_TRUE(Complains(std::string(name) + "=" + value)) << Complaint();
  }
}

TEST_F(MembershipTest, FindsTheLoopbackAddressTowardsThisMachine) {
  EXPECT_EQ(LocalAddressTowards("127.0.0.1", 29500), "127.0.0.1");
  EXPECT_EQ(LocalAddressTowards("no-such-host.invalid", 29500), "");
}

}  // namespace
}  // namespace pawlens
