#include "labeling/data_manager/task_filter.h"

#include <re2/re2.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <iterator>
#include <memory>

#include "base/text.h"
#include "labeling/text/python_text.h"

namespace millrace::labeling {
namespace {

namespace json = boost::json;
using enum FilterOperator;
using As = Condition::As;

struct NamedOperator {
  std::string_view name;
  FilterOperator op;
};
constexpr NamedOperator kOperators[] = {
    {"equal", kEqual},
    {"not_equal", kNotEqual},
    {"less", kLess},
    {"greater", kGreater},
    {"less_or_equal", kLessOrEqual},
    {"greater_or_equal", kGreaterOrEqual},
    {"in", kIn},
    {"not_in", kNotIn},
    {"in_list", kInList},
    {"not_in_list", kNotInList},
    {"empty", kEmpty},
    {"contains", kContains},
    {"not_contains", kNotContains},
    {"regex", kRegex},
};

constexpr std::string_view kPrefix = "filter:tasks:";
constexpr size_t kMostItems = 100, kLongestList = 10'000;

std::unexpected<Error> Wrong(std::string message) {
  return FailField("filters", std::move(message));
}

// Reads one object of "items".
class ConditionReader {
 public:
  explicit ConditionReader(const json::object& item) : item_(item) {}

  Result<Condition> Read() {
    ASSIGN_OR_RETURN(const std::string filter, Text("filter"));
    ASSIGN_OR_RETURN(const std::string op, Text("operator"));
    ASSIGN_OR_RETURN(type_, Text("type"));
    RETURN_IF_ERROR(ReadName(filter));
    const auto* const known = std::ranges::find(kOperators, op, &NamedOperator::name);
    if (known == std::end(kOperators)) {
      std::string names;
      for (const NamedOperator& one : kOperators)
        names.append(names.empty() ? "" : ", ").append(one.name);
      return Wrong("There is no operator \"" + Printable(op) + "\". Use one of: " + names + ".");
    }
    made_.op = known->op;
    value_ = item_.if_contains("value");
    if (value_ == nullptr || value_->is_null()) return Fault("has no \"value\".");
    RETURN_IF_ERROR(ReadValue());
    made_.text = json::serialize(json::array{filter, op, type_, *value_});
    return std::move(made_);
  }

 private:
  std::unexpected<Error> Fault(const std::string& what) const {
    return Wrong("The filter on \"" + Printable(name_) + "\" " + what);
  }

  Result<std::string> Text(std::string_view member) const {
    const json::value* given = item_.if_contains(member);
    if (given == nullptr || !given->is_string()) {
      return Wrong("A filter lacks \"" + std::string(member) +
                   "\": it is a text, as in {\"filter\": \"filter:tasks:id\", \"operator\": "
                   "\"equal\", \"type\": \"Number\", \"value\": 1}.");
    }
    return std::string(given->get_string());
  }

  Result<void> ReadName(std::string_view filter) {
    if (!filter.starts_with(kPrefix)) {
      return Wrong("Filter \"" + Printable(filter) + "\" should start with \"" +
                   std::string(kPrefix) + "\"");
    }
    name_ = filter.substr(kPrefix.size());
    if (name_.starts_with('-')) name_.erase(0, 1);
    auto column = ReadColumn(name_);
    if (!column.has_value()) {
      return Wrong("Tasks cannot be filtered by \"" + Printable(name_) +
                   "\". Use one of: " + ColumnNames() + ".");
    }
    made_.column = *std::move(column);
    return {};
  }

  Result<void> ReadValue() {
    made_.as = Kind();
    switch (made_.op) {
      case kEmpty: return ReadTruth();
      case kRegex: return ReadPattern();
      case kContains:
      case kNotContains: return ReadContained();
      case kIn:
      case kNotIn: return ReadRange();
      case kInList:
      case kNotInList: return ReadList();
      default: break;
    }
    if (made_.column.column == TaskColumn::kAnnotationIds) return ReadIds();
    ASSIGN_OR_RETURN(made_.low, OperandOf(*value_));
    return {};
  }

  As Kind() const {
    switch (KindOf(made_.column.column)) {
      case ValueKind::kTime: return As::kTimes;
      case ValueKind::kNumber:
      case ValueKind::kBoolean: return As::kNumbers;
      case ValueKind::kText: break;
    }
    if (made_.column.column != TaskColumn::kData) return As::kTyped;
    if (type_ == "Number") return As::kNumbers;
    return type_ == "Datetime" ? As::kTimes : As::kTyped;
  }

  std::optional<bool> Truth(const json::value& given) const {
    if (given.is_bool()) return given.get_bool();
    if (given.is_int64()) return given.get_int64() != 0;
    if (given.is_string()) return ParseBool(std::string_view(given.get_string()));
    return std::nullopt;
  }

  Result<void> ReadTruth() {
    const auto truth = Truth(*value_);
    if (!truth.has_value()) return Fault("needs true or false as its value.");
    made_.truth = *truth;
    return {};
  }

  Result<void> ReadPattern() {
    ASSIGN_OR_RETURN(const Operand given, TypedOperand(*value_));
    const std::string text =
        given.kind == TaskValue::kNumber ? NumberText(given.number) : given.text;
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(8 << 20);
    auto pattern = std::make_shared<const RE2>(text, options);
    if (!pattern->ok())
      return Fault("has a regular expression that cannot be read: " + pattern->error() + ".");
    made_.pattern = [pattern](std::string_view in) {
      return RE2::PartialMatch(re2::StringPiece(in.data(), in.size()), *pattern);
    };
    return {};
  }

  Result<void> ReadContained() {
    switch (made_.column.column) {
      case TaskColumn::kAnnotators:
      case TaskColumn::kUpdatedBy: return ReadAccount();
      case TaskColumn::kAnnotationIds: return ReadIds();
      case TaskColumn::kModelVersions: return ReadNames();
      default: break;
    }
    ASSIGN_OR_RETURN(const Operand given, TypedOperand(*value_));
    made_.needle =
        ToLower(given.kind == TaskValue::kNumber ? NumberText(given.number) : given.text);
    return {};
  }

  Result<void> ReadAccount() {
    const auto id = value_->is_int64()    ? std::optional(value_->get_int64())
                    : value_->is_string() ? ParseInt(Trim(std::string_view(value_->get_string())))
                                          : std::nullopt;
    if (!id.has_value()) return Fault("needs the id of an account as its value.");
    made_.ids = {*id};
    return {};
  }

  // "1 2,3" or [1, 2, 3]; what is no number is no annotation either.
  Result<void> ReadIds() {
    const auto add = [&](const json::value& one) {
      if (one.is_int64()) {
        made_.ids.push_back(one.get_int64());
      } else if (one.is_string()) {
        std::string text(one.get_string());
        std::ranges::replace_if(text, [](char c) { return c == ';' || c == ' '; }, ',');
        for (const std::string& part : Split(text, ',')) {
          if (const auto id = ParseInt(part); id.has_value()) made_.ids.push_back(*id);
        }
      }
      return one.is_int64() || one.is_string();
    };
    const bool read =
        value_->is_array() ? std::ranges::all_of(value_->get_array(), add) : add(*value_);
    if (!read || made_.ids.size() > kLongestList)
      return Fault("needs ids of annotations as its value, as \"1, 2\".");
    return {};
  }

  Result<void> ReadNames() {
    const auto add = [&](const json::value& one) {
      if (one.is_string()) made_.names.push_back(ToLower(std::string_view(one.get_string())));
      return one.is_string();
    };
    const bool read =
        value_->is_array() ? std::ranges::all_of(value_->get_array(), add) : add(*value_);
    if (!read || made_.names.size() > kMostItems)
      return Fault("needs names of model versions as its value, as [\"v1\"].");
    return {};
  }

  Result<void> ReadRange() {
    const json::object* range = value_->if_object();
    const json::value* low = range == nullptr ? nullptr : range->if_contains("min");
    const json::value* high = range == nullptr ? nullptr : range->if_contains("max");
    if (low == nullptr || high == nullptr)
      return Fault("needs a range as its value: {\"min\": 1, \"max\": 7}.");
    ASSIGN_OR_RETURN(made_.low, OperandOf(*low));
    ASSIGN_OR_RETURN(made_.high, OperandOf(*high));
    return {};
  }

  Result<void> ReadList() {
    if (made_.column.column == TaskColumn::kAnnotationIds) return ReadIds();
    const json::array* list = value_->if_array();
    if (list == nullptr || list->size() > kLongestList) {
      return Fault("needs a list of at most " + WithThousands(kLongestList) +
                   " values as its value.");
    }
    for (const json::value& one : *list) {
      ASSIGN_OR_RETURN(Operand operand, OperandOf(one));
      made_.list.push_back(std::move(operand));
    }
    return {};
  }

  Result<Operand> OperandOf(const json::value& given) const {
    switch (made_.as) {
      case As::kNumbers: return NumberOperand(given);
      case As::kTimes: return TimeOperand(given);
      case As::kTyped: break;
    }
    return TypedOperand(given);
  }

  Result<Operand> NumberOperand(const json::value& given) const {
    std::optional<double> number;
    if (KindOf(made_.column.column) == ValueKind::kBoolean) {
      const auto truth = Truth(given);
      if (!truth.has_value()) return Fault("needs true or false as its value.");
      number = *truth ? 1 : 0;
    } else if (given.is_number()) {
      number = given.to_number<double>();
    } else if (given.is_string()) {
      number = ParsePythonFloat(std::string_view(given.get_string()));
    }
    if (!number.has_value() || !std::isfinite(*number))
      return Fault("needs a number as its value.");
    return Operand{.kind = TaskValue::kNumber, .number = *number, .text = {}};
  }

  Result<Operand> TimeOperand(const json::value& given) const {
    const auto time =
        given.is_string() ? ParseMoment(std::string_view(given.get_string())) : std::nullopt;
    if (!time.has_value())
      return Fault("needs a time as its value, as \"2026-01-31T00:00:00.000Z\".");
    return Operand{
        .kind = TaskValue::kNumber, .number = static_cast<double>(ToMicros(*time)), .text = {}};
  }

  Result<Operand> TypedOperand(const json::value& given) const {
    if (type_ == "Boolean") {
      if (const auto truth = Truth(given); truth.has_value())
        return Operand{.kind = TaskValue::kText, .text = *truth ? "true" : "false"};
    }
    if (given.is_string())
      return Operand{.kind = TaskValue::kText, .text = std::string(given.get_string())};
    if (given.is_bool())
      return Operand{.kind = TaskValue::kText, .text = given.get_bool() ? "true" : "false"};
    if (given.is_number())
      return Operand{.kind = TaskValue::kNumber, .number = given.to_number<double>(), .text = {}};
    return Fault("needs a text or a number as its value.");
  }

  const json::object& item_;
  const json::value* value_ = nullptr;
  std::string name_, type_;
  Condition made_;
};

Result<std::vector<Condition>> ReadLine(const json::value& given) {
  std::vector<Condition> line;
  const json::value* item = &given;
  // A child narrows its parent; there is one level of them.
  for (int level = 0; level < 2 && item != nullptr && !item->is_null(); ++level) {
    const json::object* object = item->if_object();
    if (object == nullptr) return Wrong("A filter is no object.");
    ASSIGN_OR_RETURN(Condition condition, ConditionReader(*object).Read());
    line.push_back(std::move(condition));
    item = object->if_contains("child_filter");
  }
  return line;
}

}  // namespace

Result<TaskFilter> ReadTaskFilter(const json::value& given) {
  TaskFilter filter;
  if (given.is_null()) return filter;
  const json::object* object = given.if_object();
  if (object == nullptr) {
    return Wrong("\"filters\" is no object like {\"conjunction\": \"and\", \"items\": []}.");
  }
  if (object->empty()) return filter;
  const json::value* items = object->if_contains("items");
  if (items == nullptr || !items->is_array()) return Wrong("\"filters\" lacks a list \"items\".");
  const json::value* conjunction = object->if_contains("conjunction");
  const bool known = conjunction != nullptr && conjunction->is_string() &&
                     (conjunction->get_string() == "and" || conjunction->get_string() == "or");
  if (!known) return Wrong("\"conjunction\" of \"filters\" is \"and\" or \"or\".");
  filter.any = conjunction->get_string() == "or";
  if (items->get_array().size() > kMostItems)
    return Wrong("There are more than " + std::to_string(kMostItems) + " filters.");
  for (const json::value& item : items->get_array()) {
    ASSIGN_OR_RETURN(std::vector<Condition> line, ReadLine(item));
    filter.lines.push_back(std::move(line));
  }
  if (!filter.lines.empty()) filter.text = json::serialize(given);
  return filter;
}

}  // namespace millrace::labeling
