// What a body says about a storage.
#pragma once

#include "api/call.h"
#include "api/service.h"
#include "sync/connection.h"

namespace millrace::api {

// kNotFound for a kind that this version does not know.
Result<const storage::Provider*> ProviderOf(std::string_view name);

// A new storage from the members of `body` (Label Studio's names, or aliases). kInvalid naming the
// fields.
Result<sync::ConnectionSpec> NewSpec(const Body& body, const storage::Provider& provider,
                                     labeling::StorageRole role);
// The same from the members of POST /api/v1/storages: role, kind, params, title, project. `unknown`
// gets the names of parameters that this kind does not have; null = they are not asked for.
// `shape` says whether a project is needed; one that is not given is 0.
Result<sync::ConnectionSpec> NewSpecV1(const Body& body, const Shape& shape,
                                       std::vector<std::string>* unknown);
// The state of `row` with what `body` gives; an absent or empty secret keeps the stored one.
// `changes_connection`: something besides title, description and synchronizable was given.
Result<sync::ConnectionSpec> ChangedSpec(const Body& body, const labeling::Storage& row,
                                         const sync::Connections& connections,
                                         const storage::Environment& environment,
                                         bool* changes_connection);

// What POST …/check and …/preview ask about: settings as for NewSpecV1, or with `id` a saved
// storage's with what `params` changes (as for ChangedSpecV1). Saves nothing.
Result<sync::ConnectionSpec> SpecToTry(Service& service, const Call& call, const Body& body);
// The state of `row` with what a PATCH of /api/v1/storages/{id} gives. A secret that is absent or
// empty stays, a null removes any parameter; an unknown parameter is a wrong field.
// `changes_connection` as above.
Result<sync::ConnectionSpec> ChangedSpecV1(Service& service, const Body& body,
                                           const labeling::Storage& row, bool* changes_connection);

// "source" or "target"; nothing for anything else.
std::optional<labeling::StorageRole> ReadRole(const std::string& text);

// The row that `spec` would be, as far as it says whose and where it is.
labeling::Storage PlaceOf(const sync::ConnectionSpec& spec, const sync::Context& context);

// A failure to reach the bucket is the answer to a question about settings: 400 with its sentence,
// whatever its kind.
Error AsValidation(Error error);

}  // namespace millrace::api
