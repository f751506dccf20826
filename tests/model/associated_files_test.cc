// SPDX-License-Identifier: MIT
#include "model/associated_files.h"

#include <gtest/gtest.h>

#include <string>

#include "base/digest.h"
#include "model/zip_file.h"

namespace pawlens {
namespace {

using testing::MakeZip;
using testing::ZipEntry;

const std::vector<ZipEntry> kTwoFiles = {{"anchors.txt", "1 2 3"}, {"assets/LabelMap.txt", "cat\ndog\n"}};

std::string Find(const std::vector<uint8_t>& file) {
  // Exactly as large as it is, for AddressSanitizer.
  const std::vector<uint8_t> exact(file.begin(), file.end());
  const auto found = FindLabelFile(exact);
  return found ? std::string(found->begin(), found->end()) : "nothing";
}

std::vector<uint8_t> Behind(size_t front_bytes, const std::vector<uint8_t>& zip) {
  std::vector<uint8_t> file(front_bytes, 0x5a);
  file.insert(file.end(), zip.begin(), zip.end());
  return file;
}

TEST(FindLabelFile, FindsTheEntryWhoseNameHoldsLabel) {
  EXPECT_EQ(Find(MakeZip(kTwoFiles)), "cat\ndog\n");
  EXPECT_EQ(Find(MakeZip({{"a", "b"}})), "nothing");
}

TEST(FindLabelFile, TakesOffsetsFromTheFileOrFromTheArchive) {
  EXPECT_EQ(Find(Behind(1000, MakeZip(kTwoFiles, 0))), "cat\ndog\n");
  EXPECT_EQ(Find(Behind(1000, MakeZip(kTwoFiles, 1000))), "cat\ndog\n");
}

TEST(FindLabelFile, FindsTheEndBeforeAComment) {
  EXPECT_EQ(Find(MakeZip(kTwoFiles, 0, "made by hand")), "cat\ndog\n");
  EXPECT_EQ(Find(MakeZip(kTwoFiles, 0, std::string(65'535, 'c'))), "cat\ndog\n");
}

TEST(FindLabelFile, IgnoresCompressedAndEncryptedEntries) {
  EXPECT_EQ(Find(MakeZip({{"labels.txt", "cat", 8, 0}})), "nothing");
  EXPECT_EQ(Find(MakeZip({{"labels.txt", "cat", 0, 1}})), "nothing");
  EXPECT_EQ(Find(MakeZip({{"labels.txt", "cat", 8, 0}, {"labels2.txt", "dog"}})), "dog");
}

TEST(FindLabelFile, FindsNothingInOtherBytes) {
  EXPECT_EQ(Find({}), "nothing");
  EXPECT_EQ(Find(std::vector<uint8_t>(21, 'P')), "nothing");
  EXPECT_EQ(Find(std::vector<uint8_t>(100'000, 'P')), "nothing");
}

TEST(FindLabelFile, SurvivesEveryCut) {
  const std::vector<uint8_t> zip = MakeZip(kTwoFiles);
  for (size_t size = 0; size < zip.size(); ++size) {
    EXPECT_EQ(Find({zip.begin(), zip.begin() + static_cast<ptrdiff_t>(size)}), "nothing");
    // Cut at the front the entries move, and only the directory tells where they are.
    const std::string found = Find({zip.begin() + static_cast<ptrdiff_t>(size) + 1, zip.end()});
    EXPECT_TRUE(found == "nothing" || found == "cat\ndog\n");
  }
}

TEST(FindLabelFile, SurvivesEveryByteSetToExtremes) {
  const std::vector<uint8_t> zip = Behind(10, MakeZip(kTwoFiles));
  int damaged = 0;
  for (size_t at = 0; at < zip.size(); ++at) {
    for (const uint8_t value : {0x00, 0x7f, 0x80, 0xff}) {
      std::vector<uint8_t> spoilt = zip;
      spoilt[at] = value;
      damaged += Find(spoilt) != "cat\ndog\n";
    }
  }
  EXPECT_GT(damaged, 100);
}

TEST(FindLabelFile, SurvivesRandomDamage) {
  const std::vector<uint8_t> zip = MakeZip(kTwoFiles);
  SplitMix64 random(7);
  for (int round = 0; round < 3'000; ++round) {
    std::vector<uint8_t> spoilt = zip;
    for (int i = 0; i < 4; ++i) spoilt[random.Next() % spoilt.size()] = static_cast<uint8_t>(random.Next());
    EXPECT_LE(Find(spoilt).size(), zip.size());
  }
}

}  // namespace
}  // namespace pawlens
