#include "labeling/data_manager/task_notes.h"

#include <algorithm>

namespace millrace::labeling {
namespace {

constexpr size_t kMostConditions = 16, kMostOrders = 4;

// The one of this name, made if there is none; the one that was used longest ago goes.
template <class Kept>
Kept& Find(std::list<Kept>& all, const std::string& name, size_t most) {
  const auto known = std::ranges::find(all, name, &Kept::name);
  if (known != all.end()) {
    all.splice(all.begin(), all, known);
  } else {
    all.emplace_front().name = name;
    if (all.size() > most) all.pop_back();
  }
  return all.front();
}

}  // namespace

std::vector<Verdict>& TaskNotes::Verdicts(const std::string& condition, size_t rows) {
  std::vector<Verdict>& verdicts = Find(conditions_, condition, kMostConditions).verdicts;
  verdicts.resize(rows, Verdict::kUnread);
  return verdicts;
}

Ranking& TaskNotes::RankingOf(const std::string& order) {
  return Find(orders_, order, kMostOrders).ranking;
}

void TaskNotes::NoteChanges(std::span<const size_t> rows) {
  for (Condition& condition : conditions_) {
    for (const size_t row : rows) {
      if (row < condition.verdicts.size()) condition.verdicts[row] = Verdict::kUnread;
    }
  }
  for (Order& order : orders_) {
    std::vector<size_t> all;
    std::ranges::set_union(order.ranking.changed, rows, std::back_inserter(all));
    order.ranking.changed = std::move(all);
  }
}

void TaskNotes::Clear() {
  conditions_.clear();
  orders_.clear();
}

}  // namespace millrace::labeling
