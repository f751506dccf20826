// SPDX-License-Identifier: MIT
#include "pawlens/read_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "tools/cli_support.h"

namespace pawlens::cli {
namespace {

using pawlens::testing::TempFolder;

std::string MessageFor(const std::string& path) {
  const Result<std::vector<uint8_t>> bytes = ReadFile(path);
  EXPECT_FALSE(bytes) << path;
  if (bytes) return "";
  EXPECT_EQ(bytes.error().code, ErrorCode::kIo);
  return bytes.error().message;
}

TEST(ReadFile, ReadsEveryByteOfFilesOfAnySize) {
  const TempFolder folder;
  for (const size_t size : {size_t{0}, size_t{1}, size_t{4096}, size_t{100'003}}) {
    std::vector<uint8_t> bytes(size);
    for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<uint8_t>(i * 7);
    EXPECT_EQ(ReadFile(folder.Write("x", bytes)).value(), bytes) << size;
  }
}

TEST(ReadFile, ReadsFilesThatClaimToBeEmpty) {
  if (!std::filesystem::exists("/proc/self/status")) GTEST_SKIP() << "needs /proc";
  EXPECT_GT(ReadFile("/proc/self/status").value().size(), 100u);
}

TEST(ReadFile, RefusesALargerFileThanTheLimit) {
  const TempFolder folder;
  const std::string path = folder.Write("large", "");
  ASSERT_EQ(truncate(path.c_str(), static_cast<off_t>(kMaxFileBytes) + 1), 0);  // A hole: it takes no disk.
  EXPECT_EQ(MessageFor(path), "is larger than the limit of 512 MiB");
}

TEST(ReadFile, SaysWhatCannotBeRead) {
  const TempFolder folder;
  EXPECT_EQ(MessageFor(folder.path("absent")), "cannot be opened: No such file or directory");
  EXPECT_EQ(MessageFor(folder.path()), "is a folder, not a file");
  EXPECT_EQ(MessageFor("/dev/null"), "is a device, not a file");
  ASSERT_EQ(mkfifo(folder.path("pipe").c_str(), 0600), 0);
  EXPECT_TRUE(MessageFor(folder.path("pipe")).starts_with("is a pipe, not a file"));
}

}  // namespace
}  // namespace pawlens::cli
