// SPDX-License-Identifier: MIT
#include "train/checkpoint.h"

#include <exception>
#include <sstream>
#include <string>
#include <utility>

#include "base/str_cat.h"

namespace pawlens {
namespace {

torch::serialize::OutputArchive Write(const TrainableNetwork& network, const torch::nn::Linear& map,
                                      const TrainableNetwork& average, const torch::optim::AdamW& optimizer,
                                      int64_t next_step) {
  torch::serialize::OutputArchive archive;
  const auto put = [&archive](const char* key, const auto& part) {
    torch::serialize::OutputArchive nested;
    part.save(nested);
    archive.write(key, nested);
  };
  put("network", network);
  put("average", average);
  put("optimizer", optimizer);
  if (!map.is_empty()) put("map", *map);
  archive.write("next_step", torch::tensor(next_step, torch::kInt64));
  return archive;
}

int64_t Read(torch::serialize::InputArchive& archive, TrainableNetwork& network, torch::nn::Linear& map,
             TrainableNetwork& average, torch::optim::AdamW& optimizer) {
  const auto get = [&archive](const char* key, auto& part) {
    torch::serialize::InputArchive nested;
    archive.read(key, nested);
    part.load(nested);
  };
  get("network", network);
  get("average", average);
  get("optimizer", optimizer);
  if (!map.is_empty()) get("map", *map);
  torch::Tensor next_step;
  archive.read("next_step", next_step);
  return next_step.item<int64_t>();
}

std::unexpected<Error> NoCheckpoint(const std::string& where, const std::exception& exception) {
  return Fail(ErrorCode::kIo,
              StrCat(where, ": no checkpoint of this network: ", std::string_view(exception.what()).substr(0, 200)));
}

}  // namespace

Status SaveCheckpoint(const std::filesystem::path& path, const TrainableNetwork& network, const torch::nn::Linear& map,
                      const TrainableNetwork& average, const torch::optim::AdamW& optimizer, int64_t next_step) {
  std::error_code error;
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), error);
  std::filesystem::path beside = path;
  beside += ".part";
  try {  // Torch reports by exceptions; they end here.
    Write(network, map, average, optimizer, next_step).save_to(beside.string());
  } catch (const std::exception& exception) {
    return Fail(ErrorCode::kIo, StrCat(beside.string(), ": the checkpoint cannot be written (is the disk full?): ",
                                       std::string_view(exception.what()).substr(0, 200)));
  }
  std::filesystem::rename(beside, path, error);
  if (error) return Fail(ErrorCode::kIo, StrCat(path.string(), ": ", error.message()));
  return {};
}

Result<int64_t> LoadCheckpoint(const std::filesystem::path& path, TrainableNetwork& network, torch::nn::Linear& map,
                               TrainableNetwork& average, torch::optim::AdamW& optimizer) {
  try {
    torch::serialize::InputArchive archive;
    archive.load_from(path.string(), network.parameters()[0].device());
    return Read(archive, network, map, average, optimizer);
  } catch (const std::exception& exception) {
    return NoCheckpoint(path.string(), exception);
  }
}

std::string PackCheckpoint(const TrainableNetwork& network, const torch::nn::Linear& map,
                           const TrainableNetwork& average, const torch::optim::AdamW& optimizer, int64_t next_step) {
  std::ostringstream out;
  Write(network, map, average, optimizer, next_step).save_to(out);
  return std::move(out).str();
}

Result<int64_t> UnpackCheckpoint(const std::string& bytes, TrainableNetwork& network, torch::nn::Linear& map,
                                 TrainableNetwork& average, torch::optim::AdamW& optimizer) {
  try {
    torch::serialize::InputArchive archive;
    archive.load_from(bytes.data(), bytes.size(), network.parameters()[0].device());
    return Read(archive, network, map, average, optimizer);
  } catch (const std::exception& exception) {
    return NoCheckpoint("from process 0", exception);
  }
}

}  // namespace pawlens
