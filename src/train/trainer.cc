// SPDX-License-Identifier: MIT
#include "train/trainer.h"

#include <torch/torch.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "base/digest.h"
#include "base/str_cat.h"
#include "train/architecture.h"
#include "train/batch.h"
#include "train/decision_rule.h"
#include "train/device.h"
#include "train/distributed.h"
#include "train/features.h"
#include "train/finish.h"
#include "train/guidance.h"
#include "train/inherit.h"
#include "train/int8_network.h"
#include "train/network.h"
#include "train/phase.h"
#include "train/platform.h"
#include "train/progress.h"

namespace pawlens {
namespace {

constexpr double kInt8WarmupEpochs = 0.1;

void Say(const std::string& text) {
  std::fprintf(stderr, "%s\n", text.c_str());
}

int ThreadCount(const TrainOptions& options) {
  return options.threads > 0 ? options.threads : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

Result<DataSet> Load(const TrainOptions& options, WorkerPool& pool, bool shown) {
  ProgressLine line(shown);
  Result<DataSet> data_set = LoadDataSet({.folder = options.data,
                                          .head = options.head,
                                          .held_out_sources = options.held_out_sources,
                                          .short_side_px = options.input_px,
                                          .seed = options.seed},
                                         pool, [&line](int64_t done, int64_t all) {
                                           if (line.due()) line.Update(StrCat("photos: ", done, " of ", all));
                                         });
  if (!data_set || !shown) return data_set;
  for (const std::string& warning : data_set->warnings) Say(StrCat("left out: ", warning));
  const auto held_out = std::ranges::count_if(data_set->photos, &Photo::held_out);
  std::string labels;
  for (const std::string& label : data_set->labels) labels += StrCat(labels.empty() ? "" : ", ", label);
  line.Finish(StrCat(data_set->photos.size(), " photos (", data_set->warnings.size(), " left out) of ",
                     data_set->sources.size(), " sources, ", static_cast<int64_t>(held_out),
                     " held out; outputs: ", labels));
  return data_set;
}

Result<std::vector<FeatureTable>> LoadFeatures(const TrainOptions& options, const DataSet& data_set, int view,
                                               WorkerPool& pool) {
  const Result<torch::Device> device = ChooseDevice(options.device);
  if (!device) return std::unexpected(device.error());
  std::vector<FeatureTable> tables;
  const auto cache = options.feature_cache.empty() ? DefaultFeatureCache() : options.feature_cache;
  for (const auto& teacher : options.teachers) {
    Result<FeatureTable> table = TeacherFeatures(teacher, cache, data_set, view, pool, *device);
    if (!table) return std::unexpected(table.error());
    tables.push_back(std::move(*table));
  }
  return tables;
}

Status ComputeFeatures(const TrainOptions& options, const DataSet& data_set, WorkerPool& pool) {
  for (int view = 0; view <= options.views; ++view) {
    const auto tables = LoadFeatures(options, data_set, view, pool);
    if (!tables) return std::unexpected(tables.error());
  }
  return {};
}

Result<Guidance> MakeGuidance(const TrainOptions& options, const DataSet& data_set, WorkerPool& pool) {
  if (options.teachers.empty()) return LabelGuidance(data_set, options.label_smoothing);
  // Hours of work of the engines first, so that it is kept whatever comes after.
  if (Status computed = ComputeFeatures(options, data_set, pool); !computed) return std::unexpected(computed.error());
  Say("joining the teachers");
  Result<Guidance> guidance =
      TeacherGuidance(data_set, [&](int view) { return LoadFeatures(options, data_set, view, pool); },
                      {.seed = options.seed, .views = options.views});
  if (guidance) Say(guidance->report);
  return guidance;
}

/// What all processes must agree about, or their sums mean nothing.
std::string Outline(const TrainOptions& options, const DataSet& data_set) {
  Digest names;
  for (const Photo& photo : data_set.photos) {
    const std::string text = StrCat(photo.path, photo.held_out ? "-" : "+");
    names.Add({reinterpret_cast<const uint8_t*>(text.data()), text.size() + 1});
  }
  return StrCat(data_set.photos.size(), " photos (", names.Hex(), "), --epochs ", options.epochs, " --cooldown ",
                options.cooldown_epochs, " --qat-epochs ", options.int8_epochs, " --batch ", options.batch, " --lr ",
                options.rate, " --qat-lr ", options.int8_rate, " --network ", static_cast<int>(options.network),
                " --width ", options.width, " --depth ", options.depth, " --input ", options.input_px,
                " --plateau-input ", options.plateau_input_px, " --seed ", options.seed, " --mixup ",
                options.mix.mixup_share, " --cutmix ", options.mix.cutmix_share,
                options.head == Head::kSoftmax ? " --head softmax" : "",
                options.overfit_one_batch ? " --overfit-one-batch" : "");
}

/// As many training photos as statistics need, from all over the data set.
torch::Tensor SomePictures(const BatchMaker& batches, int side_px) {
  constexpr size_t kPictures = 256;
  const std::vector<Photo>& photos = batches.data_set().photos;
  std::vector<Draw> draws;
  for (size_t i = 0; i < photos.size(); ++i) {
    if (!photos[i].held_out) draws.push_back({.photo = static_cast<int>(i)});
  }
  const size_t step = std::max<size_t>(1, draws.size() / kPictures);
  size_t kept = 0;
  for (size_t i = 0; i < draws.size() && kept < kPictures; i += step) draws[kept++] = draws[i];
  draws.resize(kept);
  return batches.Make(draws, side_px, true, torch::kFloat32).pictures.cpu();
}

Status Agree(const TrainOptions& options, const DataSet& data_set, ProcessGroup& group) {
  const std::string own = Outline(options, data_set);
  std::string leaders = own;
  if (Status told = group.Broadcast(leaders); !told || own == leaders) return told;
  return Fail(ErrorCode::kInvalidArgument,
              StrCat("all processes need the same options and photos; here: ", own, "; in process 0: ", leaders));
}

/// The leader's to all: only one has to compute the teachers' features and to have a folder for them.
Result<Guidance> SharedGuidance(const TrainOptions& options, const DataSet& data_set, WorkerPool& pool,
                                ProcessGroup& group) {
  Guidance guidance;
  if (group.leads()) {
    Result<Guidance> made = MakeGuidance(options, data_set, pool);
    if (!made) return made;
    guidance = std::move(*made);
  }
  // Whole numbers this small are exact in float.
  std::vector<float> sizes = {static_cast<float>(guidance.outputs), static_cast<float>(guidance.views),
                              static_cast<float>(guidance.embedding_columns)};
  for (std::vector<float>* part : {&sizes, &guidance.targets, &guidance.embeddings}) {
    if (Status told = group.Broadcast(*part); !told) return std::unexpected(told.error());
  }
  guidance.outputs = static_cast<int>(sizes[0]);
  guidance.views = static_cast<int>(sizes[1]);
  guidance.embedding_columns = static_cast<int>(sizes[2]);
  return guidance;
}

std::string Provenance(const TrainOptions& options) {
  std::string text = StrCat("command: ", options.command, "; seed ", options.seed);
  if (!options.commit.empty()) text += StrCat("; commit ", options.commit);
  return text;
}

Status Train(const TrainOptions& options, ProcessGroup& group) {
  const int cooldown = options.cooldown_epochs > 0 ? options.cooldown_epochs : (options.epochs + 2) / 3;
  if (cooldown > options.epochs) {
    return Fail(ErrorCode::kInvalidArgument,
                StrCat("a cooldown of ", cooldown, " epochs does not fit into ", options.epochs, " epochs"));
  }
  const int plateau_px =
      options.plateau_input_px > 0 ? options.plateau_input_px : std::max(32, options.input_px * 3 / 4 / 32 * 32);
  if (plateau_px % 32 != 0) {
    return Fail(ErrorCode::kInvalidArgument,
                StrCat("pictures of ", plateau_px, " pixels before the cooldown: it must be a multiple of 32"));
  }
  if (options.center_share > 0.0f && options.views == 0) {
    return Fail(ErrorCode::kInvalidArgument, "--center-share needs --views: without, pictures are augmented afresh");
  }
  const Result<torch::Device> device = ChooseDevice(options.device);
  if (!device) return std::unexpected(device.error());
  std::filesystem::path folder = options.checkpoints;
  WorkerPool pool(ThreadCount(options));
  const Result<DataSet> data_set = Load(options, pool, group.leads());
  if (!data_set) return std::unexpected(data_set.error());
  const Result<Architecture> architecture = BuildArchitecture({.network = options.network,
                                                               .input_px = options.input_px,
                                                               .outputs = static_cast<int>(data_set->labels.size()),
                                                               .width = options.width,
                                                               .depth = options.depth});
  if (!architecture) return std::unexpected(architecture.error());
  if (Status agreed = Agree(options, *data_set, group); !agreed) return agreed;
  if (group.leads()) {
    Say(StrCat("network: ", architecture->parameters(), " parameters, ",
               static_cast<double>(architecture->macs()) * 1e-6, " million multiply-adds a picture; trained on ",
               device->is_cuda() ? "cuda" : "cpu"));
    if (group.size() > 1) Say(StrCat("training in ", group.size(), " processes"));
  }
  const Result<Guidance> guidance = SharedGuidance(options, *data_set, pool, group);
  if (!guidance) return std::unexpected(guidance.error());

  std::error_code ignored;
  if (folder.empty()) folder = options.out.string() + ".run";
  const BatchMaker batches(*data_set, *guidance, *device);
  const auto make_fresh = [&] {
    torch::manual_seed(static_cast<int64_t>(options.seed));
    return std::make_shared<Network>(*architecture);
  };
  std::optional<Elder> elder;
  std::shared_ptr<Network> start;  // Other processes take over what the leader starts with.
  if (!options.start_from.empty() && group.leads()) {
    Result<Elder> read = ReadElder(options.start_from);
    if (!read) return std::unexpected(read.error());
    elder = std::move(*read);
    start = make_fresh();
    const int taken = Inherit(*elder, *start);
    if (taken == 0) {
      return Fail(ErrorCode::kInvalidArgument,
                  StrCat(options.start_from.string(), ": no layer of it has the shape of one of this network's"));
    }
    if (!elder->has_statistics) start->AdoptStatistics(SomePictures(batches, options.input_px));
    Say(StrCat(taken, " of ", start->num_convs(), " convolutions start from ", options.start_from.string()));
  }
  const Phase::Factory make_float = [&]() -> std::shared_ptr<TrainableNetwork> {
    auto network = make_fresh();
    if (start) network->CopyFrom(*start);
    return network;
  };
  Phase float_phase({.name = "float",
                     .epochs = options.epochs,
                     .batch = options.batch,
                     .cooldown_epochs = cooldown,
                     .peak_rate = options.rate,
                     .side_px = options.input_px,
                     .plateau_side_px = options.overfit_one_batch ? options.input_px : plateau_px,
                     .seed = options.seed,
                     .center_share = options.center_share,
                     .mix = options.mix,
                     .overfit_one_batch = options.overfit_one_batch,
                     .folder = folder,
                     .resume = options.resume},
                    make_float, batches, pool, group);
  if (elder) float_phase.AdoptMap(elder->map_weight, elder->map_bias);
  if (Status done = float_phase.Run(); !done) return done;
  if (options.overfit_one_batch) {
    if (group.leads())
      Say(StrCat("one batch over and over: ", 100.0 * float_phase.training_accuracy(), " % right in the last epoch"));
    return {};
  }
  // A network that was trained any further has not been quantized yet.
  if (float_phase.epochs_run() > 0 && group.leads()) std::filesystem::remove(folder / "int8.checkpoint", ignored);
  auto& trained = static_cast<Network&>(float_phase.average());
  const Phase::Factory make_int8 = [&]() -> std::shared_ptr<TrainableNetwork> {
    return std::make_shared<Int8Network>(trained);
  };
  Phase int8_phase({.name = "int8",
                    .epochs = options.int8_epochs,
                    .batch = options.batch,
                    .cooldown_epochs = options.int8_epochs,
                    .peak_rate = options.int8_rate,
                    .warmup_epochs = kInt8WarmupEpochs,
                    .side_px = options.input_px,
                    .plateau_side_px = options.input_px,
                    .seed = options.seed + 1,
                    .center_share = options.center_share,
                    .folder = folder,
                    .resume = options.resume},
                   make_int8, batches, pool, group);
  int8_phase.AdoptMap(float_phase);
  if (Status done = int8_phase.Run(); !done) return done;
  if (!group.leads()) return {};
  return Finish(
      {.out = options.out, .input_px = options.input_px, .seed = options.seed, .provenance = Provenance(options)},
      static_cast<Int8Network&>(int8_phase.average()), batches, pool);
}

}  // namespace

Status ComputeFeatures(const TrainOptions& options) {
  WorkerPool pool(ThreadCount(options));
  const Result<DataSet> data_set = Load(options, pool, true);
  if (!data_set) return std::unexpected(data_set.error());
  return ComputeFeatures(options, *data_set, pool);
}

Status FitRule(const TrainOptions& options) {
  WorkerPool pool(ThreadCount(options));
  const Result<DataSet> data_set = Load(options, pool, true);
  if (!data_set) return std::unexpected(data_set.error());
  return RefitDecisionRule({.model = options.start_from, .out = options.out, .provenance = Provenance(options)},
                           *data_set, pool);
}

Status Train(const TrainOptions& options) {
  PrepareProcessor();
  Result<ProcessGroup> group = ProcessGroup::FromEnvironment();
  if (!group) return std::unexpected(group.error());
  Status done = Train(options, *group);
  if (!done && group->size() > 1) {
    done.error().message = StrCat("process ", group->rank(), ": ", done.error().message);
  }
  return done;
}

}  // namespace pawlens
