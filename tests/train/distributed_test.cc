// SPDX-License-Identifier: MIT
// Groups whose members are threads here; processes_test.cc has processes.
#include "train/distributed.h"

#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <thread>

#include "train/trainer_process.h"

namespace pawlens {
namespace {

using std::chrono::milliseconds;

/// Runs `body` in each member of a group of `size`.
void Together(int size, const std::function<void(ProcessGroup&)>& body) {
  const int port = testing::FreePort();
  std::vector<std::jthread> members;
  for (int rank = 0; rank < size; ++rank) {
    members.emplace_back([=, &body] {
      auto group = ProcessGroup::Connect({.rank = rank, .size = size, .address = "127.0.0.1", .port = port}, {});
      ASSERT_TRUE(group.has_value()) << group.error().message;
      EXPECT_EQ(group->rank(), rank);
      EXPECT_EQ(group->size(), size);
      body(*group);
    });
  }
}

TEST(ProcessGroup, AloneLeavesEverythingAsItIs) {
  ProcessGroup group;
  EXPECT_TRUE(group.leads());
  const torch::Tensor tensor = torch::full({2}, 3.0f);
  EXPECT_TRUE(group.SumInto({tensor}).has_value());
  EXPECT_TRUE(torch::equal(tensor, torch::full({2}, 3.0f)));
  std::string bytes = "own";
  EXPECT_TRUE(group.Broadcast(bytes).has_value());
  EXPECT_EQ(bytes, "own");
}

TEST(ProcessGroup, SumsTensorsOfAnyShapeAndLayout) {
  Together(3, [](ProcessGroup& group) {
    const auto share = static_cast<float>(1 << group.rank());
    const torch::Tensor scalar = torch::full({}, share);
    const torch::Tensor picture =
        torch::arange(24.0f).view({1, 2, 3, 4}).mul_(share).contiguous(torch::MemoryFormat::ChannelsLast);
    const Status summed = group.SumInto({scalar, picture});
    ASSERT_TRUE(summed.has_value()) << summed.error().message;
    EXPECT_EQ(scalar.item<float>(), 7.0f);
    EXPECT_TRUE(torch::equal(picture, 7.0f * torch::arange(24.0f).view({1, 2, 3, 4})));
  });
}

TEST(ProcessGroup, HandsTheLeadersNumbersToAll) {
  Together(2, [](ProcessGroup& group) {
    std::vector<float> numbers;
    std::string bytes = "something longer, to be replaced";
    if (group.leads()) {
      numbers.assign(20'000'000, 0.25f);  // More than one piece.
      numbers.back() = 7.0f;
      bytes = "state";
    }
    ASSERT_TRUE(group.Broadcast(numbers).has_value());
    ASSERT_TRUE(group.Broadcast(bytes).has_value());
    ASSERT_EQ(numbers.size(), 20'000'000u);
    EXPECT_EQ(numbers.front(), 0.25f);
    EXPECT_EQ(numbers.back(), 7.0f);
    EXPECT_EQ(bytes, "state");
  });
}

TEST(ProcessGroup, WaitsLongerThanItWouldForOneWithoutASign) {
  const int port = testing::FreePort();
  const ProcessGroup::Timing timing{.rhythm = {.pause = milliseconds(100), .missed = 8}};
  std::vector<std::jthread> members;
  for (int rank = 0; rank < 2; ++rank) {
    members.emplace_back([=] {
      auto group = ProcessGroup::Connect({.rank = rank, .size = 2, .address = "127.0.0.1", .port = port}, timing);
      ASSERT_TRUE(group.has_value()) << group.error().message;
      if (group->leads()) std::this_thread::sleep_for(3 * timing.rhythm.missed * timing.rhythm.pause);
      const Status summed = group->SumInto({torch::ones({1})});
      EXPECT_TRUE(summed.has_value()) << summed.error().message;
    });
  }
}

TEST(ProcessGroup, FailsWhenAnotherHasLeft) {
  Together(2, [](ProcessGroup& group) {
    if (!group.leads()) return;
    const Status summed = group.SumInto({torch::ones({1})});
    ASSERT_FALSE(summed.has_value());
    EXPECT_EQ(summed.error().code, ErrorCode::kIo);
    EXPECT_NE(summed.error().message.find("--resume"), std::string::npos) << summed.error().message;
  });
}

TEST(ProcessGroup, NamesTheRanksThatHaveNotCome) {
  const auto group = ProcessGroup::Connect({.rank = 0, .size = 3, .address = "127.0.0.1", .port = testing::FreePort()},
                                           {.connect = milliseconds(3000)});
  ASSERT_FALSE(group.has_value());
  EXPECT_NE(group.error().message.find("RANK 1, 2"), std::string::npos) << group.error().message;
}

TEST(ProcessGroup, NamesThePlaceWhereProcessZeroIsNot) {
  const int port = testing::FreePort();
  const auto group = ProcessGroup::Connect({.rank = 1, .size = 2, .address = "127.0.0.1", .port = port},
                                           {.connect = milliseconds(3000)});
  ASSERT_FALSE(group.has_value());
  EXPECT_NE(group.error().message.find(std::to_string(port)), std::string::npos) << group.error().message;
  EXPECT_NE(group.error().message.find("has it been started"), std::string::npos) << group.error().message;
}

/// What members say that must not all find each other, one after the other.
std::string Complaints(const std::vector<Membership>& memberships) {
  std::vector<std::string> said(memberships.size());
  {
    std::vector<std::jthread> members;
    for (size_t i = 0; i < memberships.size(); ++i) {
      members.emplace_back([&, i] {
        const auto group = ProcessGroup::Connect(memberships[i], {.connect = milliseconds(3000)});
        said[i] = group ? "nothing" : group.error().message;
      });
    }
  }
  std::string all;
  for (const std::string& text : said) all += text + "\n";
  return all;
}

TEST(ProcessGroup, RefusesTwoOfOneRank) {
  const Membership leader{.rank = 0, .size = 3, .address = "127.0.0.1", .port = testing::FreePort()};
  Membership other = leader;
  other.rank = 1;
  const std::string said = Complaints({leader, other, other});
  EXPECT_NE(said.find("two processes have RANK=1"), std::string::npos) << said;
}

TEST(ProcessGroup, RefusesAnotherSizeThanTheLeaders) {
  const Membership leader{.rank = 0, .size = 3, .address = "127.0.0.1", .port = testing::FreePort()};
  Membership other = leader;
  other.rank = 1;
  other.size = 2;
  const std::string said = Complaints({leader, other});
  EXPECT_NE(said.find("WORLD_SIZE is 2 here, but 3 in process 0"), std::string::npos) << said;
}

}  // namespace
}  // namespace pawlens
