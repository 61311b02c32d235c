// Where a storage row of the labeling room and a provider of the storage room meet: parameters are
// checked, secrets sealed, stores opened.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <vector>

#include "crypto/sealer.h"
#include "db/database.h"
#include "labeling/storages/storages.h"
#include "schema/field.h"
#include "storage/provider.h"

namespace millrace::sync {

// What every part of this room works with. Outlives them all.
struct Context {
  db::Database* db = nullptr;
  const crypto::Sealer* sealer = nullptr;
  storage::Environment environment;
  Clock* clock = nullptr;
};

// An open storage. Immutable; shared by jobs and requests, replaced when the row changes.
struct Connection {
  labeling::Storage row;  // as it was when opened
  const storage::Provider* provider = nullptr;
  Values values;
  std::unique_ptr<net::HttpClient> http;  // the store's own, if it has one
  std::unique_ptr<storage::ObjectStore> store;
  std::string scan_prefix;  // keys of this storage start with it

  std::string Uri(const Context& context, std::string_view key) const;
  std::optional<std::string> KeyOf(const Context& context, std::string_view uri) const;
};

// What a person entered for a new or changed storage.
struct ConnectionSpec {
  int64_t project_id = 0;
  labeling::StorageRole role = labeling::StorageRole::kSource;
  const storage::Provider* provider = nullptr;
  Values values;
  std::string title, description;
  bool synchronizable = true;
  bool trusted = false;  // given by the operator on the command line
};

// The opened connections of this process. Thread-safe.
class Connections {
 public:
  explicit Connections(Context& context) : context_(context) {}

  // kNotFound for an unknown id; else what opening says.
  Result<std::shared_ptr<const Connection>> Get(int64_t storage_id);
  // The same opened anew, for one job: when `stop` is requested, the calls of its store end with
  // kCancelled.
  Result<std::shared_ptr<const Connection>> OpenFor(int64_t storage_id, std::stop_token stop);
  // The storages of a project, opened; those that cannot be opened are left out.
  Result<std::vector<std::shared_ptr<const Connection>>> OfProject(int64_t project_id);

  // The sources of all projects, opened; those that cannot be opened are left out. Kept until a
  // storage changes.
  using Sources = std::vector<std::shared_ptr<const Connection>>;
  Result<std::shared_ptr<const Sources>> AllSources();

  // Required fields, regex, data key against the project's label config (if it has a project), key
  // template, allowed roots. Contacts nobody. All wrong fields in one Error.
  Result<void> Validate(const ConnectionSpec& spec);
  // The store of a storage that is not saved (yet), after Validate.
  Result<std::unique_ptr<storage::ObjectStore>> OpenUnsaved(const ConnectionSpec& spec);
  // The same in another environment than the process's.
  Result<std::unique_ptr<storage::ObjectStore>> OpenUnsaved(
      const ConnectionSpec& spec, const storage::Environment& environment);
  // The same as an open connection, whose row has no id. Without an environment the process's.
  Result<std::shared_ptr<const Connection>> Unsaved(const ConnectionSpec& spec);
  Result<std::shared_ptr<const Connection>> Unsaved(const ConnectionSpec& spec,
                                                    const storage::Environment& environment);
  // Validate, and the bucket answers and, for a source, may be listed. Writes nothing. False if
  // there is no object below the source's prefix. `warnings` gets what this kind of store finds
  // wrong with itself, one sentence each.
  Result<bool> Check(const ConnectionSpec& spec, std::vector<std::string>* warnings = nullptr);

  // May the place behind `store`, made from `spec`, have this role? Not where writes are refused,
  // for a target, nor where a storage of the other role is and the store says that they must not
  // share it (storage::SelfReport). Asks the other side. Part of Check.
  Result<void> CheckPlace(const ConnectionSpec& spec, storage::ObjectStore& store);

  // Saves after Validate (not Check). With `reuse` a storage at the same place is given the new
  // parameters instead of a second one being added; `created` says which.
  Result<labeling::Storage> Create(const ConnectionSpec& spec, bool reuse, bool* created);
  // `spec` holds the whole new state (merge a patch over Values of Get first).
  Result<labeling::Storage> Change(int64_t storage_id, const ConnectionSpec& spec);
  Result<void> Remove(int64_t storage_id);

  // What a person would enter to get this row.
  Result<ConnectionSpec> SpecOf(const labeling::Storage& row) const;
  // The row's values without opening a store; for answers.
  Result<Values> ValuesOf(const labeling::Storage& row) const;
  // What a person should know about the connection, one sentence each: an empty regex that skips
  // all, a target inside a source's prefix, conditions that the store ignores.
  Result<std::vector<std::string>> Warnings(const labeling::Storage& row);

  void Forget(int64_t storage_id);  // the row changed behind our back

 private:
  Result<labeling::Storage> RowOf(const ConnectionSpec& spec) const;
  Result<std::shared_ptr<const Connection>> Open(labeling::Storage row, std::stop_token stop = {});

  Context& context_;
  std::mutex mutex_;     // guards the rest
  int64_t changes_ = 0;  // of storages, so that what was read before one is not kept behind it
  std::unordered_map<int64_t, std::shared_ptr<const Connection>> open_;
  std::unordered_map<int64_t, std::vector<std::shared_ptr<const Connection>>> by_project_;
  std::shared_ptr<const Sources> sources_;
};

}  // namespace millrace::sync
