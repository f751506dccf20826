// SPDX-License-Identifier: MIT
#include "model/settings.h"

#include <gtest/gtest.h>

#include <functional>
#include <limits>

#include "model/hand_made_file.h"
#include "model/reader.h"
#include "model/settings_generated.h"
#include "model/writer.h"
#include "support/graph_builder.h"

namespace pawlens {
namespace {

using testing::GraphBuilder;
using testing::HandMadeFile;

Settings CatDogSettings() {
  Settings settings;
  settings.labels = {"cat", "dog \xf0\x9f\x90\xb6"};
  settings.head = Head::kSigmoid;
  settings.max_aspect = 1.5f;
  settings.thresholds = {0.4f, 0.6f};
  settings.both_threshold = 0.7f;
  settings.doubt_from = 0.125f;
  settings.provenance = "pawlens-train --seed 1\ncommit abc";
  return settings;
}

Graph TwoOutputs() {
  GraphBuilder builder;
  builder.AddOutput(builder.AddLogistic(builder.AddFullyConnected(builder.AddInput({1, 5}), 2)));
  return std::move(builder.graph());
}

TEST(Settings, RoundTripThroughAModelFile) {
  const Settings in = CatDogSettings();
  const Result<Model> model = ReadTflite(*WriteTflite(TwoOutputs(), &in));
  ASSERT_TRUE(model.has_value()) << model.error().message;
  ASSERT_TRUE(model->settings.has_value());
  EXPECT_EQ(model->settings->labels, in.labels);
  EXPECT_EQ(model->settings->head, in.head);
  EXPECT_EQ(model->settings->max_aspect, in.max_aspect);
  EXPECT_EQ(model->settings->thresholds, in.thresholds);
  EXPECT_EQ(model->settings->both_threshold, in.both_threshold);
  EXPECT_EQ(model->settings->doubt_from, in.doubt_from);
  EXPECT_EQ(model->settings->provenance, in.provenance);
  EXPECT_EQ(model->labels, in.labels);
}

TEST(Settings, MayNameNoLimitOnTheAspect) {
  Settings in;
  in.labels = {"a", "b"};
  in.max_aspect = std::numeric_limits<float>::infinity();
  const Result<Model> model = ReadTflite(*WriteTflite(TwoOutputs(), &in));
  ASSERT_TRUE(model.has_value()) << model.error().message;
  EXPECT_EQ(model->settings->max_aspect, in.max_aspect);
  EXPECT_EQ(model->settings->head, Head::kSoftmax);
}

TEST(Settings, AreAbsentFromModelsWithoutThem) {
  const Result<Model> model = ReadTflite(*WriteTflite(TwoOutputs(), nullptr));
  ASSERT_TRUE(model.has_value());
  EXPECT_FALSE(model->settings.has_value());
}

struct BadSettings {
  const char* message;
  std::function<void(Settings&)> apply;
};

const BadSettings kBadSettings[] = {
    {"1 labels for 2 outputs", [](Settings& s) { s.labels.pop_back(); }},
    {"3 labels for 2 outputs", [](Settings& s) { s.labels.push_back("fox"); }},
    {"label 1", [](Settings& s) { s.labels[1] = ""; }},
    {"label 0", [](Settings& s) { s.labels[0] = std::string(1'001, 'a'); }},
    {"label 0", [](Settings& s) { s.labels[0] = "\xff"; }},
    {"label 0", [](Settings& s) { s.labels[0] = "a\nb"; }},
    {"head 2", [](Settings& s) { s.head = static_cast<Head>(2); }},
    {"max_aspect", [](Settings& s) { s.max_aspect = 0.99f; }},
    {"max_aspect", [](Settings& s) { s.max_aspect = std::numeric_limits<float>::quiet_NaN(); }},
    {"1 thresholds, not 2", [](Settings& s) { s.thresholds.pop_back(); }},
    {"2 thresholds, not 0", [](Settings& s) { s.head = Head::kSoftmax; }},
    {"threshold 1 is 1", [](Settings& s) { s.thresholds[1] = 1.0f; }},
    {"threshold 0 is 0", [](Settings& s) { s.thresholds[0] = 0.0f; }},
    {"threshold 0", [](Settings& s) { s.thresholds[0] = std::numeric_limits<float>::quiet_NaN(); }},
    {"both_threshold", [](Settings& s) { s.both_threshold = 0.0f; }},
    {"both_threshold", [](Settings& s) { s.both_threshold = 1.01f; }},
    {"both_threshold", [](Settings& s) { s.both_threshold = std::numeric_limits<float>::quiet_NaN(); }},
    {"doubt_from is -0.1", [](Settings& s) { s.doubt_from = -0.1f; }},
    {"doubt_from is 0.5", [](Settings& s) { s.doubt_from = 0.5f; }},
    {"doubt_from", [](Settings& s) { s.doubt_from = std::numeric_limits<float>::quiet_NaN(); }},
    {"doubt_from is 0.25", [](Settings& s) { s.head = Head::kSoftmax, s.thresholds = {}, s.doubt_from = 0.25f; }},
    {"provenance", [](Settings& s) { s.provenance = "\x1b[31m"; }},
    {"provenance", [](Settings& s) { s.provenance = std::string(65'537, 'a'); }},
};

// The settings as they would lie in a file that somebody else wrote: nothing is checked.
std::vector<uint8_t> SettingsBytes(const Settings& settings) {
  flatbuffers::FlatBufferBuilder builder;
  const auto labels = builder.CreateVectorOfStrings(settings.labels);
  const auto thresholds = builder.CreateVector(settings.thresholds);
  const auto provenance = builder.CreateString(settings.provenance);
  fbs::FinishSettingsBuffer(
      builder, fbs::CreateSettings(builder, labels, static_cast<int8_t>(settings.head), settings.max_aspect, thresholds,
                                   settings.both_threshold, provenance, settings.doubt_from));
  return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

// A model of six outputs with these settings bytes.
Result<Model> ReadWith(const std::vector<uint8_t>& settings_bytes, uint32_t buffer = 2) {
  HandMadeFile file;
  file.metadata_name = kSettingsEntry;
  file.metadata_buffer = buffer;
  file.metadata_bytes = settings_bytes;
  return ReadTflite(file.Write());
}

Settings SixLabels() {
  Settings settings;
  settings.labels = {"a", "b", "c", "d", "e", "f"};
  return settings;
}

TEST(Settings, OutOfRangeAreRefusedWhenChecked) {
  ASSERT_TRUE(CheckSettings(CatDogSettings(), 2).has_value());
  for (const BadSettings& bad : kBadSettings) {
    Settings settings = CatDogSettings();
    bad.apply(settings);
    const Status status = CheckSettings(settings, 2);
    ASSERT_FALSE(status.has_value()) << bad.message;
    EXPECT_EQ(status.error().code, ErrorCode::kBadModel);
    EXPECT_NE(status.error().message.find(bad.message), std::string::npos) << status.error().message;
    EXPECT_FALSE(WriteTflite(TwoOutputs(), &settings).has_value()) << bad.message;
  }
}

TEST(Settings, OutOfRangeAreRefusedWhenRead) {
  ASSERT_TRUE(ReadWith(SettingsBytes(SixLabels())).has_value());
  Settings labels = SixLabels();
  labels.labels.pop_back();
  Settings long_label = SixLabels();
  long_label.labels[3] = std::string(2'000, 'x');
  Settings aspect = SixLabels();
  aspect.max_aspect = -1.0f;
  Settings head = SixLabels();
  head.head = static_cast<Head>(7);
  for (const Settings& bad : {labels, long_label, aspect, head}) {
    const Result<Model> model = ReadWith(SettingsBytes(bad));
    ASSERT_FALSE(model.has_value());
    EXPECT_EQ(model.error().code, ErrorCode::kBadModel);
    EXPECT_NE(model.error().message.find("settings"), std::string::npos) << model.error().message;
  }
}

TEST(Settings, AbsentOrDamagedBytesAreRefused) {
  EXPECT_FALSE(ReadWith({}).has_value());
  EXPECT_FALSE(ReadWith({1, 2, 3}).has_value());
  EXPECT_FALSE(ReadWith(SettingsBytes(SixLabels()), 9).has_value());
  std::vector<uint8_t> bytes = SettingsBytes(SixLabels());
  bytes[4] = 'X';  // The identifier.
  EXPECT_FALSE(ReadWith(bytes).has_value());
}

}  // namespace
}  // namespace pawlens
