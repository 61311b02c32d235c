// The run lengths that the labeling editor keeps brushed regions in (its own code of the thi.ng
// rle-pack format): RGBA, of which the alpha channel is the mask.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace millrace::labeling {

// 100 million pixels: one mask lies in memory at a time.
inline constexpr int64_t kMaxMaskPixels = 100'000'000;

struct Mask {
  int64_t width = 0, height = 0;
  std::string alpha;  // a byte per pixel, row by row
};

// `rle`: the JSON list of bytes. kInvalid where it is broken or does not fit the size; kTooLarge
// above kMaxMaskPixels.
Result<Mask> DecodeBrush(std::string_view rle, int64_t width, int64_t height);

}  // namespace millrace::labeling
