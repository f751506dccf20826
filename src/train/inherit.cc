// SPDX-License-Identifier: MIT
#include "train/inherit.h"

#include <algorithm>
#include <exception>
#include <string>
#include <utility>

#include "base/str_cat.h"

namespace pawlens {
namespace {

constexpr int kMostLayers = 1000;  // That a checkpoint is searched for.

/// Pairs (elder, heir) of the longest common subsequence of both lists' weight shapes.
std::vector<std::pair<size_t, size_t>> Align(const std::vector<Network::Conv>& elders,
                                             const std::vector<Network::Conv>& heirs) {
  const auto equal = [&](size_t a, size_t b) {
    return heirs[b].weight.defined() && elders[a].weight.sizes() == heirs[b].weight.sizes();
  };
  // longest[a][b]: of what follows elder a and heir b.
  std::vector<std::vector<int>> longest(elders.size() + 1, std::vector<int>(heirs.size() + 1, 0));
  for (size_t a = elders.size(); a-- > 0;) {
    for (size_t b = heirs.size(); b-- > 0;) {
      longest[a][b] = equal(a, b) ? longest[a + 1][b + 1] + 1 : std::max(longest[a + 1][b], longest[a][b + 1]);
    }
  }
  std::vector<std::pair<size_t, size_t>> pairs;
  for (size_t a = 0, b = 0; a < elders.size() && b < heirs.size();) {
    if (equal(a, b)) {
      pairs.emplace_back(a++, b++);
    } else if (longest[a + 1][b] >= longest[a][b + 1]) {
      ++a;
    } else {
      ++b;
    }
  }
  return pairs;
}

}  // namespace

Result<Elder> ReadElder(const std::filesystem::path& checkpoint) {
  Elder elder;
  try {  // Torch reports by exceptions; they end here.
    torch::serialize::InputArchive archive, average, map;
    archive.load_from(checkpoint.string(), torch::Device(torch::kCPU));
    archive.read("average", average);
    for (int i = 0; i < kMostLayers; ++i) {
      const std::string name = "layer" + std::to_string(i) + "_";
      Network::Conv conv;
      if (!average.try_read(name + "weight", conv.weight)) continue;
      average.read(name + "gamma", conv.gamma);
      average.read(name + "beta", conv.beta);
      average.read(name + "mean", conv.running_mean, /*is_buffer=*/true);
      average.read(name + "var", conv.running_var, /*is_buffer=*/true);
      elder.convs.push_back(std::move(conv));
    }
    average.read("head_weight", elder.head_weight);
    average.read("head_bias", elder.head_bias);
    if (archive.try_read("map", map)) {
      map.read("weight", elder.map_weight);
      map.read("bias", elder.map_bias);
    }
  } catch (const std::exception& exception) {
    return Fail(ErrorCode::kIo, StrCat(checkpoint.string(), ": no checkpoint of a float phase: ",
                                       std::string_view(exception.what()).substr(0, 200)));
  }
  if (elder.convs.empty()) {
    return Fail(ErrorCode::kIo,
                StrCat(checkpoint.string(), ": no checkpoint of a float phase: it has no convolutions"));
  }
  return elder;
}

int Inherit(const Elder& elder, Network& network) {
  const torch::NoGradGuard no_grad;
  const std::vector<Network::Conv>& heirs = network.convs();
  std::vector<bool> fresh(heirs.size(), true);
  const auto pairs = Align(elder.convs, heirs);
  for (const auto& [from, to] : pairs) {
    const Network::Conv& old = elder.convs[from];
    const Network::Conv& heir = heirs[to];
    const std::pair<const torch::Tensor*, const torch::Tensor*> copies[] = {{&heir.weight, &old.weight},
                                                                            {&heir.gamma, &old.gamma},
                                                                            {&heir.beta, &old.beta},
                                                                            {&heir.running_mean, &old.running_mean},
                                                                            {&heir.running_var, &old.running_var}};
    for (const auto& [into, value] : copies) into->copy_(*value);
    fresh[to] = false;
  }
  for (const Layer& layer : network.architecture().layers) {
    if (layer.kind != LayerKind::kAdd || layer.input == 0) continue;
    const size_t last_of_branch = static_cast<size_t>(layer.input) - 1;
    if (fresh[last_of_branch] && heirs[last_of_branch].gamma.defined()) heirs[last_of_branch].gamma.zero_();
  }
  if (!fresh.back() && pairs.back().first + 1 == elder.convs.size() &&
      elder.head_weight.sizes() == network.head_weight().sizes()) {
    torch::Tensor(network.head_weight()).copy_(elder.head_weight);
    torch::Tensor(network.head_bias()).copy_(elder.head_bias);
  }
  return static_cast<int>(pairs.size());
}

}  // namespace pawlens
