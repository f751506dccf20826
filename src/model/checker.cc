// SPDX-License-Identifier: MIT
#include "model/checker.h"

#include "base/str_cat.h"
#include "model/describe.h"

namespace pawlens {

bool Checker::Bad(const char* pattern, std::initializer_list<Blank> blanks) {
  Note(ErrorCode::kBadModel, pattern, blanks);
  return false;
}

bool Checker::Unsupported(const char* pattern, std::initializer_list<Blank> blanks) {
  Note(ErrorCode::kUnsupportedModel, pattern, blanks);
  return false;
}

void Checker::Note(ErrorCode code, const char* pattern, std::initializer_list<Blank> blanks) {
  std::string text;
  if (operator_ >= 0) {
    text = DescribeOperator(graph_, static_cast<size_t>(operator_));
    text += ": ";
  }
  const Blank* blank = blanks.begin();
  for (; *pattern != '\0'; ++pattern) {
    if (*pattern != '%') {
      text += *pattern;
      continue;
    }
    switch (blank->kind_) {
      case Blank::Kind::kText: text += blank->text_; break;
      case Blank::Kind::kInteger: StrAppend(text, blank->integer_); break;
      case Blank::Kind::kReal: StrAppend(text, blank->real_); break;
      case Blank::Kind::kShape: text += DescribeShape(*blank->shape_); break;
      case Blank::Kind::kTensor: text += DescribeTensor(graph_, static_cast<int>(blank->integer_)); break;
    }
    ++blank;
  }
  error_ = {code, std::move(text)};
}

}  // namespace pawlens
