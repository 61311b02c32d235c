#include "labeling/data_manager/task_order.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <functional>

#include "base/text.h"
#include "labeling/data_manager/quick_match.h"
#include "labeling/data_manager/task_match.h"
#include "labeling/data_manager/task_texts.h"
#include "labeling/text/python_text.h"

namespace millrace::labeling {
namespace {

constexpr size_t kRowsAtOnce = 10'000;

// One task of an order by numbers: `key` grows as the number does.
struct Ranked {
  uint64_t key;
  uint32_t row;
};

uint64_t KeyOf(double number, bool descending) {
  const auto bits = std::bit_cast<uint64_t>(number == 0 ? 0.0 : number);
  const uint64_t key = (bits >> 63) != 0 ? ~bits : bits | (uint64_t{1} << 63);
  return descending ? ~key : key;
}

// Stable, some bits at a time; bits that are the same everywhere cost nothing.
void SortByKey(std::vector<Ranked>& rows) {
  uint64_t low = UINT64_MAX, differs = 0;
  for (const Ranked& row : rows) low = std::min(low, row.key);
  for (Ranked& row : rows) differs |= row.key -= low;
  constexpr int kBits = 11;
  constexpr size_t kDigits = size_t{1} << kBits;
  std::vector<Ranked> sorted(rows.size());
  for (int shift = std::countr_zero(differs); shift < std::bit_width(differs); shift += kBits) {
    const auto digit = [shift](const Ranked& row) { return (row.key >> shift) & (kDigits - 1); };
    std::array<uint32_t, kDigits + 1> places{};
    for (const Ranked& row : rows) ++places[digit(row) + 1];
    for (size_t i = 1; i < places.size(); ++i) places[i] += places[i - 1];
    for (const Ranked& row : rows) sorted[places[digit(row)]++] = row;
    rows.swap(sorted);
  }
}

// What tasks are sorted by: numbers before texts, tasks without a value last. Texts lie in one
// string, so that a million of them are one allocation.
class SortKeys {
 public:
  explicit SortKeys(size_t bound) : bound_(bound) {}

  void Add(int64_t id, const TaskValue& value, bool as_numbers) {
    if (value.kind == TaskValue::kNumber) {
      rows_.push_back({id, kNumber, value.number});
    } else if (value.kind != TaskValue::kText) {
      rows_.push_back({id, kNone, 0});
    } else if (const auto number = as_numbers ? ParsePythonFloat(value.text) : std::nullopt;
               number.has_value() && !std::isnan(*number)) {
      rows_.push_back({id, kNumber, *number});
    } else {
      AddText(id, value.text);
    }
  }
  bool too_large() const { return texts_.size() > bound_; }

  // Where the rows 0, 1, … were added as ids: `rows`, `begins` and `valued` of a ranking.
  void SortInto(Ranking& ranking) {
    std::ranges::stable_sort(rows_, [&](const Row& a, const Row& b) {
      if (a.kind == kNone || b.kind == kNone) return a.kind < b.kind;
      return Less(a, b);
    });
    ranking.rows.clear();
    ranking.begins.clear();
    for (size_t i = 0; i < rows_.size(); ++i) {
      ranking.rows.push_back(static_cast<uint32_t>(rows_[i].id));
      ranking.begins.push_back(uint8_t{i == 0 || Less(rows_[i - 1], rows_[i])});
    }
    const auto is_none = [](const Row& row) { return row.kind == kNone; };
    ranking.valued = static_cast<size_t>(std::ranges::find_if(rows_, is_none) - rows_.begin());
  }
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

std::vector<int64_t> IdsOf(const TaskTable& table, const TaskSet& set, bool descending) {
  std::vector<int64_t> ids;
  for (size_t row = 0; row < set.size(); ++row) {
    if (set[row] != 0) ids.push_back(table.ids()[row]);
  }
  if (descending) std::ranges::reverse(ids);
  return ids;
}

template <class F>
std::vector<int64_t> SortByNumbers(const TaskTable& table, const TaskSet& set, bool descending,
                                   F&& number_of) {
  std::vector<Ranked> rows;
  std::vector<uint32_t> last;  // without a number, either way
  for (size_t row = 0; row < set.size(); ++row) {
    if (set[row] == 0) continue;
    const double number = number_of(row);
    if (std::isnan(number))
      last.push_back(static_cast<uint32_t>(row));
    else
      rows.push_back({KeyOf(number, descending), static_cast<uint32_t>(row)});
  }
  SortByKey(rows);
  std::vector<int64_t> ids;
  ids.reserve(rows.size() + last.size());
  for (const Ranked& row : rows) ids.push_back(table.ids()[row.row]);
  for (const uint32_t row : last) ids.push_back(table.ids()[row]);
  return ids;
}

bool OrdersByTexts(TaskColumn column) {
  switch (column) {
    case TaskColumn::kData:
    case TaskColumn::kStorageFilename:
    case TaskColumn::kAnnotators:
    case TaskColumn::kAnnotationIds:
    case TaskColumn::kAnnotationResults:
    case TaskColumn::kPredictionResults:
    case TaskColumn::kModelVersions: return true;
    default: return false;
  }
}

// Calls `add` with the value of each task, in order of their ids, as long as it says true.
Result<void> ReadValues(db::Connection& tx, TaskTexts& texts, TaskColumn column,
                        std::span<const int64_t> ids,
                        const std::function<bool(size_t at, const TaskValue& value)>& add) {
  struct Seen {
    TaskValue value;
    std::string text;
  };
  // Results of one task are one text, one behind the other.
  const bool results =
      column == TaskColumn::kAnnotationResults || column == TaskColumn::kPredictionResults;
  for (size_t begin = 0; begin < ids.size(); begin += kRowsAtOnce) {
    const auto some = ids.subspan(begin, std::min(kRowsAtOnce, ids.size() - begin));
    std::vector<Seen> seen(some.size(), {.value = results ? TaskValue::Text("") : TaskValue{}});
    // Not every row may come in order of its id.
    RETURN_IF_ERROR(texts.Read(tx, some, [&](size_t at, const TaskValue& value) {
      if (results && !seen[at].text.empty()) seen[at].text += ',';
      seen[at].value = value;
      seen[at].text += value.text;
    }));
    for (size_t at = 0; at < some.size(); ++at) {
      Seen& one = seen[at];
      one.value.text = one.text;
      if (!add(begin + at, one.value)) return {};
    }
  }
  return {};
}

std::unexpected<Error> TooLong() {
  return FailField("ordering",
                   "The values to order by are too long to order all tasks by them. "
                   "Order by a shorter column, or by id.");
}

// Reads the values of these tasks alone.
Result<std::vector<int64_t>> SortFew(db::Connection& tx, TaskTexts& texts, const TaskOrder& order,
                                     std::span<const int64_t> ids, size_t bound) {
  SortKeys keys(bound);
  RETURN_IF_ERROR(ReadValues(tx, texts, order.column, ids, [&](size_t at, const TaskValue& value) {
    keys.Add(ids[at], value, order.as_numbers);
    return !keys.too_large();
  }));
  if (keys.too_large()) return TooLong();
  return keys.Sort(order.descending);
}

uint64_t DigestOf(const TaskValue& value) {
  return std::hash<std::string_view>()(value.text) * 31 + std::hash<double>()(value.number) * 7 +
         value.kind;
}

// Makes it that of the tasks as they are; false where their values are more than the bound.
Result<bool> Refresh(db::Connection& tx, const TaskTable& table, TaskTexts& texts,
                     const TaskOrder& order, size_t bound, Ranking& ranking) {
  bool whole = ranking.rows.size() != table.size() || ranking.changed.size() > kRowsAtOnce;
  if (!whole) {
    std::vector<int64_t> changed;
    for (const size_t row : ranking.changed) changed.push_back(table.ids()[row]);
    RETURN_IF_ERROR(
        ReadValues(tx, texts, order.column, changed, [&](size_t at, const TaskValue& value) {
          whole = ranking.digests[ranking.changed[at]] != DigestOf(value);
          return !whole;
        }));
  }
  if (whole) {
    SortKeys keys(bound);
    ranking.rows.clear();
    ranking.digests.clear();
    RETURN_IF_ERROR(
        ReadValues(tx, texts, order.column, table.ids(), [&](size_t at, const TaskValue& value) {
          keys.Add(static_cast<int64_t>(at), value, order.as_numbers);
          ranking.digests.push_back(DigestOf(value));
          return !keys.too_large();
        }));
    if (keys.too_large()) return false;
    keys.SortInto(ranking);
  }
  ranking.changed.clear();
  return true;
}

// Those of `set`.
std::vector<int64_t> InOrder(const TaskTable& table, const TaskSet& set, const Ranking& ranking,
                             bool descending) {
  std::vector<int64_t> ids;
  const auto take = [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      if (const uint32_t row = ranking.rows[i]; set[row] != 0) ids.push_back(table.ids()[row]);
    }
  };
  if (!descending) take(0, ranking.valued);
  // Equal ones stand in order of their ids this way too.
  for (size_t end = ranking.valued; descending && end > 0;) {
    size_t begin = end - 1;
    while (ranking.begins[begin] == 0) --begin;
    take(begin, end);
    end = begin;
  }
  take(ranking.valued, ranking.rows.size());
  return ids;
}

Result<std::vector<int64_t>> SortByTexts(db::Connection& tx, TaskTable& table, const TaskSet& set,
                                         const TaskOrder& order, const SequenceBounds& bounds) {
  ASSIGN_OR_RETURN(TaskTexts texts,
                   TaskTexts::Make(tx, table.project_id(), {order.column, order.key}));
  const std::vector<int64_t> ids = IdsOf(table, set, false);
  // What others change with every annotation is not worth keeping.
  const bool lasts =
      order.column == TaskColumn::kData || order.column == TaskColumn::kStorageFilename;
  if (!lasts || ids.size() <= bounds.few) return SortFew(tx, texts, order, ids, bounds.sort_keys);
  Ranking& ranking =
      table.notes().RankingOf(texts.name() + (order.as_numbers ? "\nas numbers" : "\n"));
  ASSIGN_OR_RETURN(const bool ranked, Refresh(tx, table, texts, order, bounds.sort_keys, ranking));
  if (!ranked && ids.size() == table.size()) return TooLong();
  if (!ranked) return SortFew(tx, texts, order, ids, bounds.sort_keys);
  return InOrder(table, set, ranking, order.descending);
}

Result<std::vector<int64_t>> Sort(db::Connection& tx, TaskTable& table, const TaskSet& set,
                                  const TaskOrder& order, const SequenceBounds& bounds) {
  if (order.column == TaskColumn::kId) return IdsOf(table, set, order.descending);
  std::vector<int64_t> ids;
  const bool counted = table.WithNumbers(order.column, [&](auto&& number_of) {
    ids = SortByNumbers(table, set, order.descending, number_of);
  });
  if (counted) return ids;
  switch (order.column) {
    case TaskColumn::kScore:
    case TaskColumn::kLeadTime:
    case TaskColumn::kUpdatedBy:
    case TaskColumn::kFileUpload: {
      ASSIGN_OR_RETURN(const std::vector<double>* means, table.Means(tx, NumbersOf(order.column)));
      return SortByNumbers(table, set, order.descending, [&](size_t row) { return (*means)[row]; });
    }
    case TaskColumn::kDraftExists: {
      ASSIGN_OR_RETURN(const TaskSet* drafts, table.Set(tx, TasksWithDrafts()));
      return SortByNumbers(table, set, order.descending,
                           [&](size_t row) { return (*drafts)[row] != 0 ? 1.0 : 0.0; });
    }
    default: return SortByTexts(tx, table, set, order, bounds);
  }
}

Result<void> LeaveOpen(db::Connection& tx, TaskTable& table, const TaskSearch::Open& open,
                       TaskSet& set) {
  ASSIGN_OR_RETURN(const TaskSet* mine, table.Set(tx, TasksAnnotatedBy(open.account_id)));
  for (size_t row = 0; row < set.size(); ++row) {
    const bool fits =
        table.Number<TaskColumn::kIsLabeled>(row) == 0 && ((*mine)[row] != 0) == open.again;
    set[row] &= uint8_t{fits};
  }
  return {};
}

void CountIn(const TaskTable& table, const TaskSet& set, TaskSequence& sequence) {
  for (size_t row = 0; row < set.size(); ++row) {
    if (set[row] == 0) continue;
    sequence.annotations += static_cast<int64_t>(table.Number<TaskColumn::kAnnotations>(row));
    sequence.predictions += static_cast<int64_t>(table.Number<TaskColumn::kPredictions>(row));
  }
}

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
  auto column = ReadColumn(name);
  if (!column.has_value()) return std::nullopt;
  const bool by_id =
      column->column == TaskColumn::kInnerId || column->column == TaskColumn::kCreatedAt;
  order.column = by_id ? TaskColumn::kId : column->column;
  order.key = std::move(column->key);
  return order;
}

Result<TaskSequence> SequenceTasks(db::Connection& tx, TaskTable& table, const TaskSearch& search,
                                   const SequenceBounds& bounds) {
  RETURN_IF_ERROR(table.Refresh(tx));
  TextBudget budget{.bytes = bounds.searched};
  ASSIGN_OR_RETURN(TaskSet set, MatchTasks(tx, table, search.filter, search.text, budget));
  if (search.open.has_value()) RETURN_IF_ERROR(LeaveOpen(tx, table, *search.open, set));
  TaskSequence sequence;
  sequence.looked_at = budget.looked_at;
  CountIn(table, set, sequence);
  ASSIGN_OR_RETURN(sequence.ids, Sort(tx, table, set, search.order, bounds));
  if (budget.exhausted) {
    sequence.reason = "The project's texts are too large to look through all of them: " +
                      WithThousands(budget.looked_at) + " tasks were looked at.";
  } else if (!table.complete()) {
    sequence.reason = "Only the first " + WithThousands(std::ssize(table.ids())) +
                      " tasks of the project are filtered and ordered.";
  }
  sequence.complete = sequence.reason.empty();
  return sequence;
}

bool ReadsTexts(const TaskSearch& search) {
  const auto line_reads = [](const std::vector<Condition>& line) {
    return std::ranges::any_of(line, [](const Condition& one) { return ReadsTexts(one); });
  };
  return !search.text.empty() || OrdersByTexts(search.order.column) ||
         std::ranges::any_of(search.filter.lines, line_reads);
}

}  // namespace millrace::labeling
