// SPDX-License-Identifier: MIT
// pawlens inspect --image --maps
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "engine/reference.h"
#include "image/decode.h"
#include "image/preprocess.h"
#include "model/reader.h"
#include "model/validate.h"
#include "pawlens/maps_picture.h"
#include "support/colour_model.h"
#include "support/pictures.h"
#include "tools/cli_support.h"

namespace pawlens::testing {
namespace {

using cli::kLayerGap;
using cli::kMapGap;
using cli::kMapsAcross;
using nlohmann::json;

const std::string kShipped = std::string(PAWLENS_SOURCE_DIR) + "/models/pawlens.tflite";

std::vector<uint8_t> BytesOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class MapsCommand : public ::testing::Test {
 protected:
  TempFolder folder_;
  std::string out_ = folder_.path("maps.png");
  Image picture_ = GradientPicture(300, 200);
  std::string photo_ = folder_.Write("photo.png", EncodePng(picture_.view()));
};

TEST_F(MapsCommand, PaintsTheReferencesValuesOfThreeLayers) {
  const Model model = *ReadTflite(BytesOf(kShipped));
  const json all = RunPawlens({"inspect", kShipped, "--image", photo_, "--maps", out_, "--json"}).json();
  ASSERT_GE(all["layers"].size(), 3u) << all;
  std::string names;
  for (const size_t i : {size_t{0}, all["layers"].size() / 2, all["layers"].size() - 1}) {
    names += (names.empty() ? "" : ",") + all["layers"][i]["name"].get<std::string>();
  }
  const CliRun run = RunPawlens(
      {"inspect", kShipped, "--image", photo_, "--maps", out_, "--layers", names, "--maps-of-layer", "20", "--json"});
  ASSERT_EQ(run.status, 0) << run.err;
  const json layers = run.json()["layers"];
  ASSERT_EQ(layers.size(), 3u);

  const std::vector<int32_t>& shape = model.graph.tensors[model.graph.inputs[0]].shape;
  const InputRule rule{.width = shape[2], .height = shape[1], .max_aspect = model.settings->max_aspect};
  TensorBytes input(static_cast<size_t>(rule.width) * rule.height * 3);
  ASSERT_TRUE(Preprocess(picture_.view(), rule, {reinterpret_cast<int8_t*>(input.data()), input.size()}));
  const auto reference = RunReference(model.graph, std::span(&input, 1));
  ASSERT_TRUE(reference) << reference.error().message;
  const Result<Image> painted = DecodeImage(BytesOf(out_));
  ASSERT_TRUE(painted) << painted.error().message;
  const auto pixel = [&](int x, int y) { return &painted->rgb[(static_cast<size_t>(y) * painted->width + x) * 3]; };

  for (int y = 0; y < rule.height; ++y) {
    for (int x = 0; x < rule.width * 3; ++x) {
      ASSERT_EQ(pixel(kMapGap, kMapGap + y)[x], input[static_cast<size_t>(y) * rule.width * 3 + x] ^ 0x80);
    }
  }
  int side = 64;  // Or as large as the largest map; the shipped model's others divide it.
  for (const json& layer : layers) side = std::max({side, layer["size"][0].get<int>(), layer["size"][1].get<int>()});
  int top = rule.height + 2 * kMapGap + kLayerGap;
  for (const json& layer : layers) {
    const TensorBytes& values =
        (*reference)[static_cast<size_t>(*ComputedTensor(model.graph, layer["name"].get<std::string>()))];
    const int rows = layer["size"][0], columns = layer["size"][1], maps = layer["maps"];
    const auto value = [&](size_t i) { return static_cast<int8_t>(values[i]); };
    int low = 127, high = -128;
    for (size_t i = 0; i < values.size(); ++i) {
      low = std::min<int>(low, value(i));
      high = std::max<int>(high, value(i));
    }
    ASSERT_LT(low, high);
    const auto shown = layer["shown"].get<std::vector<int>>();
    ASSERT_EQ(shown.size(), 20u);
    for (size_t i = 0; i < shown.size(); ++i) {
      const int left = kMapGap + static_cast<int>(i % kMapsAcross) * (side + kMapGap);
      const int line = top + static_cast<int>(i / kMapsAcross) * (side + kMapGap);
      for (int cell = 0; cell < rows * columns; ++cell) {
        const int q = value(static_cast<size_t>(cell) * maps + shown[i]);
        const int grey = (2 * 255 * (q - low) + (high - low)) / (2 * (high - low));
        ASSERT_EQ(*pixel(left + cell % columns * side / columns, line + cell / columns * side / rows), grey)
            << layer["name"] << " map " << shown[i] << " cell " << cell;
      }
    }
    top += 2 * (side + kMapGap) + kLayerGap;
  }
  EXPECT_EQ(painted->height, top - kLayerGap);
}

TEST_F(MapsCommand, TellsOfEachLayerHowMuchACellSees) {
  const CliRun run = RunPawlens({"inspect", kShipped, "--image", photo_, "--maps", out_});
  EXPECT_EQ(run.status, 0) << run.err;
  for (const char* part : {"the picture as the network gets it, ", "CONV_2D", "3x3", "a cell sees"}) {
    EXPECT_NE(run.out.find(part), std::string::npos) << part << " is not in:\n" << run.out;
  }
}

TEST_F(MapsCommand, NamesWhatIsWrong) {
  const std::string flat = folder_.Write("flat.tflite", CatDogModelFile());
  const CliRun no_maps = RunPawlens({"inspect", flat, "--image", photo_, "--maps", out_});
  EXPECT_EQ(no_maps.status, 1);
  EXPECT_NE(no_maps.err.find("flat.tflite: this network has no layer"), std::string::npos) << no_maps.err;
  const CliRun absent = RunPawlens({"inspect", kShipped, "--image", photo_, "--maps", out_, "--layers", "tail"});
  EXPECT_EQ(absent.status, 1);
  EXPECT_NE(absent.err.find("no layer is called \"tail\"; these are: "), std::string::npos) << absent.err;
  const std::string text = folder_.Write("text.jpg", "no picture");
  const CliRun broken = RunPawlens({"inspect", kShipped, "--image", text, "--maps", out_});
  EXPECT_EQ(broken.status, 1);
  EXPECT_NE(broken.err.find("text.jpg: "), std::string::npos) << broken.err;
  const CliRun nowhere = RunPawlens({"inspect", kShipped, "--image", photo_, "--maps", folder_.path("no/maps.png")});
  EXPECT_EQ(nowhere.status, 1);
  EXPECT_NE(nowhere.err.find("cannot be written"), std::string::npos) << nowhere.err;
  EXPECT_EQ(RunPawlens({"inspect", kShipped, "--image", photo_}).status, 2);
  EXPECT_EQ(RunPawlens({"inspect", kShipped, "--maps", out_}).status, 2);
}

}  // namespace
}  // namespace pawlens::testing
