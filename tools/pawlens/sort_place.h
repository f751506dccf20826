// SPDX-License-Identifier: MIT
// Puts photos into shelves, so that at every moment each of them is whole in at least one place.
//
// Copy: into an unfinished file of the shelf, down to the disk, then its name. Move on one file system: a rename. Move
// across file systems: as a copy, compared with the photo as it lies on the disk, its name made durable, then the photo
// goes. Link: a hard link; a symbolic one where the file system refuses that.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pawlens/descriptor.h"
#include "pawlens/shelf.h"
#include "pawlens/sort_journal.h"

namespace pawlens::cli {

enum class SortMode : uint8_t { kCopy, kMove, kLink };

/// Errors after which no photo can be put anywhere: the disk is full, or can no longer be written.
bool EndsTheSort(int error);

/// A photo on its way: open, and perhaps copied already.
struct OpenPhoto {
  std::string path;  ///< From the root.
  std::string name;
  Descriptor file;
  struct stat info{};
  std::string unfinished;  ///< Its copy's name in the shelf; empty: none.
};

struct Placed {
  enum class How : uint8_t { kPut, kSame, kThere };  ///< kThere: the photo lies in that shelf already.
  How how = How::kPut;
  std::string name;  ///< In the shelf.
};

struct PlaceError {
  int error = 0;
  std::string message;
};

class SortPlacer {
 public:
  /// Without a journal: a dry run, nothing is written.
  SortPlacer(SortMode mode, SortJournal* journal) : mode_(mode), journal_(journal) {}

  /// What takes long, on any thread; `number`: one of the photo's own. Makes the copy if there has to be one.
  std::expected<OpenPhoto, PlaceError> Prepare(const std::string& path, const Shelf& shelf, size_t number) const;

  /// The rest, photo after photo on one thread, so that numbered names do not depend on chance.
  std::expected<Placed, PlaceError> Place(OpenPhoto& photo, Shelf& shelf) const;

 private:
  SystemResult<void> Copy(OpenPhoto& photo, const Shelf& shelf, size_t number) const;
  /// EEXIST: somebody was faster; EXDEV: it has to be copied first.
  SystemResult<void> PutAt(const std::string& name, OpenPhoto& photo, const Shelf& shelf) const;
  SystemResult<void> RemoveSource(const OpenPhoto& photo, const Shelf& shelf, const std::string& name) const;

  SortMode mode_;
  SortJournal* journal_;
};

}  // namespace pawlens::cli
