// SPDX-License-Identifier: MIT
#include "pawlens/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "pawlens/html.h"
#include "pawlens/report_charts.h"
#include "pawlens/report_style.h"
#include "pawlens/report_tables.h"

namespace pawlens::cli {
namespace {

constexpr size_t kFailuresShown = 30;

std::string FileName(const std::string& path) {
  return std::filesystem::path(path).filename().string();
}

std::string Section(const char* id, const char* title, std::string_view lead, const std::string& body) {
  return fmt::format("<section aria-labelledby=\"{}\"><h2 id=\"{}\">{}</h2><p class=\"lead\">{}</p>{}</section>\n", id,
                     id, title, lead, body);
}

std::string Tile(std::string_view name, const std::string& value, std::string_view note) {
  return fmt::format("<div class=\"tile\"><dt>{}</dt><dd><b>{}</b><span>{}</span></dd></div>", name, value, note);
}

std::string NumberText(const std::optional<double>& value) {
  return value ? fmt::format("{:.3f}", *value) : std::string("–");
}

/// "95 %: 95.5 to 97.1 %": what the figure could be with other photos of the same kind.
std::string ShareNote(const std::optional<double>& share, int64_t all, std::string_view what) {
  if (!share) return "no such photos";
  const auto right = static_cast<int64_t>(*share * static_cast<double>(all) + 0.5);
  const Interval interval = WilsonInterval(right, all);
  return fmt::format("{:.1f} to {:.1f} %, {} {}", 100.0 * interval.low, 100.0 * interval.high, Grouped(all), what);
}

std::string Tiles(const Evaluation& evaluation) {
  const std::vector<Judged>& answers = evaluation.answers;
  const Classes& classes = evaluation.classes;
  int64_t labelled = 0;
  int64_t single = 0;
  for (const Judged& answer : answers) {
    labelled += answer.truth >= 0;
    single += answer.truth != kSeveralLabels;
  }
  std::string tiles = Tile(classes.is_cat_dog() ? "Cat or dog" : "Right label", PercentText(LabelAccuracy(answers)),
                           ShareNote(LabelAccuracy(answers), labelled, "photos"));
  tiles += Tile("Decision right", PercentText(DecisionAccuracy(answers)),
                ShareNote(DecisionAccuracy(answers), static_cast<int64_t>(answers.size()), "photos"));
  if (classes.has_neither()) {
    tiles += Tile("AUROC of neither", NumberText(NeitherAuroc(answers)), "1 is perfect, 0.5 is chance");
  }
  tiles += Tile("Calibration error", NumberText(CalibrationError(answers)), "0 is perfect; 15 bins");
  if (!evaluation.composites.empty()) {
    int64_t pictures = 0;
    for (const CompositeFigures& figures : evaluation.composites) pictures += figures.pictures;
    tiles += Tile("Both, found", PercentText(BothRecall(evaluation.composites)),
                  ShareNote(BothRecall(evaluation.composites), pictures, "composites"));
  }
  if (classes.has_both()) {
    tiles +=
        Tile("Both, false", PercentText(FalseBoth(answers)), ShareNote(FalseBoth(answers), single, "single photos"));
  }
  return "<dl class=\"tiles\">" + tiles + "</dl>\n";
}

std::string Header(const Evaluation& evaluation) {
  const auto fact = [](const char* name, const std::string& value) {
    return fmt::format("<div><dt>{}</dt><dd>{}</dd></div>", name, value);
  };
  std::string facts = fact("Model", fmt::format("{}, {} bytes", Escaped(FileName(evaluation.model)),
                                                Grouped(static_cast<int64_t>(evaluation.model_bytes))));
  facts += fact("Data", fmt::format("{}, {} photos", Escaped(evaluation.data),
                                    Grouped(static_cast<int64_t>(evaluation.photos.size()))));
  facts += fact("Self-test", fmt::format("<code>{}</code>", evaluation.self_test));
  facts += fact("Digest of the scores", fmt::format("<code>{}</code>", evaluation.digest));
  return fmt::format(
      "<header><p class=\"brand\">PawLens</p><h1>How good is {}?</h1><dl class=\"facts\">{}</dl></header>\n",
      Escaped(FileName(evaluation.model)), facts);
}

/// Where in the photo the answer comes from, and what the colours mean.
std::string MistakeCard(const Evaluation& evaluation, const Mistake& mistake) {
  const JudgedPhoto& photo = evaluation.photos[mistake.photo];
  const auto name = [&](int index) { return Escaped(evaluation.classes.NameOf(index)); };
  const std::string truth = name(photo.judged.truth);
  const std::string said = name(photo.judged.said);
  const auto image = [](const std::string& url, const std::string& alt) {
    return url.empty() ? fmt::format("<span class=\"gone\">{}</span>", "no picture")
                       : fmt::format("<img src=\"{}\" alt=\"{}\">", url, alt);
  };
  std::string probabilities;
  for (const int index : TopIndices(photo.probabilities, 2)) {
    probabilities += fmt::format("<span>P({}) {:.2f}</span>", name(index), photo.probabilities[index]);
  }
  return fmt::format(
      "<li><div class=\"pair\">{}{}</div><p class=\"verdict\">said <b>{}</b>, labelled {} <span "
      "class=\"sure\">{}</span></p>"
      "<p class=\"odds\">{}</p><p class=\"path\">{}</p></li>",
      image(mistake.seen, fmt::format("The photo, labelled {}", truth)),
      image(mistake.heat, fmt::format("Heat map: where in it the answer {} comes from", said)), said, truth,
      PercentText(photo.judged.confidence, 0), probabilities, Escaped(photo.path));
}

std::string Mistakes(const Evaluation& evaluation, const ReportPictures& pictures) {
  if (pictures.mistakes.empty()) return "<p>None: every decision was right.</p>";
  std::string list;
  for (const Mistake& mistake : pictures.mistakes) list += MistakeCard(evaluation, mistake);
  const std::string note =
      pictures.heat_problem.empty()
          ? std::string()
          : fmt::format("<p class=\"note\">No heat maps for this model: {}.</p>", Escaped(pictures.heat_problem));
  return note + "<ol class=\"mistakes\">" + list + "</ol>";
}

std::string Failures(const Evaluation& evaluation) {
  std::string list;
  for (size_t i = 0; i < std::min(kFailuresShown, evaluation.failures.size()); ++i) {
    const Failure& failure = evaluation.failures[i];
    list += fmt::format("<li><code>{}</code>: {}</li>", Escaped(failure.path), Escaped(failure.error.message));
  }
  if (evaluation.failures.size() > kFailuresShown) {
    list += fmt::format("<li>and {} more</li>", evaluation.failures.size() - kFailuresShown);
  }
  return "<ul>" + list + "</ul>";
}

std::string Heat(const Classes& classes) {
  if (classes.all().size() != 4) return "";
  return fmt::format(
      " <span class=\"key first\">Orange</span> speaks for {}, <span class=\"key second\">blue</span> for {}, grey for "
      "neither.",
      Escaped(classes.NameOf(0)), Escaped(classes.NameOf(1)));
}

std::string Sections(const Evaluation& evaluation, const ReportPictures& pictures) {
  const Classes& classes = evaluation.classes;
  std::string html;
  if (const std::string matrix = ConfusionMatrix(evaluation); !matrix.empty()) {
    html += Section("confusion", "What is taken for what",
                    "A row for each label, a column for each answer; percentages are of the row.", matrix);
  }
  std::string charts;
  if (NeitherAuroc(evaluation.answers)) {
    charts +=
        Section("neither", "Neither against the rest",
                "Each point is one threshold on the likeliest label: how much of <em>neither</em> it finds, and how "
                "many others it takes for it.",
                RocChart(evaluation.answers) + FoundTable(evaluation));
  }
  charts +=
      Section("calibration", "Is it as sure as it should be?",
              "On the diagonal, answers given with 80 % confidence are right 80 times of 100. Lines are intervals of "
              "95 %; below stand the photos in each bin.",
              ReliabilityChart(evaluation.answers));
  html += "<div class=\"charts\">" + charts + "</div>\n";
  if (!pictures.mistakes.empty()) {
    html +=
        Section("mistakes", "The worst mistakes",
                "Wrong decisions, the most confident first: what the network sees of the photo, and where in it the "
                "answer comes from." +
                    Heat(classes),
                Mistakes(evaluation, pictures));
  } else {
    html += Section("mistakes", "The worst mistakes", "Wrong decisions, the most confident first.",
                    Mistakes(evaluation, pictures));
  }
  if (!evaluation.corrupted.empty()) {
    html += Section(
        "corruptions", "Under bad conditions",
        "All photos again, scaled to a short side of 128 px and then spoilt. Bars of lost points are full at ten.",
        CorruptionRows(evaluation, pictures.corruptions));
  }
  if (!evaluation.composites.empty()) {
    html += Section(
        "composites", "Two in one picture",
        fmt::format("A photo labelled {} and one labelled {} in one picture: the right answer is <em>both</em>. "
                    "Chosen and placed by seed {:#x}.",
                    Escaped(classes.NameOf(0)), Escaped(classes.NameOf(1)), evaluation.composite_seed),
        CompositeRows(evaluation, pictures.composites));
  }
  std::string groups = GroupTable(classes, ByShortSide(evaluation), "Accuracy by size", "short side") +
                       GroupTable(classes, ByShape(evaluation), "Accuracy by shape", "long : short side");
  html += Section("size", "By size and shape", "Long pictures lose their ends: the network sees the centre.", groups);
  const std::vector<Group> sources = BySource(evaluation);
  if (!sources.empty()) {
    html +=
        Section("sources", "By source",
                "Where the photos are from, as the manifest says. Lines are intervals of 95 %: of few photos little is "
                "known.",
                GroupTable(classes, sources, "Accuracy by source", "source"));
  }
  if (!evaluation.failures.empty()) {
    html +=
        Section("unreadable", "Could not be read", "These photos are in none of the figures.", Failures(evaluation));
  }
  return html;
}

}  // namespace

std::string HtmlReport(const Evaluation& evaluation, const ReportPictures& pictures) {
  return fmt::format(
             "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
             "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src "
             "'unsafe-inline'\">\n<title>How good is {}? - PawLens</title>\n<style>",
             Escaped(FileName(evaluation.model))) +
         kReportStyle + "</style></head>\n<body>" + Header(evaluation) + "<main>" + Tiles(evaluation) +
         Sections(evaluation, pictures) +
         "</main>\n<footer><p>Made by <code>pawlens evaluate --report</code>. Intervals are Wilson&#39;s, of 95 "
         "%.</p></footer>"
         "</body></html>\n";
}

}  // namespace pawlens::cli
