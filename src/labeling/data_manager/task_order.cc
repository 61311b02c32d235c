#include "labeling/data_manager/task_order.h"

#include <simdjson.h>

#include <algorithm>

#include "labeling/config/label_config.h"
#include "labeling/config/undefined_key.h"
#include "labeling/text/text_search.h"

namespace millrace::labeling {
namespace {

namespace dom = simdjson::dom;

constexpr int64_t kRowsAtOnce = 10'000;

struct Named {
  std::string_view name;
  TaskColumn column;
};
constexpr Named kNamed[] = {
    {"id", TaskColumn::kId},
    {"inner_id", TaskColumn::kId},
    {"created_at", TaskColumn::kId},
    {"updated_at", TaskColumn::kUpdatedAt},
    {"completed_at", TaskColumn::kCompletedAt},
    {"total_annotations", TaskColumn::kAnnotations},
    {"cancelled_annotations", TaskColumn::kCancelled},
    {"total_predictions", TaskColumn::kPredictions},
};

// The column's value of a task, from the index alone; NULL comes last.
std::string_view ValueOf(TaskColumn column) {
  switch (column) {
    case TaskColumn::kUpdatedAt: return "updated_at";
    case TaskColumn::kCompletedAt: return "CASE WHEN is_labeled = 1 THEN annotated_at END";
    case TaskColumn::kAnnotations: return "total_annotations";
    case TaskColumn::kCancelled: return "cancelled_annotations";
    case TaskColumn::kPredictions: return "total_predictions";
    case TaskColumn::kId:
    case TaskColumn::kData: break;
  }
  return "NULL";
}

// What tasks are sorted by: numbers before texts, tasks without a value last. Texts lie in one
// string, so that a million of them are one allocation.
class SortKeys {
 public:
  explicit SortKeys(size_t bound) : bound_(bound) {}

  void AddNumber(int64_t id, std::optional<int64_t> value) {
    rows_.push_back(
        {id, value.has_value() ? kNumber : kNone, static_cast<double>(value.value_or(0))});
  }
  void AddValue(int64_t id, const dom::element* value) {
    if (value == nullptr || value->is_null()) {
      rows_.push_back({id, kNone, 0});
    } else if (double number = 0; value->get(number) == simdjson::SUCCESS) {
      rows_.push_back({id, kNumber, number});
    } else if (std::string_view text; value->get(text) == simdjson::SUCCESS) {
      AddText(id, text);
    } else {
      AddText(id, simdjson::minify(*value));
    }
  }
  bool too_large() const { return texts_.size() > bound_; }

  // Rows were added in order of their ids.
  std::vector<int64_t> Sort(bool descending) {
    std::ranges::stable_sort(rows_, [&](const Row& a, const Row& b) {
      if (a.kind == kNone || b.kind == kNone) return a.kind < b.kind;
      return descending ? Less(b, a) : Less(a, b);
    });
    std::vector<int64_t> ids;
    ids.reserve(rows_.size());
    for (const Row& row : rows_) ids.push_back(row.id);
    return ids;
  }

 private:
  enum Kind : uint32_t { kNumber, kText, kNone };
  struct Row {
    int64_t id;
    Kind kind;
    double number;  // or the place of a text
    uint32_t length = 0;
  };

  void AddText(int64_t id, std::string_view text) {
    if (too_large()) return;
    rows_.push_back(
        {id, kText, static_cast<double>(texts_.size()), static_cast<uint32_t>(text.size())});
    texts_.append(text);
  }
  std::string_view TextOf(const Row& row) const {
    return std::string_view(texts_).substr(static_cast<size_t>(row.number), row.length);
  }
  bool Less(const Row& a, const Row& b) const {
    if (a.kind != b.kind) return a.kind < b.kind;
    return a.kind == kNumber ? a.number < b.number : TextOf(a) < TextOf(b);
  }

  const size_t bound_;
  std::vector<Row> rows_;
  std::string texts_;
};

// Finds the member of a task's data that it is sorted by.
class DataKey {
 public:
  // The key of blob tasks that came before the config is shown as the config's first.
  static Result<DataKey> Make(db::Connection& tx, int64_t project_id, const TaskOrder& order) {
    DataKey key;
    if (order.column != TaskColumn::kData) return key;
    key.name_ = order.key;
    std::string xml;
    RETURN_IF_ERROR(tx.Query("SELECT label_config FROM project WHERE id = $1", {project_id},
                             [&](const db::Row& row) { xml = row.String(0); }));
    const auto config = ParseLabelConfig(xml);
    const std::vector<std::string> names =
        config.has_value() ? config->DataKeys() : std::vector<std::string>();
    key.undefined_too_ = names.empty() ? order.key == "data" : order.key == names.front();
    return key;
  }
  void Add(SortKeys& keys, int64_t id, std::string_view data) {
    dom::element root, value;
    const bool found = parser_.parse(data.data(), data.size()).get(root) == simdjson::SUCCESS &&
                       (root[name_].get(value) == simdjson::SUCCESS ||
                        (undefined_too_ && root[kUndefinedKey].get(value) == simdjson::SUCCESS));
    keys.AddValue(id, found ? &value : nullptr);
  }

 private:
  std::string name_;
  bool undefined_too_ = false;
  dom::parser parser_;
};

}  // namespace

std::optional<TaskOrder> ReadTaskOrder(std::string_view name) {
  TaskOrder order;
  const auto skip = [&](std::string_view prefix) {
    if (!name.starts_with(prefix)) return false;
    name.remove_prefix(prefix.size());
    return true;
  };
  order.descending = skip("-");
  skip("tasks:");
  if (!order.descending) order.descending = skip("-");
  if (skip("data.")) {
    if (name.empty()) return std::nullopt;
    order.column = TaskColumn::kData;
    order.key = name;
    return order;
  }
  const auto* const known = std::ranges::find(kNamed, name, &Named::name);
  if (known == std::end(kNamed)) return std::nullopt;
  order.column = known->column;
  return order;
}

Result<TaskSequence> SequenceTasks(db::Connection& tx, int64_t project_id, const TaskSearch& search,
                                   const SequenceBounds& bounds) {
  const TaskOrder& order = search.order;
  const bool by_data = order.column == TaskColumn::kData;
  const bool searching = !search.text.empty();
  ASSIGN_OR_RETURN(DataKey data_key, DataKey::Make(tx, project_id, order));
  TextSearch text(search.text);
  SortKeys keys(bounds.sort_keys);
  TaskSequence sequence;
  const std::string sql = "SELECT id, " + std::string(ValueOf(order.column)) +
                          (by_data || searching ? ", data" : "") +
                          " FROM task WHERE project_id = $1 AND id > $2 ORDER BY id LIMIT $3";
  size_t searched = 0;
  int64_t last = 0, rows = kRowsAtOnce;
  while (rows == kRowsAtOnce && !keys.too_large()) {
    if (searched > bounds.searched) {
      sequence.complete = false;
      break;
    }
    rows = 0;
    RETURN_IF_ERROR(tx.Query(sql, {project_id, last, kRowsAtOnce}, [&](const db::Row& row) {
      ++rows;
      last = row.Int(0);
      if (searching) {
        ++sequence.looked_at;
        searched += row.Text(2).size();
        if (!text.FoundIn(row.Text(2))) return;
      }
      if (by_data)
        data_key.Add(keys, last, row.Text(2));
      else
        keys.AddNumber(last,
                       order.column == TaskColumn::kId ? std::optional(last) : row.MaybeInt(1));
    }));
  }
  if (keys.too_large()) {
    return FailField("ordering", "The values of \"" + order.key +
                                     "\" are too long to order all tasks by them. Order by a "
                                     "shorter one, or by id.");
  }
  sequence.ids = keys.Sort(order.descending);
  return sequence;
}

Result<std::string> TasksStamp(db::Connection& tx, int64_t project_id) {
  std::string stamp;
  RETURN_IF_ERROR(tx.Query(
      "SELECT next_inner_id, task_number, finished_task_number, total_annotations_number, "
      "skipped_annotations_number, total_predictions_number, updated_at, "
      "(SELECT MAX(updated_at) FROM task WHERE project_id = $1 AND updated_at > created_at) "
      "FROM project WHERE id = $1",
      {project_id}, [&](const db::Row& row) {
        for (int i = 0; i < 8; ++i) stamp += std::to_string(row.MaybeInt(i).value_or(0)) + " ";
      }));
  return stamp;
}

}  // namespace millrace::labeling
