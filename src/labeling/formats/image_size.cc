#include "labeling/formats/image_size.h"

#include <algorithm>
#include <cstdlib>
#include <string>

namespace millrace::labeling {
namespace {

// Numbers at places of a head; 0 behind its end.
struct Bytes {
  std::string_view text;

  uint32_t at(size_t i) const { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0; }
  uint32_t big(size_t i, int count) const {
    uint32_t value = 0;
    for (int k = 0; k < count; ++k) value = value << 8 | at(i + k);
    return value;
  }
  uint32_t little(size_t i, int count) const {
    uint32_t value = 0;
    for (int k = 0; k < count; ++k) value |= at(i + k) << 8 * k;
    return value;
  }
};

std::optional<ImageSize> Png(const Bytes& head) {
  if (head.text.substr(12, 4) != "IHDR") return std::nullopt;
  int channels = 1;  // gray, palette
  switch (head.at(25)) {
    case 2: channels = 3; break;
    case 4: channels = 2; break;
    case 6: channels = 4; break;
  }
  return ImageSize{head.big(16, 4), head.big(20, 4), channels};
}

std::optional<ImageSize> WebP(const Bytes& head) {
  const std::string_view chunk = head.text.substr(12, 4);
  if (chunk == "VP8 ")
    return ImageSize{head.little(26, 2) & 0x3FFF, head.little(28, 2) & 0x3FFF, 3};
  if (chunk == "VP8L") {
    const uint32_t bits = head.little(21, 4);
    return ImageSize{(bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, bits >> 28 & 1 ? 4 : 3};
  }
  if (chunk == "VP8X")
    return ImageSize{head.little(24, 3) + 1, head.little(27, 3) + 1, head.at(20) & 0x10 ? 4 : 3};
  return std::nullopt;
}

std::optional<ImageSize> Bmp(const Bytes& head) {
  if (head.little(14, 4) < 40) return std::nullopt;
  const auto height = static_cast<int32_t>(head.little(22, 4));  // below 0: the top row comes first
  return ImageSize{head.little(18, 4), std::abs(static_cast<int64_t>(height)),
                   head.little(28, 2) <= 8 ? 1 : 3};
}

// Walks over the segments to the frame header, which may stand behind long metadata.
std::optional<ImageSize> Jpeg(const ByteSource& file) {
  std::string buffer;
  uint64_t at = 2;
  for (int segment = 0; segment < 1'000; ++segment) {
    const auto read = file.Read(at, 10, buffer);
    if (!read.has_value() || read->size() < 10) return std::nullopt;
    const Bytes head{*read};
    if (head.at(0) != 0xFF) return std::nullopt;
    const uint32_t marker = head.at(1);
    if (marker == 0xFF) {  // fill
      ++at;
      continue;
    }
    const bool frame =
        marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    if (frame) return ImageSize{head.big(7, 2), head.big(5, 2), static_cast<int>(head.at(9))};
    if (marker == 0xD9 || marker == 0xDA) return std::nullopt;
    const bool alone = marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8);
    at += alone ? 2 : 2 + std::max<uint32_t>(2, head.big(2, 2));
  }
  return std::nullopt;
}

std::optional<ImageSize> Read(const ByteSource& file) {
  std::string buffer;
  const auto read = file.Read(0, 32, buffer);
  if (!read.has_value()) return std::nullopt;
  const Bytes head{*read};
  if (head.text.starts_with("\x89PNG\r\n\x1A\n")) return Png(head);
  if (head.text.starts_with("\xFF\xD8")) return Jpeg(file);
  if (head.text.starts_with("GIF8")) return ImageSize{head.little(6, 2), head.little(8, 2), 1};
  if (head.text.starts_with("BM")) return Bmp(head);
  if (head.text.starts_with("RIFF") && head.text.substr(8, 4) == "WEBP") return WebP(head);
  return std::nullopt;
}

}  // namespace

std::optional<ImageSize> ReadImageSize(const ByteSource& file) {
  if (file.size() < 26) return std::nullopt;
  const std::optional<ImageSize> size = Read(file);
  if (!size.has_value() || size->width <= 0 || size->height <= 0) return std::nullopt;
  return size;
}

}  // namespace millrace::labeling
