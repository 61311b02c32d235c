// Storage URIs inside task data: finding them, and pointing them at this server (baseline: Label
// Studio's `resolve_uri`).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sync/connection.h"

namespace millrace::api {

using ConnectionPtr = std::shared_ptr<const sync::Connection>;

// Calls `visit` with each storage URI ("s3://bucket/key") of one string value: the whole string, or
// those in quotes inside it (HTML, Markdown), with its place.
struct UriPlace {
  size_t begin = 0, end = 0;
  std::string_view uri;
};
std::vector<UriPlace> FindUris(std::string_view text);

// Does the task's data hold this URI as a whole? A longer URI that begins with it does not count.
bool ContainsUri(std::string_view data_json, std::string_view uri);

// Task data with every URI that a source of the project can resolve replaced by
// `link`/tasks/ID/resolve/?fileuri=… Those of local files only with `local`: managers reach them
// where they are.
std::string PointAtServer(std::string_view data_json, int64_t task_id, std::string_view link,
                          const std::vector<ConnectionPtr>& sources, const sync::Context& context,
                          bool local = false);

// The URI that `fileuri` names: Base64 in either alphabet, padded or not, or the URI itself, quoted
// or not.
std::string DecodeFileUri(std::string_view fileuri);

// The source of `connections` that holds this URI, and the key there.
struct Located {
  ConnectionPtr connection;
  std::string key;
};
std::optional<Located> Locate(const std::vector<ConnectionPtr>& connections,
                              const sync::Context& context, std::string_view uri);

}  // namespace millrace::api
