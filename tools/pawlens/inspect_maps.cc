// SPDX-License-Identifier: MIT
// pawlens inspect MODEL --image FILE --maps OUT.png
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "image/png.h"
#include "pawlens/answer.h"
#include "pawlens/commands.h"
#include "pawlens/maps_picture.h"
#include "pawlens/model_file.h"
#include "pawlens/text.h"
#include "pawlens/write_file.h"
#include "see/viewer.h"

namespace pawlens::cli {
namespace {

/// Indices of the layers asked for; of those that tell the story where none was.
Result<std::vector<size_t>> ChooseLayers(const std::vector<MapLayer>& layers, const std::vector<std::string>& names) {
  if (names.empty()) return StageEnds(layers);
  std::vector<size_t> chosen;
  for (const std::string& name : names) {
    const auto found = std::ranges::find(layers, name, &MapLayer::name);
    if (found == layers.end()) {
      std::string known;
      for (const MapLayer& layer : layers) known += (known.empty() ? "" : ", ") + layer.name;
      return Fail(ErrorCode::kInvalidArgument, fmt::format("no layer is called \"{}\"; these are: {}", name, known));
    }
    chosen.push_back(static_cast<size_t>(found - layers.begin()));
  }
  return chosen;
}

std::string Summary(const std::string& path, const Viewer& viewer, const std::vector<size_t>& chosen,
                    const std::vector<std::vector<int>>& shown) {
  const Image& picture = viewer.picture();
  std::string text = fmt::format(
      "{}, from the top: the picture as the network gets it, {}x{}; then each layer's strongest maps\n\n"
      "{:>5}  {:<18}{:<18}{:<14}{:<9}{:<13}{}\n",
      Printable(path), picture.width, picture.height, "layer", "operator", "maps", "window", "", "a cell sees",
      "shown, from the left; name");
  for (size_t i = 0; i < chosen.size(); ++i) {
    const MapLayer& layer = viewer.layers()[chosen[i]];
    text += fmt::format("{:>5}  {:<18}{:<18}{:<14}{:<9}{:<13}{}; {}\n", layer.number, OpTypeName(layer.type),
                        fmt::format("{} of {}x{}", layer.maps, layer.columns, layer.rows),
                        fmt::format("{}x{}", layer.kernel_columns, layer.kernel_rows), "",
                        fmt::format("{}x{}", layer.seen_columns, layer.seen_rows), fmt::join(shown[i], " "),
                        Printable(layer.name));
  }
  return text;
}

Json AsJson(const std::string& path, const Viewer& viewer, const std::vector<size_t>& chosen,
            const std::vector<std::vector<int>>& shown) {
  Json report = {{"maps", path}, {"input", {viewer.picture().height, viewer.picture().width}}};
  report["layers"] = Json::array();
  for (size_t i = 0; i < chosen.size(); ++i) {
    const MapLayer& layer = viewer.layers()[chosen[i]];
    report["layers"].push_back({{"layer", layer.number},
                                {"name", layer.name},
                                {"type", OpTypeName(layer.type)},
                                {"maps", layer.maps},
                                {"size", {layer.rows, layer.columns}},
                                {"window", {layer.kernel_rows, layer.kernel_columns}},
                                {"sees", {layer.seen_rows, layer.seen_columns}},
                                {"shown", shown[i]}});
  }
  return report;
}

Status WriteMaps(const InspectArguments& arguments) {
  const Result<std::vector<uint8_t>> file = ReadModelFile(arguments.model);
  if (!file) return std::unexpected(file.error());
  const auto about_model = [&](Error error) {
    error.message = arguments.model + ": " + error.message;
    return std::unexpected(std::move(error));
  };
  Result<Viewer> viewer = Viewer::Load(*file);
  if (!viewer) return about_model(viewer.error());
  const Result<std::vector<size_t>> chosen = ChooseLayers(viewer->layers(), arguments.layers);
  if (!chosen) return about_model(chosen.error());
  const Result<Image> picture = ReadPicture({arguments.image, ""});
  Status looked = picture ? viewer->Look(picture->view()) : std::unexpected(picture.error());
  if (!looked) {
    looked.error().message = arguments.image + ": " + looked.error().message;
    return looked;
  }
  std::vector<MapRow> rows;
  std::vector<std::vector<int>> shown;
  for (const size_t index : *chosen) {
    const MapLayer& layer = viewer->layers()[index];
    shown.push_back(viewer->StrongestMaps(index, arguments.maps_of_layer));
    rows.push_back({layer.rows, layer.columns, shown.back().size(), viewer->PaintMaps(index, shown.back())});
  }
  const Result<std::vector<uint8_t>> png = EncodePng(PaintMaps(viewer->picture(), rows));
  if (!png) return std::unexpected(png.error());
  const Status written = WriteFile(arguments.maps, {reinterpret_cast<const char*>(png->data()), png->size()});
  if (!written) return written;
  WriteOut(arguments.json ? JsonText(AsJson(arguments.maps, *viewer, *chosen, shown), 2) + "\n"
                          : Summary(arguments.maps, *viewer, *chosen, shown));
  return {};
}

}  // namespace

int RunInspectMaps(const InspectArguments& arguments) {
  const Status done = WriteMaps(arguments);
  if (!done) Complain(done.error().message);
  return done ? 0 : 1;
}

}  // namespace pawlens::cli
