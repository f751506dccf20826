// SPDX-License-Identifier: MIT
#include "model/reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

#include "base/digest.h"
#include "model/hand_made_file.h"
#include "model/validate.h"
#include "model/writer.h"
#include "model/zip_file.h"
#include "support/graph_builder.h"

namespace pawlens {
namespace {

using testing::GraphBuilder;
using testing::HandMadeFile;

// Reads a copy of exactly the right size from the heap, so that AddressSanitizer sees a read behind the end.
Result<Model> ReadExact(const uint8_t* data, size_t size) {
  const std::unique_ptr<uint8_t, decltype(&std::free)> copy(static_cast<uint8_t*>(std::malloc(size)), &std::free);
  if (size > 0) std::memcpy(copy.get(), data, size);
  return ReadTflite({copy.get(), size});
}
Result<Model> ReadExact(const std::vector<uint8_t>& file) {
  return ReadExact(file.data(), file.size());
}

void ExpectRefused(const HandMadeFile& file, ErrorCode code, const char* message) {
  const Result<Model> model = ReadExact(file.Write());
  ASSERT_FALSE(model.has_value()) << message;
  EXPECT_EQ(model.error().code, code) << model.error().message;
  EXPECT_NE(model.error().message.find(message), std::string::npos) << model.error().message;
}

void ExpectRead(const HandMadeFile& file) {
  const Result<Model> model = ReadExact(file.Write());
  EXPECT_TRUE(model.has_value()) << model.error().message;
}

// A small classifier of every operator kind that has options, with settings.
std::vector<uint8_t> SmallFile() {
  GraphBuilder builder(5);
  int x = builder.AddInput({1, 6, 6, 3});
  x = builder.AddConv(x, 4, 3, 3);
  x = builder.AddAdd(x, builder.AddDepthwise(x, 1, 3, 3));
  x = builder.AddFullyConnected(builder.AddMean(builder.AddMaxPool(x, {})), 2);
  builder.AddOutput(builder.AddLogistic(x));
  Settings settings;
  settings.labels = {"cat", "dog"};
  settings.head = Head::kSigmoid;
  settings.thresholds = {0.4f, 0.6f};
  return *WriteTflite(builder.graph(), &settings);
}

TEST(Reader, RefusesWhatIsNoTfliteFile) {
  for (const std::string text : {"", "TFL3", "text, not a model", "\x10\0\0\0TFL3"}) {
    const Result<Model> model = ReadExact(reinterpret_cast<const uint8_t*>(text.data()), text.size());
    ASSERT_FALSE(model.has_value());
    EXPECT_EQ(model.error().code, ErrorCode::kBadModel);
  }
}

TEST(Reader, RejectsEveryShorterPrefix) {
  const std::vector<uint8_t> file = SmallFile();
  ASSERT_TRUE(ReadExact(file).has_value());
  for (size_t size = 0; size < file.size(); ++size) {
    const Result<Model> model = ReadExact(file.data(), size);
    ASSERT_FALSE(model.has_value()) << size << " of " << file.size();
    EXPECT_EQ(model.error().code, ErrorCode::kBadModel);
  }
}

TEST(Reader, SurvivesRandomDamage) {
  const std::vector<uint8_t> file = SmallFile();
  SplitMix64 random(11);
  int refused = 0;
  for (int round = 0; round < 6'000; ++round) {
    std::vector<uint8_t> spoilt = file;
    const int flips = 1 + static_cast<int>(random.Next() % 4);
    for (int i = 0; i < flips; ++i)
      spoilt[random.Next() % spoilt.size()] ^= static_cast<uint8_t>(1 + random.Next() % 255);
    const Result<Model> model = ReadExact(spoilt);
    if (!model) {
      ++refused;
      EXPECT_FALSE(model.error().message.empty());
    } else {
      EXPECT_TRUE(Validate(model->graph).has_value());
    }
  }
  EXPECT_GT(refused, 1'000);
}

TEST(Reader, SurvivesEveryWordSetToExtremes) {
  const std::vector<uint8_t> file = SmallFile();
  int refused = 0;
  for (size_t at = 0; at + 4 <= file.size(); at += 4) {
    for (const uint32_t value : {0u, 0x7fffffffu, 0x80000000u, 0xffffffffu}) {
      std::vector<uint8_t> spoilt = file;
      std::memcpy(spoilt.data() + at, &value, sizeof value);
      refused += !ReadExact(spoilt).has_value();
    }
  }
  EXPECT_GT(refused, 500);
}

TEST(Reader, ReadsFromAnyAddress) {
  const std::vector<uint8_t> file = SmallFile();
  std::vector<uint8_t> shifted(file.size() + 8);
  for (size_t shift = 0; shift < 8; ++shift) {
    std::copy(file.begin(), file.end(), shifted.begin() + static_cast<ptrdiff_t>(shift));
    EXPECT_TRUE(ReadTflite({shifted.data() + shift, file.size()}).has_value()) << shift;
  }
}

TEST(Reader, ReadsAHandMadeFile) {
  const Result<Model> model = ReadExact(HandMadeFile().Write());
  ASSERT_TRUE(model.has_value()) << model.error().message;
  ASSERT_EQ(model->graph.operators.size(), 1u);
  EXPECT_EQ(model->graph.operators[0].type, OpType::kPad);
  EXPECT_EQ(model->graph.tensors[0].quantization.zero_point, std::vector<int32_t>{3});
  EXPECT_EQ(model->graph.tensors[1].data.size(), 32u);
  EXPECT_FALSE(model->settings.has_value());
  EXPECT_TRUE(model->labels.empty());
}

TEST(Reader, TakesTheOperatorFromEitherSlot) {
  HandMadeFile old_file;
  old_file.builtin_code = 0;
  ExpectRead(old_file);
  HandMadeFile new_file;
  new_file.deprecated_builtin_code = 0;
  ExpectRead(new_file);
}

TEST(Reader, NamesOperatorsThatAreAbsent) {
  HandMadeFile file;
  const struct {
    int code;
    const char* name;
  } cases[] = {{18, "MUL"}, {2, "CONCATENATION"}, {117, "HARD_SWISH"}, {23, "RESIZE_BILINEAR"}, {222, "operator 222"}};
  for (const auto& c : cases) {
    file.builtin_code = c.code;
    file.deprecated_builtin_code = static_cast<int8_t>(std::min(c.code, 127));
    if (c.code == 2) file.deprecated_builtin_code = 2;
    ExpectRefused(file, ErrorCode::kUnsupportedModel, c.name);
  }
  file.builtin_code = file.deprecated_builtin_code = 32;
  file.custom_code = "TFLite_Detection_PostProcess";
  ExpectRefused(file, ErrorCode::kUnsupportedModel, "custom operator \"TFLite_Detection_PostProcess\"");
}

TEST(Reader, RefusesIndicesOutOfRange) {
  HandMadeFile opcode;
  opcode.opcode_index = 1;
  ExpectRefused(opcode, ErrorCode::kBadModel, "kind 1 of 1");
  HandMadeFile buffer;
  buffer.paddings_buffer = 3;
  ExpectRefused(buffer, ErrorCode::kBadModel, "buffer 3 of 3");
  HandMadeFile inputs;
  inputs.operator_inputs = 100'000;
  ExpectRefused(inputs, ErrorCode::kBadModel, "100000 inputs");
}

TEST(Reader, RefusesWhatTheFormatHasAndTheEngineHasNot) {
  HandMadeFile version;
  version.version = 2;
  ExpectRefused(version, ErrorCode::kUnsupportedModel, "schema version 2");
  HandMadeFile no_graph;
  no_graph.subgraphs = 0;
  ExpectRefused(no_graph, ErrorCode::kBadModel, "no network");
  HandMadeFile large;
  large.paddings_offset = 4096;
  ExpectRefused(large, ErrorCode::kUnsupportedModel, "2 GB");
  HandMadeFile sparse;
  sparse.sparse_paddings = true;
  ExpectRefused(sparse, ErrorCode::kUnsupportedModel, "sparse");
  HandMadeFile type;
  type.input_type = 7;
  ExpectRefused(type, ErrorCode::kUnsupportedModel, "int16");
  HandMadeFile rank;
  rank.input_rank = 1'000;
  ExpectRefused(rank, ErrorCode::kUnsupportedModel, "1000 dimensions");
}

TEST(Reader, RefusesZeroPointsThatAreNone) {
  HandMadeFile beyond;
  beyond.input_zero_point = {int64_t{1} << 40};
  ExpectRefused(beyond, ErrorCode::kBadModel, "zero point 1099511627776");
  HandMadeFile missing;
  missing.input_zero_point = {};
  ExpectRefused(missing, ErrorCode::kBadModel, "1 scales but 0 zero points");
}

TEST(Reader, ToleratesWhatItDoesNotKnow) {
  HandMadeFile file;
  file.odd_unused_tensor = true;
  file.subgraphs = 2;
  file.metadata_name = "min_runtime_version";
  file.metadata_buffer = 99;
  file.unknown_table = "signatures";
  ExpectRead(file);
}

TEST(Reader, RefusesDataSharedBeyondReason) {
  // 5,000 tensors that all name one buffer of 100 kB would take half a gigabyte.
  HandMadeFile file;
  file.metadata_bytes.assign(100'000, 0);
  file.shared_constants = 5'000;
  ExpectRefused(file, ErrorCode::kUnsupportedModel, "share the same data");
}

TEST(Reader, TakesLabelsFromAnAppendedArchive) {
  const std::vector<uint8_t> model = HandMadeFile().Write();  // Six outputs.
  const auto read_with = [&](const testing::ZipEntry& entry) {
    const std::vector<uint8_t> zip = testing::MakeZip({entry}, static_cast<uint32_t>(model.size()));
    std::vector<uint8_t> file = model;
    file.insert(file.end(), zip.begin(), zip.end());
    const Result<Model> result = ReadExact(file);
    EXPECT_TRUE(result.has_value());
    return result ? result->labels : std::vector<std::string>{"not read"};
  };
  using Labels = std::vector<std::string>;
  EXPECT_EQ(read_with({"labels.txt", "cat\ndog\n"}), (Labels{"cat", "dog"}));
  EXPECT_EQ(read_with({"labels.txt", "cat\ndog\n", 8}), Labels{});          // Compressed.
  EXPECT_EQ(read_with({"labels.txt", "1\n2\n3\n4\n5\n6\n7\n"}), Labels{});  // More than outputs.
  EXPECT_EQ(read_with({"labels.txt", "\xff\xfe"}), Labels{});               // No text.
}

TEST(Reader, ToleratesAnyBytesBehindTheModel) {
  std::vector<uint8_t> file = HandMadeFile().Write();
  file.resize(file.size() + 1'000, 0x50);
  EXPECT_TRUE(ReadExact(file).has_value());
}

}  // namespace
}  // namespace pawlens
