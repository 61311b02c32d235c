#include "api/storages/storage_input.h"

#include <boost/json.hpp>

#include "api/storages/storage_shapes.h"
#include "api/storages/storage_view.h"
#include "api/storages/v1_storage_shapes.h"
#include "base/text.h"
#include "labeling/projects/projects.h"

namespace millrace::api {
namespace {

// Title, description and synchronizable are the row's, not the provider's.
void ReadCommon(Form& form, sync::ConnectionSpec& spec) {
  if (auto title = form.Text("title"); title.has_value()) spec.title = *std::move(title);
  if (form.Null("title")) spec.title.clear();
  if (auto text = form.Text("description"); text.has_value()) spec.description = *std::move(text);
  if (form.Null("description")) spec.description.clear();
  spec.synchronizable = form.Bool("synchronizable").value_or(spec.synchronizable);
}

// Both sides' wrong fields in one Error.
Result<void> Both(Result<void> first, Result<void> second) {
  if (first.has_value()) return second;
  if (second.has_value()) return first;
  Error error = std::move(first).error();
  error.message += " " + second.error().message;
  error.fields.insert(error.fields.end(), second.error().fields.begin(),
                      second.error().fields.end());
  return std::unexpected(std::move(error));
}

// Secrets go only where they were given for: whoever may change a storage may not read them, and
// would by pointing it at a server of his own.
Result<void> KeepSecretsHome(const labeling::Storage& row, const storage::Location& place,
                             Fields fields, const Values& kept, const Values& given) {
  if (place.endpoint == row.endpoint || place.endpoint.empty()) return {};
  for (const Field* field : fields) {
    if (field->type != FieldType::kSecret || !kept.Has(*field) || given.Has(*field)) continue;
    return FailField(std::string(field->name),
                     std::string(field->title) + " was given for " +
                         (row.endpoint.empty() ? "the provider's own service" : row.endpoint) +
                         ", not for " + place.endpoint + ". Type it again.");
  }
  return {};
}

// Puts `given`, the values of `object`, over those of `spec`, which is `row` as it stands. A null
// in `object` clears a parameter if it is one of `clearable`. True if that changes the connection.
Result<bool> ApplyChange(const labeling::Storage& row, Fields clearable,
                         const boost::json::object& object, const Values& given,
                         const storage::Environment& environment, sync::ConnectionSpec& spec) {
  const Values before = spec.values;
  for (const Field* field : clearable) {
    const boost::json::value* value = object.if_contains(field->name);
    if (value != nullptr && value->is_null()) spec.values.Clear(*field);
  }
  spec.values.Merge(given);
  const std::vector<const Field*> fields = FieldsFor(*spec.provider, row.role);
  FillDefaults(fields, RoleOf(row.role), spec.values);
  // What the operator trusted is this place, not wherever a user points the storage later.
  const storage::Location place = spec.provider->locate(spec.values, environment);
  RETURN_IF_ERROR(KeepSecretsHome(row, place, fields, spec.values, given));
  spec.trusted = row.trusted && place.endpoint == row.endpoint && place.bucket == row.bucket;
  return spec.values != before;
}

}  // namespace

Result<const storage::Provider*> ProviderOf(std::string_view name) {
  const storage::Provider* provider = storage::FindProvider(name);
  if (provider != nullptr) return provider;
  std::string known;
  for (const storage::Provider* one : storage::Providers()) {
    known += (known.empty() ? "" : ", ") + std::string(one->rest_name);
  }
  return Fail(ErrorKind::kNotFound,
              "This version has no storage kind \"" + Printable(name, 40) + "\".",
              "Use one of: " + known + ".");
}

Result<sync::ConnectionSpec> NewSpec(const Body& body, const storage::Provider& provider,
                                     labeling::StorageRole role) {
  Form form(body, InputShape(role));
  sync::ConnectionSpec spec;
  spec.role = role;
  spec.provider = &provider;
  spec.project_id = form.Int("project").value_or(0);
  ReadCommon(form, spec);
  Result<Values> values = ParseValues(FieldsFor(provider, role), body.object());
  RETURN_IF_ERROR(
      Both(form.Done(), values.has_value() ? Result<void>() : std::unexpected(values.error())));
  spec.values = *std::move(values);
  FillDefaults(FieldsFor(provider, role), RoleOf(role), spec.values);
  return spec;
}

Result<sync::ConnectionSpec> NewSpecV1(const Body& body, const Shape& shape,
                                       std::vector<std::string>* unknown) {
  Form form(body, shape);
  sync::ConnectionSpec spec;
  spec.project_id = form.Int("project").value_or(0);
  ReadCommon(form, spec);
  const std::string role = form.Text("role").value_or("");
  const std::string kind = form.Text("kind").value_or("");
  const std::string given = form.Object("params").value_or("");
  RETURN_IF_ERROR(form.Done());
  ASSIGN_OR_RETURN(spec.provider, ProviderOf(kind));
  spec.role = *ReadRole(role);
  ASSIGN_OR_RETURN(const boost::json::value params, ParseJson(given));
  const std::vector<const Field*> fields = FieldsFor(*spec.provider, spec.role);
  ASSIGN_OR_RETURN(spec.values, ParseValues(fields, params.get_object(), unknown));
  FillDefaults(fields, RoleOf(spec.role), spec.values);
  return spec;
}

Result<sync::ConnectionSpec> ChangedSpec(const Body& body, const labeling::Storage& row,
                                         const sync::Connections& connections,
                                         const storage::Environment& environment,
                                         bool* changes_connection) {
  Form form(body, InputShape(row.role), Form::Given::kSome);
  ASSIGN_OR_RETURN(sync::ConnectionSpec spec, connections.SpecOf(row));
  ReadCommon(form, spec);
  std::vector<const Field*> fields = FieldsFor(*spec.provider, row.role);
  Result<Values> given = ParseValues(fields, body.object());
  RETURN_IF_ERROR(
      Both(form.Done(), given.has_value() ? Result<void>() : std::unexpected(given.error())));
  // A null clears a parameter; for a secret it means "as it is".
  std::erase_if(fields, [](const Field* field) { return field->type == FieldType::kSecret; });
  ASSIGN_OR_RETURN(*changes_connection,
                   ApplyChange(row, fields, body.object(), *given, environment, spec));
  return spec;
}

Result<sync::ConnectionSpec> ChangedSpecV1(Service& service, const Body& body,
                                           const labeling::Storage& row, bool* changes_connection) {
  Form form(body, kStorageChangeV1, Form::Given::kSome);
  ASSIGN_OR_RETURN(sync::ConnectionSpec spec, service.engine.connections().SpecOf(row));
  ReadCommon(form, spec);
  const std::string text = form.Object("params").value_or("{}");
  RETURN_IF_ERROR(form.Done());
  ASSIGN_OR_RETURN(const boost::json::value params, ParseJson(text));
  std::vector<std::string> unknown;
  const std::vector<const Field*> fields = FieldsFor(*spec.provider, row.role);
  ASSIGN_OR_RETURN(const Values given, ParseValues(fields, params.get_object(), &unknown));
  if (!unknown.empty())
    return FailField(Printable(unknown.front(), 60),
                     std::string(spec.provider->title) + " has no parameter of this name.");
  ASSIGN_OR_RETURN(*changes_connection, ApplyChange(row, fields, params.get_object(), given,
                                                    service.engine.context().environment, spec));
  return spec;
}

Result<sync::ConnectionSpec> SpecToTry(Service& service, const Call& call, const Body& body) {
  Form form(body, kStorageToCheckV1);
  const std::optional<int64_t> id = form.Int("id");
  if (!id.has_value())
    for (const char* name : {"role", "kind", "params"}) form.Require(name);
  RETURN_IF_ERROR(form.Done());
  if (id.has_value()) {
    ASSIGN_OR_RETURN(const labeling::Storage row, service.db().Read([&](db::Connection& tx) {
      return labeling::GetStorage(tx, *id);
    }));
    bool changes = false;
    return ChangedSpecV1(service, body, row, &changes);
  }
  ASSIGN_OR_RETURN(sync::ConnectionSpec spec, NewSpecV1(body, kStorageToCheckV1, nullptr));
  spec.trusted = call.who.via == Identity::Via::kOperator;
  if (spec.project_id != 0)
    RETURN_IF_ERROR(service.db().Read(
        [&](db::Connection& tx) { return labeling::GetProject(tx, spec.project_id); }));
  return spec;
}

std::optional<labeling::StorageRole> ReadRole(const std::string& text) {
  if (text == "source") return labeling::StorageRole::kSource;
  if (text == "target") return labeling::StorageRole::kTarget;
  return std::nullopt;
}

labeling::Storage PlaceOf(const sync::ConnectionSpec& spec, const sync::Context& context) {
  storage::Location place = spec.provider->locate(spec.values, context.environment);
  labeling::Storage row;
  row.project_id = spec.project_id;
  row.role = spec.role;
  row.kind = spec.provider->kind;
  row.endpoint = std::move(place.endpoint);
  row.bucket = std::move(place.bucket);
  row.prefix = std::move(place.prefix);
  return row;
}

Error AsValidation(Error error) {
  if (!error.fields.empty() || error.kind == ErrorKind::kInternal) return error;
  error.kind = ErrorKind::kInvalid;
  error.operation.clear();
  return error;
}

}  // namespace millrace::api
