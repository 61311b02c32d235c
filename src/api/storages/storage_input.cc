#include "api/storages/storage_input.h"

#include <boost/json.hpp>

#include "api/storages/storage_shapes.h"
#include "api/storages/storage_view.h"
#include "base/text.h"

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
  spec.title = form.Text("title").value_or("");
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
  sync::ConnectionSpec spec;
  spec.project_id = row.project_id;
  spec.role = row.role;
  ASSIGN_OR_RETURN(spec.provider, ProviderOf(row.kind));
  spec.title = row.title;
  spec.description = row.description;
  spec.synchronizable = row.synchronizable;
  ReadCommon(form, spec);
  const std::vector<const Field*> fields = FieldsFor(*spec.provider, row.role);
  Result<Values> given = ParseValues(fields, body.object());
  RETURN_IF_ERROR(
      Both(form.Done(), given.has_value() ? Result<void>() : std::unexpected(given.error())));
  ASSIGN_OR_RETURN(const Values before, connections.ValuesOf(row));
  spec.values = before;
  // A null clears a parameter; for a secret it means "as it is".
  for (const Field* field : fields) {
    if (field->type != FieldType::kSecret && form.Null(field->name)) spec.values.Clear(*field);
  }
  spec.values.Merge(*given);
  FillDefaults(fields, RoleOf(row.role), spec.values);
  *changes_connection = spec.values != before;
  // What the operator trusted is this place, not wherever a user points the storage later.
  const storage::Location place = spec.provider->locate(spec.values, environment);
  spec.trusted = row.trusted && place.endpoint == row.endpoint && place.bucket == row.bucket;
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
