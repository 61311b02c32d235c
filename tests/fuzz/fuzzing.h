// What the fuzz targets share: a property that must hold, and an input cut into pieces.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string_view>
#include <vector>

namespace millrace::fuzz {

inline std::string_view Text(const uint8_t* data, size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Ends the run with a crash that libFuzzer keeps the input of.
inline void Require(bool holds, const char* property) {
  if (holds) return;
  fprintf(stderr, "\nDoes not hold: %s\n", property);
  abort();
}

// `text` in pieces, empty ones and single bytes among them. Where it is cut depends on the text
// alone, so that an input shows the same failure each time and stays a plain sample of its format.
inline std::vector<std::string_view> Pieces(std::string_view text, uint32_t salt = 0) {
  uint32_t hash = 2166136261u ^ salt;  // FNV-1a
  for (const unsigned char c : text) hash = (hash ^ c) * 16777619u;
  std::minstd_rand random(hash);
  const size_t longest = size_t{1} << random() % 10;
  std::vector<std::string_view> pieces;
  while (!text.empty()) {
    const size_t length = std::min<size_t>(text.size(), random() % (longest + 1));
    pieces.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return pieces;
}

}  // namespace millrace::fuzz
