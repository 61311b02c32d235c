#include "api/storage_probe.h"

#include "api/storage_input.h"
#include "api/storage_view.h"
#include "base/text.h"
#include "storage/common_fields.h"

namespace millrace::api {
namespace {

// One object of the prefix. A store may answer HEAD and still refuse to list.
Result<bool> HasObject(Service& service, const sync::ConnectionSpec& spec) {
  storage::Environment environment = service.engine.context().environment;
  // A directory that the operator named is a root of its own.
  if (spec.trusted && spec.provider->scheme.empty())
    environment.local_roots.push_back(spec.values.String(*spec.provider->path_field));
  ASSIGN_OR_RETURN(
      const std::unique_ptr<storage::ObjectStore> store,
      storage::OpenStore(*spec.provider, spec.values, environment,
                         spec.trusted ? net::AddressPolicy::kTrusted : net::AddressPolicy::kUser));
  ASSIGN_OR_RETURN(
      const storage::ListPage page,
      store->List({.prefix = spec.provider->locate(spec.values, environment).prefix, .limit = 1}));
  return !page.objects.empty() || !page.next.empty();
}

}  // namespace

Result<void> ProbeStorage(Service& service, const sync::ConnectionSpec& spec, bool* empty) {
  *empty = false;
  if (auto good = service.engine.connections().Check(spec); !good.has_value())
    return std::unexpected(AsValidation(std::move(good).error()));
  if (spec.role == labeling::StorageRole::kTarget) return {};
  auto found = HasObject(service, spec);
  if (!found.has_value()) return std::unexpected(AsValidation(std::move(found).error()));
  *empty = !*found && !spec.values.String(storage::kPrefix).empty();
  return {};
}

Error EmptyPrefix(Service& service, const sync::ConnectionSpec& spec) {
  storage::Location place =
      spec.provider->locate(spec.values, service.engine.context().environment);
  labeling::Storage row;
  row.kind = spec.provider->kind;
  row.bucket = std::move(place.bucket);
  row.prefix = std::move(place.prefix);
  Error error{.kind = ErrorKind::kInvalid,
              .message = "There is no object below " + Printable(StorageUri(row)) + ".",
              .advice = "Check the prefix, or put the first object there."};
  error.fields.emplace_back(storage::kPrefix.name, error.Sentence());
  return error;
}

}  // namespace millrace::api
