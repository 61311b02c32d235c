#include "labeling/data_manager/task_table.h"

#include <algorithm>
#include <cmath>

#include "labeling/tasks/id_list.h"

namespace millrace::labeling {
namespace {

constexpr int64_t kRowsAtOnce = 10'000;
// Where more changed, all is read again.
constexpr size_t kMostChanges = 20'000, kMostKept = 12;

const std::string kFacts =
    "SELECT id, is_labeled, total_annotations, cancelled_annotations, total_predictions, "
    "annotated_at, updated_at FROM task WHERE project_id = $1 AND ";

}  // namespace

void TaskTable::Put(const db::Row& row) {
  const int64_t id = row.Int(0);
  const Facts facts = {.updated_at = row.Int(6),
                       .annotated_at = row.Int(5),
                       .annotations = static_cast<int32_t>(row.Int(2)),
                       .cancelled = static_cast<int32_t>(row.Int(3)),
                       .predictions = static_cast<int32_t>(row.Int(4)),
                       .is_labeled = row.Bool(1)};
  if (ids_.empty() || id > ids_.back()) {
    if (ids_.size() == most_tasks_) {
      complete_ = false;
      return;
    }
    ids_.push_back(id);
    facts_.push_back(facts);
    return;
  }
  size_t hint = 0;
  if (const auto at = RowOf(id, hint); at.has_value()) facts_[*at] = facts;
}

std::optional<size_t> TaskTable::RowOf(int64_t id, size_t& hint) const {
  if (hint < ids_.size() && ids_[hint] == id) return hint++;
  if (ids_.empty() || id < ids_.front() || id > ids_.back()) return std::nullopt;
  // Mostly ids are given without a gap.
  size_t at = std::min(static_cast<size_t>(id - ids_.front()), ids_.size() - 1);
  if (ids_[at] != id) at = std::ranges::lower_bound(ids_, id) - ids_.begin();
  if (ids_[at] != id) return std::nullopt;
  hint = at + 1;
  return at;
}

Result<void> TaskTable::ReadAll(db::Connection& tx) {
  ids_.clear();
  facts_.clear();
  kept_.clear();
  notes_.Clear();
  complete_ = true;
  int64_t last = 0;
  for (int64_t rows = kRowsAtOnce; rows == kRowsAtOnce && complete_;) {
    rows = 0;
    RETURN_IF_ERROR(tx.Query(kFacts + "id > $2 ORDER BY id LIMIT $3",
                             {project_id_, last, kRowsAtOnce}, [&](const db::Row& row) {
                               ++rows;
                               last = row.Int(0);
                               Put(row);
                             }));
  }
  return {};
}

Result<void> TaskTable::ReadSome(db::Connection& tx, const std::string& where,
                                 std::span<const db::Arg> args, std::vector<int64_t>& changed) {
  return tx.Query(kFacts + where, args, [&](const db::Row& row) {
    changed.push_back(row.Int(0));
    Put(row);
  });
}

Result<void> TaskTable::Refresh(db::Connection& tx) {
  ASSIGN_OR_RETURN(const TasksState now, StateOfTasks(tx, project_id_));
  if (now == state_) return {};
  const TasksState before = state_;
  state_ = {};  // until all is read
  std::vector<int64_t> changed;
  bool all = now.epoch != before.epoch || !complete_;
  // New ones first: rows stand in order of their ids.
  if (!all && now.next_inner != before.next_inner) {
    const db::Arg behind[] = {db::Arg(project_id_), db::Arg(ids_.empty() ? 0 : ids_.back()),
                              db::Arg(kMostChanges + 1)};
    RETURN_IF_ERROR(ReadSome(tx, "id > $2 ORDER BY id LIMIT $3", behind, changed));
    all = changed.size() > kMostChanges;
  }
  if (!all) {
    const db::Arg since[] = {db::Arg(project_id_), db::Arg(before.revision),
                             db::Arg(kMostChanges + 1)};
    const size_t old = changed.size();
    RETURN_IF_ERROR(ReadSome(tx, "revision > $2 AND revision > 0 LIMIT $3", since, changed));
    all = changed.size() - old > kMostChanges;
  }
  if (all) {
    RETURN_IF_ERROR(ReadAll(tx));
  } else {
    std::ranges::sort(changed);
    changed.erase(std::ranges::unique(changed).begin(), changed.end());
    std::vector<size_t> rows;
    size_t hint = 0;
    for (const int64_t id : changed) {
      if (const auto row = RowOf(id, hint); row.has_value()) rows.push_back(*row);
    }
    notes_.NoteChanges(rows);
    for (Kept& kept : kept_) RETURN_IF_ERROR(Fill(tx, kept, changed, false));
  }
  state_ = now;
  return {};
}

Result<void> TaskTable::Fill(db::Connection& tx, Kept& kept, std::span<const int64_t> some,
                             bool all) const {
  const TaskRelation& relation = kept.relation;
  std::vector<int32_t> counts;
  std::vector<size_t> rows;  // of `some`
  size_t hint = 0;
  if (kept.means) {
    kept.numbers.resize(size(), kNoNumber);
    counts.resize(size());
  } else {
    kept.set.resize(size());
  }
  for (const int64_t id : some) {
    const auto row = RowOf(id, hint);
    if (!row.has_value()) continue;
    if (kept.means)
      kept.numbers[*row] = kNoNumber;
    else
      kept.set[*row] = 0;
  }
  hint = 0;
  const auto take = [&](const db::Row& given) {
    const auto row = RowOf(given.Int(0), hint);
    if (!row.has_value()) return;
    if (!kept.means) {
      kept.set[*row] = 1;
    } else if (!given.Null(1)) {
      double& sum = kept.numbers[*row];
      sum = (counts[*row]++ == 0 ? 0 : sum) + given.Real(1);
    }
  };
  std::vector<db::Arg> args = {db::Arg(project_id_)};
  for (const int64_t number : relation.numbers) args.emplace_back(number);
  for (const std::string& text : relation.texts) args.emplace_back(text);
  if (all) {
    RETURN_IF_ERROR(
        tx.Query(relation.select + " " + relation.of_project + relation.more, args, take));
  }
  // "$1 = $1" keeps the number of arguments the same.
  while (!some.empty()) {
    const size_t before = args.size();
    IdList list = TakeIds(some);
    std::string in = relation.task_id + " IN (";
    for (size_t i = 0; i < list.args.size(); ++i)
      in += (i == 0 ? "$" : ", $") + std::to_string(before + i + 1);
    std::vector<db::Arg> with = args;
    with.insert(with.end(), list.args.begin(), list.args.end());
    RETURN_IF_ERROR(
        tx.Query(relation.select + " $1 = $1 AND " + in + ")" + relation.more, with, take));
  }
  if (kept.means) {
    for (size_t row = 0; row < counts.size(); ++row) {
      if (counts[row] > 1) kept.numbers[row] /= counts[row];
    }
  }
  return {};
}

Result<TaskTable::Kept*> TaskTable::Find(db::Connection& tx, const TaskRelation& relation,
                                         bool means) {
  const auto known = std::ranges::find(kept_, relation.name, &Kept::name);
  if (known != kept_.end()) {
    kept_.splice(kept_.begin(), kept_, known);
    return &kept_.front();
  }
  Kept made{.name = relation.name, .means = means, .relation = relation, .set = {}, .numbers = {}};
  RETURN_IF_ERROR(Fill(tx, made, {}, true));
  kept_.push_front(std::move(made));
  if (kept_.size() > kMostKept) kept_.pop_back();
  return &kept_.front();
}

Result<const TaskSet*> TaskTable::Set(db::Connection& tx, const TaskRelation& relation) {
  ASSIGN_OR_RETURN(Kept* const kept, Find(tx, relation, false));
  return &kept->set;
}

Result<const std::vector<double>*> TaskTable::Means(db::Connection& tx,
                                                    const TaskRelation& relation) {
  ASSIGN_OR_RETURN(Kept* const kept, Find(tx, relation, true));
  return &kept->numbers;
}

Result<size_t> TaskTable::RowsBelow(db::Connection& tx, TaskColumn column, double bound,
                                    bool above) const {
  const std::string sql = std::string("SELECT ") +
                          (column == TaskColumn::kInnerId ? "inner_id" : "created_at") +
                          " FROM task WHERE id = $1";
  size_t begin = 0, end = size();
  while (begin < end) {
    const size_t middle = begin + (end - begin) / 2;
    ASSIGN_OR_RETURN(const auto found, tx.QueryInt(sql, {ids_[middle]}));
    const auto value = static_cast<double>(found.value_or(0));
    if (above ? value <= bound : value < bound)
      begin = middle + 1;
    else
      end = middle;
  }
  return begin;
}

}  // namespace millrace::labeling
