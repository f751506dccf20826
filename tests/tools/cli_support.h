// SPDX-License-Identifier: MIT
// Runs the real `pawlens` program on files made for it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pawlens::testing {

struct CliRun {
  int status = -1;  ///< Exit status; 128 + signal for a program that was killed, as in a shell.
  std::string out;
  std::string err;

  nlohmann::json json() const { return nlohmann::json::parse(out, nullptr, false); }
};

/// Waits for the program to end. `input` is its standard input. Nothing is interpreted by a shell. `folder` (empty: the
/// test's own) becomes its current folder.
CliRun RunPawlens(const std::vector<std::string>& arguments, std::string_view input = "",
                  const std::string& folder = "", const std::string& program = PAWLENS_CLI_PATH);

/// A folder of its own, gone with the object.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  std::string path(std::string_view name = "") const { return (root_ / name).string(); }
  /// Writes a file, making the folders on the way, and answers its path.
  std::string Write(std::string_view name, std::span<const uint8_t> bytes) const;
  std::string Write(std::string_view name, std::string_view text) const;

 private:
  std::filesystem::path root_;
};

/// A BMP file of one colour, which the models of colour_model.h know what to make of.
std::vector<uint8_t> ColourPicture(uint8_t red, uint8_t green, uint8_t blue, int side_px = 12);
inline std::vector<uint8_t> CatPicture() {
  return ColourPicture(255, 0, 0);
}
inline std::vector<uint8_t> DogPicture() {
  return ColourPicture(0, 255, 0);
}
inline std::vector<uint8_t> BothPicture() {
  return ColourPicture(255, 255, 0);
}
inline std::vector<uint8_t> NeitherPicture() {
  return ColourPicture(0, 0, 255);
}

std::vector<std::string> Lines(const std::string& text);

}  // namespace pawlens::testing
