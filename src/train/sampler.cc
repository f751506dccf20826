// SPDX-License-Identifier: MIT
#include "train/sampler.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "train/random.h"

namespace pawlens {
namespace {

template <typename T>
void Shuffle(std::vector<T>& items, Random& random) {
  for (size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[random.Below(i)]);
}

/// The photos of one class and how often each should come.
class ClassPool {
 public:
  void Add(int photo) { photos_.push_back(photo); }
  bool empty() const { return photos_.empty(); }

  void Weigh(const DataSet& data_set, const SamplerOptions& options) {
    std::map<int, int> count;
    for (const int photo : photos_) ++count[data_set.photos[photo].source];
    double mass = 0.0;
    for (const auto& [source, n] : count) mass += std::pow(n, options.source_exponent);
    const double average = mass / static_cast<double>(photos_.size());
    for (const int photo : photos_) {
      const double weight = std::pow(count[data_set.photos[photo].source], options.source_exponent - 1.0f);
      weights_.push_back(std::min(weight, options.max_oversampling * average));
    }
  }

  /// `count` photos in random order: evenly spaced places on the line on which each photo is as long as its weight.
  std::vector<int> Take(int64_t count, Random& random) const {
    std::vector<int> taken;
    if (photos_.empty() || count <= 0) return taken;
    std::vector<int> order(photos_.size());
    for (size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int>(i);
    Shuffle(order, random);
    double mass = 0.0;
    for (const double weight : weights_) mass += weight;
    const double step = mass / static_cast<double>(count);
    double place = step * random.Uniform();
    double end = 0.0;
    for (const int item : order) {
      end += weights_[item];
      for (; place < end; place += step) taken.push_back(photos_[item]);
    }
    while (static_cast<int64_t>(taken.size()) < count) taken.push_back(photos_[order.back()]);  // Rounding at the end.
    taken.resize(count);
    Shuffle(taken, random);
    return taken;
  }

 private:
  std::vector<int> photos_;
  std::vector<double> weights_;
};

}  // namespace

std::vector<Draw> DrawEpoch(const DataSet& data_set, const SamplerOptions& options, int epoch) {
  const int outputs = static_cast<int>(data_set.labels.size());
  // One pool a label, then "neither", then "both".
  std::vector<ClassPool> pools(outputs + 2);
  int64_t total = 0;
  for (size_t i = 0; i < data_set.photos.size(); ++i) {
    const Photo& photo = data_set.photos[i];
    if (photo.held_out) continue;
    ++total;
    pools[photo.label >= 0                 ? photo.label
          : photo.label == kNoLabelApplies ? outputs
                                           : outputs + 1]
        .Add(static_cast<int>(i));
  }
  for (ClassPool& pool : pools) pool.Weigh(data_set, options);

  Random random({options.seed, 0x64726177, static_cast<uint64_t>(epoch)});
  const int single_classes = outputs + (pools[outputs].empty() ? 0 : 1);
  const auto share = [total](float part) { return std::llround(part * static_cast<float>(total)); };
  const int64_t real_both = pools[outputs + 1].empty() ? 0 : share(options.real_both_share);
  // Exactly one label applies to whatever a softmax answers for: nothing is put together for it.
  const int64_t both = outputs < 2 || data_set.is_softmax() ? 0 : share(options.both_share);
  const int64_t decoys = pools[outputs].empty() ? 0 : share(options.decoy_share);
  const int64_t singles = total - real_both - both - decoys;

  std::vector<Draw> draws;
  draws.reserve(total);
  for (int c = 0; c < single_classes; ++c) {
    for (const int photo : pools[c].Take(singles * (c + 1) / single_classes - singles * c / single_classes, random)) {
      draws.push_back({.photo = photo});
    }
  }
  for (const int photo : pools[outputs + 1].Take(real_both, random)) draws.push_back({.photo = photo});
  const auto pair = [&](int64_t count, int first, int second) {
    const std::vector<int> a = pools[first].Take(count, random);
    const std::vector<int> b = pools[second].Take(count, random);
    for (int64_t i = 0; i < count; ++i) {
      const bool swapped = random.Chance(0.5f);
      draws.push_back({.photo = swapped ? b[i] : a[i], .partner = swapped ? a[i] : b[i]});
    }
  };
  for (int c = 0; c < outputs; ++c) {
    const int64_t part = both * (c + 1) / outputs - both * c / outputs;
    if (outputs >= 2) pair(part, c, (c + 1 + static_cast<int>(random.Below(outputs - 1))) % outputs);
    pair(decoys * (c + 1) / outputs - decoys * c / outputs, c, outputs);
  }
  Shuffle(draws, random);
  for (Draw& draw : draws) draw.seed = random.Bits();
  if (options.views > 0) {
    for (Draw& draw : draws) {
      if (draw.partner >= 0) continue;
      draw.view = static_cast<int>(random.Below(static_cast<uint64_t>(options.views) + 1));
      if (options.center_share > 0.0f && random.Chance(options.center_share)) draw.view = 0;
    }
  }
  return draws;
}

}  // namespace pawlens
