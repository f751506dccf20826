// SPDX-License-Identifier: MIT
// The program on real photos with a real network of somebody else's, and with the model that this project ships. Photos and
// network lie outside the repository: without them these tests are skipped.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "tools/cli_support.h"

namespace pawlens::testing {
namespace {

using nlohmann::json;

const std::string kShared = PAWLENS_SHARED_DIR;
const std::string kMobileNet = kShared + "/models/tf2_mobilenet_v2_1.0_224_ptq.tflite";

/// Some thirty photos, spread over the folder. Empty if it is absent.
std::vector<std::string> SomePhotos(const std::string& folder) {
  std::vector<std::string> all;
  std::error_code absent;
  for (const auto& entry : std::filesystem::directory_iterator(folder, absent)) all.push_back(entry.path().string());
  std::sort(all.begin(), all.end());
  std::vector<std::string> some;
  for (size_t i = 0; i < all.size(); i += std::max<size_t>(all.size() / 30, 1)) some.push_back(all[i]);
  return some;
}

/// In the order of ImageNet's 1,000 classes dogs are 151 to 268, domestic cats 281 to 285. "tench" is class 0.
class BreedNames {
 public:
  explicit BreedNames(const std::vector<std::string>& labels) {
    size_t tench = 0;
    while (tench < labels.size() && !labels[tench].starts_with("tench")) ++tench;
    if (tench + 1000 > labels.size()) return;
    const auto first = labels.begin() + static_cast<ptrdiff_t>(tench);
    cats_.assign(first + 281, first + 286);
    dogs_.assign(first + 151, first + 269);
  }
  const std::vector<std::string>& of(const std::string& animal) const { return animal == "cat" ? cats_ : dogs_; }

 private:
  std::vector<std::string> cats_;
  std::vector<std::string> dogs_;
};

TEST(SharedData, MobileNetNamesABreedAmongItsFirstFiveForFourOfFivePhotos) {
  if (!std::filesystem::exists(kMobileNet)) GTEST_SKIP() << kMobileNet << " is absent";
  const BreedNames breeds(RunPawlens({"inspect", "--json", kMobileNet}).json()["labels"]);
  for (const std::string animal : {"cat", "dog"}) {
    ASSERT_FALSE(breeds.of(animal).empty());
    const std::vector<std::string> photos = SomePhotos(kShared + "/data/val/" + animal);
    if (photos.empty()) GTEST_SKIP() << "no photos under " << kShared << "/data/val";
    std::vector<std::string> arguments = {"classify", "--model", kMobileNet, "--json", "--top", "5"};
    arguments.insert(arguments.end(), photos.begin(), photos.end());
    const CliRun run = RunPawlens(arguments);
    ASSERT_EQ(run.status, 0) << run.err;
    size_t right = 0;
    for (const json& answer : run.json()) {
      right += std::any_of(answer["top"].begin(), answer["top"].end(), [&](const json& guess) {
        const std::vector<std::string>& names = breeds.of(animal);
        return std::find(names.begin(), names.end(), guess["label"].get<std::string>()) != names.end();
      });
    }
    EXPECT_GE(right * 5, photos.size() * 4) << right << " of " << photos.size() << " photos of a " << animal;
  }
}

TEST(SharedData, TheShippedModelTellsCatsFromDogsForNineOfTenPhotos) {
  const std::string model = std::string(PAWLENS_SOURCE_DIR) + "/models/pawlens.tflite";
  if (!std::filesystem::exists(model)) GTEST_SKIP() << model << " is absent";
  size_t right = 0;
  size_t all = 0;
  for (const std::string animal : {"cat", "dog"}) {
    const std::vector<std::string> photos = SomePhotos(kShared + "/data/val/" + animal);
    if (photos.empty()) GTEST_SKIP() << "no photos under " << kShared << "/data/val";
    std::vector<std::string> arguments = {"classify", "--model", model, "--json"};
    arguments.insert(arguments.end(), photos.begin(), photos.end());
    const CliRun run = RunPawlens(arguments);
    ASSERT_EQ(run.status, 0) << run.err;
    for (const json& answer : run.json()) {
      const bool is_cat = answer["p_cat"].get<double>() > answer["p_dog"].get<double>();
      right += is_cat == (animal == "cat");
      ++all;
    }
  }
  EXPECT_GE(right * 10, all * 9) << right << " of " << all;
}

}  // namespace
}  // namespace pawlens::testing
