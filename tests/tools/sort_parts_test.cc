// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <optional>

#include "pawlens/shelf.h"
#include "pawlens/sort_journal.h"
#include "pawlens/sort_table.h"
#include "tools/sort_support.h"

namespace pawlens::cli {
namespace {

using pawlens::testing::FilesIn;
using pawlens::testing::NameFromTable;
using pawlens::testing::TempFolder;

const std::array<std::string, 2> kShelves = {"cat", "dog"};

TEST(NumberedName, PutsTheNumberBeforeTheExtension) {
  EXPECT_EQ(NumberedName("a.jpg", 1), "a.jpg");
  EXPECT_EQ(NumberedName("a.jpg", 2), "a-2.jpg");
  EXPECT_EQ(NumberedName("a.tar.gz", 12), "a.tar-12.gz");
  EXPECT_EQ(NumberedName(".jpg", 2), ".jpg-2");
  EXPECT_EQ(NumberedName("a", 2), "a-2");
}

TEST(NumberedName, StaysWithinWhatAFolderTakesAndCutsNoCharacter) {
  EXPECT_EQ(NumberedName(std::string(251, 'n') + ".jpg", 10), std::string(248, 'n') + "-10.jpg");
  std::string cats;
  while (cats.size() < 248) cats += "\xf0\x9f\x90\xb1";
  const std::string name = NumberedName(cats + "abc.jpg", 2);
  EXPECT_EQ(name, cats + "a-2.jpg");
  EXPECT_EQ(NumberedName(cats + "\xc3\xa9"
                                "b.jpg",
                         2),
            cats + "-2.jpg");
}

TEST(RenameToFree, LeavesBothWhereTheNameIsTaken) {
  const TempFolder folder;
  const std::string from = folder.Write("from", "a");
  const std::string to = folder.Write("to", "b");
  const SystemResult<void> renamed = RenameToFree(AT_FDCWD, from, AT_FDCWD, to);
  ASSERT_FALSE(renamed);
  EXPECT_EQ(renamed.error(), EEXIST);
  EXPECT_EQ(FilesIn(folder.path()), (std::map<std::string, std::string>{{"from", "a"}, {"to", "b"}}));
  EXPECT_TRUE(RenameToFree(AT_FDCWD, from, AT_FDCWD, folder.path("free")));
  EXPECT_EQ(FilesIn(folder.path()), (std::map<std::string, std::string>{{"free", "a"}, {"to", "b"}}));
}

TEST(ReversibleName, ComesBackAsItWas) {
  std::string all;
  for (int byte = 1; byte < 256; ++byte) all += static_cast<char>(byte);
  for (const std::string& name :
       {all, std::string("plain.jpg"), std::string("=\x80"), std::string("\xc3\xa9\x80"), std::string("\\x41"),
        std::string("\xe2\x80\xae"
                    "x"),
        std::string("@a@b"), std::string("\xf0\x9f\x90\xb1")}) {
    EXPECT_EQ(NameFromTable(ReversibleName(name)), name);
  }
  EXPECT_EQ(ReversibleName("k\xc3\xa9 \xf0\x9f\x90\xb1.jpg"), "k\xc3\xa9 \xf0\x9f\x90\xb1.jpg");
  EXPECT_EQ(ReversibleName("=a=b\n\\\xff"),
            "\\x3d"
            "a=b\\x0a\\x5c\\xff");
}

TEST(SortLine, QuotesWhatHasCommasAndQuotes) {
  EXPECT_EQ(SortLine({"a,\"b\".jpg", "failed", "", std::nullopt, "no, none"}),
            "\"a,\"\"b\"\".jpg\",failed,,,,,,\"no, none\"\r\n");
}

/// What a sort leaves that was killed: a journal that nobody holds.
class Interrupted : public ::testing::Test {
 protected:
  Interrupted() {
    std::filesystem::create_directory(folder_.path("cat"));
    std::filesystem::create_directory(folder_.path("dog"));
  }
  void WriteJournal(const std::string& source, const std::string& shelf, const std::string& name, uint64_t inode) {
    std::string record;
    for (const std::string& field : {source, shelf, name, std::to_string(inode)}) record += field + '\0';
    folder_.Write(".pawlens-sort-abcdef", record);
  }
  uint64_t InodeOf(const std::string& path) {
    struct stat info{};
    EXPECT_EQ(stat(path.c_str(), &info), 0) << path;
    return info.st_ino;
  }
  std::vector<RecoveredMove> Recover() { return RecoverMoves(folder_.path(), kShelves); }

  TempFolder folder_;
};

TEST_F(Interrupted, ACopyThatHasItsNameIsKeptAndThePhotoGoes) {
  const std::string source = folder_.Write("in/a.jpg", "photo");
  WriteJournal(source, "cat", "a.jpg", InodeOf(folder_.Write("cat/a.jpg", "photo")));
  folder_.Write("cat/.pawlens-sort-abcdef.7.part", "pho");
  const std::vector<RecoveredMove> moves = Recover();
  ASSERT_EQ(moves.size(), 1u);
  EXPECT_EQ(moves[0].source, source);
  EXPECT_EQ(moves[0].to, "cat/a.jpg");
  EXPECT_EQ(FilesIn(folder_.path()), (std::map<std::string, std::string>{{"cat/a.jpg", "photo"}}));
}

TEST_F(Interrupted, TwoNamesOfOneFileBecomeOne) {
  const std::string source = folder_.Write("in/a.jpg", "photo");
  std::filesystem::create_hard_link(source, folder_.path("cat/a.jpg"));
  WriteJournal(source, "cat", "a.jpg", InodeOf(source));
  EXPECT_EQ(Recover().size(), 1u);
  EXPECT_EQ(FilesIn(folder_.path()), (std::map<std::string, std::string>{{"cat/a.jpg", "photo"}}));
}

TEST_F(Interrupted, NothingIsRemovedThatIsNotWholeElsewhere) {
  const std::string source = folder_.Write("in/a.jpg", "photo");
  const std::string other = folder_.Write("cat/a.jpg", "phot!");
  const uint64_t inode = InodeOf(other);
  std::filesystem::create_symlink(source, folder_.path("cat/link.jpg"));
  const std::string there = folder_.Write("cat/there.jpg", "same");
  std::filesystem::create_directory_symlink(folder_.path("cat"), folder_.path("way"));
  const auto before = FilesIn(folder_.path());
  WriteJournal(source, "cat", "a.jpg", inode);  // Other bytes.
  EXPECT_EQ(Recover().size(), 0u);
  WriteJournal(source, "cat", "a.jpg", inode + 1);  // Another file.
  EXPECT_EQ(Recover().size(), 0u);
  WriteJournal(source, "cat", "link.jpg", InodeOf(source));  // A link to it.
  EXPECT_EQ(Recover().size(), 0u);
  WriteJournal(folder_.path("way/there.jpg"), "cat", "there.jpg", InodeOf(there));  // The same name by another way.
  EXPECT_EQ(Recover().size(), 0u);
  WriteJournal(source, "..", "a.jpg", inode);
  EXPECT_EQ(Recover().size(), 0u);
  WriteJournal(source, "cat", "../in/a.jpg", InodeOf(source));
  EXPECT_EQ(Recover().size(), 0u);
  folder_.Write(".pawlens-sort-abcdef", "half a rec");
  EXPECT_EQ(Recover().size(), 0u);
  EXPECT_EQ(FilesIn(folder_.path()), before) << "and the journals are gone";
}

TEST_F(Interrupted, ASortThatStillRunsIsLeftAlone) {
  SystemResult<SortJournal> journal = SortJournal::Create(folder_.path(), kShelves);
  ASSERT_TRUE(journal);
  const std::string part = "cat/" + journal->UnfinishedName(1);
  folder_.Write(part, "half a photo");
  EXPECT_EQ(Recover().size(), 0u);
  EXPECT_EQ(FilesIn(folder_.path()).size(), 2u);
  std::optional<SortJournal> ends = std::move(*journal);
  ends.reset();
  EXPECT_TRUE(FilesIn(folder_.path()).empty());
}

}  // namespace
}  // namespace pawlens::cli
