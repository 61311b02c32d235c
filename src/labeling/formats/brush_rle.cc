#include "labeling/formats/brush_rle.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace millrace::labeling {
namespace {

std::unexpected<Error> Broken(const char* what) {
  return Fail(ErrorKind::kInvalid, std::string("The brushed region is broken: ") + what + ".",
              "Brush it anew.");
}

// "[0,255,…]", without a tree: such lists have millions of elements.
Result<std::string> BytesOf(std::string_view list) {
  list = Trim(list);
  if (!list.starts_with('[') || !list.ends_with(']')) return Broken("its rle is no list");
  std::string bytes;
  const char* at = list.data() + 1;
  const char* const end = list.data() + list.size() - 1;
  const auto skip = [&] {
    while (at < end && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')) ++at;
  };
  for (skip(); at < end; skip()) {
    unsigned value = 0;
    const auto read = std::from_chars(at, end, value);
    if (read.ec != std::errc() || value > 255) return Broken("its rle holds what is no byte");
    bytes += static_cast<char>(value);
    at = read.ptr;
    skip();
    if (at == end) break;
    if (*at++ != ',') return Broken("its rle holds what is no byte");
  }
  return bytes;
}

class Bits {
 public:
  explicit Bits(std::string_view bytes) : bytes_(bytes) {}

  // At most 32, the highest first; `ended` is set where there are not as many.
  uint32_t Take(unsigned count) {
    if (at_ + count > bytes_.size() * 8) {
      ended = true;
      at_ = bytes_.size() * 8;
      return 0;
    }
    uint64_t value = 0;
    for (unsigned left = count; left > 0;) {
      const unsigned here = 8 - at_ % 8, taken = std::min(here, left);
      const auto byte = static_cast<unsigned char>(bytes_[at_ / 8]);
      value = value << taken | (byte >> (here - taken) & ((1u << taken) - 1));
      at_ += taken;
      left -= taken;
    }
    return static_cast<uint32_t>(value);
  }

  bool ended = false;

 private:
  const std::string_view bytes_;
  size_t at_ = 0;
};

constexpr uint64_t kChannels = 4, kAlpha = 3;

}  // namespace

Result<Mask> DecodeBrush(std::string_view rle, int64_t width, int64_t height) {
  if (width <= 0 || height <= 0) return Broken("it does not say the size of its picture");
  if (width > kMaxMaskPixels || height > kMaxMaskPixels || width * height > kMaxMaskPixels) {
    return Fail(ErrorKind::kTooLarge,
                "The picture of a brushed region has " + std::to_string(width) + " × " +
                    std::to_string(height) + " pixels; masks are made of up to " +
                    WithThousands(kMaxMaskPixels) + ".",
                "Export it as JSON.");
  }
  ASSIGN_OR_RETURN(const std::string bytes, BytesOf(rle));
  Bits bits(bytes);
  const uint64_t count = bits.Take(32);
  const unsigned word = bits.Take(5) + 1;
  unsigned sizes[4];
  for (unsigned& size : sizes) size = bits.Take(4) + 1;
  const auto pixels = static_cast<uint64_t>(width * height);
  if (bits.ended) return Broken("it ends within its head");
  if (count != pixels * kChannels) return Broken("it has not as many pixels as its picture");

  Mask mask{.width = width, .height = height, .alpha = std::string(pixels, '\0')};
  for (uint64_t i = 0; i < count;) {
    const bool run = bits.Take(1) != 0;
    const uint64_t end = std::min<uint64_t>(count, i + 1 + bits.Take(sizes[bits.Take(2)]));
    if (run) {
      const auto value = static_cast<char>(bits.Take(word));
      // The first place of the alpha channel that is not before i.
      for (uint64_t at = i + (kAlpha + kChannels - i % kChannels) % kChannels; at < end;
           at += kChannels)
        mask.alpha[at / kChannels] = value;
      i = end;
    } else {
      for (; i < end; ++i) {
        const auto value = static_cast<char>(bits.Take(word));
        if (i % kChannels == kAlpha) mask.alpha[i / kChannels] = value;
      }
    }
    if (bits.ended) return Broken("it ends too early");
  }
  return mask;
}

}  // namespace millrace::labeling
