#include "labeling/data_manager/task_match.h"

#include <algorithm>
#include <optional>

#include "labeling/data_manager/quick_match.h"
#include "labeling/data_manager/task_texts.h"
#include "labeling/json/task_json.h"
#include "labeling/text/text_search.h"

namespace millrace::labeling {
namespace {

using enum FilterOperator;
using enum TaskColumn;

constexpr size_t kRowsAtOnce = 10'000;

// Evaluates conditions over one table.
class Matcher {
 public:
  Matcher(db::Connection& tx, TaskTable& table, TextBudget& budget)
      : tx_(tx), table_(table), budget_(budget) {}

  Result<std::optional<TaskSet>> Quick(const Condition& condition) {
    return QuickMatch(tx_, table_, condition);
  }

  // Takes those out of `live` that do not match, by their texts.
  Result<void> ByTexts(const Condition& condition, TaskSet& live) {
    ASSIGN_OR_RETURN(TaskTexts texts, TaskTexts::Make(tx_, table_.project_id(), condition.column));
    const TaskColumn column = condition.column.column;
    const bool results = column == kAnnotationResults || column == kPredictionResults;
    const std::string name = texts.name() + '\n' + condition.text;
    return Sift(name, live, [&](std::span<const int64_t> ids, TaskSet& found) {
      if (results) return ReadResults(texts, condition, ids, found);
      return texts.Read(tx_, ids, [&](size_t at, const TaskValue& value) {
        found[at] = condition.Matches(value);
      });
    });
  }

  Result<void> BySearch(const std::string& text, TaskSet& live) {
    TextSearch search(text);
    return Sift("search\n" + text, live,
                [&](std::span<const int64_t> ids, TaskSet& found) -> Result<size_t> {
                  size_t bytes = 0;
                  RETURN_IF_ERROR(QueryTasks(tx_, "SELECT id, data FROM task", ids,
                                             [&](size_t at, const db::Row& row) {
                                               bytes += row.Text(1).size();
                                               found[at] = search.FoundIn(row.Text(1));
                                             }));
                  return bytes;
                });
  }

 private:
  Result<size_t> ReadResults(TaskTexts& texts, const Condition& condition,
                             std::span<const int64_t> ids, TaskSet& found) {
    Condition each = condition;
    each.op = condition.positive();
    const bool empty = condition.op == kEmpty;
    TaskSet any(ids.size());
    ASSIGN_OR_RETURN(const size_t bytes,
                     texts.Read(tx_, ids, [&](size_t at, const TaskValue& value) {
                       any[at] = 1;
                       if (empty)
                         found[at] |= value.text.empty() || value.text == "[]";
                       else if (each.op == kEqual)
                         found[at] |= SameJson(value.text, each.low.text);
                       else
                         found[at] |= each.Matches(value);
                     }));
    for (size_t at = 0; at < ids.size(); ++at) {
      if (empty)
        found[at] = (any[at] == 0 || found[at] != 0) == condition.truth;
      else if (condition.negative())
        found[at] = found[at] == 0;
    }
    return bytes;
  }

  // Takes those out of `live` that do not match. `read` says of some tasks whether they do, and
  // gives how many bytes it read; under `name` it is asked only about tasks that changed since.
  template <class F>
  Result<void> Sift(const std::string& name, TaskSet& live, F&& read) {
    std::vector<Verdict>& verdicts = table_.notes().Verdicts(name, live.size());
    std::vector<size_t> rows;
    std::vector<int64_t> ids;
    const auto settle = [&]() -> Result<void> {
      TaskSet found(ids.size());
      ASSIGN_OR_RETURN(const size_t bytes, read(std::span<const int64_t>(ids), found));
      budget_.bytes -= std::min(budget_.bytes, bytes);
      for (size_t i = 0; i < rows.size(); ++i)
        verdicts[rows[i]] = found[i] != 0 ? Verdict::kYes : Verdict::kNo;
      rows.clear();
      ids.clear();
      return {};
    };
    for (size_t row = 0; row < live.size() && budget_.bytes > 0; ++row) {
      if (live[row] == 0 || verdicts[row] != Verdict::kUnread) continue;
      rows.push_back(row);
      ids.push_back(table_.ids()[row]);
      if (rows.size() == kRowsAtOnce) RETURN_IF_ERROR(settle());
    }
    if (!rows.empty()) RETURN_IF_ERROR(settle());
    for (size_t row = 0; row < live.size(); ++row) {
      if (live[row] == 0) continue;
      if (verdicts[row] == Verdict::kUnread)
        budget_.exhausted = true;
      else
        ++budget_.looked_at;
      live[row] = uint8_t{verdicts[row] == Verdict::kYes};
    }
    return {};
  }

  db::Connection& tx_;
  TaskTable& table_;
  TextBudget& budget_;
};

void Intersect(TaskSet& set, const TaskSet& with) {
  for (size_t row = 0; row < set.size(); ++row) set[row] &= with[row];
}

// Of a line with `live` tasks: those for which all conditions hold, the quick ones first.
Result<void> SiftLine(Matcher& matcher, std::span<const Condition* const> line, TaskSet& live) {
  std::vector<const Condition*> slow;
  for (const Condition* condition : line) {
    ASSIGN_OR_RETURN(const std::optional<TaskSet> quick, matcher.Quick(*condition));
    if (quick.has_value())
      Intersect(live, *quick);
    else
      slow.push_back(condition);
  }
  for (const Condition* condition : slow) RETURN_IF_ERROR(matcher.ByTexts(*condition, live));
  return {};
}

}  // namespace

bool ReadsTexts(const Condition& condition) {
  const TaskColumn column = condition.column.column;
  return column == kData || column == kAnnotationResults || column == kPredictionResults ||
         column == kStorageFilename;
}

Result<TaskSet> MatchTasks(db::Connection& tx, TaskTable& table, const TaskFilter& filter,
                           const std::string& text, TextBudget& budget) {
  Matcher matcher(tx, table, budget);
  TaskSet live(table.size(), 1);
  if (!filter.any) {
    std::vector<const Condition*> all;
    for (const auto& line : filter.lines)
      for (const Condition& condition : line) all.push_back(&condition);
    RETURN_IF_ERROR(SiftLine(matcher, all, live));
  } else if (!filter.empty()) {
    TaskSet hits(table.size());
    // Lines that need no texts first: the others then look at fewer tasks.
    std::vector<std::vector<const Condition*>> lines;
    for (const auto& line : filter.lines) {
      auto& pointers = lines.emplace_back();
      for (const Condition& condition : line) pointers.push_back(&condition);
    }
    const auto reads = [](const std::vector<const Condition*>& line) {
      return std::ranges::any_of(line, [](const Condition* one) { return ReadsTexts(*one); });
    };
    std::ranges::stable_partition(lines, [&](const auto& line) { return !reads(line); });
    for (const auto& line : lines) {
      TaskSet rest = Inverse(hits);
      RETURN_IF_ERROR(SiftLine(matcher, line, rest));
      for (size_t row = 0; row < hits.size(); ++row) hits[row] |= rest[row];
    }
    live = std::move(hits);
  }
  if (!text.empty()) RETURN_IF_ERROR(matcher.BySearch(text, live));
  return live;
}

}  // namespace millrace::labeling
