// Text as one word of a POSIX shell, for lines that are printed to be copied.
#pragma once

#include <string>
#include <string_view>

#include "base/text.h"

namespace millrace::app {

// Quoted only where the shell would change it.
inline std::string ShellWord(std::string_view text) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@%+,=";
  if (!text.empty() && text.find_first_not_of(kPlain) == std::string_view::npos)
    return std::string(text);
  return "'" + ReplaceAll(text, "'", "'\\''") + "'";
}

}  // namespace millrace::app
