// Storages as JSON: Label Studio's form, and ours under /api/v1.
#pragma once

#include <string>
#include <vector>

#include "base/json_writer.h"
#include "schema/field.h"
#include "sync/engine.h"

namespace millrace::api {

FieldRole RoleOf(labeling::StorageRole role);

// The fields of a provider that this role knows.
std::vector<const Field*> FieldsFor(const storage::Provider& provider, labeling::StorageRole role);

// "s3://bucket/prefix", "/srv/pictures".
std::string StorageUri(const labeling::Storage& row);

// Label Studio's serializer: parameters without secrets, then status fields. `type` only where
// Label Studio shows it (not in the answer to PATCH).
Result<std::string> StorageJson(const sync::Connections& connections, const labeling::Storage& row,
                                bool with_type);

// Ours: with counts, outbox, failures, warnings and the running job.
Result<std::string> StorageDetailsJson(sync::Engine& engine, const labeling::Storage& row);

}  // namespace millrace::api
