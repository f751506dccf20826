// SPDX-License-Identifier: MIT
#include "pawlens/evaluation.h"

#include <algorithm>
#include <map>
#include <new>
#include <utility>

#include "base/digest.h"
#include "base/str_cat.h"
#include "classify/manifest.h"
#include "pawlens/answer.h"
#include "pawlens/groups.h"
#include "pawlens/in_order.h"
#include "pawlens/model_file.h"
#include "pawlens/progress.h"

namespace pawlens::cli {
namespace {

constexpr int kCompositesOfAKind = 300;
constexpr uint64_t kCompositeSeed = 0x626f7468;  // "both"

/// One photo's answers: as it is, and under each corruption that was asked for.
struct PhotoAnswers {
  Answer answer;
  int width = 0;
  int height = 0;
  std::vector<Classification> corrupted;
};

Result<PhotoAnswers> AnswersFor(const FoundFile& file, Classifier& classifier, bool corruptions) {
  Image picture;
  Result<Answer> answer = AnswerFor(file, classifier, &picture);
  if (!answer) return std::unexpected(std::move(answer.error()));
  PhotoAnswers answers = {std::move(*answer), picture.width, picture.height, {}};
  if (!corruptions) return answers;
  const Result<Image> scaled = ScaleForCorruption(picture.view());
  if (!scaled) return std::unexpected(scaled.error());
  for (const Corruption corruption : kCorruptions) {
    const Result<Image> worse = Corrupt(*scaled, corruption);
    if (!worse) return std::unexpected(worse.error());
    Result<Classification> result = classifier.Classify(worse->view());
    if (!result) return std::unexpected(std::move(result.error()));
    answers.corrupted.push_back(std::move(*result));
  }
  return answers;
}

/// `work`, which may run out of memory on a thread, where nobody would catch it.
template <typename Work>
auto Guarded(Work work) -> decltype(work()) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return Fail(ErrorCode::kOutOfMemory, "not enough memory for this picture");
  }
}

class Run {
 public:
  Run(const EvaluationOptions& options, Evaluation& evaluation, std::vector<Classifier>& classifiers)
      : options_(options), evaluation_(evaluation), classifiers_(classifiers) {}

  void Photos(const std::vector<LabelledFile>& files, const std::map<std::string, std::string>& sources) {
    Digest digest;
    Progress progress(files.size(), !options_.quiet);
    if (options_.corruptions) evaluation_.corrupted.resize(kCorruptions.size());
    ForEachInOrder(
        files.size(), static_cast<int>(classifiers_.size()),
        [&](int job, size_t index) {
          return Guarded([&] {
            return AnswersFor(files[index].file, classifiers_[static_cast<size_t>(job)], options_.corruptions);
          });
        },
        [&](size_t index, Result<PhotoAnswers> answers) {
          if (answers) {
            digest.Add(answers->answer.classification.scores);
            Keep(files[index], *answers, sources);
          } else {
            evaluation_.failures.push_back({files[index].file.path, std::move(answers.error())});
          }
          progress.Show(index + 1);
          return true;
        });
    evaluation_.digest = digest.Hex();
  }

  void Composites() {
    const std::vector<size_t> first = PhotosOf(evaluation_, 0);
    const std::vector<size_t> second = PhotosOf(evaluation_, 1);
    if (!evaluation_.classes.has_both() || first.empty() || second.empty()) return;
    evaluation_.composite_seed = kCompositeSeed;
    for (const CompositeKind kind : kCompositeKinds) evaluation_.composites.push_back({kind, 0, 0});
    constexpr size_t kKinds = kCompositeKinds.size();
    Progress progress(kCompositesOfAKind * kKinds, !options_.quiet);
    ForEachInOrder(
        kCompositesOfAKind * kKinds, static_cast<int>(classifiers_.size()),
        [&](int job, size_t index) {
          return Guarded([&]() -> Result<Classification> {
            CompositePair pair = DrawPair(kCompositeSeed, static_cast<int>(index), first.size(), second.size());
            return ClassifyPair(first[pair.first], second[pair.second], pair, kCompositeKinds[index % kKinds],
                                classifiers_[static_cast<size_t>(job)]);
          });
        },
        [&](size_t index, Result<Classification> result) {
          if (result) {  // Photos were readable a moment ago: one that is no longer is left out.
            CompositeFigures& figures = evaluation_.composites[index % kKinds];
            ++figures.pictures;
            figures.called_both += evaluation_.classes.Judge(kSeveralLabels, *result).said == kSeveralLabels;
          }
          progress.Show(index + 1);
          return true;
        });
  }

 private:
  void Keep(const LabelledFile& file, PhotoAnswers& answers, const std::map<std::string, std::string>& sources) {
    const Classification& result = answers.answer.classification;
    JudgedPhoto photo;
    photo.path = file.file.path.substr(options_.data.size() + (options_.data.ends_with('/') ? 0 : 1));
    photo.width = answers.width;
    photo.height = answers.height;
    if (const auto found = sources.find(photo.path); found != sources.end()) photo.source = found->second;
    photo.judged = evaluation_.classes.Judge(file.truth, result);
    photo.probabilities = result.probabilities;
    evaluation_.answers.push_back(photo.judged);
    evaluation_.photos.push_back(std::move(photo));
    for (size_t i = 0; i < answers.corrupted.size(); ++i) {
      evaluation_.corrupted[i].push_back(evaluation_.classes.Judge(file.truth, answers.corrupted[i]));
    }
  }

  Result<Classification> ClassifyPair(size_t first, size_t second, const CompositePair& pair, CompositeKind kind,
                                      Classifier& classifier) const {
    const Result<Image> composite = ComposePhotos(evaluation_, first, second, pair, kind);
    if (!composite) return std::unexpected(composite.error());
    return classifier.Classify(composite->view());
  }

  const EvaluationOptions& options_;
  Evaluation& evaluation_;
  std::vector<Classifier>& classifiers_;
};

/// Up to four names, for the message that none is there.
std::string FolderNames(const Classes& classes) {
  std::string names;
  for (size_t i = 0; i < classes.all().size(); ++i) {
    if (i == 3 && classes.all().size() > 5) return names + " ...";
    StrAppend(names, StrCat(i == 0 ? "" : ", ", classes.NameOf(classes.all()[i])));
  }
  return names;
}

}  // namespace

std::vector<LabelledFile> FindLabelled(std::string data, const Classes& classes) {
  if (!data.ends_with('/')) data += '/';
  std::map<std::string, int> folders;  // By name. Of two classes of one name the first counts.
  for (const int index : classes.all()) {
    const std::string name = classes.NameOf(index);
    // A label is a name that somebody chose, not a way out of the folder.
    if (name.empty() || name == "." || name == ".." || name.find('/') != std::string::npos) continue;
    folders.emplace(name, index);
  }
  std::vector<LabelledFile> files;
  for (const auto& [name, index] : folders) {
    if (!IsFolder(data + name)) continue;
    for (FoundFile& file : FindPictures(data + name)) files.push_back({std::move(file), index});
  }
  return files;
}

Result<Evaluation> Evaluate(const EvaluationOptions& options) {
  if (!IsFolder(options.data)) return Fail(ErrorCode::kIo, options.data + ": is no folder");
  Result<LoadedModel> model = LoadModel(options.model, "", 1);
  if (!model) return std::unexpected(std::move(model.error()));
  Evaluation evaluation(Classes(model->classifiers.front()));
  evaluation.model = model->path;
  evaluation.data = options.data;
  const std::vector<LabelledFile> files = FindLabelled(options.data, evaluation.classes);
  if (files.empty()) {
    return Fail(ErrorCode::kIo, StrCat(options.data, ": holds none of the folders ", FolderNames(evaluation.classes)));
  }
  const auto sources = ReadManifest(options.data);
  if (!sources) return std::unexpected(sources.error());
  const Result<std::vector<uint8_t>> file = ReadModelFile(model->path);
  if (!file) return std::unexpected(file.error());
  evaluation.model_bytes = file->size();
  Result<std::string> self_test = model->classifiers.front().SelfTestDigest();
  if (!self_test) return std::unexpected(std::move(self_test.error()));
  evaluation.self_test = std::move(*self_test);

  const int jobs = static_cast<int>(std::min<size_t>(static_cast<size_t>(options.jobs), files.size()));
  model = LoadModel(model->path, "", jobs);
  if (!model) return std::unexpected(std::move(model.error()));
  Run run(options, evaluation, model->classifiers);
  run.Photos(files, *sources);
  run.Composites();
  return evaluation;
}

CompositePair DrawPair(uint64_t seed, int number, size_t first_photos, size_t second_photos) {
  SplitMix64 random(seed + static_cast<uint64_t>(number) * 0x9e3779b97f4a7c15u);
  CompositePair pair;
  pair.first = random.Next() % first_photos;
  pair.second = random.Next() % second_photos;
  pair.swapped = random.Next() % 2 == 1;
  pair.seed = random.Next();
  return pair;
}

Result<Image> ComposePhotos(const Evaluation& evaluation, size_t first, size_t second, const CompositePair& pair,
                            CompositeKind kind) {
  const auto read = [&](size_t index) { return ReadPicture({PathOf(evaluation, evaluation.photos[index]), ""}); };
  const Result<Image> below = read(pair.swapped ? second : first);
  if (!below) return below;
  const Result<Image> above = read(pair.swapped ? first : second);
  if (!above) return above;
  return Compose(*below, *above, kind, pair.seed);
}

std::string PathOf(const Evaluation& evaluation, const JudgedPhoto& photo) {
  return StrCat(evaluation.data, evaluation.data.ends_with('/') ? "" : "/", photo.path);
}

}  // namespace pawlens::cli
