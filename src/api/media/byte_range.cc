#include "api/media/byte_range.h"

#include <charconv>

#include "base/text.h"

namespace millrace::api {
namespace {

// Digits only; a number too large is the largest.
bool ReadNumber(std::string_view text, uint64_t& number) {
  if (text.empty()) return false;
  for (const char c : text) {
    if (c < '0' || c > '9') return false;
  }
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc::result_out_of_range) number = UINT64_MAX;
  return true;
}

}  // namespace

ByteRange ParseRange(std::string_view header, uint64_t size) {
  const ByteRange whole{ByteRange::Kind::kWhole, 0, size};
  if (header.size() < 6 || !EqualsIgnoreCase(header.substr(0, 6), "bytes=")) return whole;
  const std::string_view range = Trim(header.substr(6));
  const size_t dash = range.find('-');
  if (dash == std::string_view::npos || range.find(',') != std::string_view::npos) return whole;
  const std::string_view from = Trim(range.substr(0, dash)), to = Trim(range.substr(dash + 1));
  uint64_t first = 0, last = 0;
  if (from.empty()) {  // the last bytes
    if (!ReadNumber(to, last)) return whole;
    if (last == 0 || size == 0) return {ByteRange::Kind::kUnsatisfiable, 0, 0};
    const uint64_t length = last < size ? last : size;
    return {ByteRange::Kind::kPart, size - length, length};
  }
  if (!ReadNumber(from, first)) return whole;
  if (to.empty())
    last = UINT64_MAX;
  else if (!ReadNumber(to, last) || last < first)
    return whole;
  if (first >= size) return {ByteRange::Kind::kUnsatisfiable, 0, 0};
  if (last >= size) last = size - 1;
  return {ByteRange::Kind::kPart, first, last - first + 1};
}

bool MatchesEtag(std::string_view header, std::string_view etag) {
  if (header.empty()) return false;
  for (const std::string& part : Split(header, ',')) {
    std::string_view one = Trim(part);
    if (one == "*") return true;
    if (one.starts_with("W/")) one.remove_prefix(2);
    if (one == etag) return true;
  }
  return false;
}

}  // namespace millrace::api
