// Width, height and channels of an image file, read from its beginning.
#pragma once

#include <cstdint>
#include <optional>

#include "base/byte_source.h"

namespace millrace::labeling {

struct ImageSize {
  int64_t width = 0, height = 0;
  int channels = 3;  // 1 for gray and palettes
};
// PNG, JPEG, GIF, BMP and WebP; nothing for anything else, and for a file that is broken there.
std::optional<ImageSize> ReadImageSize(const ByteSource& file);

}  // namespace millrace::labeling
