// SPDX-License-Identifier: MIT
// pawlens sort
#include "pawlens/sort.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <future>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "base/str_cat.h"
#include "pawlens/answer.h"
#include "pawlens/file_walk.h"
#include "pawlens/in_order.h"
#include "pawlens/model_file.h"
#include "pawlens/progress.h"
#include "pawlens/sort_table.h"
#include "pawlens/sort_walk.h"
#include "pawlens/text.h"

namespace pawlens::cli {
namespace {

const std::array<std::string, 5> kShelves = {"cat", "dog", "both", "neither", "unsure"};

/// The path from the root, without links; as it is where that cannot be told.
std::string RealPath(const std::string& path) {
  const std::unique_ptr<char, void (*)(void*)> real(realpath(path.c_str(), nullptr), std::free);
  return real ? std::string(real.get()) : path;
}

struct Prepared {
  Result<Answer> answer = Fail(ErrorCode::kInternal, "was not looked at");
  size_t shelf = 0;
  /// Where the answer is one: the photo, copied on a thread of its own, so that no classifier waits for the disk.
  std::future<std::expected<OpenPhoto, PlaceError>> photo;
};

class Sort {
 public:
  explicit Sort(const SortArguments& arguments) : arguments_(arguments) {}

  Status Open() {
    if (!IsFolder(arguments_.folder)) {
      return Fail(ErrorCode::kIo, StrCat(arguments_.folder, ": is not a folder that can be opened"));
    }
    if (!arguments_.dry_run) {
      std::error_code error;
      std::filesystem::create_directories(arguments_.out, error);
      if (error) return Fail(ErrorCode::kIo, StrCat(arguments_.out, ": cannot be made: ", error.message()));
    }
    folder_ = RealPath(arguments_.folder);
    out_ = RealPath(arguments_.out);
    const int out_folder = open(out_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (out_folder < 0 && !(arguments_.dry_run && errno == ENOENT)) return OutError("cannot be opened", errno);
    out_folder_ = Descriptor(out_folder);
    for (const std::string& name : kShelves) {
      SystemResult<Shelf> shelf = Shelf::Open(out_folder_.get(), name, arguments_.dry_run);
      if (!shelf) return OutError(fmt::format("the folder {} in it cannot be opened", name).c_str(), shelf.error());
      shelves_.push_back(std::move(*shelf));
    }
    Result<LoadedModel> model = LoadModel(arguments_.model, "", arguments_.jobs);
    if (!model) return std::unexpected(std::move(model.error()));
    if (!model->classifiers.front().is_cat_dog()) {
      return Fail(ErrorCode::kUnsupportedModel, StrCat(model->path, ": sorting needs a model of cat and dog"));
    }
    model_ = std::move(*model);
    return arguments_.dry_run ? Status() : OpenForWriting();
  }

  /// False if photos are left that should not be.
  bool Run() {
    const std::vector<SortFile> files = FindFilesToSort(folder_, FoldersToPass());
    const SortPlacer placer(arguments_.mode, journal_.get());
    if (arguments_.dry_run && !WriteOut(SortHeader())) return false;
    {
      Progress progress(files.size(), !arguments_.quiet);
      ForEachInOrder(
          files.size(), arguments_.jobs,
          [&](int job, size_t index) { return Prepare(placer, files[index], static_cast<size_t>(job), index); },
          [&](size_t index, Prepared prepared) {
            done_ = index + 1;
            SortRow row = Handle(placer, files[index], prepared);
            if (row.action == "failed") {
              progress.Hide();
              Complain(StrCat(arguments_.folder, "/", row.file, ": ", row.note, "; it stays where it is"));
            }
            ++counts_[row.action];
            if (row.action == VerbOf()) ++counts_[shelves_[prepared.shelf].name()];
            Note(row);
            progress.Show(index + 1);
            return !stopped_;
          });
    }
    journal_.reset();
    Summarize(files.size());
    return !stopped_ && counts_["failed"] == 0;
  }

 private:
  std::unexpected<Error> OutError(const char* what, int error) const {
    return Fail(ErrorCode::kIo, StrCat(arguments_.out, ": ", what, ": ", std::strerror(error)));
  }

  const char* VerbOf() const {
    constexpr std::array<const char*, 3> kVerbs = {"copied", "moved", "linked"};
    return arguments_.dry_run ? "planned" : kVerbs[static_cast<size_t>(arguments_.mode)];
  }

  Status OpenForWriting() {
    // New folders are nothing durable yet, and what was put into them would go with them.
    for (const std::string& folder : {out_, StrCat(out_, "/..")}) {
      const Descriptor opened(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
      if (!opened || (fsync(opened.get()) != 0 && errno != EINVAL)) return OutError("cannot be written", errno);
    }
    const std::vector<RecoveredMove> recovered = RecoverMoves(out_, kShelves);
    SystemResult<SortJournal> journal = SortJournal::Create(out_, kShelves);
    if (!journal) return OutError("cannot be written", journal.error());
    journal_ = std::make_unique<SortJournal>(std::move(*journal));
    Result<SortTable> table = SortTable::Create(out_);
    if (!table) return std::unexpected(std::move(table.error()));
    table_ = std::make_unique<SortTable>(std::move(*table));
    for (const RecoveredMove& move : recovered) {
      const bool inside = move.source.starts_with(StrCat(folder_, "/"));
      Note({inside ? move.source.substr(folder_.size() + 1) : move.source, "moved", move.to, std::nullopt,
            "by a sort that was interrupted"});
    }
    return {};
  }

  std::set<FileId> FoldersToPass() const {
    std::set<FileId> folders;
    struct stat info{};
    struct stat root{};
    if (out_folder_ && fstat(out_folder_.get(), &info) == 0) folders.emplace(info.st_dev, info.st_ino);
    for (const Shelf& shelf : shelves_) {
      if (shelf.fd() >= 0 && fstat(shelf.fd(), &root) == 0) folders.emplace(root.st_dev, root.st_ino);
    }
    return folders;
  }

  Prepared Prepare(const SortPlacer& placer, const SortFile& file, size_t job, size_t index) {
    Prepared prepared;
    if (file.kind != SortFile::Kind::kPicture) return prepared;
    const std::string path = StrCat(folder_, "/", file.path);
    prepared.answer = AnswerFor({path, ""}, model_.classifiers[job]);
    if (!prepared.answer) return prepared;
    const Classification& answer = prepared.answer->classification;
    const std::string name = IsUnsure(answer.decision, answer.p_cat, answer.p_dog, arguments_.unsure_below)
                                 ? "unsure"
                                 : DecisionName(answer.decision);
    prepared.shelf = static_cast<size_t>(std::find(kShelves.begin(), kShelves.end(), name) - kShelves.begin());
    prepared.photo = std::async(
        [&placer, path, &shelf = shelves_[prepared.shelf], index] { return placer.Prepare(path, shelf, index); });
    return prepared;
  }

  SortRow Handle(const SortPlacer& placer, const SortFile& file, Prepared& prepared) {
    using Kind = SortFile::Kind;
    SortRow row = {file.path, "failed", "", std::nullopt, file.problem};
    if (file.kind == Kind::kLink) row.action = "skipped";
    if (file.kind == Kind::kOther) row.action = "ignored";
    if (file.kind != Kind::kPicture) return row;
    if (!prepared.answer) {
      row.note = prepared.answer.error().message;
      return row;
    }
    row.answer = std::move(prepared.answer->classification);
    Shelf& shelf = shelves_[prepared.shelf];
    std::expected<OpenPhoto, PlaceError> photo = prepared.photo.get();
    std::expected<Placed, PlaceError> placed = std::unexpected(PlaceError{});
    if (photo) {
      placed = placer.Place(*photo, shelf);
    } else {
      placed = std::unexpected(photo.error());
    }
    if (!placed) {
      row.note = placed.error().message;
      if (EndsTheSort(placed.error().error)) Stop();
      return row;
    }
    row.to = StrCat(shelf.name(), "/", placed->name);
    row.action = placed->how == Placed::How::kPut ? VerbOf() : "skipped";
    if (placed->how == Placed::How::kSame) row.note = "the same content is there";
    if (placed->how == Placed::How::kThere) row.note = "lies there already";
    return row;
  }

  void Note(const SortRow& row) {
    if (arguments_.dry_run) {
      if (!WriteOut(SortLine(row))) Stop();
      return;
    }
    const SystemResult<void> added = table_->Add(row);
    if (added) return;
    Complain(StrCat(table_->path(), ": cannot be written: ", std::strerror(added.error())));
    if (row.action == "moved") journal_->Keep();
    Stop();
  }

  void Stop() { stopped_ = true; }

  void Summarize(size_t total) {
    if (stopped_) {
      Complain(fmt::format("stopped after {} of {} files; nothing is lost, and the same command does the rest", done_,
                           total));
    }
    if (!arguments_.dry_run) {
      for (const Shelf& shelf : shelves_) (void)fsync(shelf.fd());
      if (!table_->Sync()) Complain(StrCat(table_->path(), ": cannot be brought to the disk"));
    }
    if (arguments_.quiet || arguments_.dry_run) return;
    std::string line = fmt::format("{} {}", counts_[VerbOf()], VerbOf());
    for (size_t i = 0; i < kShelves.size(); ++i) {
      line += fmt::format("{} {} {}", i == 0 ? ":" : ",", counts_[kShelves[i]], kShelves[i]);
    }
    WriteOut(fmt::format("{}\n{} skipped, {} ignored, {} failed; every file: {}\n", line, counts_["skipped"],
                         counts_["ignored"], counts_["failed"], Printable(table_->path())));
  }

  SortArguments arguments_;
  std::string folder_;  ///< Both from the root.
  std::string out_;
  Descriptor out_folder_;
  std::vector<Shelf> shelves_;
  LoadedModel model_;
  std::unique_ptr<SortTable> table_;
  std::unique_ptr<SortJournal> journal_;
  std::map<std::string, size_t> counts_;  ///< By action, and what was put by shelf.
  size_t done_ = 0;
  bool stopped_ = false;
};

}  // namespace

int RunSort(const SortArguments& arguments) {
  std::signal(SIGXFSZ, SIG_IGN);  // A limit on the size of files is an error of write(), not a death.
  Sort sort(arguments);
  if (const Status opened = sort.Open(); !opened) {
    Complain(opened.error().message);
    return 1;
  }
  return sort.Run() ? 0 : 1;
}

}  // namespace pawlens::cli
