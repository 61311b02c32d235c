// What was found out by reading tasks' texts, by rows of a table of tasks: so that after a change
// only the changed ones are read again.
#pragma once

#include <cstdint>
#include <list>
#include <span>
#include <string>
#include <vector>

namespace millrace::labeling {

// Does a task match a condition on its texts?
enum class Verdict : uint8_t { kNo, kYes, kUnread };

// All tasks in an order by values that are texts, ascending.
struct Ranking {
  std::vector<uint32_t> rows;     // those without a value last, equal ones in order of their ids
  std::vector<uint8_t> begins;    // of each of `rows`: has it another value than the one before?
  size_t valued = 0;              // how many of `rows` have a value
  std::vector<uint64_t> digests;  // of each row's value
  std::vector<size_t> changed;    // rows whose values may be others now, ascending
};

// A byte for each row and condition, twelve for each row and order, of the last that were asked
// for.
class TaskNotes {
 public:
  // Of `rows` rows; those that nobody looked at yet are kUnread. Valid until the next call.
  std::vector<Verdict>& Verdicts(const std::string& condition, size_t rows);
  // Empty at first. Valid until the next call.
  Ranking& RankingOf(const std::string& order);

  // `rows` ascend.
  void NoteChanges(std::span<const size_t> rows);
  void Clear();

 private:
  struct Condition {
    std::string name;
    std::vector<Verdict> verdicts;
  };
  struct Order {
    std::string name;
    Ranking ranking;
  };
  std::list<Condition> conditions_;  // the last used first
  std::list<Order> orders_;          // the same
};

}  // namespace millrace::labeling
