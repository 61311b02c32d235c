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
  explicit Secret(std::string value);
  Secret(const Secret&) = default;
  // A moved-from Secret is empty and keeps no copy of the bytes.
  Secret(Secret&& other) noexcept;
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

// Overwrites all memory of the string with zeros in a way that the compiler keeps, and clears it.
// Also for a string that was moved from: the bytes of a short one stay behind in it.
void Wipe(std::string& bytes);

}  // namespace millrace
