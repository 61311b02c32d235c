#include "labeling/data_manager/quick_match.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/clock.h"
#include "base/text.h"
#include "labeling/tasks/id_list.h"

namespace millrace::labeling {
namespace {

using enum FilterOperator;
using enum TaskColumn;

TaskRelation Annotated(const std::string& name, const std::string& more,
                       std::vector<int64_t> numbers) {
  return {.name = name,
          .select = "SELECT task_id, 1 FROM annotation WHERE",
          .more = more,
          .numbers = std::move(numbers),
          .texts = {}};
}

bool IsCounter(TaskColumn column) {
  return column == kAnnotations || column == kCancelled || column == kPredictions;
}

// Evaluates conditions over one table.
class QuickMatcher {
 public:
  QuickMatcher(db::Connection& tx, TaskTable& table) : tx_(tx), table_(table) {}

  Result<std::optional<TaskSet>> Match(const Condition& condition) {
    const TaskColumn column = condition.column.column;
    TaskSet set;
    const bool numbers = table_.WithNumbers(column, [&](auto&& number_of) {
      const bool zero_is_empty = condition.op == kEmpty && IsCounter(column);
      set = ByNumbers(condition, [&](size_t row) {
        const double number = number_of(row);
        return zero_is_empty && number == 0 ? kNoNumber : number;
      });
    });
    if (numbers) return Told(std::move(set));
    switch (column) {
      case kInnerId:
      case kCreatedAt: return ByRank(condition);
      case kScore:
      case kLeadTime:
      case kUpdatedBy: return ByMeans(condition);
      case kDraftExists: return ByDrafts(condition);
      case kAnnotators: return ByAnnotators(condition);
      case kAnnotationIds: return ByAnnotationIds(condition);
      case kModelVersions: return ByVersions(condition);
      case kFileUpload: return ByUploads(condition);
      default: return std::optional<TaskSet>();
    }
  }

 private:
  static Result<std::optional<TaskSet>> Told(TaskSet set) { return std::optional(std::move(set)); }
  static Result<std::optional<TaskSet>> Told(const TaskSet& set, bool inverse) {
    return std::optional(inverse ? Inverse(set) : set);
  }

  template <class F>
  TaskSet ByNumbers(const Condition& condition, F&& number_of) const {
    TaskSet set(table_.size());
    const auto each = [&](auto&& matches) {
      for (size_t row = 0; row < set.size(); ++row) set[row] = matches(number_of(row));
    };
    // The frequent ones in a loop of their own; NaN compares false.
    const double low = condition.low.number, high = condition.high.number;
    switch (condition.op) {
      case kEqual: each([=](double n) { return n == low; }); break;
      case kNotEqual: each([=](double n) { return n < low || n > low; }); break;
      case kLess: each([=](double n) { return n < low; }); break;
      case kGreater: each([=](double n) { return n > low; }); break;
      case kLessOrEqual: each([=](double n) { return n <= low; }); break;
      case kGreaterOrEqual: each([=](double n) { return n >= low; }); break;
      case kIn: each([=](double n) { return n >= low && n <= high; }); break;
      case kNotIn: each([=](double n) { return n < low || n > high; }); break;
      default: each([&](double n) { return MatchesNumber(condition, n); });
    }
    return set;
  }

  static bool MatchesNumber(const Condition& condition, double number) {
    if (std::isnan(number)) return condition.Matches({});
    const bool as_text =
        condition.op == kContains || condition.op == kNotContains || condition.op == kRegex;
    if (as_text && condition.as == Condition::As::kTimes) {
      const std::string time = FormatIso(FromMicros(static_cast<int64_t>(number)));
      return condition.Matches(TaskValue::Text(time));
    }
    return condition.Matches(TaskValue::Number(number));
  }

  // Columns that grow with the id: between the operands all rows match, or none.
  Result<std::optional<TaskSet>> ByRank(const Condition& condition) {
    if (condition.op == kContains || condition.op == kNotContains || condition.op == kRegex ||
        condition.list.size() > 100)
      return std::optional<TaskSet>();
    std::set<double> operands = {condition.low.number, condition.high.number};
    for (const Operand& operand : condition.list) operands.insert(operand.number);
    TaskSet set(table_.size());
    size_t done = 0;
    double below = -INFINITY;
    const auto fill = [&](size_t end, double sample) {
      if (end > done)
        std::fill(set.begin() + done, set.begin() + end,
                  uint8_t{condition.Matches(TaskValue::Number(sample))});
      done = std::max(done, end);
    };
    for (const double operand : operands) {
      ASSIGN_OR_RETURN(const size_t first,
                       table_.RowsBelow(tx_, condition.column.column, operand, false));
      ASSIGN_OR_RETURN(const size_t behind,
                       table_.RowsBelow(tx_, condition.column.column, operand, true));
      fill(first, std::isinf(below) ? operand - 1 : (below + operand) / 2);
      fill(behind, operand);
      below = operand;
    }
    fill(set.size(), below + 1);
    return Told(std::move(set));
  }

  Result<std::optional<TaskSet>> ByMeans(const Condition& condition) {
    ASSIGN_OR_RETURN(const std::vector<double>* means,
                     table_.Means(tx_, NumbersOf(condition.column.column)));
    const auto of = [&](size_t row) { return (*means)[row]; };
    if (condition.column.column == kUpdatedBy && !condition.ids.empty()) {
      const auto account = static_cast<double>(condition.ids.front());
      TaskSet set(table_.size());
      for (size_t row = 0; row < set.size(); ++row)
        set[row] = (of(row) == account) != condition.negative();
      return Told(std::move(set));
    }
    return Told(ByNumbers(condition, of));
  }

  Result<std::optional<TaskSet>> ByDrafts(const Condition& condition) {
    ASSIGN_OR_RETURN(const TaskSet* drafts, table_.Set(tx_, TasksWithDrafts()));
    return Told(ByNumbers(condition, [&](size_t row) { return (*drafts)[row] != 0 ? 1.0 : 0.0; }));
  }

  Result<std::optional<TaskSet>> ByAnnotators(const Condition& condition) {
    if (condition.op == kEmpty) {
      ASSIGN_OR_RETURN(const TaskSet* set,
                       table_.Set(tx_, Annotated("annotators", " AND completed_by >= 0", {})));
      return Told(*set, condition.truth);
    }
    if (condition.ids.empty()) return std::optional<TaskSet>();
    ASSIGN_OR_RETURN(const TaskSet* set, table_.Set(tx_, TasksAnnotatedBy(condition.ids.front())));
    return Told(*set, condition.negative());
  }

  Result<std::optional<TaskSet>> ByAnnotationIds(const Condition& condition) {
    if (condition.op == kEmpty) {
      TaskSet set(table_.size());
      for (size_t row = 0; row < set.size(); ++row) {
        const bool none = table_.Number<kAnnotations>(row) + table_.Number<kCancelled>(row) == 0;
        set[row] = none == condition.truth;
      }
      return Told(std::move(set));
    }
    switch (condition.op) {
      case kContains:
      case kNotContains:
      case kEqual:
      case kNotEqual:
      case kInList:
      case kNotInList: break;
      default: return std::optional<TaskSet>();
    }
    std::vector<int64_t> tasks;
    for (std::span<const int64_t> ids = condition.ids; !ids.empty();) {
      const IdList list = TakeIds(ids);
      RETURN_IF_ERROR(tx_.Query("SELECT task_id FROM annotation WHERE id IN " + list.sql, list.args,
                                [&](const db::Row& row) { tasks.push_back(row.Int(0)); }));
    }
    TaskSet set(table_.size());
    for (const int64_t task : tasks) {
      const auto at = std::ranges::lower_bound(table_.ids(), task);
      if (at != table_.ids().end() && *at == task) set[at - table_.ids().begin()] = 1;
    }
    return Told(set, condition.negative());
  }

  // From version to version along the index, not over every prediction.
  Result<std::vector<std::string>> Versions() {
    std::vector<std::string> versions;
    RETURN_IF_ERROR(tx_.Query(
        "WITH RECURSIVE found (name) AS (SELECT MIN(model_version) FROM prediction "
        "WHERE project_id = $1 UNION ALL SELECT (SELECT MIN(model_version) FROM prediction "
        "WHERE project_id = $1 AND model_version > found.name) FROM found "
        "WHERE found.name IS NOT NULL) SELECT name FROM found WHERE name IS NOT NULL",
        {table_.project_id()}, [&](const db::Row& row) { versions.push_back(row.String(0)); }));
    return versions;
  }

  Result<std::optional<TaskSet>> ByVersions(const Condition& condition) {
    if (condition.op == kEmpty) {
      TaskSet set(table_.size());
      for (size_t row = 0; row < set.size(); ++row)
        set[row] = (table_.Number<kPredictions>(row) == 0) == condition.truth;
      return Told(std::move(set));
    }
    if (condition.op != kContains && condition.op != kNotContains) return std::optional<TaskSet>();
    ASSIGN_OR_RETURN(const std::vector<std::string> versions, Versions());
    TaskSet set(table_.size());
    for (const std::string& version : versions) {
      const std::string lower = ToLower(version);
      const bool meant = std::ranges::any_of(condition.names, [&](const std::string& name) {
        return lower.find(name) != std::string::npos;
      });
      if (!meant) continue;
      ASSIGN_OR_RETURN(const TaskSet* some,
                       table_.Set(tx_, {.name = "version " + version,
                                        .select = "SELECT task_id, 1 FROM prediction WHERE",
                                        .more = " AND model_version = $2",
                                        .numbers = {},
                                        .texts = {version}}));
      for (size_t row = 0; row < set.size(); ++row) set[row] |= (*some)[row];
    }
    return Told(set, condition.negative());
  }

  // A file is judged once, not for each of its tasks.
  Result<std::optional<TaskSet>> ByUploads(const Condition& condition) {
    std::set<double> files;
    RETURN_IF_ERROR(tx_.Query("SELECT id, file FROM file_upload WHERE project_id = $1",
                              {table_.project_id()}, [&](const db::Row& row) {
                                if (condition.Matches(TaskValue::Text(row.Text(1))))
                                  files.insert(static_cast<double>(row.Int(0)));
                              }));
    ASSIGN_OR_RETURN(const std::vector<double>* uploads, table_.Means(tx_, NumbersOf(kFileUpload)));
    const bool none = condition.Matches({});
    TaskSet set(table_.size());
    for (size_t row = 0; row < set.size(); ++row) {
      const double upload = (*uploads)[row];
      set[row] = std::isnan(upload) ? none : files.contains(upload);
    }
    return Told(std::move(set));
  }

  db::Connection& tx_;
  TaskTable& table_;
};

}  // namespace

TaskSet Inverse(const TaskSet& set) {
  TaskSet inverse(set.size());
  std::ranges::transform(set, inverse.begin(), [](uint8_t in) { return uint8_t{in == 0}; });
  return inverse;
}

TaskRelation NumbersOf(TaskColumn column) {
  switch (column) {
    case kScore:
      return {.name = "score",
              .select = "SELECT task_id, score FROM prediction WHERE",
              .more = {},
              .numbers = {},
              .texts = {}};
    case kLeadTime:
      return {.name = "lead time",
              .select = "SELECT task_id, lead_time FROM annotation WHERE",
              .more = {},
              .numbers = {},
              .texts = {}};
    case kUpdatedBy:
      // Who changed a task gave it a revision.
      return {.name = "updated by",
              .select = "SELECT id, updated_by FROM task WHERE",
              .of_project = "project_id = $1 AND revision > 0",
              .task_id = "id",
              .more = {},
              .numbers = {},
              .texts = {}};
    default:
      return {.name = "upload",
              .select =
                  "SELECT task.id, task.file_upload_id FROM file_upload JOIN task "
                  "ON task.file_upload_id = file_upload.id WHERE",
              .of_project = "file_upload.project_id = $1",
              .task_id = "task.id",
              .more = {},
              .numbers = {},
              .texts = {}};
  }
}

TaskRelation TasksWithDrafts() {
  return {.name = "drafts",
          .select = "SELECT DISTINCT task_id, 1 FROM draft WHERE",
          .of_project = "$1 = $1",
          .more = {},
          .numbers = {},
          .texts = {}};
}

TaskRelation TasksAnnotatedBy(int64_t account_id) {
  return Annotated("annotator " + std::to_string(account_id), " AND completed_by = $2",
                   {account_id});
}

Result<std::optional<TaskSet>> QuickMatch(db::Connection& tx, TaskTable& table,
                                          const Condition& condition) {
  return QuickMatcher(tx, table).Match(condition);
}

}  // namespace millrace::labeling
