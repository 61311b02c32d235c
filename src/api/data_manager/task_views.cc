#include "api/data_manager/task_views.h"

#include <algorithm>
#include <boost/json.hpp>

#include "api/access.h"
#include "api/data_manager/filter_shapes.h"
#include "api/json_text.h"
#include "api/service.h"
#include "api/tasks/task_choice.h"
#include "base/text.h"
#include "labeling/projects/projects.h"
#include "labeling/projects/task_views.h"

namespace millrace::api {
namespace {

using enum Type;
using labeling::TaskView;
namespace json = boost::json;

constexpr size_t kLongestData = 1u << 20;  // bytes
constexpr size_t kMostViews = 1000;        // of one request

constexpr Member kDataMembers[] = {
    {.name = "title", .optional = true, .nullable = true},
    {.name = "filters", .type = kObject, .optional = true, .shape = &kFilterSet},
    {.name = "ordering",
     .type = kList,
     .about = "One name, as \"-tasks:total_annotations\".",
     .optional = true,
     .items = kText},
    {.name = "selectedItems",
     .type = kAny,
     .about = "The view's selected_items.",
     .optional = true},
};
constexpr Shape kData = {.name = "ViewData", .members = kDataMembers, .open = true};
constexpr Member kViewMembers[] = {
    {.name = "id", .type = kInt},
    {.name = "data",
     .type = kObject,
     .about = "What clients keep in it: title, columns, …",
     .shape = &kData},
    {.name = "order", .type = kInt, .about = "Its place among the project's views."},
    {.name = "user", .type = kInt, .about = "Who made it.", .nullable = true},
    {.name = "project", .type = kInt},
};
constexpr Member kViewInputMembers[] = {
    {.name = "project",
     .type = kInt,
     .about = "It stays in the project it was made in.",
     .required = true,
     .wrong = "Incorrect type. Expected pk value, received str."},
    {.name = "data",
     .type = kObject,
     .about = "Anything; filters and ordering choose the view's tasks.",
     .shape = &kData},
    {.name = "order", .type = kInt, .about = "Its place; behind the others if it is absent."},
    {.name = "selected_items", .type = kObject, .nullable = true, .shape = &kTaskSelection},
};
constexpr Member kOrderMembers[] = {
    {.name = "project", .type = kInt, .required = true},
    {.name = "ids",
     .type = kList,
     .about = "The views' ids in their new order.",
     .required = true,
     .items = kInt},
};
constexpr Member kResetMembers[] = {
    {.name = "project", .type = kInt, .about = "Here or in the query.", .nullable = true},
};
constexpr Member kProjectMembers[] = {
    {.name = "project", .type = kInt, .about = "Only the views of this project."}};

void AppendView(JsonWriter& out, const TaskView& view) {
  out.BeginObject();
  out.Member("id", view.id);
  out.Key("data");
  out.BeginObject();
  ForEachMember(view.data, [&](std::string_view name, std::string_view value) {
    const bool told = (name == "filters" && !view.filters.empty()) ||
                      (name == "selectedItems" && !view.selected_items.empty()) ||
                      (name == "ordering" && !view.ordering.empty());
    if (!told) out.RawMember(name, value);
    return true;
  });
  if (!view.filters.empty()) out.RawMember("filters", view.filters);
  if (!view.selected_items.empty()) out.RawMember("selectedItems", view.selected_items);
  if (!view.ordering.empty()) out.RawMember("ordering", view.ordering);
  out.EndObject();
  out.Member("order", view.position);
  out.Member("user", view.account_id);
  out.Member("project", view.project_id);
  out.EndObject();
}

Outcome ShowOne(int status, const TaskView& view) {
  JsonWriter out;
  AppendView(out, view);
  return JsonAnswer(status, std::move(out).Take());
}

std::unexpected<Error> WrongFilter(std::string message) {
  return FailField("filter_group", std::move(message));
}

// One filter with the members that views keep. What its operator and value mean is asked when its
// tasks are listed: people save tabs while they still type.
Result<json::object> KeptFilter(const json::value& given, int level) {
  const json::object* object = given.if_object();
  if (object == nullptr) return WrongFilter("A filter is no object.");
  json::object kept;
  for (const char* name : {"filter", "operator", "type"}) {
    const json::value* text = object->if_contains(name);
    if (text == nullptr || !text->is_string() || text->get_string().empty())
      return WrongFilter("\"" + std::string(name) + "\" of a filter: This field may not be blank.");
    kept[name] = *text;
  }
  const std::string_view column = kept["filter"].get_string();
  constexpr std::string_view kPrefix = "filter:tasks:";
  if (!column.starts_with(kPrefix)) {
    return WrongFilter("Filter \"" + Printable(column) + "\" should start with \"" +
                       std::string(kPrefix) + "\"");
  }
  const std::string_view name = column.substr(kPrefix.size());
  if (!name.starts_with("data.") && name.find("__") != std::string_view::npos)
    return WrongFilter("\"__\" is not generally allowed in filters: \"" + Printable(name) + "\".");
  const json::value* value = object->if_contains("value");
  kept["value"] = value == nullptr ? json::value(json::object()) : *value;
  if (const json::value* child = object->if_contains("child_filter");
      level == 0 && child != nullptr && !child->is_null()) {
    ASSIGN_OR_RETURN(kept["child_filter"], KeptFilter(*child, level + 1));
  }
  return kept;
}

// JSON text; "" where no conjunction is given, as in Label Studio.
Result<std::string> KeptFilters(const json::value& given) {
  const json::object* object = given.if_object();
  if (object == nullptr) return WrongFilter("\"filters\" is no object.");
  const json::value* conjunction = object->if_contains("conjunction");
  if (conjunction == nullptr || conjunction->is_null()) return std::string();
  if (!conjunction->is_string() ||
      (conjunction->get_string() != "and" && conjunction->get_string() != "or"))
    return WrongFilter("\"conjunction\" of \"filters\" is \"and\" or \"or\".");
  json::array items;
  if (const json::value* list = object->if_contains("items"); list != nullptr) {
    if (!list->is_array()) return WrongFilter("\"items\" of \"filters\" is no list.");
    for (const json::value& item : list->get_array()) {
      ASSIGN_OR_RETURN(json::object kept, KeptFilter(item, 0));
      items.push_back(std::move(kept));
    }
  }
  return json::serialize(json::object{{"conjunction", *conjunction}, {"items", std::move(items)}});
}

// "data" of a body, whose filters and ordering have columns of their own.
Result<void> TakeData(const Body& body, TaskView& view) {
  const std::string data = body.Raw("data").value_or("{}");
  if (data.size() > kLongestData) return FailField("data", "This is too long for a view.");
  JsonWriter rest;
  rest.BeginObject();
  Result<void> done;
  ForEachMember(data, [&](std::string_view name, std::string_view value) {
    if (name == "title" && value != "null" && !value.starts_with('"')) {
      done = FailField("title", "Not a valid string.");
      return false;
    }
    if (name != "filters" && name != "ordering") {
      rest.RawMember(name, value);
      return true;
    }
    if (value == "null") return true;
    if (name == "ordering") {
      const auto ordering = ParseJson(value);
      const bool list = ordering.has_value() && ordering->is_array() &&
                        std::ranges::all_of(ordering->get_array(),
                                            [](const json::value& one) { return one.is_string(); });
      const bool nothing =
          ordering.has_value() && ordering->is_object() && ordering->get_object().empty();
      if (!list && !nothing) {
        done = FailField("ordering", "A list of names is expected, as [\"-tasks:id\"].");
        return false;
      }
      view.ordering = list && !ordering->get_array().empty() ? std::string(value) : std::string();
      return true;
    }
    const auto filters = ParseJson(value);
    auto kept = filters.has_value() ? KeptFilters(*filters) : std::unexpected(filters.error());
    if (!kept.has_value()) {
      done = std::unexpected(kept.error());
      return false;
    }
    if (!kept->empty()) view.filters = *std::move(kept);
    return true;
  });
  RETURN_IF_ERROR(done);
  rest.EndObject();
  view.data = std::move(rest).Take();
  return {};
}

Result<void> TakeSelection(const Body& body, TaskView& view) {
  const json::value* given = body.object().if_contains("selected_items");
  if (given == nullptr) return {};
  if (given->is_null() || (given->is_object() && given->get_object().empty())) {
    view.selected_items.clear();
    return {};
  }
  const auto read = ReadTaskChoice(json::object{{"selectedItems", *given}});
  if (!read.has_value()) return std::unexpected(read.error());
  view.selected_items = body.Raw("selected_items").value_or("");
  return {};
}

std::unexpected<Error> NoSuchProject(int64_t id) {
  return FailField("project", "Invalid pk \"" + std::to_string(id) + "\" - object does not exist.");
}

Result<void> CheckThere(db::Connection& tx, int64_t project_id) {
  const auto project = labeling::GetProject(tx, project_id);
  if (!project.has_value() && project.error().kind == ErrorKind::kNotFound)
    return NoSuchProject(project_id);
  if (!project.has_value()) return std::unexpected(project.error());
  return {};
}

Outcome Change(Service& service, Call& call, Form::Given given) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body, kViewInput, given);
  const auto project_id = form.Int("project");
  const auto position = form.Int("order");
  RETURN_IF_ERROR(form.Done());
  ASSIGN_OR_RETURN(
      const TaskView view,
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<TaskView> {
        ASSIGN_OR_RETURN(TaskView changed, labeling::GetTaskView(tx, call.id()));
        if (project_id.has_value()) RETURN_IF_ERROR(CheckThere(tx, *project_id));
        if (body->object().contains("data")) RETURN_IF_ERROR(TakeData(*body, changed));
        RETURN_IF_ERROR(TakeSelection(*body, changed));
        changed.position = position.value_or(changed.position);
        RETURN_IF_ERROR(labeling::UpdateTaskView(tx, changed));
        return changed;
      }));
  return ShowOne(200, view);
}

}  // namespace

constexpr Shape kView = {.name = "View", .members = kViewMembers};
constexpr Shape kViewInput = {.name = "ViewBody", .members = kViewInputMembers};
constexpr Shape kViewOrder = {.name = "ViewOrder", .members = kOrderMembers};
constexpr Shape kViewReset = {.name = "ViewReset", .members = kResetMembers};
const std::span<const Member> kViewsQuery = kProjectMembers;

Outcome ListViews(Service& service, Call& call) {
  const std::optional<std::string> given = call.Query("project");
  std::optional<int64_t> project_id;
  if (given.has_value() && !given->empty()) {
    project_id = ParseInt(*given);
    if (!project_id.has_value()) {
      return FailField("project",
                       "Select a valid choice. That choice is not one of the available choices.");
    }
  }
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    if (project_id.has_value()) {
      RETURN_IF_ERROR(CheckProject(tx, call.who, *project_id));
      if (!CheckThere(tx, *project_id).has_value()) {
        return FailField("project",
                         "Select a valid choice. That choice is not one of the available choices.");
      }
    }
    ASSIGN_OR_RETURN(const auto visible, VisibleProjects(tx, call.who));
    ASSIGN_OR_RETURN(const std::vector<TaskView> views, labeling::ListTaskViews(tx, project_id));
    JsonWriter out;
    out.BeginArray();
    for (const TaskView& view : views) {
      const bool shown =
          !visible.has_value() || std::ranges::find(*visible, view.project_id) != visible->end();
      if (shown) AppendView(out, view);
    }
    out.EndArray();
    return JsonAnswer(200, std::move(out).Take());
  });
}

Outcome MakeView(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body, kViewInput);
  const auto position = form.Int("order");
  TaskView view{.project_id = form.Int("project").value_or(0),
                .account_id = call.who.account_id(),
                .filters = {},
                .ordering = {},
                .selected_items = {}};
  RETURN_IF_ERROR(form.Done());
  RETURN_IF_ERROR(TakeData(*body, view));
  RETURN_IF_ERROR(TakeSelection(*body, view));
  ASSIGN_OR_RETURN(
      view, service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<TaskView> {
        RETURN_IF_ERROR(CheckThere(tx, view.project_id));
        ASSIGN_OR_RETURN(const int64_t others, labeling::CountTaskViews(tx, view.project_id));
        TaskView made = view;
        made.position = position.value_or(others);
        return labeling::CreateTaskView(tx, made);
      }));
  return ShowOne(201, view);
}

Outcome ShowView(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const TaskView view, service.db().Read([&](db::Connection& tx) {
    return labeling::GetTaskView(tx, call.id());
  }));
  return ShowOne(200, view);
}

Outcome ChangeView(Service& service, Call& call) {
  return Change(service, call, Form::Given::kSome);
}

Outcome ReplaceView(Service& service, Call& call) {
  return Change(service, call, Form::Given::kAll);
}

Outcome RemoveView(Service& service, Call& call) {
  RETURN_IF_ERROR(
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<void> {
        RETURN_IF_ERROR(labeling::GetTaskView(tx, call.id()));
        return labeling::DeleteTaskView(tx, call.id());
      }));
  return EmptyAnswer(204);
}

Outcome ResetViews(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body, kViewReset);
  std::optional<int64_t> project_id = form.Int("project");
  RETURN_IF_ERROR(form.Done());
  if (!project_id.has_value()) {
    ASSIGN_OR_RETURN(project_id, call.QueryInt("project"));
  }
  if (!project_id.has_value()) return FailField("project", "This field may not be null.");
  RETURN_IF_ERROR(
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<void> {
        RETURN_IF_ERROR(CheckThere(tx, *project_id));
        return labeling::DeleteTaskViewsOfProject(tx, *project_id);
      }));
  return EmptyAnswer(204);
}

Outcome OrderViews(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body, kViewOrder);
  const int64_t project_id = form.Int("project").value_or(0);
  std::vector<int64_t> ids;
  if (const json::value* list = body->object().if_contains("ids");
      list != nullptr && list->is_array()) {
    for (const json::value& id : list->get_array()) {
      if (id.is_int64())
        ids.push_back(id.get_int64());
      else
        form.Wrong("ids", "A valid integer is required.");
    }
    if (list->get_array().empty()) form.Wrong("ids", "This list may not be empty.");
    if (ids.size() > kMostViews) form.Wrong("ids", "This list is too long.");
  }
  RETURN_IF_ERROR(form.Done());
  RETURN_IF_ERROR(
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<void> {
        RETURN_IF_ERROR(labeling::GetProject(tx, project_id));
        return labeling::OrderTaskViews(tx, project_id, ids);
      }));
  return EmptyAnswer(200);
}

}  // namespace millrace::api
