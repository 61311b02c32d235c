// A string that must not be shown: credentials, tokens, keys.
#pragma once

#include <string>
#include <string_view>

namespace millrace {

// Holds a secret. It has no stream operator, no formatter and no implicit conversion, so it cannot
// reach a log, an error or an answer by accident; whoever needs the bytes says Reveal(). The memory
// is overwritten when it dies.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  Secret(const Secret&) = default;
  Secret(Secret&&) noexcept = default;
  Secret& operator=(const Secret& other);
  Secret& operator=(Secret&& other) noexcept;
  ~Secret();

  std::string_view Reveal() const { return value_; }
  bool empty() const { return value_.empty(); }

  // What a person may see of it to recognise it: "AKIA…7Q"; "set" for anything short.
  std::string Hint() const;

  // Compares in time that depends on the length only.
  friend bool operator==(const Secret& a, const Secret& b);

 private:
  std::string value_;
};

// Overwrites the bytes with zeros in a way that the compiler keeps, then clears the string.
void Wipe(std::string& bytes);

}  // namespace millrace
