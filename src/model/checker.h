// SPDX-License-Identifier: MIT
// How the checks of this folder report. There are some hundred of them, each with a message of its own, and all of them
// go to every visitor: messages as patterns and answers as plain bools take a quarter less wasm than a Status built by
// StrCat at each place.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/graph.h"

namespace pawlens {

/// The index of a tensor, shown as `tensor 7 "block1/conv"`. It need not be valid.
struct TensorIndex {
  int64_t value;
};

/// What stands for one '%' of a pattern. Refers to its argument: for use within one call.
class Blank {
 public:
  // NOLINTBEGIN(google-explicit-constructor): a list of blanks is written as a list of their values.
  Blank(const char* text) : kind_(Kind::kText), text_(text) {}
  Blank(const std::string& text) : Blank(text.c_str()) {}
  template <std::integral T>
  Blank(T number) : kind_(Kind::kInteger), integer_(static_cast<int64_t>(number)) {}
  Blank(double number) : kind_(Kind::kReal), real_(number) {}
  Blank(const std::vector<int32_t>& shape) : kind_(Kind::kShape), shape_(&shape) {}
  Blank(TensorIndex index) : kind_(Kind::kTensor), integer_(index.value) {}
  // NOLINTEND(google-explicit-constructor)

 private:
  friend class Checker;
  enum class Kind : int32_t { kText, kInteger, kReal, kShape, kTensor };
  Kind kind_;
  union {
    const char* text_;
    int64_t integer_;
    double real_;
    const std::vector<int32_t>* shape_;
  };
};

/// Notes the first thing found wrong with a graph, which may still be under construction. A check is a function that
/// answers whether all is well; where it is not, it returns Bad(...) or Unsupported(...), which are false.
class Checker {
 public:
  explicit Checker(const Graph& graph) : graph_(graph) {}

  const Graph& graph() const { return graph_; }

  /// What messages begin with from now on: `operator 3 (CONV_2D): `, or nothing for -1.
  void EnterOperator(int64_t index) { operator_ = index; }

  bool Bad(const char* pattern, std::initializer_list<Blank> blanks = {});
  bool Unsupported(const char* pattern, std::initializer_list<Blank> blanks = {});

  /// After a check has answered false.
  std::unexpected<Error> failure() { return std::unexpected(std::move(error_)); }

 private:
  void Note(ErrorCode code, const char* pattern, std::initializer_list<Blank> blanks);

  const Graph& graph_;
  int64_t operator_ = -1;
  Error error_{ErrorCode::kInternal, {}};
};

}  // namespace pawlens
