// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace pawlens::cli {

/// One thing to classify, or one thing that cannot be.
struct FoundFile {
  std::string path;
  std::string problem;  ///< Not empty: no file to open, but an error to report.
};

/// Whether a name ends like a picture's: jpg, jpeg, png, bmp, gif in any case; and webp, avif, heic, heif, tif, tiff, which
/// are not read here: passing over them in silence would make a folder look smaller than it is.
bool HasPictureName(const std::string& path);

/// Every picture under a folder, by the bytes of its path. Links are followed, but each folder is entered only once, so
/// that links in a circle end; a folder that cannot be opened is a problem in its place, and so is `folder` itself where
/// it holds no picture. Only paths are kept: some hundred bytes a picture.
std::vector<FoundFile> FindPictures(const std::string& folder);

/// Files as they are given, folders by FindPictures, "-" as it is.
std::vector<FoundFile> ExpandInputs(const std::vector<std::string>& inputs);

bool IsFolder(const std::string& path);

}  // namespace pawlens::cli
