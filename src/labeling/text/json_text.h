// JSON text as it came: checked once, then taken apart into slices. Inside of the room only.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace millrace::labeling {

// A slice of the text that holds one value, without white space around it.
struct JsonMember {
  std::string key;  // unescaped
  std::string_view value;
};

// Keeps its buffers between calls. Not thread-safe.
class JsonText {
 public:
  JsonText();
  ~JsonText();

  // Copies `json` and checks all of it: UTF-8, escapes, numbers (of any length), nesting of at most
  // 512. kInvalid with a sentence such as `line 3 is not JSON (unexpected "}")`. Slices given by
  // the methods below live until the next Load.
  Result<void> Load(std::string_view json);
  // Load, without the check of every value: for text that is known to be JSON.
  void Borrow(std::string_view json);

  std::string_view text() const;  // the value that was loaded, without white space around it
  // Members of the loaded value, in order and with repeated keys; empty if it is no object.
  const std::vector<JsonMember>& members() const;

  // The parts of a slice of this text; empty if it is no object or no array.
  std::vector<JsonMember> Members(std::string_view slice);
  std::vector<std::string_view> Elements(std::string_view slice);
  // The text of a slice that is a string; nothing else gives false.
  bool Unescape(std::string_view slice, std::string& out);
  // Every string value inside a slice, unescaped, keys excluded.
  void ForEachString(std::string_view slice, const std::function<void(std::string_view)>& visit);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// What is wrong with text that is not JSON, and in which line: `line 3 is not JSON (unexpected
// "}")`.
std::string DescribeJsonFault(std::string_view json);

// RFC 8259 §6.
bool IsJsonNumber(std::string_view token);

inline constexpr int kMaxJsonDepth = 512;

}  // namespace millrace::labeling
