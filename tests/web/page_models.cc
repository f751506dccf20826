// SPDX-License-Identifier: MIT
// pawlens_page_models FOLDER: writes the models that the page's tests drop on it.
#include <cstdio>
#include <fstream>
#include <span>
#include <string>

#include "model/hand_made_file.h"
#include "model/writer.h"
#include "support/colour_names_model.h"

int main(int count, char** arguments) {
  using namespace pawlens;
  using namespace pawlens::testing;
  if (count != 2) {
    std::fprintf(stderr, "usage: pawlens_page_models FOLDER\n");
    return 2;
  }
  const auto write = [&](const char* name, std::span<const uint8_t> bytes) {
    std::ofstream file(std::string(arguments[1]) + "/" + name, std::ios::binary);
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return file.good();
  };
  Settings settings;
  settings.labels = ColourNames();
  HandMadeFile tanh;
  tanh.deprecated_builtin_code = 28;
  tanh.builtin_code = 28;
  const Graph int8 = ColourNamesGraph(DataType::kInt8), float32 = ColourNamesGraph(DataType::kFloat32);
  const bool done = write("int8.tflite", WriteTflite(int8, nullptr).value()) &&
                    write("labelled.tflite", WriteTflite(int8, &settings).value()) &&
                    write("float.tflite", WriteTflite(float32, nullptr).value()) && write("tanh.tflite", tanh.Write());
  if (!done) std::fprintf(stderr, "%s: cannot be written to\n", arguments[1]);
  return done ? 0 : 1;
}
