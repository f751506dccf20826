// SPDX-License-Identifier: MIT
#include "tools/cli_support.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

namespace pawlens::testing {
namespace {

std::string ReadText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

CliRun RunPawlens(const std::vector<std::string>& arguments, std::string_view input, const std::string& folder,
                  const std::string& program) {
  // Files instead of pipes: nothing can block, however much is written.
  const TempFolder files;
  const std::string in = files.Write("in", input);
  const std::string out = files.Write("out", "");
  const std::string err = files.Write("err", "");
  std::vector<char*> argv = {const_cast<char*>("pawlens")};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);

  const pid_t child = fork();
  if (child == 0) {
    dup2(open(in.c_str(), O_RDONLY), STDIN_FILENO);
    dup2(open(out.c_str(), O_WRONLY), STDOUT_FILENO);
    dup2(open(err.c_str(), O_WRONLY), STDERR_FILENO);
    if (folder.empty() || chdir(folder.c_str()) == 0) execv(program.c_str(), argv.data());
    _exit(127);
  }
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  CliRun run;
  run.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  run.out = ReadText(out);
  run.err = ReadText(err);
  return run;
}

TempFolder::TempFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "pawlens-test-XXXXXX").string();
  EXPECT_NE(mkdtemp(name.data()), nullptr) << name;
  root_ = name;
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(root_, ignored);
}

std::string TempFolder::Write(std::string_view name, std::span<const uint8_t> bytes) const {
  const std::filesystem::path file = root_ / name;
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  return file.string();
}

std::string TempFolder::Write(std::string_view name, std::string_view text) const {
  return Write(name, std::span(reinterpret_cast<const uint8_t*>(text.data()), text.size()));
}

std::vector<uint8_t> ColourPicture(uint8_t red, uint8_t green, uint8_t blue, int side_px) {
  const uint32_t row_bytes = static_cast<uint32_t>(side_px) * 3 / 4 * 4 + (side_px * 3 % 4 != 0 ? 4 : 0);
  const uint32_t pixel_bytes = row_bytes * static_cast<uint32_t>(side_px);
  std::vector<uint8_t> file = {'B', 'M'};
  const auto add32 = [&file](uint32_t value) {
    for (int i = 0; i < 4; ++i) file.push_back(static_cast<uint8_t>(value >> (8 * i)));
  };
  add32(54 + pixel_bytes);
  add32(0);
  add32(54);  // Where the pixels start.
  add32(40);  // BITMAPINFOHEADER
  add32(static_cast<uint32_t>(side_px));
  add32(static_cast<uint32_t>(side_px));
  add32(1 | 24 << 16);  // One plane, 24 bits a pixel.
  for (int i = 0; i < 6; ++i) add32(0);
  for (int y = 0; y < side_px; ++y) {
    for (int x = 0; x < side_px; ++x) file.insert(file.end(), {blue, green, red});
    while ((file.size() - 54) % 4 != 0) file.push_back(0);
  }
  return file;
}

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace pawlens::testing
