// The import of tasks from files: everything is checked before anything is written, and what is
// written in several transactions is taken back if one of them fails, or at the next start.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/service.h"
#include "api/transfer/task_file.h"
#include "labeling/projects/projects.h"
#include "labeling/tasks/imports.h"

namespace millrace::api {

struct ImportOrder {
  labeling::Project project;
  std::optional<int64_t> account;
  std::vector<TaskFile> files;  // new ones (no upload_id) are kept as uploads
  std::vector<std::string> preannotated;
  bool as_list = true;  // TaskFile::MayBeList
  bool commit = true;   // false: only keep the files, and say what is in them
  // Replaces the tasks that these uploads made.
  bool reimport = false;
  std::vector<int64_t> replaced_uploads;
};

struct ImportResult {
  labeling::ImportCounts counts;
  std::vector<int64_t> upload_ids, task_ids;
  bool could_be_list = false;
  std::vector<std::pair<std::string, int64_t>> formats;  // ".csv" and how many
  std::vector<std::string> columns;                      // data keys that all files have
};

// Errors hold the first sentences about bad tasks under non_field_errors ("Error at item 0: …").
Result<ImportResult> RunImport(Service& service, ImportOrder order);

// What imports of a server that died have left. Before requests are served.
void UndoUnfinishedImports(Service& service);

}  // namespace millrace::api
