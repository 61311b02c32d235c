// Values of tasks that are only found by reading their rows: data, results, names of files.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>

#include "db/database.h"
#include "labeling/data_manager/task_filter.h"

namespace millrace::labeling {

// Reads one column, tasks in order of their ids. Keeps buffers: one per thread.
class TaskTexts {
 public:
  static Result<TaskTexts> Make(db::Connection& tx, int64_t project_id, const ColumnRef& column);
  TaskTexts(TaskTexts&&) noexcept;
  TaskTexts& operator=(TaskTexts&&) noexcept;
  ~TaskTexts();

  // The same for columns that are read alike, now and later: the label config has a say in it.
  const std::string& name() const;

  // `visit` gets the place in `ids` (ascending) and the value. Of results each one is a value of
  // its own, as Python writes JSON ("a": 1, "b": 2); of other columns a task has one value.
  // Returns how many bytes were read.
  Result<size_t> Read(db::Connection& tx, std::span<const int64_t> ids,
                      const std::function<void(size_t at, const TaskValue& value)>& visit);

 private:
  struct Impl;
  explicit TaskTexts(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Runs `select` (whose first column is the id) for the tasks of `ids`, which ascend: as one range
// where they lie close together, else by lists.
Result<void> QueryTasks(db::Connection& tx, const std::string& select, std::span<const int64_t> ids,
                        const std::function<void(size_t at, const db::Row& row)>& on_row);

// JSON with one space behind each "," and ":", and letters beyond ASCII as themselves.
std::string SpacedJson(std::string_view json);

}  // namespace millrace::labeling
