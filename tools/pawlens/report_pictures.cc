// SPDX-License-Identifier: MIT
#include "pawlens/report_pictures.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "classify/heat_map.h"
#include "image/png.h"
#include "pawlens/answer.h"
#include "pawlens/groups.h"
#include "pawlens/heat_picture.h"
#include "pawlens/html.h"
#include "pawlens/model_file.h"

namespace pawlens::cli {
namespace {

constexpr size_t kMistakes = 12;
constexpr int kMistakeSide = 128;  // Short side, pixels. A PNG of such a photo is some 30 kB.
constexpr int kExampleSide = 80;
constexpr float kMaxAspect = 2.0f;

/// What is left of the picture after the centre crop, small; empty if that cannot be made.
std::string Thumbnail(const Image& picture, int short_side, float max_aspect) {
  const Crop crop = CenterCrop(picture.view(), max_aspect);
  const auto scaled = [&](int side) {
    return static_cast<int>(std::lround(static_cast<double>(side) * short_side / std::min(crop.width, crop.height)));
  };
  const Result<Image> small = CropAndResize(
      picture.view(), {.width = scaled(crop.width), .height = scaled(crop.height), .max_aspect = max_aspect});
  if (!small) return "";
  const Result<std::vector<uint8_t>> png = EncodePng(*small);
  return png ? PngUrl(*png) : std::string();
}

std::vector<size_t> WorstFirst(const Evaluation& evaluation) {
  std::vector<size_t> wrong;
  for (size_t i = 0; i < evaluation.answers.size(); ++i) {
    if (evaluation.answers[i].said != evaluation.answers[i].truth) wrong.push_back(i);
  }
  std::stable_sort(wrong.begin(), wrong.end(), [&](size_t a, size_t b) {
    return evaluation.answers[a].confidence > evaluation.answers[b].confidence;
  });
  if (wrong.size() > kMistakes) wrong.resize(kMistakes);
  return wrong;
}

/// The two labels of "both"; else the likeliest one.
std::vector<int> OutputsShown(const JudgedPhoto& photo) {
  return TopIndices(photo.probabilities, photo.judged.said == kSeveralLabels ? 2 : 1);
}

void AddMistakes(const Evaluation& evaluation, const std::vector<uint8_t>& model, ReportPictures& pictures) {
  Result<Classifier> classifier = Classifier::Load(model);
  const float max_aspect = classifier ? std::min(kMaxAspect, classifier->input_rule().max_aspect) : 1.0f;
  Result<HeatMapper> mapper = HeatMapper::Load(model);
  if (!mapper) pictures.heat_problem = mapper.error().message;
  for (const size_t index : WorstFirst(evaluation)) {
    const JudgedPhoto& photo = evaluation.photos[index];
    Mistake mistake = {.photo = index, .seen = {}, .heat = {}};
    if (const Result<Image> picture = ReadPicture({PathOf(evaluation, photo), ""})) {
      mistake.seen = Thumbnail(*picture, kMistakeSide, max_aspect);
      const std::optional<Result<HeatMap>> map =
          mapper ? std::optional(mapper->Compute(picture->view())) : std::nullopt;
      if (map && *map) {
        mistake.heat = Thumbnail(PaintHeat(*picture, **map, OutputsShown(photo)), kMistakeSide, max_aspect);
      }
    }
    pictures.mistakes.push_back(std::move(mistake));
  }
}

/// The first photo of the first label that was answered rightly: an example should show something plain.
void AddCorruptions(const Evaluation& evaluation, ReportPictures& pictures) {
  if (evaluation.corrupted.empty() || evaluation.photos.empty()) return;
  const auto right = std::find_if(evaluation.photos.begin(), evaluation.photos.end(), [](const JudgedPhoto& photo) {
    return photo.judged.truth == 0 && photo.judged.said == 0;
  });
  const JudgedPhoto& photo = right == evaluation.photos.end() ? evaluation.photos.front() : *right;
  const Result<Image> picture = ReadPicture({PathOf(evaluation, photo), ""});
  if (!picture) return;
  const Result<Image> scaled = ScaleForCorruption(picture->view());
  if (!scaled) return;
  for (const Corruption corruption : kCorruptions) {
    const Result<Image> worse = Corrupt(*scaled, corruption);
    pictures.corruptions.push_back(worse ? Thumbnail(*worse, kExampleSide, 1.0f) : "");
  }
}

void AddComposites(const Evaluation& evaluation, ReportPictures& pictures) {
  const std::vector<size_t> first = PhotosOf(evaluation, 0);
  const std::vector<size_t> second = PhotosOf(evaluation, 1);
  for (size_t i = 0; i < evaluation.composites.size(); ++i) {
    const CompositePair pair = DrawPair(evaluation.composite_seed, static_cast<int>(i), first.size(), second.size());
    const Result<Image> composite =
        ComposePhotos(evaluation, first[pair.first], second[pair.second], pair, evaluation.composites[i].kind);
    pictures.composites.push_back(composite ? Thumbnail(*composite, kMistakeSide, 1.0f) : "");
  }
}

}  // namespace

ReportPictures CollectPictures(const Evaluation& evaluation) {
  ReportPictures pictures;
  if (const Result<std::vector<uint8_t>> model = ReadModelFile(evaluation.model)) {
    AddMistakes(evaluation, *model, pictures);
  }
  AddCorruptions(evaluation, pictures);
  AddComposites(evaluation, pictures);
  return pictures;
}

}  // namespace pawlens::cli
