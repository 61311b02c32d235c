#include "api/tasks/task_choice.h"

#include <algorithm>
#include <boost/json.hpp>

#include "api/service.h"
#include "base/text.h"
#include "labeling/data_manager/bulk.h"
#include "labeling/tasks/predictions.h"

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
  if (given.is_string()) {  // JSON as a text
    const auto parsed = ParseJson(std::string_view(given.get_string()));
    if (!parsed.has_value() || parsed->is_string())
      return WrongQuery("\"selectedItems\" is no object.");
    return ReadSelection(*parsed, choice);
  }
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
    return FailField("ordering", "Tasks cannot be ordered by \"" + Printable(name) +
                                     "\". Use one of: " + labeling::ColumnNames() + ".");
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

// A column that the view shows as numbers is ordered as numbers.
bool ShownAsNumber(const json::object& body) {
  const json::value* types = body.if_contains("columnsDisplayType");
  const json::value* ordering = body.if_contains("ordering");
  if (types == nullptr || !types->is_object() || ordering == nullptr || !ordering->is_array() ||
      ordering->get_array().empty() || !ordering->get_array().front().is_string())
    return false;
  std::string_view name = ordering->get_array().front().get_string();
  while (name.starts_with('-') || name.starts_with('+')) name.remove_prefix(1);
  const json::value* type = types->get_object().if_contains(name);
  return type != nullptr && type->is_string() && type->get_string() == "Number";
}

}  // namespace

Result<TaskChoice> ReadTaskChoice(const json::object& body) {
  TaskChoice choice;
  for (const auto& [name, value] : body) {
    if (value.is_null() || (value.is_array() && value.get_array().empty())) continue;
    choice.told = choice.told || name == "selectedItems" || name == "ordering" || name == "filters";
    if (name == "selectedItems") {
      RETURN_IF_ERROR(ReadSelection(value, choice));
    } else if (name == "ordering") {
      RETURN_IF_ERROR(ReadOrdering(value, choice.search.order));
      choice.search.order.as_numbers = ShownAsNumber(body);
    } else if (name == "filters") {
      ASSIGN_OR_RETURN(choice.search.filter, labeling::ReadTaskFilter(value));
    } else if (name == "search") {
      if (!value.is_string()) return FailField("search", "Not a valid string.");
      RETURN_IF_ERROR(ReadSearch(value.get_string(), choice.search.text));
    }
  }
  return choice;
}

Result<TaskChoice> ReadTaskChoice(const labeling::TaskView& view) {
  json::object body;
  const auto take = [&](const char* name, const std::string& text) -> Result<void> {
    if (text.empty()) return {};
    ASSIGN_OR_RETURN(body[name], ParseJson(text));
    return {};
  };
  RETURN_IF_ERROR(take("filters", view.filters));
  RETURN_IF_ERROR(take("ordering", view.ordering));
  RETURN_IF_ERROR(take("selectedItems", view.selected_items));
  ASSIGN_OR_RETURN(const json::value data, ParseJson(view.data));
  if (const json::value* types =
          data.is_object() ? data.get_object().if_contains("columnsDisplayType") : nullptr)
    body["columnsDisplayType"] = *types;
  return ReadTaskChoice(body);
}

Result<std::vector<int64_t>> ChosenTaskIds(Service& service, int64_t project_id,
                                           const TaskChoice& choice) {
  std::vector<int64_t> ids;
  if (choice.none()) return ids;
  if (choice.plain() && !choice.all) {
    ASSIGN_OR_RETURN(ids, service.db().Read([&](db::Connection& tx) {
      return labeling::TaskIdsOf(tx, project_id, std::vector(choice.ids.begin(), choice.ids.end()));
    }));
    std::ranges::sort(ids);
    if (choice.search.order.descending) std::ranges::reverse(ids);
    return ids;
  }
  if (choice.plain()) {
    ASSIGN_OR_RETURN(ids, service.db().Read([&](db::Connection& tx) {
      return labeling::TaskIdsAfter(tx, project_id, 0, INT64_MAX);
    }));
    if (choice.search.order.descending) std::ranges::reverse(ids);
    std::erase_if(ids, [&](int64_t id) { return !choice.Has(id); });
    return ids;
  }
  ASSIGN_OR_RETURN(const auto found,
                   service.task_sequences.Get(service.db(), project_id, choice.search));
  if (!found->complete) {
    return FailField("filters", found->reason +
                                    " Not all tasks that are meant can be found: select the tasks "
                                    "that you see, or narrow the filters by ids.");
  }
  std::ranges::copy_if(found->ids, std::back_inserter(ids),
                       [&](int64_t id) { return choice.Has(id); });
  return ids;
}

Result<TaskChoice> ChoiceOfView(Service& service, int64_t project_id, int64_t view_id) {
  ASSIGN_OR_RETURN(const labeling::TaskView view, service.db().Read([&](db::Connection& tx) {
    return labeling::GetTaskView(tx, view_id);
  }));
  if (view.project_id != project_id) return FailField("view", "Project and View mismatch");
  return ReadTaskChoice(view);
}

Result<std::vector<int64_t>> TaskIdsOfView(Service& service, int64_t view_id) {
  ASSIGN_OR_RETURN(const labeling::TaskView view, service.db().Read([&](db::Connection& tx) {
    return labeling::GetTaskView(tx, view_id);
  }));
  ASSIGN_OR_RETURN(const TaskChoice choice, ReadTaskChoice(view));
  return ChosenTaskIds(service, view.project_id, choice);
}

Result<TaskChoice> ReadTaskChoice(Call& call) {
  TaskChoice choice;
  if (const auto text = call.Query("query"); text.has_value() && !text->empty()) {
    const auto parsed = ParseJson(*text);
    if (!parsed.has_value() || !parsed->is_object()) return WrongQuery("This is no JSON object.");
    ASSIGN_OR_RETURN(choice, ReadTaskChoice(parsed->get_object()));
  }
  RETURN_IF_ERROR(ReadSearchQuery(call, choice));
  return choice;
}

Result<void> ReadSearchQuery(Call& call, TaskChoice& choice) {
  if (const auto order = call.Query("ordering"); order.has_value() && !order->empty())
    RETURN_IF_ERROR(ReadOrdering(std::string_view(*order), choice.search.order));
  if (const auto search = call.Query("search"); search.has_value())
    RETURN_IF_ERROR(ReadSearch(*search, choice.search.text));
  choice.told = choice.told || !choice.search.text.empty() || call.Query("ordering").has_value();
  return {};
}

}  // namespace millrace::api
