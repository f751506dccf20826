// SPDX-License-Identifier: MIT
// What a sort that was killed leaves to the next one: a file in OUT, locked as long as its process lives, which holds the
// one move that is being done. All other files that a sort makes on its way carry the journal's name, so that they can be
// told from somebody else's, and from those of a sort that is still running.
#pragma once

#include <sys/types.h>

#include <span>
#include <string>
#include <vector>

#include "pawlens/descriptor.h"

namespace pawlens::cli {

struct PlannedMove {
  std::string source;  ///< From the root.
  std::string shelf;
  std::string name;
  ino_t inode = 0;  ///< Of the file that gets this name: the photo itself, or its copy.
};

class SortJournal {
 public:
  static SystemResult<SortJournal> Create(const std::string& out, std::span<const std::string> shelves);
  ~SortJournal();  ///< Takes away all unfinished copies and, unless it is kept, the journal.
  SortJournal(SortJournal&&) = default;
  SortJournal& operator=(SortJournal&&) = delete;

  /// Before a move may become visible. `durable`: also after a power cut.
  SystemResult<void> Intend(const PlannedMove& move, bool durable);
  /// Leaves the last intention to the next sort, which will list it.
  void Keep() { keep_ = true; }
  /// The name of an unfinished copy in a shelf.
  std::string UnfinishedName(size_t number) const;

 private:
  SortJournal() = default;

  std::string out_;
  std::string name_;
  std::vector<std::string> shelves_;
  Descriptor file_;
  bool keep_ = false;
};

struct RecoveredMove {
  std::string source;
  std::string to;  ///< From OUT on.
};

/// Clears up after every sort into `out` that no longer runs: unfinished copies go; a photo that has reached its new place
/// and is also still in the old one, with the same bytes, goes from the old one. Answers the moves that had been done, or
/// are now, without having come into a table for certain.
std::vector<RecoveredMove> RecoverMoves(const std::string& out, std::span<const std::string> shelves);

}  // namespace pawlens::cli
