#include "base/secret.h"

#include <string.h>

namespace millrace {

void Wipe(std::string& bytes) {
  bytes.resize(bytes.capacity());
  explicit_bzero(bytes.data(), bytes.size());
  bytes.clear();
}

Secret::Secret(std::string value) : value_(std::move(value)) { Wipe(value); }

Secret::Secret(Secret&& other) noexcept : value_(std::move(other.value_)) { Wipe(other.value_); }

Secret& Secret::operator=(const Secret& other) {
  if (this != &other) {
    Wipe(value_);
    value_ = other.value_;
  }
  return *this;
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    Wipe(value_);
    value_ = std::move(other.value_);
    Wipe(other.value_);
  }
  return *this;
}

Secret::~Secret() { Wipe(value_); }

std::string Secret::Hint() const {
  if (value_.size() < 12) return "set";
  return value_.substr(0, 4) + "…" + value_.substr(value_.size() - 2);
}

bool operator==(const Secret& a, const Secret& b) {
  if (a.value_.size() != b.value_.size()) return false;
  unsigned char difference = 0;
  for (size_t i = 0; i < a.value_.size(); ++i)
    difference |= static_cast<unsigned char>(a.value_[i] ^ b.value_[i]);
  return difference == 0;
}

}  // namespace millrace
