#include "api/storage_probe.h"

#include "api/storage_input.h"
#include "api/storage_view.h"
#include "base/text.h"
#include "storage/common_fields.h"

namespace millrace::api {
Result<void> ProbeStorage(Service& service, const sync::ConnectionSpec& spec, bool* empty) {
  auto found = service.engine.connections().Check(spec);
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
