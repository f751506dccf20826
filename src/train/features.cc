// SPDX-License-Identifier: MIT
#include "train/features.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <utility>

#include "base/digest.h"
#include "base/str_cat.h"
#include "model/reader.h"
#include "model/validate.h"
#include "train/feature_rows.h"
#include "train/file_io.h"
#include "train/progress.h"
#include "train/render.h"

namespace pawlens {
namespace {

constexpr int64_t kRowsAtOnce = 512;  // Appended to the file together: what breaking off loses at most.
constexpr size_t kProbes = 64;        // Photos whose plans are part of a view's digest.

std::span<const uint8_t> AsBytes(const std::vector<float>& numbers) {
  return {reinterpret_cast<const uint8_t*>(numbers.data()), numbers.size() * sizeof(float)};
}

std::string TableDigest(std::span<const uint8_t> teacher, const DataSet& data_set, int view) {
  Digest digest;
  digest.Add(teacher);
  for (const Photo& photo : data_set.photos) {
    digest.Add({reinterpret_cast<const uint8_t*>(photo.path.c_str()), photo.path.size() + 1});
    const uint8_t size[] = {static_cast<uint8_t>(photo.pixels.width), static_cast<uint8_t>(photo.pixels.height)};
    digest.Add(size);
  }
  if (view > 0) {
    // Of plans and not of pixels, whose last digits depend on the processor: features may be computed on another machine.
    const std::vector<float> version = {kPainterVersion};
    digest.Add(AsBytes(version));
    for (size_t i = 0; i < data_set.photos.size(); i += std::max<size_t>(1, data_set.photos.size() / kProbes)) {
      digest.Add(AsBytes(NumbersOf(PlanView(data_set.photos[i].pixels, static_cast<int64_t>(i), view))));
    }
  }
  return digest.Hex();
}

}  // namespace

Result<Graph> FeatureGraph(const Graph& teacher) {
  if (teacher.outputs.size() != 1) return Fail(ErrorCode::kUnsupportedModel, "a teacher must have one output");
  const Operator* op =
      ProducerOf(teacher, teacher.outputs[0],
                 {OpType::kReshape, OpType::kSoftmax, OpType::kLogistic, OpType::kQuantize, OpType::kDequantize});
  if (op == nullptr) return Fail(ErrorCode::kUnsupportedModel, "a teacher must have layers");
  if (op->type != OpType::kFullyConnected && op->type != OpType::kConv2D) return teacher;
  return TruncateGraph(teacher, teacher.tensors[op->inputs[0]].name);
}

Result<FeatureTable> TeacherFeatures(const std::filesystem::path& teacher_file,
                                     const std::filesystem::path& cache_folder, const DataSet& data_set, int view,
                                     WorkerPool& pool, c10::Device device) {
  const auto bytes = ReadWholeFile(teacher_file);
  if (!bytes) return std::unexpected(bytes.error());
  const auto in_file = [&](const Error& error) {
    return std::unexpected(Error{error.code, StrCat(teacher_file.string(), ": ", error.message)});
  };
  const Result<Model> model = ReadTflite(*bytes);
  if (!model) return in_file(model.error());
  const Result<Graph> graph = FeatureGraph(model->graph);
  if (!graph) return in_file(graph.error());
  const Tensor& output = graph->tensors[graph->outputs[0]];
  if (output.type != DataType::kInt8) {
    return in_file({ErrorCode::kUnsupportedModel, "a teacher must give int8 features"});
  }
  FeatureTable table{.teacher = teacher_file.filename().string(), .columns = static_cast<int>(output.num_elements())};
  const auto rows = static_cast<int64_t>(data_set.photos.size());
  const int64_t size_bytes = rows * table.columns;
  const auto path =
      cache_folder / StrCat(teacher_file.stem().string(), "-", TableDigest(*bytes, data_set, view), ".features");
  std::error_code error;
  if (static_cast<int64_t>(std::filesystem::file_size(path, error)) == size_bytes && !error) {
    const auto cached = ReadWholeFile(path);
    if (!cached) return std::unexpected(cached.error());
    table.values.assign(cached->begin(), cached->end());
    return table;
  }

  Result<std::unique_ptr<FeatureRows>> computer =
      device.is_cpu() ? EngineRows(*graph, pool) : TorchRows(*graph, pool, device);
  if (!computer) return in_file(computer.error());
  std::filesystem::create_directories(cache_folder, error);
  std::filesystem::path part = path;
  part += ".part";
  const auto part_bytes =
      static_cast<int64_t>(std::filesystem::exists(part) ? std::filesystem::file_size(part, error) : 0);
  const int64_t first_row = std::min(rows, part_bytes / table.columns);
  std::ofstream out(part, std::ios::binary | std::ios::in | std::ios::out);
  if (!out) out.open(part, std::ios::binary);
  out.seekp(first_row * table.columns);
  std::vector<int8_t> block(kRowsAtOnce * table.columns);
  ProgressLine line;
  const auto start = std::chrono::steady_clock::now();
  for (int64_t row = first_row; row < rows; row += kRowsAtOnce) {
    const int64_t count = std::min(kRowsAtOnce, rows - row);
    const size_t block_bytes = static_cast<size_t>(count) * table.columns;
    if (Status done = (*computer)->Compute(data_set, view, row, {block.data(), block_bytes}); !done) {
      return in_file(done.error());
    }
    out.write(reinterpret_cast<const char*>(block.data()), static_cast<std::streamsize>(block_bytes));
    out.flush();
    if (!out) return Fail(ErrorCode::kIo, StrCat(part.string(), ": writing failed; is the disk full?"));
    const double elapsed_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const double rate = static_cast<double>(row + count - first_row) / elapsed_s;
    line.Update(StrCat("features of ", table.teacher, view == 0 ? "" : StrCat(", view ", view), ": ", row + count,
                       " of ", rows, " photos, ", static_cast<int>(rate), "/s, ",
                       FormatDuration(static_cast<double>(rows - row - count) / rate), " left"));
    if (InterruptRequested()) {
      return Fail(ErrorCode::kInvalidArgument, "stopped; the same command goes on where it was");
    }
  }
  out.close();
  std::filesystem::rename(part, path, error);
  if (error) return Fail(ErrorCode::kIo, StrCat(path.string(), ": ", error.message()));
  return TeacherFeatures(teacher_file, cache_folder, data_set, view, pool, device);
}

std::filesystem::path DefaultFeatureCache() {
  if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache != nullptr && *cache != '\0') {
    return std::filesystem::path(cache) / "pawlens" / "features";
  }
  const char* home = std::getenv("HOME");
  return std::filesystem::path(home != nullptr ? home : ".") / ".cache" / "pawlens" / "features";
}

}  // namespace pawlens
