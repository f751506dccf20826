// SPDX-License-Identifier: MIT
#pragma once

#include <unistd.h>

#include <expected>
#include <utility>

namespace pawlens::cli {

/// Owner of a file descriptor; -1: none.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_;
};

/// Of functions whose callers decide by errno what to do next.
template <typename T>
using SystemResult = std::expected<T, int>;

}  // namespace pawlens::cli
