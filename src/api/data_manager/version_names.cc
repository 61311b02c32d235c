#include "api/data_manager/version_names.h"

#include "labeling/data_manager/model_versions.h"

namespace millrace::api {

Result<void> AppendVersionNames(JsonWriter& json, db::Connection& tx, int64_t project_id) {
  ASSIGN_OR_RETURN(const auto versions, labeling::ModelVersions(tx, project_id));
  json.BeginArray();
  for (const labeling::ModelVersion& version : versions) {
    if (version.name.has_value()) json.String(*version.name);
  }
  json.EndArray();
  return {};
}

}  // namespace millrace::api
