// Drafts: what an account has labeled and not submitted, of a task or of an annotation of it. They
// are shown to nobody else but in an export by a manager, and never reach a target. The only owner
// of the table draft.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "db/database.h"

namespace millrace::labeling {

struct Draft {
  int64_t id = 0, task_id = 0, account_id = 0;
  std::optional<int64_t> annotation_id;
  std::string result;  // JSON, mostly an array
  std::optional<double> lead_time;
  bool was_postponed = false;  // the task comes back to the account after all others
  std::optional<int64_t> import_id;
  Time created_at{}, updated_at{};
};

// id and times are given here. kNotFound for an unknown task, or an annotation that is not the
// task's.
Result<Draft> CreateDraft(db::Connection& tx, const Draft& given, Time now);
// Of tasks that are new themselves, with their times; ids are given here.
Result<void> InsertDrafts(db::Connection& tx, std::span<const Draft> drafts);
Result<Draft> GetDraft(db::Connection& tx, int64_t id);  // kNotFound

struct DraftFilter {
  std::optional<int64_t> account_id, annotation_id;
};
// In order of task and id.
Result<std::vector<Draft>> DraftsOf(db::Connection& tx, std::span<const int64_t> task_ids,
                                    const DraftFilter& filter = {});

// What may change: result, lead_time, was_postponed, import_id.
Result<Draft> UpdateDraft(db::Connection& tx, const Draft& draft, Time now);
Result<void> DeleteDraft(db::Connection& tx, const Draft& draft);
// With the annotation, or because it was saved.
Result<void> DeleteDraftsOfAnnotation(db::Connection& tx, int64_t task_id, int64_t annotation_id);

}  // namespace millrace::labeling
