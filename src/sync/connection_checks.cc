// What is asked of a storage before it is saved, and what is said about one.
#include <algorithm>

#include "base/text.h"
#include "labeling/config/label_config.h"
#include "labeling/projects/projects.h"
#include "storage/common_fields.h"
#include "sync/connection.h"
#include "sync/export_body.h"
#include "sync/key_filter.h"
#include "sync/local_copies.h"
#include "sync/trust.h"

namespace millrace::sync {
namespace {

using labeling::StorageRole;

void Collect(Error& all, const Error& one) {
  if (one.fields.empty()) {
    all.fields.emplace_back("non_field_errors", one.Sentence());
  } else {
    all.fields.insert(all.fields.end(), one.fields.begin(), one.fields.end());
  }
  if (!all.message.empty()) all.message += ' ';
  all.message += one.Sentence();
}

Result<void> CheckDataKey(const std::string& label_config, std::string key) {
  if (key.starts_with('$')) key.erase(0, 1);
  if (key.empty()) return {};
  const Result<labeling::LabelConfig> config = labeling::ParseLabelConfig(label_config);
  if (!config.has_value()) return {};  // a project without a config yet
  const std::vector<std::string> keys = config->DataKeys();
  if (keys.empty() || std::ranges::find(keys, key) != keys.end()) return {};
  std::string names;
  for (const std::string& name : keys) names += (names.empty() ? "" : ", ") + name;
  return FailField(
      std::string(storage::kDataKey.name),
      "The label config has no data key \"" + Printable(key) + "\". Use one of: " + names + ".");
}

}  // namespace

Result<void> Connections::Validate(const ConnectionSpec& spec) {
  Error all{.kind = ErrorKind::kInvalid};
  if (const auto required = CheckRequired(storage::AllFields(*spec.provider), spec.values);
      !required.has_value()) {
    Collect(all, required.error());
    return std::unexpected(all);
  }
  const storage::Environment environment =
      EnvironmentFor(context_.environment, *spec.provider, spec.values, spec.trusted);
  const storage::Location location = spec.provider->locate(spec.values, environment);
  if (spec.role == StorageRole::kSource) {
    if (const auto filter = KeyFilter::Make(*spec.provider, spec.values, location.prefix);
        !filter.has_value())
      Collect(all, filter.error());
    std::string label_config;
    if (spec.project_id != 0) {
      ASSIGN_OR_RETURN(const labeling::Project project, context_.db->Read([&](db::Connection& tx) {
        return labeling::GetProject(tx, spec.project_id);
      }));
      label_config = project.label_config;
    }
    if (const auto key = CheckDataKey(label_config, spec.values.String(storage::kDataKey));
        !key.has_value())
      Collect(all, key.error());
  } else if (const auto key = CheckKeyTemplate(spec.values); !key.has_value()) {
    Collect(all, key.error());
  }
  if (const auto path = CheckProjectPath(environment, spec.values, spec.trusted); !path.has_value())
    Collect(all, path.error());
  if (const auto opened = spec.provider->open(spec.values, environment, PolicyOf(spec.trusted));
      !opened.has_value())
    Collect(all, opened.error());
  if (all.fields.empty()) return {};
  return std::unexpected(std::move(all));
}

Result<bool> Connections::Check(const ConnectionSpec& spec, std::vector<std::string>* warnings) {
  ASSIGN_OR_RETURN(const std::unique_ptr<storage::ObjectStore> store, OpenUnsaved(spec));
  RETURN_IF_ERROR(store->Check());
  RETURN_IF_ERROR(CheckPlace(spec, *store));
  if (warnings != nullptr)
    for (const storage::Finding& finding : store->Examine())
      if (finding.state == storage::Finding::State::kWarning)
        warnings->push_back(finding.detail + (finding.advice.empty() ? "" : " " + finding.advice));
  if (spec.role == StorageRole::kTarget) return true;
  // A store may answer and still refuse to list.
  const storage::Environment environment =
      EnvironmentFor(context_.environment, *spec.provider, spec.values, spec.trusted);
  ASSIGN_OR_RETURN(
      const storage::ListPage page,
      store->List({.prefix = spec.provider->locate(spec.values, environment).prefix, .limit = 1}));
  return !page.objects.empty() || !page.next.empty();
}

Result<void> Connections::CheckPlace(const ConnectionSpec& spec, storage::ObjectStore& store) {
  ASSIGN_OR_RETURN(const storage::SelfReport report, store.Describe());
  const bool target = spec.role == StorageRole::kTarget;
  if (target && report.refuses_writes.has_value()) return std::unexpected(*report.refuses_writes);
  if (report.place.empty()) return {};
  const storage::Location here = spec.provider->locate(
      spec.values, EnvironmentFor(context_.environment, *spec.provider, spec.values, spec.trusted));
  ASSIGN_OR_RETURN(const std::vector<labeling::Storage> others,
                   context_.db->Read([&](db::Connection& tx) {
                     return labeling::ListStorages(
                         tx, {.role = target ? StorageRole::kSource : StorageRole::kTarget,
                              .kind = std::string(spec.provider->kind)});
                   }));
  for (const labeling::Storage& other : others) {
    if (other.bucket != here.bucket) continue;  // a server has many addresses, a bucket one name
    bool same = other.endpoint == here.endpoint;
    if (!same) {
      // One that does not answer now cannot be told from another place.
      const auto connection = Get(other.id);
      if (!connection.has_value()) continue;
      const auto there = (*connection)->store->Describe();
      same = there.has_value() && there->place == report.place;
    }
    if (!same) continue;
    Error error{.kind = ErrorKind::kInvalid,
                .message = std::string(target ? "Source" : "Target") + " storage " +
                           std::to_string(other.id) + " is in " + report.place_name + " too.",
                .advice = report.rule};
    return std::unexpected(std::move(error));
  }
  return {};
}

Result<std::vector<std::string>> Connections::Warnings(const labeling::Storage& row) {
  std::vector<std::string> warnings;
  ASSIGN_OR_RETURN(const Values values, ValuesOf(row));
  if (row.role == StorageRole::kSource) {
    if (values.String(storage::kRegexFilter).empty() && values.Bool(storage::kEmptyRegexSkips))
      warnings.push_back("An empty regex skips every object. Use .* to collect all.");
  } else {
    if (row.put_if_absent == false || row.put_if_match == false)
      warnings.push_back(
          "This store ignores conditional writes, so another program that writes the same object "
          "at the "
          "same moment cannot be excluded.");
    ASSIGN_OR_RETURN(
        const std::vector<labeling::Storage> sources, context_.db->Read([&](db::Connection& tx) {
          return labeling::ListStorages(tx, {.role = StorageRole::kSource, .kind = row.kind});
        }));
    for (const labeling::Storage& source : sources)
      if (source.endpoint == row.endpoint && source.bucket == row.bucket &&
          row.prefix.starts_with(source.prefix))
        warnings.push_back("This target lies inside source " + std::to_string(source.id) + " (" +
                           Printable(source.bucket + "/" + source.prefix) +
                           "): its exports are skipped there.");
  }
  return warnings;
}

}  // namespace millrace::sync
