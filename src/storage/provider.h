// Provider: one kind of storage, as data and one function. A new provider is one file in providers/
// and one line in registry.cc.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "net/http_client.h"
#include "schema/field.h"
#include "storage/object_store.h"

namespace millrace::storage {

class StoreMetrics;

// What a store needs from the process around it. Outlives every store opened with it.
struct Environment {
  net::HttpClient* http = nullptr;
  Clock* clock = nullptr;
  // Environment variables, as getenv: nothing if unset. Injected for tests.
  std::function<std::optional<std::string>(const std::string&)> env;
  std::string home;  // for ~/.aws
  // Directories that local storages may lie in (absolute). Empty = none allowed.
  std::vector<std::string> local_roots;
  std::string data_dir;  // never listed or served, except its target/ folder
  // What "/data/local-files/?d=" is relative to (LOCAL_FILES_DOCUMENT_ROOT), absolute; "" = "/".
  std::string document_root;
  // May storages that users name connect to this machine? (net::AddressPolicy::kUser; what goes
  // over `http` has its own setting.)
  bool allow_loopback = true;
  // Where the stores count what they do; null = nowhere. See storage/store_metrics.h.
  StoreMetrics* metrics = nullptr;
  // Replaces the waiting between retries in tests.
  std::chrono::milliseconds retry_base{200};
  std::chrono::milliseconds retry_budget{30'000};
  // When it is requested, the calls of stores end with kCancelled instead of waiting for a
  // repetition, or for a peer that is not asked over `http`, whose own stop (sync/limited_http.h)
  // goes with it.
  std::stop_token stop;
};

// Names the place a storage points to, to recognise the same one again (reuse by --init, own
// exports, source and target in one bucket).
struct Location {
  std::string kind;      // "s3"
  std::string endpoint;  // "" = the provider's own service; else normalised origin + base path
  std::string bucket;    // bucket, container, directory, "db"
  std::string prefix;    // what keys start with: "" or ends with "/" (Redis: literal)

  friend bool operator==(const Location&, const Location&) = default;
};

// What people have to set up on the other side, ready to paste: for the doctor and docs/storage.md.
struct Guidance {
  // The rights that the credentials need, as policy or commands, with the names of `values` in it.
  std::string (*rights)(const Values& values, bool target) = nullptr;
  // The CORS rules by which pages of `origin` may load presigned URLs, and how to set them; null =
  // browsers never ask this kind of store.
  std::string (*cors)(const Values& values, std::string_view origin) = nullptr;
};

struct Provider {
  std::string_view kind;        // "s3": command line, database
  std::string_view rest_name;   // in Label Studio's paths: "s3", "localfiles"
  std::string_view title;       // "Amazon S3", as the dialog of the guide names it
  std::string_view rest_title;  // as Label Studio's /api/storages/types names it: "AWS S3"
  std::string_view scheme;      // of URIs in tasks: "s3"; "" for local files
  const Field* path_field;      // what --source-path sets: bucket, container, path
  Fields fields;                // its own, without the common ones (common_fields.h)

  // Where these values point to. Values are valid.
  Location (*locate)(const Values& values, const Environment& environment);
  // The URI that a task carries for this key ("s3://bucket/key", "/data/local-files/?d=…").
  std::string (*uri)(const Values& values, const Environment& environment, std::string_view key);
  // The key of a URI that `uri` made for these values; nothing for any other.
  std::optional<std::string> (*key_of)(const Values& values, const Environment& environment,
                                       std::string_view uri);
  // The bare store, without layers. Contacts nobody. Errors name the field.
  Result<std::unique_ptr<ObjectStore>> (*open)(const Values& values, const Environment& environment,
                                               net::AddressPolicy addresses);

  Guidance guidance{};
  Fields without{};     // common fields that mean nothing here
  bool hidden = false;  // for tests: found by name, listed nowhere
};

// registry.cc. `name` is a kind, a rest name or a command-line name ("s3-completions"); nullptr if
// unknown. Providers() lacks the hidden ones.
std::span<const Provider* const> Providers();
const Provider* FindProvider(std::string_view name);

// All fields of a provider: its own, then the common ones that apply to it.
std::vector<const Field*> AllFields(const Provider& provider);

// The store with all its layers: metrics(log(retry(timeout(limit(provider))))). The only way to get
// one.
Result<std::unique_ptr<ObjectStore>> OpenStore(const Provider& provider, const Values& values,
                                               const Environment& environment,
                                               net::AddressPolicy addresses);

}  // namespace millrace::storage
