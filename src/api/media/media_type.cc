#include "api/media/media_type.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "net/url.h"

namespace millrace::api {
namespace {

struct Known {
  std::string_view extension, type;
};
// SVG is shown too: the answer's Content-Security-Policy keeps its scripts from running.
constexpr auto kKnown = std::to_array<Known>({
    {"aac", "audio/aac"},
    {"apng", "image/apng"},
    {"avif", "image/avif"},
    {"bmp", "image/bmp"},
    {"csv", "text/csv; charset=utf-8"},
    {"flac", "audio/flac"},
    {"gif", "image/gif"},
    {"ico", "image/x-icon"},
    {"jfif", "image/jpeg"},
    {"jpeg", "image/jpeg"},
    {"jpg", "image/jpeg"},
    {"json", "application/json"},
    {"jsonl", "text/plain; charset=utf-8"},
    {"log", "text/plain; charset=utf-8"},
    {"m4a", "audio/mp4"},
    {"m4v", "video/mp4"},
    {"md", "text/plain; charset=utf-8"},
    {"mkv", "video/x-matroska"},
    {"mov", "video/quicktime"},
    {"mp3", "audio/mpeg"},
    {"mp4", "video/mp4"},
    {"mpeg", "video/mpeg"},
    {"mpg", "video/mpeg"},
    {"oga", "audio/ogg"},
    {"ogg", "audio/ogg"},
    {"ogv", "video/ogg"},
    {"opus", "audio/ogg"},
    {"png", "image/png"},
    {"srt", "text/plain; charset=utf-8"},
    {"svg", "image/svg+xml"},
    {"tif", "image/tiff"},
    {"tiff", "image/tiff"},
    {"tsv", "text/tab-separated-values; charset=utf-8"},
    {"txt", "text/plain; charset=utf-8"},
    {"vtt", "text/vtt; charset=utf-8"},
    {"wav", "audio/wav"},
    {"webm", "video/webm"},
    {"webp", "image/webp"},
});

}  // namespace

MediaType MediaTypeOf(std::string_view key) {
  const size_t slash = key.rfind('/');
  const std::string_view name = slash == std::string_view::npos ? key : key.substr(slash + 1);
  const size_t dot = name.rfind('.');
  if (dot != std::string_view::npos && name.size() - dot <= 6) {
    const std::string extension = ToLower(name.substr(dot + 1));
    const auto found = std::ranges::find(kKnown, extension, &Known::extension);
    if (found != kKnown.end()) return {found->type, false};
  }
  return {"application/octet-stream", true};
}

std::string AttachmentHeader(std::string_view key) {
  const size_t slash = key.rfind('/');
  const std::string_view name = slash == std::string_view::npos ? key : key.substr(slash + 1);
  std::string plain;
  bool ascii = true;
  for (const char c : name) {
    const bool safe = c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
    plain += safe ? c : '_';
    ascii = ascii && safe;
  }
  std::string header = "attachment; filename=\"" + plain + "\"";
  if (!ascii) header += "; filename*=UTF-8''" + net::PercentEncode(name);
  return header;
}

}  // namespace millrace::api
