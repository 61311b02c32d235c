#include "sync/connection.h"

#include "storage/common_fields.h"
#include "sync/limited_http.h"
#include "sync/trust.h"

namespace millrace::sync {

using labeling::StorageRole;

std::string Connection::Uri(const Context& context, std::string_view key) const {
  return provider->uri(values, context.environment, key);
}

std::optional<std::string> Connection::KeyOf(const Context& context, std::string_view uri) const {
  return provider->key_of(values, context.environment, uri);
}

Result<Values> Connections::ValuesOf(const labeling::Storage& row) const {
  const storage::Provider* provider = storage::FindProvider(row.kind);
  if (provider == nullptr)
    return Fail(ErrorKind::kUnsupported,
                "This version does not know the storage kind \"" + row.kind + "\".",
                "Start the version that made it, or delete the storage.");
  Secret secrets;
  if (!row.secrets.empty()) {
    ASSIGN_OR_RETURN(secrets, context_.sealer->Open(row.secrets));
  }
  return FromStored(storage::AllFields(*provider), row.parameters, secrets.Reveal());
}

Result<ConnectionSpec> Connections::SpecOf(const labeling::Storage& row) const {
  ConnectionSpec spec{.project_id = row.project_id,
                      .role = row.role,
                      .provider = storage::FindProvider(row.kind),
                      .title = row.title,
                      .description = row.description,
                      .synchronizable = row.synchronizable,
                      .trusted = row.trusted};
  ASSIGN_OR_RETURN(spec.values, ValuesOf(row));
  return spec;
}

Result<std::shared_ptr<const Connection>> Connections::Open(labeling::Storage row,
                                                            std::stop_token stop) {
  auto connection = std::make_shared<Connection>();
  ASSIGN_OR_RETURN(connection->values, ValuesOf(row));
  connection->provider = storage::FindProvider(row.kind);
  connection->scan_prefix = row.prefix;
  storage::Environment environment =
      EnvironmentFor(context_.environment, *connection->provider, connection->values, row.trusted);
  if (stop.stop_possible() && environment.http != nullptr) {
    connection->http = std::make_unique<LimitedHttpClient>(*environment.http, stop);
    environment.http = connection->http.get();
  }
  environment.stop = std::move(stop);
  ASSIGN_OR_RETURN(connection->store, storage::OpenStore(*connection->provider, connection->values,
                                                         environment, PolicyOf(row.trusted)));
  connection->row = std::move(row);
  return connection;
}

Result<std::shared_ptr<const Connection>> Connections::OpenFor(int64_t storage_id,
                                                               std::stop_token stop) {
  ASSIGN_OR_RETURN(labeling::Storage row, context_.db->Read([&](db::Connection& tx) {
    return labeling::GetStorage(tx, storage_id);
  }));
  return Open(std::move(row), std::move(stop));
}

Result<std::shared_ptr<const Connection>> Connections::Get(int64_t storage_id) {
  int64_t changes = 0;
  {
    std::lock_guard lock(mutex_);
    if (const auto found = open_.find(storage_id); found != open_.end()) return found->second;
    changes = changes_;
  }
  ASSIGN_OR_RETURN(labeling::Storage row, context_.db->Read([&](db::Connection& tx) {
    return labeling::GetStorage(tx, storage_id);
  }));
  ASSIGN_OR_RETURN(std::shared_ptr<const Connection> connection, Open(std::move(row)));
  std::lock_guard lock(mutex_);
  if (changes != changes_) return connection;
  sources_.reset();  // it may have failed to open before
  return open_.try_emplace(storage_id, std::move(connection)).first->second;
}

Result<std::vector<std::shared_ptr<const Connection>>> Connections::OfProject(int64_t project_id) {
  int64_t changes = 0;
  {
    std::lock_guard lock(mutex_);
    if (const auto found = by_project_.find(project_id); found != by_project_.end())
      return found->second;
    changes = changes_;
  }
  ASSIGN_OR_RETURN(const std::vector<labeling::Storage> rows,
                   context_.db->Read([&](db::Connection& tx) {
                     return labeling::ListStorages(tx, {.project_id = project_id});
                   }));
  std::vector<std::shared_ptr<const Connection>> connections;
  for (const labeling::Storage& row : rows)
    if (Result<std::shared_ptr<const Connection>> connection = Get(row.id); connection.has_value())
      connections.push_back(*std::move(connection));
  std::lock_guard lock(mutex_);
  if (connections.size() == rows.size() && changes == changes_)
    by_project_[project_id] = connections;
  return connections;
}

Result<std::shared_ptr<const Connections::Sources>> Connections::AllSources() {
  int64_t changes = 0;
  {
    std::lock_guard lock(mutex_);
    if (sources_ != nullptr) return sources_;
    changes = changes_;
  }
  ASSIGN_OR_RETURN(const std::vector<labeling::Storage> rows,
                   context_.db->Read([](db::Connection& tx) {
                     return labeling::ListStorages(tx, {.role = StorageRole::kSource});
                   }));
  auto sources = std::make_shared<Sources>();
  for (const labeling::Storage& row : rows)
    if (Result<std::shared_ptr<const Connection>> connection = Get(row.id); connection.has_value())
      sources->push_back(*std::move(connection));
  std::lock_guard lock(mutex_);
  if (changes == changes_) sources_ = sources;
  return sources;
}

void Connections::Forget(int64_t storage_id) {
  std::lock_guard lock(mutex_);
  ++changes_;
  open_.erase(storage_id);
  by_project_.clear();
  sources_.reset();
}

Result<std::unique_ptr<storage::ObjectStore>> Connections::OpenUnsaved(const ConnectionSpec& spec) {
  return OpenUnsaved(spec, context_.environment);
}

Result<std::unique_ptr<storage::ObjectStore>> Connections::OpenUnsaved(
    const ConnectionSpec& spec, const storage::Environment& environment) {
  RETURN_IF_ERROR(Validate(spec));
  return storage::OpenStore(*spec.provider, spec.values,
                            EnvironmentFor(environment, *spec.provider, spec.values, spec.trusted),
                            PolicyOf(spec.trusted));
}

Result<std::shared_ptr<const Connection>> Connections::Unsaved(const ConnectionSpec& spec) {
  return Unsaved(spec, context_.environment);
}

Result<std::shared_ptr<const Connection>> Connections::Unsaved(
    const ConnectionSpec& spec, const storage::Environment& environment) {
  auto connection = std::make_shared<Connection>();
  ASSIGN_OR_RETURN(connection->store, OpenUnsaved(spec, environment));
  ASSIGN_OR_RETURN(connection->row, RowOf(spec));
  connection->provider = spec.provider;
  connection->values = spec.values;
  connection->scan_prefix = connection->row.prefix;
  return connection;
}

Result<labeling::Storage> Connections::RowOf(const ConnectionSpec& spec) const {
  labeling::Storage row;
  row.project_id = spec.project_id;
  row.role = spec.role;
  row.kind = spec.provider->kind;
  row.title = spec.title;
  row.description = spec.description;
  row.synchronizable = spec.synchronizable;
  row.trusted = spec.trusted;
  if (spec.role == StorageRole::kTarget) {
    row.content_task = spec.values.String(storage::kContent) == "task";
    row.can_delete = spec.values.Bool(storage::kCanDeleteObjects);
  }
  const std::vector<const Field*> fields = storage::AllFields(*spec.provider);
  row.parameters = StoredJson(fields, spec.values);
  if (std::string secrets = StoredSecrets(fields, spec.values); !secrets.empty()) {
    row.secrets = context_.sealer->Seal(secrets);
    Wipe(secrets);
  }
  storage::Location location = spec.provider->locate(
      spec.values, EnvironmentFor(context_.environment, *spec.provider, spec.values, spec.trusted));
  row.endpoint = std::move(location.endpoint);
  row.bucket = std::move(location.bucket);
  row.prefix = std::move(location.prefix);
  return row;
}

Result<labeling::Storage> Connections::Create(const ConnectionSpec& spec, bool reuse,
                                              bool* created) {
  RETURN_IF_ERROR(Validate(spec));
  ASSIGN_OR_RETURN(const labeling::Storage given, RowOf(spec));
  bool is_new = true;
  Result<labeling::Storage> saved = context_.db->Write(
      db::Durability::kFull, [&](db::Connection& tx) -> Result<labeling::Storage> {
        if (reuse) {
          ASSIGN_OR_RETURN(std::optional<labeling::Storage> same,
                           labeling::FindSameStorage(tx, given));
          if (same.has_value()) {
            is_new = false;
            labeling::Storage row = *std::move(same);
            row.parameters = given.parameters;
            row.secrets = given.secrets;
            row.trusted = given.trusted;
            row.content_task = given.content_task;
            row.can_delete = given.can_delete;
            RETURN_IF_ERROR(labeling::UpdateStorage(tx, row));
            return labeling::GetStorage(tx, row.id);
          }
        }
        return labeling::CreateStorage(tx, given, context_.clock->Now());
      });
  if (saved.has_value()) Forget(saved->id);
  if (created != nullptr) *created = is_new;
  return saved;
}

Result<labeling::Storage> Connections::Change(int64_t storage_id, const ConnectionSpec& spec) {
  RETURN_IF_ERROR(Validate(spec));
  ASSIGN_OR_RETURN(const labeling::Storage given, RowOf(spec));
  Result<labeling::Storage> saved = context_.db->Write(
      db::Durability::kFull, [&](db::Connection& tx) -> Result<labeling::Storage> {
        labeling::Storage row = given;
        row.id = storage_id;
        RETURN_IF_ERROR(labeling::UpdateStorage(tx, row));
        return labeling::GetStorage(tx, storage_id);
      });
  Forget(storage_id);
  return saved;
}

Result<void> Connections::Remove(int64_t storage_id) {
  Result<void> removed = context_.db->Write(db::Durability::kFull, [&](db::Connection& tx) {
    return labeling::DeleteStorage(tx, storage_id, context_.clock->Now());
  });
  Forget(storage_id);
  return removed;
}

}  // namespace millrace::sync
