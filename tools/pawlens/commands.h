// SPDX-License-Identifier: MIT
// What `pawlens` does. pawlens_main.cc parses into these structs and calls one function, whose answer is the exit status:
// 0 all done, 1 something failed (it was named on standard error, or is an error entry of the output).
#pragma once

#include <string>
#include <vector>

namespace pawlens::cli {

struct ClassifyArguments {
  std::vector<std::string> inputs;  ///< Files, folders, "-" for a picture on standard input.
  std::string model;                ///< Empty: the shipped one, see FindDefaultModel.
  std::string labels;               ///< A labels.txt in place of the model's own labels; empty: none.
  std::string heat_map;             ///< A PNG file to write, for one picture; empty: none.
  int top = 3;
  int jobs = 1;
  bool json = false;
  bool quiet = false;
};
int RunClassify(const ClassifyArguments& arguments);

struct EvaluateArguments {
  std::string data;  ///< Folder of the folders cat, dog, neither, both.
  std::string model;
  std::string report;  ///< An HTML file to write; empty: none. Implies `corruptions`.
  int jobs = 1;
  bool corruptions = false;  ///< Also answers for damaged pictures.
  bool json = false;
  bool quiet = false;
};
int RunEvaluate(const EvaluateArguments& arguments);

struct InspectArguments {
  std::string model;
  std::string image;                ///< With `maps`: the picture that the network looks at.
  std::string maps;                 ///< A PNG file to write.
  std::vector<std::string> layers;  ///< Names of the tensors to show; empty: StageEnds.
  int maps_of_layer = 16;
  bool json = false;
};
int RunInspect(const InspectArguments& arguments);
/// With `image` and `maps`: what each layer sees, in place of the tables.
int RunInspectMaps(const InspectArguments& arguments);

struct BenchArguments {
  std::string model;
  int runs = 200;
  int warmup = 20;
  bool json = false;
};
int RunBench(const BenchArguments& arguments);

}  // namespace pawlens::cli
