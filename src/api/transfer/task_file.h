// A file, or a request's JSON, that holds tasks: read front to back in bounded memory.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/transfer/task_check.h"
#include "base/byte_source.h"

namespace millrace::api {

struct TaskFile {
  std::string file;       // "upload/7/0a1b2c3d-cats.csv"; "" for the request's own JSON
  std::string extension;  // ".csv"
  std::optional<int64_t> upload_id;
  std::shared_ptr<const ByteSource> bytes;

  std::string name() const { return file.substr(file.rfind('/') + 1); }
  // .csv, .tsv and .txt can be one task for each line, or one file to label.
  bool MayBeList() const;
};

// nothing, or what is wrong with a name: ".exe extension is not supported".
Result<void> CheckExtension(std::string_view extension);

// Called for each task, good or not; `item` is its text, for messages.
using OnTask = std::function<Result<void>(Result<labeling::NewTask> task, std::string_view item)>;

// Reads the tasks in order. `as_list`: as MayBeList. Errors: what the callback returns, and what
// makes the file as a whole unreadable ("Failed to parse input file …").
Result<void> ReadTasks(const TaskFile& file, bool as_list, TaskCheck& check, const OnTask& on_task);

}  // namespace millrace::api
