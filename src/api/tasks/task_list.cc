#include "api/tasks/task_list.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "api/access.h"
#include "api/json_text.h"
#include "api/ml/live_predictions.h"
#include "api/paging.h"
#include "api/service.h"
#include "api/tasks/task_choice.h"
#include "api/tasks/task_page.h"
#include "api/tasks/task_shower.h"
#include "api/views.h"
#include "base/text.h"
#include "labeling/data_manager/bulk.h"
#include "labeling/ml/backends.h"
#include "labeling/projects/project_settings.h"
#include "labeling/projects/projects.h"
#include "labeling/tasks/tasks.h"

namespace millrace::api {
namespace {

using labeling::Task;

constexpr int64_t kPageSize = 100, kMaxPageSize = 10'000;
// Pages that are further from both ends of a project are cut from a list in memory: where tasks
// have gone, the database finds them by counting, which takes tens of milliseconds in a million.
constexpr int64_t kNear = 10'000;

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
    {.name = "people", .type = Type::kBool, .about = "Also who the named accounts are."},
    kOrderingQuery,
    kSearchQuery,
    kQueryQuery,
};
constexpr Member kNestedQuery[] = {
    {.name = "page", .type = Type::kInt, .about = "From 1.", .min = 1},
    {.name = "page_size", .type = Type::kInt, .about = "At most 10,000; else 100.", .min = 1},
    kResolve,
};
constexpr Member kOneQuery[] = {kResolve};

// The members of one task that ?include= names.
class Members {
 public:
  explicit Members(std::optional<std::string> given) {
    if (!given.has_value() || given->empty()) return;
    for (const std::string& name : Split(*given, ',')) names_.emplace_back(Trim(name));
  }
  bool Has(std::string_view name) const {
    return names_.empty() || std::ranges::find(names_, name) != names_.end();
  }
  void Append(JsonWriter& out, const std::string& task) const {
    if (names_.empty()) {
      out.Raw(task);
      return;
    }
    out.BeginObject();
    ForEachMember(task, [&](std::string_view name, std::string_view value) {
      if (Has(name)) out.RawMember(name, value);
      return true;
    });
    out.EndObject();
  }

 private:
  std::vector<std::string> names_;
};

// The tasks of a page that have no prediction, and who is asked for them where the project's
// settings say so.
struct Unpredicted {
  std::optional<int64_t> backend;
  std::vector<int64_t> task_ids;

  Result<void> Find(db::Connection& tx, const labeling::Project& project,
                    const std::vector<Task>& tasks) {
    if (!labeling::ReadProjectRules(project.settings).evaluate_predictions) return {};
    for (const Task& task : tasks) {
      if (task.total_predictions == 0) task_ids.push_back(task.id);
    }
    if (task_ids.empty()) return {};
    ASSIGN_OR_RETURN(backend, labeling::BackendToAsk(tx, project.id));
    return {};
  }
};

// A page of tasks, and what the whole list adds up to.
struct Listed {
  int64_t total = 0;
  labeling::TaskTotals totals;
  std::vector<Task> tasks;
};

// By id, where the database knows a page's place.
Result<Listed> ListById(db::Connection& tx, const labeling::Project& project,
                        const TaskChoice& choice, PageRequest& page) {
  labeling::TaskQuery query{.project_id = project.id,
                            .ids = {choice.ids.begin(), choice.ids.end()},
                            .limit = page.size,
                            .descending = choice.search.order.descending};
  Listed listed;
  if (!choice.none()) {
    ASSIGN_OR_RETURN(listed.total, labeling::CountTasks(tx, query));
  }
  if (choice.all) {
    listed.totals = {.annotations = project.total_annotations_number,
                     .predictions = project.total_predictions_number};
  } else {
    ASSIGN_OR_RETURN(listed.totals, labeling::TotalsOfTasks(tx, project.id, query.ids));
  }
  RETURN_IF_ERROR(FitPage(page, listed.total));
  if (choice.none()) return listed;
  query.offset = page.offset();
  ASSIGN_OR_RETURN(listed.tasks, labeling::ListTasks(tx, query));
  return listed;
}

// A slice of a sequence, of which only what `choice` has is listed.
Result<Listed> ListSequence(db::Connection& tx, int64_t project_id,
                            const labeling::TaskSequence& sequence, const TaskChoice& choice,
                            PageRequest& page) {
  std::vector<int64_t> chosen;
  std::span<const int64_t> ids = sequence.ids;
  Listed listed{
      .totals = {.annotations = sequence.annotations, .predictions = sequence.predictions},
      .tasks = {}};
  if (!choice.whole()) {
    std::vector<int64_t> others;
    for (const int64_t id : sequence.ids) (choice.Has(id) ? chosen : others).push_back(id);
    const auto& few = choice.all ? others : chosen;
    ASSIGN_OR_RETURN(const labeling::TaskTotals some, labeling::TotalsOfTasks(tx, project_id, few));
    listed.totals = choice.all ? listed.totals - some : some;
    ids = chosen;
  }
  listed.total = std::ssize(ids);
  RETURN_IF_ERROR(FitPage(page, listed.total));
  const int64_t begin = std::min(page.offset(), listed.total);
  ids = ids.subspan(begin, std::min(page.size, listed.total - begin));
  ASSIGN_OR_RETURN(listed.tasks, labeling::TasksById(tx, ids));
  std::unordered_map<int64_t, size_t> places;
  for (size_t i = 0; i < ids.size(); ++i) places.emplace(ids[i], i);
  std::ranges::sort(listed.tasks, {}, [&](const Task& task) { return places.at(task.id); });
  return listed;
}

// Whose tasks, and which.
struct Wanted {
  int64_t project_id = 0;
  TaskChoice choice;
};

// ?project= or ?view=; a view's filters, order and selection count, not those of the query.
Result<Wanted> ReadWanted(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const std::optional<int64_t> view_id, call.QueryInt("view"));
  ASSIGN_OR_RETURN(const std::optional<int64_t> project_id, call.QueryInt("project"));
  if (!view_id.has_value() && !project_id.has_value()) {
    return Fail(ErrorKind::kNotFound, "Neither project nor view id specified",
                "Add ?project=ID to the address.");
  }
  Wanted wanted{.project_id = project_id.value_or(0), .choice = {}};
  if (!view_id.has_value()) {
    ASSIGN_OR_RETURN(wanted.choice, ReadTaskChoice(call));
  } else {
    ASSIGN_OR_RETURN(const labeling::TaskView view, service.db().Read([&](db::Connection& tx) {
      return labeling::GetTaskView(tx, *view_id);
    }));
    if (project_id.value_or(view.project_id) != view.project_id)
      return FailField("view", "Project and View mismatch");
    wanted.project_id = view.project_id;
    ASSIGN_OR_RETURN(wanted.choice, ReadTaskChoice(view));
    RETURN_IF_ERROR(ReadSearchQuery(call, wanted.choice));
  }
  RETURN_IF_ERROR(service.db().Read(
      [&](db::Connection& tx) { return CheckProject(tx, call.who, wanted.project_id); }));
  return wanted;
}

// Can the database tell the page's place, or count to it in no time?
Result<bool> IsNear(db::Database& db, const Wanted& wanted, const PageRequest& page) {
  if (page.offset() <= kNear || page.last || !wanted.choice.all) return true;
  ASSIGN_OR_RETURN(const labeling::Project project, db.Read([&](db::Connection& tx) {
    return labeling::GetProject(tx, wanted.project_id);
  }));
  return project.task_number - page.offset() <= kNear;
}

// The list of which pages are cut; none where the database gives them by id.
Result<std::shared_ptr<const labeling::TaskSequence>> SequenceOf(Service& service,
                                                                 const Wanted& wanted,
                                                                 const PageRequest& page) {
  const TaskChoice& choice = wanted.choice;
  const bool by_id = choice.plain() && (!choice.all || choice.ids.empty());
  if (by_id) {
    ASSIGN_OR_RETURN(const bool near, IsNear(service.db(), wanted, page));
    if (near) return nullptr;
  }
  ASSIGN_OR_RETURN(auto sequence,
                   service.task_sequences.Get(service.db(), wanted.project_id, choice.search));
  // Of more tasks than memory holds every one has its page by id anyway.
  if (by_id && !sequence->complete) return nullptr;
  return sequence;
}

// What hangs on the tasks of a page, read only where it is shown.
struct Attached {
  TaskPage page;
  std::unordered_map<int64_t, std::vector<labeling::Draft>> drafts;

  static Result<Attached> Read(db::Connection& tx, const std::vector<Task>& tasks,
                               const Members& members) {
    Attached attached;
    const bool results = members.Has("annotations") || members.Has("predictions");
    const bool facts = results || members.Has("annotators") || members.Has("annotations_ids") ||
                       members.Has("avg_lead_time") || members.Has("predictions_score") ||
                       members.Has("predictions_model_versions");
    if (facts) {
      ASSIGN_OR_RETURN(
          attached.page,
          TaskPage::Read(tx, tasks, results ? labeling::Parts::kAll : labeling::Parts::kFacts));
    }
    if (!members.Has("drafts") && !members.Has("draft_exists")) return attached;
    std::vector<int64_t> ids;
    for (const Task& task : tasks) ids.push_back(task.id);
    ASSIGN_OR_RETURN(std::vector<labeling::Draft> drafts, labeling::DraftsOf(tx, ids));
    for (labeling::Draft& draft : drafts)
      attached.drafts[draft.task_id].push_back(std::move(draft));
    return attached;
  }
};

// The accounts that the tasks name, each once.
class People {
 public:
  void Add(std::optional<int64_t> id) {
    if (id.has_value()) ids_.insert(*id);
  }
  void Append(JsonWriter& json, AccountBook& accounts) const {
    json.Key("people");
    json.BeginArray();
    for (const int64_t id : ids_) {
      if (const auto& person = accounts.Find(id); person.has_value())
        labeling::AppendPersonJson(json, *person);
    }
    json.EndArray();
  }

 private:
  std::set<int64_t> ids_;
};

// One page of the list, as often as it is asked for.
struct Listing {
  Wanted wanted;
  PageRequest page;
  std::shared_ptr<const labeling::TaskSequence> sequence;  // none: by id
  bool all = false, with_people = false;
  Members members;
  TaskShower shower;
  std::optional<int64_t> reader;

  Outcome Show(db::Database& db, Unpredicted& unpredicted) {
    return db.Read([&](db::Connection& tx) -> Outcome {
      ASSIGN_OR_RETURN(const labeling::Project project,
                       labeling::GetProject(tx, wanted.project_id));
      PageRequest fitting = page;
      ASSIGN_OR_RETURN(const Listed listed,
                       sequence == nullptr
                           ? ListById(tx, project, wanted.choice, fitting)
                           : ListSequence(tx, project.id, *sequence, wanted.choice, fitting));
      RETURN_IF_ERROR(unpredicted.Find(tx, project, listed.tasks));
      Attached attached;
      if (all) {
        ASSIGN_OR_RETURN(attached, Attached::Read(tx, listed.tasks, members));
      }
      AccountBook accounts(tx);
      People people;
      JsonWriter json;
      json.BeginObject();
      json.Member("total_annotations", listed.totals.annotations);
      json.Member("total_predictions", listed.totals.predictions);
      json.Member("total", listed.total);
      if (sequence != nullptr && !sequence->complete) json.Member("partial", sequence->reason);
      if (!wanted.choice.search.text.empty()) {
        json.Member("searched", sequence->looked_at);
        json.Member("search_complete", sequence->complete);
      }
      json.Key("tasks");
      json.BeginArray();
      for (const Task& task : listed.tasks) {
        ASSIGN_OR_RETURN(const std::string data, shower.Data(tx, task));
        const auto annotations = attached.page.annotations(task.id);
        const auto authors = accounts.Authors(annotations);
        std::vector<labeling::Draft> drafts = std::move(attached.drafts[task.id]);
        const bool drafted = !drafts.empty();
        std::erase_if(drafts,
                      [&](const labeling::Draft& draft) { return reader != draft.account_id; });
        JsonWriter one;
        labeling::AppendTaskDetailJson(one, task, data,
                                       {.annotations = annotations,
                                        .authors = authors,
                                        .predictions = attached.page.predictions(task.id),
                                        .drafts = drafts,
                                        .reader = accounts.Find(reader),
                                        .draft_exists = drafted,
                                        .all_fields = all});
        members.Append(json, one.text());
        people.Add(task.updated_by);
        for (const labeling::Annotation& annotation : annotations)
          people.Add(annotation.completed_by);
      }
      json.EndArray();
      if (with_people) people.Append(json, accounts);
      json.EndObject();
      return JsonAnswer(200, std::move(json).Take());
    });
  }
};

}  // namespace

const std::span<const Member> kTaskListQuery = kListQuery;
const std::span<const Member> kProjectTasksQuery = kNestedQuery;
const std::span<const Member> kTaskQuery = kOneQuery;

Outcome ListTasks(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Wanted wanted, ReadWanted(service, call));
  ASSIGN_OR_RETURN(const PageRequest page, ReadPage(call, kPageSize, kMaxPageSize));
  ASSIGN_OR_RETURN(TaskShower shower, TaskShower::Make(service, call.who, wanted.project_id,
                                                       call.QueryBool("resolve_uri", true)));
  ASSIGN_OR_RETURN(auto sequence, SequenceOf(service, wanted, page));
  Listing listing{.wanted = wanted,
                  .page = page,
                  .sequence = std::move(sequence),
                  .all = call.Query("fields") == "all",
                  .with_people = call.QueryBool("people", false),
                  .members = Members(call.Query("include")),
                  .shower = std::move(shower),
                  .reader = call.who.account_id()};
  Unpredicted unpredicted;
  Outcome answer = listing.Show(service.db(), unpredicted);
  if (!answer.has_value() || !unpredicted.backend.has_value()) return answer;
  return WithLivePredictions(service, call, *unpredicted.backend, std::move(unpredicted.task_ids),
                             [&db = service.db(), listing]() -> Outcome {
                               Listing copy = listing;  // threads may ask side by side
                               Unpredicted still;
                               return copy.Show(db, still);
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
