#include "api/media/media_uri.h"

#include "api/json_text.h"
#include "base/text.h"
#include "labeling/json/task_json.h"
#include "net/url.h"

namespace millrace::api {
namespace {

constexpr std::string_view kLocalFiles = "/data/local-files/?d=";

bool IsSchemeChar(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; }

// "s3://…", "azure-blob://…", not http.
bool StartsWithUri(std::string_view text) {
  size_t n = 0;
  while (n < text.size() && n < 20 && IsSchemeChar(text[n])) ++n;
  if (n < 2 || !text.substr(n).starts_with("://")) return false;
  const std::string_view scheme = text.substr(0, n);
  return scheme != "http" && scheme != "https";
}

}  // namespace

std::vector<UriPlace> FindUris(std::string_view text) {
  std::vector<UriPlace> places;
  const std::string_view trimmed = Trim(text);
  const size_t lead = trimmed.empty() ? 0 : trimmed.data() - text.data();
  if (StartsWithUri(trimmed) || trimmed.starts_with(kLocalFiles)) {
    places.push_back({lead, lead + trimmed.size(), trimmed});
    return places;
  }
  if (text.find("://") == std::string_view::npos &&
      text.find(kLocalFiles) == std::string_view::npos)
    return places;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '"' && text[i] != '\'') continue;
    const std::string_view rest = text.substr(i + 1);
    if (!StartsWithUri(rest) && !rest.starts_with(kLocalFiles)) continue;
    const size_t end = rest.find(text[i]);
    if (end == std::string_view::npos) break;
    places.push_back({i + 1, i + 1 + end, rest.substr(0, end)});
    i += end + 1;
  }
  return places;
}

bool ContainsUri(std::string_view data_json, std::string_view uri) {
  if (uri.empty()) return false;
  // Nearly always the URI is a whole string value that needs no escapes.
  for (size_t at = data_json.find(uri); at != std::string_view::npos;
       at = data_json.find(uri, at + 1)) {
    const size_t end = at + uri.size();
    if (at > 0 && data_json[at - 1] == '"' && (at < 2 || data_json[at - 2] != '\\') &&
        end < data_json.size() && data_json[end] == '"' &&
        uri.find_first_of("\"\\") == std::string_view::npos) {
      size_t behind = end + 1;
      while (behind < data_json.size() &&
             (data_json[behind] == ' ' || data_json[behind] == '\n' || data_json[behind] == '\r' ||
              data_json[behind] == '\t')) {
        ++behind;
      }
      if (behind >= data_json.size() || data_json[behind] != ':') return true;  // else it is a name
    }
  }
  bool found = false;
  labeling::ForEachString(data_json, [&](std::string_view text) {
    if (found || text.size() < uri.size()) return;
    for (const UriPlace& place : FindUris(text)) found = found || place.uri == uri;
  });
  return found;
}

std::string PointAtServer(std::string_view data_json, int64_t task_id, std::string_view link,
                          const std::vector<ConnectionPtr>& sources, const sync::Context& context,
                          bool local) {
  bool any = false;
  for (const ConnectionPtr& source : sources)
    any = any || local || !source->provider->scheme.empty();
  if (!any || (data_json.find("://") == std::string_view::npos &&
               !(local && data_json.find("?d=") != std::string_view::npos)))
    return std::string(data_json);
  return ReplaceStrings(data_json, [&](std::string_view text) -> std::optional<std::string> {
    std::string out;
    size_t copied = 0;
    for (const UriPlace& place : FindUris(text)) {
      if (!local && place.uri.starts_with(kLocalFiles)) continue;
      if (!Locate(sources, context, place.uri).has_value()) continue;
      out.append(text, copied, place.begin - copied);
      out += link;
      out += "/tasks/" + std::to_string(task_id) + "/resolve/?fileuri=";
      // Label Studio's form: URL alphabet with padding.
      std::string encoded = Base64UrlEncode(place.uri);
      encoded.append((4 - encoded.size() % 4) % 4, '=');
      out += encoded;
      copied = place.end;
    }
    if (copied == 0) return std::nullopt;
    out.append(text, copied, std::string_view::npos);
    return out;
  });
}

std::string DecodeFileUri(std::string_view fileuri) {
  if (auto decoded = Base64Decode(fileuri);
      decoded.has_value() && (StartsWithUri(*decoded) || decoded->starts_with(kLocalFiles)))
    return *std::move(decoded);
  return net::PercentDecode(fileuri);
}

std::optional<Located> Locate(const std::vector<ConnectionPtr>& connections,
                              const sync::Context& context, std::string_view uri) {
  for (const ConnectionPtr& connection : connections) {
    if (connection->row.role != labeling::StorageRole::kSource) continue;
    if (!connection->provider->scheme.empty() && !uri.starts_with(connection->provider->scheme))
      continue;
    if (auto key = connection->KeyOf(context, uri); key.has_value())
      return Located{connection, *std::move(key)};
  }
  return std::nullopt;
}

}  // namespace millrace::api
