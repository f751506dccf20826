// SPDX-License-Identifier: MIT
// One of the folders that photos are sorted into. Whatever is put there, nothing that is there is replaced: the last step is
// always one that the system refuses when the name is taken, also by another process a moment ago.
#pragma once

#include <sys/stat.h>

#include <map>
#include <string>
#include <string_view>

#include "pawlens/descriptor.h"

namespace pawlens::cli {

/// "a.jpg", "a-2.jpg", "a-3.jpg", ...; at most 255 bytes, cut before the number if need be, never within a character.
std::string NumberedName(std::string_view name, int number);

/// Renames only if the new name is free; EEXIST otherwise. Where the file system cannot do that in one step it links and
/// unlinks, and what is interrupted in between has both names.
SystemResult<void> RenameToFree(int from_folder, const std::string& from, int to_folder, const std::string& to);

class Shelf {
 public:
  struct Place {
    std::string name;
    bool same = false;  ///< This name has the same content already.
  };

  /// Makes the folder if it is not there. `only_look` does not; the shelf may then be without a folder.
  static SystemResult<Shelf> Open(int out, const std::string& name, bool only_look);

  const std::string& name() const { return name_; }
  int fd() const { return folder_.get(); }
  dev_t device() const { return info_.st_dev; }
  /// Is this folder, by whatever path it was reached, ours?
  bool IsFolder(const struct stat& info) const;

  /// The first of the numbered names that is free or has the content of `source`. `links`: so has a symbolic link to it;
  /// otherwise links are names that are taken.
  SystemResult<Place> FindPlace(std::string_view name, int source, bool links) const;

  /// For a dry run: from now on the name is taken by that file.
  void Plan(const std::string& name, const std::string& source_path) { planned_[name] = source_path; }

 private:
  enum class Taken { kNo, kBySame, kByOther };
  SystemResult<Taken> LookAt(const std::string& name, int source, const struct stat& info, bool links) const;

  std::string name_;
  Descriptor folder_;
  struct stat info_{};
  std::map<std::string, std::string> planned_;
};

}  // namespace pawlens::cli
