// What a target's object is called and what it says: pure functions of the database.
#pragma once

#include <string>

#include "base/result.h"
#include "db/database.h"
#include "labeling/storages.h"
#include "schema/field.h"

namespace millrace::sync {

struct ExportBody {
  bool exists = true;  // false: the subject is gone
  std::string key;
  std::string body;
  std::string task_data;  // JSON; to compare a foreign object's task with
};

// Name and content of a subject's object (annotation, or task with content = task), read in the
// caller's snapshot.
Result<ExportBody> BuildExport(db::Connection& tx, const labeling::Storage& target,
                               const Values& values, int64_t subject_id);

// The key template must tell annotations (or tasks) apart. Error on the field key_template.
Result<void> CheckKeyTemplate(const Values& values);

}  // namespace millrace::sync
