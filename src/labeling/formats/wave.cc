#include "labeling/formats/wave.h"

#include <algorithm>

namespace millrace::labeling {
namespace {

uint32_t Little(std::string_view bytes, size_t at, size_t count) {
  uint32_t value = 0;
  for (size_t i = 0; i < count; ++i)
    value |= static_cast<uint32_t>(static_cast<unsigned char>(bytes[at + i])) << 8 * i;
  return value;
}

}  // namespace

std::optional<double> WaveSeconds(const ByteSource& file) {
  std::string buffer;
  const auto start = file.Read(0, 12, buffer);
  if (!start.has_value() || start->size() < 12 || !start->starts_with("RIFF") ||
      start->substr(8) != "WAVE")
    return std::nullopt;
  uint32_t rate = 0, frame = 0;
  uint64_t at = 12;
  for (int chunk = 0; chunk < 1'000; ++chunk) {
    const auto read = file.Read(at, 24, buffer);
    if (!read.has_value() || read->size() < 8) return std::nullopt;
    const uint32_t size = Little(*read, 4, 4);
    if (read->starts_with("fmt ") && read->size() >= 24) {
      rate = Little(*read, 12, 4);
      frame = Little(*read, 20, 2);  // bytes of one sample of all channels
    } else if (read->starts_with("data")) {
      if (rate == 0 || frame == 0) return std::nullopt;
      // A file that was written as a stream says that it is as long as can be.
      const uint64_t bytes = std::min<uint64_t>(size, file.size() - at - 8);
      return static_cast<double>(bytes / frame) / rate;
    }
    at += 8 + static_cast<uint64_t>(size) + (size & 1);
  }
  return std::nullopt;
}

}  // namespace millrace::labeling
