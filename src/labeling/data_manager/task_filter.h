// Which tasks a list shows, as clients of Label Studio say it: {"conjunction": "and", "items":
// [{"filter": "filter:tasks:total_annotations", "operator": "greater", "type": "Number",
// "value": 1}]}.
#pragma once

#include <boost/json/fwd.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "labeling/data_manager/task_column.h"

namespace millrace::labeling {

enum class FilterOperator {
  kEqual,
  kNotEqual,
  kLess,
  kGreater,
  kLessOrEqual,
  kGreaterOrEqual,
  kIn,  // between two values, both included
  kNotIn,
  kInList,
  kNotInList,
  kEmpty,
  kContains,  // ASCII letters of either case are the same
  kNotContains,
  kRegex,  // found anywhere
};

// One value of a filter or of a task.
struct TaskValue {
  enum Kind { kNone, kNull, kNumber, kText } kind = kNone;
  double number = 0;      // a time: microseconds; true: 1
  std::string_view text;  // of kText and, as it is shown, of kNull

  static TaskValue Number(double number) { return {kNumber, number, {}}; }
  static TaskValue Text(std::string_view text) { return {kText, 0, text}; }
};
// As people read it: "5", "0.25".
std::string NumberText(double number);
// As ParseIso, also a day alone.
std::optional<Time> ParseMoment(std::string_view text);

struct Operand {
  TaskValue::Kind kind = TaskValue::kNone;
  double number = 0;
  std::string text;
};

struct Condition {
  ColumnRef column;
  FilterOperator op = FilterOperator::kEqual;
  // kTyped: a number equals numbers only, a text everything but numbers.
  enum class As { kTyped, kNumbers, kTimes } as = As::kTyped;
  Operand low, high;                              // of kIn both
  std::vector<Operand> list;                      // of kInList and kNotInList
  std::vector<int64_t> ids;                       // accounts or annotations
  std::vector<std::string> names;                 // parts of model versions
  bool truth = true;                              // of kEmpty
  std::string needle;                             // of kContains, in lower case
  std::function<bool(std::string_view)> pattern;  // of kRegex
  std::string text;  // what it was read from: equal ones are the same condition

  bool negative() const;
  // The operator that is true where this one is not, of a negative one; else itself.
  FilterOperator positive() const;
  // Tasks without a value match nothing but kEmpty, whatever the operator.
  bool Matches(const TaskValue& value) const;
};

struct TaskFilter {
  bool any = false;                           // one line is enough
  std::vector<std::vector<Condition>> lines;  // of a line all must hold
  std::string text;                           // the JSON it was read from: equal ones do the same

  bool empty() const { return lines.empty(); }
};

// kInvalid for "filters", with a sentence for what is wrong with which filter.
Result<TaskFilter> ReadTaskFilter(const boost::json::value& given);

}  // namespace millrace::labeling
