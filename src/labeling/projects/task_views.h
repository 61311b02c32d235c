// Views: the tabs of the data manager. The only owner of the table task_view.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "db/database.h"

namespace millrace::labeling {

// JSON members hold JSON text; "" = none.
struct TaskView {
  int64_t id = 0, project_id = 0;
  std::optional<int64_t> account_id;  // who made it
  std::string data = "{}";            // what clients keep in it: title, columns, …
  std::string filters, ordering, selected_items;
  int64_t position = 0;
};

// id is given here. kNotFound for an unknown project.
Result<TaskView> CreateTaskView(db::Connection& tx, const TaskView& given);
Result<TaskView> GetTaskView(db::Connection& tx, int64_t id);  // kNotFound
// In the order of tabs; of one project or of all.
Result<std::vector<TaskView>> ListTaskViews(db::Connection& tx, std::optional<int64_t> project_id);
Result<int64_t> CountTaskViews(db::Connection& tx, int64_t project_id);
// data, filters, ordering, selected_items and position may change.
Result<void> UpdateTaskView(db::Connection& tx, const TaskView& view);
Result<void> DeleteTaskView(db::Connection& tx, int64_t id);
Result<void> DeleteTaskViewsOfProject(db::Connection& tx, int64_t project_id);
// Puts those of `ids` that are the project's in this order.
Result<void> OrderTaskViews(db::Connection& tx, int64_t project_id, std::span<const int64_t> ids);

}  // namespace millrace::labeling
