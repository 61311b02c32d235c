#include "api/tasks/task_choice.h"

#include <boost/json.hpp>

#include "base/text.h"

namespace millrace::api {
namespace {

namespace json = boost::json;

std::unexpected<Error> WrongQuery(std::string_view what) {
  return FailField("query", std::string(what) +
                                " The query is JSON like {\"selectedItems\": {\"all\": false, "
                                "\"included\": [1, 2]}, \"ordering\": [\"-tasks:id\"]}.");
}

// {"all": false, "included": [1, 2]}, {"all": true, "excluded": [3]}
Result<void> ReadSelection(const json::value& given, TaskChoice& choice) {
  const json::object* object = given.if_object();
  if (object == nullptr) return WrongQuery("\"selectedItems\" is no object.");
  const json::value* all = object->if_contains("all");
  if (all == nullptr || !all->is_bool()) return WrongQuery("\"selectedItems\" lacks \"all\".");
  choice.all = all->get_bool();
  const json::value* list = object->if_contains(choice.all ? "excluded" : "included");
  if (list == nullptr) return {};
  if (!list->is_array()) return WrongQuery("A list of ids is expected in \"selectedItems\".");
  for (const json::value& id : list->get_array()) {
    if (!id.is_int64()) return WrongQuery("\"selectedItems\" holds something that is no id.");
    choice.ids.insert(id.get_int64());
  }
  return {};
}

Result<void> ReadOrdering(std::string_view name, labeling::TaskOrder& order) {
  auto read = labeling::ReadTaskOrder(name);
  if (!read.has_value()) {
    return FailField(
        "ordering", "Tasks cannot be ordered by \"" + Printable(name) +
                        "\". Use id, inner_id, created_at, updated_at, completed_at, "
                        "total_annotations, cancelled_annotations, total_predictions or data.KEY.");
  }
  order = *std::move(read);
  return {};
}

// The first counts, as in Label Studio.
Result<void> ReadOrdering(const json::value& given, labeling::TaskOrder& order) {
  const json::array* list = given.if_array();
  if (list == nullptr || !list->front().is_string())
    return WrongQuery("\"ordering\" is no list of names.");
  return ReadOrdering(std::string_view(list->front().get_string()), order);
}

Result<void> ReadSearch(std::string_view text, std::string& search) {
  if (text.size() > size_t{kLongestSearch}) {
    return FailField("search", "Ensure this field has no more than " +
                                   std::to_string(kLongestSearch) + " characters.");
  }
  search = Trim(text);
  return {};
}

Result<void> RefuseFilters(const json::value& given) {
  const json::object* filters = given.if_object();
  const json::value* items = filters == nullptr ? nullptr : filters->if_contains("items");
  if (items == nullptr || !items->is_array() || !items->get_array().empty())
    return WrongQuery("This version does not filter tasks.");
  return {};
}

}  // namespace

Result<TaskChoice> ReadTaskChoice(const json::object& body) {
  TaskChoice choice;
  for (const auto& [name, value] : body) {
    if (value.is_null() || (value.is_array() && value.get_array().empty())) continue;
    if (name == "selectedItems") {
      RETURN_IF_ERROR(ReadSelection(value, choice));
    } else if (name == "ordering") {
      RETURN_IF_ERROR(ReadOrdering(value, choice.search.order));
    } else if (name == "filters") {
      RETURN_IF_ERROR(RefuseFilters(value));
    } else if (name == "search") {
      if (!value.is_string()) return FailField("search", "Not a valid string.");
      RETURN_IF_ERROR(ReadSearch(value.get_string(), choice.search.text));
    }
  }
  return choice;
}

Result<TaskChoice> ReadTaskChoice(Call& call) {
  TaskChoice choice;
  if (const auto text = call.Query("query"); text.has_value() && !text->empty()) {
    const auto parsed = ParseJson(*text);
    if (!parsed.has_value() || !parsed->is_object()) return WrongQuery("This is no JSON object.");
    ASSIGN_OR_RETURN(choice, ReadTaskChoice(parsed->get_object()));
  }
  if (const auto order = call.Query("ordering"); order.has_value() && !order->empty())
    RETURN_IF_ERROR(ReadOrdering(std::string_view(*order), choice.search.order));
  if (const auto search = call.Query("search"); search.has_value())
    RETURN_IF_ERROR(ReadSearch(*search, choice.search.text));
  return choice;
}

}  // namespace millrace::api
