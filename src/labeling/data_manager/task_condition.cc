// Does a value match a condition?
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "labeling/data_manager/task_filter.h"
#include "labeling/text/python_text.h"

namespace millrace::labeling {
namespace {

using enum FilterOperator;
using As = Condition::As;

// <0, 0, >0; nothing where they cannot be compared.
std::optional<int> Compare(const TaskValue& value, const Operand& operand) {
  if ((value.kind == TaskValue::kNumber) != (operand.kind == TaskValue::kNumber))
    return std::nullopt;
  if (value.kind == TaskValue::kNumber)
    return value.number < operand.number ? -1 : int{value.number > operand.number};
  return value.text.compare(operand.text);
}

// The value as numbers or times are compared; kNone if it is neither.
TaskValue Seen(const TaskValue& value, As as) {
  if (as == As::kTyped || value.kind == TaskValue::kNumber) return value;
  if (value.kind != TaskValue::kText) return {};
  if (as == As::kNumbers) {
    const auto number = ParsePythonFloat(value.text);
    return number.has_value() && !std::isnan(*number) ? TaskValue::Number(*number) : TaskValue{};
  }
  const auto time = ParseMoment(value.text);
  return time.has_value() ? TaskValue::Number(static_cast<double>(ToMicros(*time))) : TaskValue{};
}

}  // namespace

std::string NumberText(double number) {
  // "5", not "5.0", of a whole one: so it stands in JSON.
  if (number == std::trunc(number) && std::abs(number) < 1e15)
    return std::to_string(static_cast<int64_t>(number));
  return PythonFloat(number);
}

std::optional<Time> ParseMoment(std::string_view text) {
  constexpr size_t kDay = 10;
  return text.size() == kDay ? ParseIso(std::string(text) + "T00:00:00Z") : ParseIso(text);
}

bool Condition::negative() const {
  return op == kNotEqual || op == kNotIn || op == kNotInList || op == kNotContains;
}

FilterOperator Condition::positive() const {
  switch (op) {
    case kNotEqual: return kEqual;
    case kNotIn: return kIn;
    case kNotInList: return kInList;
    case kNotContains: return kContains;
    default: return op;
  }
}

bool Condition::Matches(const TaskValue& given) const {
  const bool nothing = given.kind == TaskValue::kNone;
  if (op == kEmpty) {
    const bool empty = nothing || given.kind == TaskValue::kNull ||
                       (given.kind == TaskValue::kText && given.text.empty());
    return empty == truth;
  }
  if (nothing) return false;
  const auto text = [&](auto&& found) {
    return given.kind == TaskValue::kNumber ? found(NumberText(given.number)) : found(given.text);
  };
  const auto contained = [&](std::string_view in) {
    return ToLower(in).find(needle) != std::string::npos;
  };
  if (op == kRegex) return text(pattern);
  if (op == kContains) return text(contained);
  if (op == kNotContains) return !text(contained);
  const TaskValue value = Seen(given, as);
  if (value.kind == TaskValue::kNone) return false;
  const auto compared = [&](const Operand& operand) { return Compare(value, operand); };
  const auto equals = [&](const Operand& operand) { return compared(operand) == 0; };
  const auto between = [&] {
    const auto from = compared(low), to = compared(high);
    return from.has_value() && to.has_value() && *from >= 0 && *to <= 0;
  };
  switch (op) {
    case kEqual: return equals(low);
    case kNotEqual: return !equals(low);
    case kLess: return compared(low).value_or(0) < 0;
    case kGreater: return compared(low).value_or(0) > 0;
    case kLessOrEqual: return compared(low).value_or(1) <= 0;
    case kGreaterOrEqual: return compared(low).value_or(-1) >= 0;
    case kIn: return between();
    case kNotIn: return !between();
    case kInList: return std::ranges::any_of(list, equals);
    case kNotInList: return std::ranges::none_of(list, equals);
    default: return false;
  }
}

}  // namespace millrace::labeling
