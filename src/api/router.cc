#include "api/router.h"

#include <algorithm>

#include "base/text.h"

namespace millrace::api {
namespace {

constexpr size_t kMaxSegments = 10;

// Splits "/a/b/" into {"a", "b"}; false for "//", and for more than fits.
bool SplitPath(std::string_view path, std::array<std::string_view, kMaxSegments>& out,
               size_t& count) {
  count = 0;
  if (path.empty() || path[0] != '/') return false;
  path.remove_prefix(1);
  if (path.ends_with('/')) path.remove_suffix(1);
  if (path.empty()) return true;
  while (true) {
    const size_t slash = path.find('/');
    const std::string_view segment = path.substr(0, slash);
    if (segment.empty() || count == kMaxSegments) return false;
    out[count++] = segment;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

bool Matches(std::span<const std::string_view> pattern, std::span<const std::string_view> path,
             Call& call) {
  size_t ids = 0, words = 0;
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == "{id}") {
      if (path[i].size() > 19 ||
          !std::ranges::all_of(path[i], [](char c) { return c >= '0' && c <= '9'; })) {
        return false;
      }
      const auto id = ParseInt(path[i]);
      if (!id.has_value()) return false;
      call.ids[ids++] = *id;
    } else if (pattern[i] == "{word}") {
      call.words[words++] = path[i];
    } else if (pattern[i] != path[i]) {
      return false;
    }
  }
  return true;
}

}  // namespace

Router::Router(std::span<const Route> routes) : by_length_(kMaxSegments + 1) {
  for (const Route& route : routes) {
    std::array<std::string_view, kMaxSegments> segments;
    size_t count = 0;
    SplitPath(route.pattern, segments, count);
    const auto literal = std::count_if(segments.begin(), segments.begin() + count,
                                       [](std::string_view s) { return !s.starts_with('{'); });
    by_length_[count].push_back(
        {&route, {segments.begin(), segments.begin() + count}, static_cast<size_t>(literal)});
  }
}

Router::Match Router::Find(Call& call) const {
  Match match;
  std::array<std::string_view, kMaxSegments> segments;
  size_t count = 0;
  if (!SplitPath(call.request.path, segments, count)) return match;
  const std::string_view method =
      call.request.method == "HEAD" ? std::string_view("GET") : call.request.method;
  std::string allow;
  bool get = false;
  size_t literal = 0;  // segments that the best patterns name literally
  for (const Entry& entry : by_length_[count]) {
    if (entry.literal >= literal && Matches(entry.segments, {segments.data(), count}, call))
      literal = entry.literal;
  }
  for (const Entry& entry : by_length_[count]) {
    if (entry.literal != literal || !Matches(entry.segments, {segments.data(), count}, call))
      continue;
    match.path_known = true;
    if (entry.route->method == method) {
      match.route = entry.route;
      return match;
    }
    get = get || entry.route->method == "GET";
    // Another pattern may match the same path ("/{word}/{id}" and "/types/{id}"): name each method
    // once.
    if (allow.find(entry.route->method) == std::string::npos) {
      allow += std::string(entry.route->method) + ", ";
    }
  }
  match.allow = allow + (get ? "HEAD, OPTIONS" : "OPTIONS");
  return match;
}

}  // namespace millrace::api
