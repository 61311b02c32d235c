// Imports: tasks that one request brings. All of them or none, though they are written in short
// transactions. The only owner of the tables task_import and task_import_batch.
//
//   BeginImport, InsertImported …, FinishImport      or, after a failure or at the next start:
//   UndoBatch until it gives false, FailImport
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "labeling/tasks/tasks.h"

namespace millrace::labeling {

struct ImportCounts {
  int64_t tasks = 0, annotations = 0, predictions = 0;
};

struct TaskImport {
  int64_t id = 0, project_id = 0;
  bool reimport = false;
  std::string state;  // in_progress | completed | failed
  ImportCounts counts;
  std::string error;
  std::optional<int64_t> account_id;
  Time created_at{};
  std::optional<Time> finished_at;
};

Result<int64_t> BeginImport(db::Connection& tx, int64_t project_id,
                            std::optional<int64_t> account_id, bool reimport, Time now);
// InsertTasks, remembered. Gives the first id.
Result<int64_t> InsertImported(db::Connection& tx, int64_t import_id, int64_t project_id,
                               std::span<const NewTask> tasks, Time now);
// Everything is there: nothing of it will be taken back.
Result<void> FinishImport(db::Connection& tx, int64_t import_id, const ImportCounts& counts,
                          Time now);

Result<std::vector<int64_t>> RunningImports(db::Connection& tx);
// Takes one batch back: false if there was none. Tasks that people have worked on meanwhile stay:
// what was acknowledged to them counts more.
Result<bool> UndoBatch(db::Connection& tx, int64_t import_id, Time now);
// Once its batches are gone. Drops the rows of the files it brought and gives their names.
Result<std::vector<std::string>> FailImport(db::Connection& tx, int64_t import_id,
                                            const std::string& error, Time now);

// kNotFound, also for one of another project.
Result<TaskImport> GetImport(db::Connection& tx, int64_t project_id, int64_t id, bool reimport);

}  // namespace millrace::labeling
