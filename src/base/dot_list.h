// Words joined by dots, as people read counts: "12 new · 3 changed".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/text.h"

namespace millrace {

inline constexpr std::string_view kDot = " · ";

class DotList {
 public:
  // "1,204 changed"; nothing where there is none.
  void Add(int64_t count, std::string_view words) {
    if (count != 0) Add(WithThousands(count) + " " + std::string(words));
  }
  void Add(const std::string& part) {
    if (!text_.empty()) text_ += kDot;
    text_ += part;
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace millrace
