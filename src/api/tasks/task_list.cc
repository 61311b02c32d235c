#include "api/tasks/task_list.h"

#include <algorithm>
#include <boost/json.hpp>

#include "api/access.h"
#include "api/json_text.h"
#include "api/paging.h"
#include "api/service.h"
#include "api/tasks/task_page.h"
#include "api/tasks/task_shower.h"
#include "api/views.h"
#include "base/text.h"
#include "labeling/projects.h"
#include "labeling/tasks.h"

namespace millrace::api {
namespace {

namespace json = boost::json;
using labeling::Task;

constexpr int64_t kPageSize = 100, kMaxPageSize = 10'000;

constexpr Member kResolve = {
    .name = "resolve_uri",
    .type = Type::kBool,
    .about = "false: storage URIs in the data are shown as they are stored."};
constexpr Member kPage = {.name = "page", .about = "From 1."};
constexpr Member kSize = {.name = "page_size", .about = "At most 10,000; else 100."};

constexpr Member kListQuery[] = {
    {.name = "project", .type = Type::kInt, .about = "The project's id."},
    {.name = "view", .type = Type::kInt, .about = "A view's id, instead of a project's."},
    kPage,
    kSize,
    {.name = "fields", .about = "all: with annotations, predictions and what they add up to."},
    {.name = "include", .about = "Only these members, separated by commas."},
    kResolve,
    {.name = "query",
     .about = "JSON: selectedItems chooses tasks, ordering is [\"tasks:id\"] or [\"-tasks:id\"]."},
};
constexpr Member kNestedQuery[] = {
    {.name = "page", .type = Type::kInt, .about = "From 1.", .min = 1},
    {.name = "page_size", .type = Type::kInt, .about = "At most 10,000; else 100.", .min = 1},
    kResolve,
};
constexpr Member kOneQuery[] = {kResolve};

std::unexpected<Error> WrongQuery(std::string_view what) {
  return FailField("query", std::string(what) +
                                " The query is JSON like {\"selectedItems\": {\"all\": false, "
                                "\"included\": [1, 2]}, \"ordering\": [\"-tasks:id\"]}.");
}

// {"all": false, "included": [1, 2]}
Result<void> ReadSelection(const json::value& selection, labeling::TaskQuery& query, bool& none) {
  const json::object* object = selection.if_object();
  if (object == nullptr) return WrongQuery("\"selectedItems\" is no object.");
  const json::value* all = object->if_contains("all");
  if (all == nullptr || !all->is_bool()) return WrongQuery("\"selectedItems\" lacks \"all\".");
  const json::value* list = object->if_contains(all->get_bool() ? "excluded" : "included");
  if (list != nullptr && !list->is_array())
    return WrongQuery("A list of ids is expected in \"selectedItems\".");
  if (all->get_bool()) {
    if (list == nullptr || list->get_array().empty()) return {};
    return WrongQuery("Leaving tasks out of a selection is not in this version.");
  }
  if (list != nullptr) {
    for (const json::value& id : list->get_array()) {
      if (!id.is_int64()) return WrongQuery("\"included\" holds something that is no id.");
      query.ids.push_back(id.get_int64());
    }
  }
  none = query.ids.empty();
  return {};
}

// What ?query= says; `none` if it chooses no task at all.
Result<void> ReadQuery(Call& call, labeling::TaskQuery& query, bool& none) {
  const auto text = call.Query("query");
  if (!text.has_value() || text->empty()) return {};
  auto parsed = ParseJson(*text);
  if (!parsed.has_value() || !parsed->is_object()) return WrongQuery("This is no JSON object.");
  for (const auto& [name, value] : parsed->get_object()) {
    if (value.is_null() || (value.is_array() && value.get_array().empty())) continue;
    if (name == "selectedItems") {
      RETURN_IF_ERROR(ReadSelection(value, query, none));
    } else if (name == "ordering") {
      const json::array* order = value.if_array();
      const bool known = order != nullptr && order->size() == 1 &&
                         (order->front() == "tasks:id" || order->front() == "-tasks:id");
      if (!known) return WrongQuery("This version orders tasks by id only.");
      query.descending = order->front() == "-tasks:id";
    } else if (name == "filters") {
      const json::object* filters = value.if_object();
      const json::value* items = filters == nullptr ? nullptr : filters->if_contains("items");
      if (items == nullptr || !items->is_array() || !items->get_array().empty())
        return WrongQuery("This version does not filter tasks.");
    }
  }
  return {};
}

// The members of one task that ?include= names.
class Members {
 public:
  explicit Members(std::optional<std::string> given) {
    if (!given.has_value() || given->empty()) return;
    for (const std::string& name : Split(*given, ',')) names_.emplace_back(Trim(name));
  }
  void Append(JsonWriter& out, const std::string& task) const {
    if (names_.empty()) {
      out.Raw(task);
      return;
    }
    out.BeginObject();
    ForEachMember(task, [&](std::string_view name, std::string_view value) {
      if (std::ranges::find(names_, name) != names_.end()) out.RawMember(name, value);
      return true;
    });
    out.EndObject();
  }

 private:
  std::vector<std::string> names_;
};

}  // namespace

const std::span<const Member> kTaskListQuery = kListQuery;
const std::span<const Member> kProjectTasksQuery = kNestedQuery;
const std::span<const Member> kTaskQuery = kOneQuery;

Outcome ListTasks(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const std::optional<int64_t> view, call.QueryInt("view"));
  ASSIGN_OR_RETURN(const std::optional<int64_t> project_id, call.QueryInt("project"));
  if (view.has_value()) {
    return Fail(ErrorKind::kNotFound, "No View matches the given query.",
                "Add ?project=ID to the address instead.");
  }
  if (!project_id.has_value()) {
    return Fail(ErrorKind::kNotFound, "Neither project nor view id specified",
                "Add ?project=ID to the address.");
  }
  ASSIGN_OR_RETURN(PageRequest page, ReadPage(call, kPageSize, kMaxPageSize));
  const bool all = call.Query("fields") == "all";
  const Members members(call.Query("include"));
  labeling::TaskQuery query{.project_id = project_id};
  bool none = false;
  RETURN_IF_ERROR(ReadQuery(call, query, none));
  RETURN_IF_ERROR(service.db().Read(
      [&](db::Connection& tx) { return CheckProject(tx, call.who, *project_id); }));
  ASSIGN_OR_RETURN(TaskShower shower, TaskShower::Make(service, call.who, *project_id,
                                                       call.QueryBool("resolve_uri", true)));
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    ASSIGN_OR_RETURN(const labeling::Project project, labeling::GetProject(tx, *project_id));
    int64_t total = 0;
    if (!none) {
      ASSIGN_OR_RETURN(total, labeling::CountTasks(tx, query));
    }
    RETURN_IF_ERROR(FitPage(page, total));
    query.offset = page.offset();
    query.limit = page.size;
    std::vector<Task> tasks;
    if (!none) {
      ASSIGN_OR_RETURN(tasks, labeling::ListTasks(tx, query));
    }
    TaskPage read;
    if (all) {
      ASSIGN_OR_RETURN(read, TaskPage::Read(tx, tasks));
    }
    AccountBook accounts(tx);
    JsonWriter json;
    json.BeginObject();
    json.Member("total_annotations", project.total_annotations_number);
    json.Member("total_predictions", project.total_predictions_number);
    json.Member("total", total);
    json.Key("tasks");
    json.BeginArray();
    for (const Task& task : tasks) {
      ASSIGN_OR_RETURN(const std::string data, shower.Data(tx, task));
      const auto annotations = read.annotations(task.id);
      const auto authors = accounts.Authors(annotations);
      JsonWriter one;
      labeling::AppendTaskDetailJson(one, task, data,
                                     {.annotations = annotations,
                                      .authors = authors,
                                      .predictions = read.predictions(task.id),
                                      .all_fields = all});
      members.Append(json, one.text());
    }
    json.EndArray();
    json.EndObject();
    return JsonAnswer(200, std::move(json).Take());
  });
}

Outcome ListProjectTasks(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const std::optional<int64_t> number, call.QueryInt("page"));
  ASSIGN_OR_RETURN(const std::optional<int64_t> size, call.QueryInt("page_size"));
  if (number.value_or(1) < 1 || number.value_or(1) > (int64_t{1} << 40) || size.value_or(1) < 1)
    return Fail(ErrorKind::kNotFound, "Invalid page.");
  PageRequest page{.page = number.value_or(1),
                   .size = std::min(size.value_or(kPageSize), kMaxPageSize)};
  ASSIGN_OR_RETURN(TaskShower shower, TaskShower::Make(service, call.who, call.id(),
                                                       call.QueryBool("resolve_uri", true)));
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    ASSIGN_OR_RETURN(const labeling::Project project, labeling::GetProject(tx, call.id()));
    RETURN_IF_ERROR(FitPage(page, project.task_number));
    ASSIGN_OR_RETURN(std::vector<Task> tasks, labeling::ListTasks(tx, {.project_id = project.id,
                                                                       .offset = page.offset(),
                                                                       .limit = page.size,
                                                                       .descending = true}));
    ASSIGN_OR_RETURN(const TaskPage read, TaskPage::Read(tx, std::move(tasks)));
    AccountBook accounts(tx);
    JsonWriter json;
    json.BeginArray();
    for (const Task& task : read.tasks()) {
      ASSIGN_OR_RETURN(const std::string data, shower.Data(tx, task));
      const auto annotations = read.annotations(task.id);
      labeling::AppendTaskJson(json, task, data, annotations, accounts.Authors(annotations),
                               read.predictions(task.id));
    }
    json.EndArray();
    return JsonAnswer(200, std::move(json).Take());
  });
}

}  // namespace millrace::api
