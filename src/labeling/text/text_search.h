// Looks for a text in the values of JSON.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace millrace::labeling {

// Keeps buffers between calls: one per thread.
class TextSearch {
 public:
  // ASCII letters of either case are the same; "" is in everything.
  explicit TextSearch(std::string_view text);
  ~TextSearch();

  // In a string of `json` at any depth, or in the digits of a number; names of members do not
  // count. `json` is well-formed.
  bool FoundIn(std::string_view json);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace millrace::labeling
