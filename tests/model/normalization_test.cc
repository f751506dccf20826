// SPDX-License-Identifier: MIT
#include "model/normalization.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <vector>

#include "model/hand_made_file.h"
#include "model/tflite_metadata_generated.h"

namespace pawlens::testing {
namespace {

namespace schema = fbs::metadata;
using Floats = std::vector<float>;

std::vector<uint8_t> MetadataOf(const Floats& mean, const Floats& deviation) {
  flatbuffers::FlatBufferBuilder builder;
  const auto options = schema::CreateNormalizationDirect(builder, &mean, &deviation).Union();
  const std::vector units = {schema::CreateProcessUnit(builder),
                             schema::CreateProcessUnit(builder, schema::ProcessOptions::Normalization, options)};
  const std::vector inputs = {schema::CreateTensorMetadataDirect(builder, "image", nullptr, nullptr, 0, &units)};
  const std::vector graphs = {schema::CreateSubGraphMetadataDirect(builder, "main", nullptr, &inputs)};
  schema::FinishModelMetadataBuffer(builder, schema::CreateModelMetadataDirect(builder, "m", "", "v1", &graphs));
  return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

std::vector<uint8_t> FileWith(std::vector<uint8_t> metadata) {
  HandMadeFile file;
  file.metadata_name = "TFLITE_METADATA";
  file.metadata_bytes = std::move(metadata);
  return file.Write();
}

bool IsDefault(const Normalization& read) {
  return read.mean == Normalization{}.mean && read.deviation == Normalization{}.deviation;
}

TEST(Normalization, IsReadForAllChannelsOrForEach) {
  const Normalization same = ReadNormalization(FileWith(MetadataOf({0}, {255})));
  EXPECT_EQ(same.mean, (std::array<float, 3>{0, 0, 0}));
  EXPECT_EQ(same.deviation, (std::array<float, 3>{255, 255, 255}));
  const Normalization each = ReadNormalization(FileWith(MetadataOf({123.7f, 116.3f, 103.5f}, {58.4f, 57.1f, 57.4f})));
  EXPECT_EQ(each.mean, (std::array<float, 3>{123.7f, 116.3f, 103.5f}));
  EXPECT_EQ(each.deviation, (std::array<float, 3>{58.4f, 57.1f, 57.4f}));
}

TEST(Normalization, IsTheUsualOneWhereNothingSensibleIsSaid) {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN(), kInfinity = std::numeric_limits<float>::infinity();
  EXPECT_TRUE(IsDefault(ReadNormalization(HandMadeFile().Write())));
  for (const auto& [mean, deviation] : std::vector<std::pair<Floats, Floats>>{{{}, {}},
                                                                              {{0}, {}},
                                                                              {{0, 0}, {1, 1}},
                                                                              {{0, 0, 0, 0}, {1}},
                                                                              {{0}, {0}},
                                                                              {{0}, {-1}},
                                                                              {{kNan}, {1}},
                                                                              {{0}, {kNan}},
                                                                              {{kInfinity}, {1}},
                                                                              {{0}, {kInfinity}}}) {
    EXPECT_TRUE(IsDefault(ReadNormalization(FileWith(MetadataOf(mean, deviation)))))
        << mean.size() << " and " << deviation.size() << " values";
  }
}

TEST(Normalization, SurvivesFilesAndMetadataThatAreCutOffOrSpoilt) {
  const std::vector<uint8_t> metadata = MetadataOf({0}, {255});
  for (size_t size = 0; size < metadata.size(); ++size) {
    ReadNormalization(FileWith({metadata.begin(), metadata.begin() + static_cast<ptrdiff_t>(size)}));
  }
  for (size_t at = 0; at < metadata.size(); ++at) {
    std::vector<uint8_t> spoilt = metadata;
    spoilt[at] ^= 0xff;
    ReadNormalization(FileWith(spoilt));
  }
  const std::vector<uint8_t> file = FileWith(metadata);
  for (size_t size = 0; size < file.size(); ++size) {
    const std::vector<uint8_t> cut(file.begin(), file.begin() + static_cast<ptrdiff_t>(size));
    EXPECT_TRUE(IsDefault(ReadNormalization(cut))) << size;
  }
}

TEST(Normalization, IsFoundInAFileOfSomebodyElse) {
  const std::string path = PAWLENS_SHARED_DIR "/models/tf2_mobilenet_v2_1.0_224_ptq.tflite";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is absent";
  std::ifstream stream(path, std::ios::binary);
  const std::vector<uint8_t> file((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  const Normalization read = ReadNormalization(file);
  EXPECT_EQ(read.mean, (std::array<float, 3>{127.5f, 127.5f, 127.5f}));
  EXPECT_EQ(read.deviation, (std::array<float, 3>{127.5f, 127.5f, 127.5f}));
}

}  // namespace
}  // namespace pawlens::testing
