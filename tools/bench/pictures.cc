// SPDX-License-Identifier: MIT
// For tools/bench/sort:
//   pawlens_bench_pictures make FROM TO COUNT   COUNT JPEG files of 1 megapixel in TO, from the pictures in FROM
//   pawlens_bench_pictures decode DIR JOBS      seconds that the decoder alone takes for the pictures in DIR
#include "support/pictures.h"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/str_cat.h"
#include "image/decode.h"
#include "image/preprocess.h"
#include "pawlens/file_walk.h"
#include "pawlens/keep_memory.h"
#include "pawlens/read_file.h"
#include "pawlens/write_file.h"

namespace {

using namespace pawlens;

int Make(const std::string& from, const std::string& to, int count) {
  const std::vector<cli::FoundFile> files = cli::FindPictures(from);
  int made = 0;
  for (size_t i = 0; made < count; ++i) {
    const Result<std::vector<uint8_t>> bytes = cli::ReadFile(files[i % files.size()].path);
    const Result<Image> photo = bytes ? DecodeImage(*bytes) : std::unexpected(bytes.error());
    const Result<Image> large =
        photo ? CropAndResize(photo->view(), {.width = 1224, .height = 817, .max_aspect = 1.5f}) : photo;
    if (!large) {
      std::fprintf(stderr, "%s: %s\n", files[i % files.size()].path.c_str(), large.error().message.c_str());
      return 1;
    }
    const std::vector<uint8_t> jpeg = testing::EncodeJpeg(large->view(), 85);
    const Status written =
        cli::WriteFile(StrCat(to, "/", made, ".jpg"), {reinterpret_cast<const char*>(jpeg.data()), jpeg.size()});
    if (!written) {
      std::fprintf(stderr, "%s\n", written.error().message.c_str());
      return 1;
    }
    ++made;
  }
  return 0;
}

int Decode(const std::string& folder, int jobs) {
  std::vector<std::vector<uint8_t>> files;
  for (const cli::FoundFile& file : cli::FindPictures(folder)) {
    const Result<std::vector<uint8_t>> bytes = cli::ReadFile(file.path);
    if (bytes) files.push_back(*bytes);
  }
  std::atomic<size_t> next = 0;
  std::atomic<size_t> decoded = 0;
  const auto start = std::chrono::steady_clock::now();
  {
    std::vector<std::jthread> threads;
    threads.reserve(jobs);
    for (int job = 0; job < jobs; ++job) {
      threads.emplace_back([&] {
        for (size_t i = next++; i < files.size(); i = next++) decoded += DecodeImage(files[i]).has_value();
      });
    }
  }
  std::printf("%.3f\n", std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  return decoded == files.size() && decoded > 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  KeepFreedMemory();  // As the program that it is held against.
  const std::string_view command = argc > 1 ? argv[1] : "";
  if (command == "make" && argc == 5) return Make(argv[2], argv[3], std::atoi(argv[4]));
  if (command == "decode" && argc == 4) return Decode(argv[2], std::atoi(argv[3]));
  std::fprintf(stderr, "usage: make FROM TO COUNT, or decode DIR JOBS\n");
  return 2;
}
