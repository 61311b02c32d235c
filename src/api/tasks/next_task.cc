#include "api/tasks/next_task.h"

#include <algorithm>

#include "api/ml/live_predictions.h"
#include "api/service.h"
#include "api/tasks/task_choice.h"
#include "api/tasks/task_shower.h"
#include "api/views.h"
#include "labeling/json/json_members.h"
#include "labeling/ml/backends.h"
#include "labeling/projects/label_history.h"
#include "labeling/projects/project_settings.h"
#include "labeling/queue/queue.h"

namespace millrace::api {
namespace {

constexpr Member kQuery[] = {
    {.name = "view",
     .type = Type::kInt,
     .about = "A view's id: only its tasks, in its order, whatever the project's sampling."},
    kQueryQuery,
    kOrderingQuery,
    kSearchQuery,
};

// What is read in the transaction that takes the task.
struct Taken {
  labeling::NextTask next;
  std::vector<labeling::Prediction> predictions;
  std::vector<labeling::Draft> drafts;
  std::optional<int64_t> backend;  // whose predictions the project shows
};

// The predictions that the project shows before labeling.
Result<std::vector<labeling::Prediction>> Prelabels(db::Connection& tx, int64_t task_id,
                                                    const labeling::ProjectRules& rules) {
  std::vector<labeling::Prediction> predictions;
  if (!rules.show_predictions || !rules.model_version.has_value()) return predictions;
  const int64_t ids[] = {task_id};
  ASSIGN_OR_RETURN(predictions, labeling::PredictionsOf(tx, ids));
  std::erase_if(predictions, [&](const labeling::Prediction& prediction) {
    return prediction.model_version != *rules.model_version;
  });
  return predictions;
}

// The tasks that the request chooses, as far as they are open.
struct Chosen {
  std::vector<int64_t> fresh, again;
  std::string partial;  // why not all of them were found
};

// Nothing where the request chooses none.
Result<std::optional<Chosen>> ReadChosen(Service& service, Call& call, int64_t account_id) {
  ASSIGN_OR_RETURN(const std::optional<int64_t> view, call.QueryInt("view"));
  ASSIGN_OR_RETURN(TaskChoice choice, view.has_value() ? ChoiceOfView(service, call.id(), *view)
                                                       : ReadTaskChoice(call));
  if (view.has_value()) RETURN_IF_ERROR(ReadSearchQuery(call, choice));
  if (!choice.told) return std::nullopt;
  ASSIGN_OR_RETURN(const labeling::Project project, service.db().Read([&](db::Connection& tx) {
    return labeling::GetProject(tx, call.id());
  }));
  Chosen chosen;
  const auto find = [&](bool again, std::vector<int64_t>& ids) -> Result<void> {
    choice.search.open = {.account_id = account_id, .again = again};
    ASSIGN_OR_RETURN(const auto found,
                     service.task_sequences.Get(service.db(), project.id, choice.search));
    std::ranges::copy_if(found->ids, std::back_inserter(ids),
                         [&](int64_t id) { return choice.Has(id); });
    if (chosen.partial.empty()) chosen.partial = found->reason;
    return {};
  };
  RETURN_IF_ERROR(find(false, chosen.fresh));
  if (labeling::ReadProjectRules(project.settings).requeue_for_me)
    RETURN_IF_ERROR(find(true, chosen.again));
  return chosen;
}

std::unexpected<Error> NoTask(const labeling::Account& account, const Chosen* chosen) {
  std::string advice =
      "All are labeled or at work: import more, or come back when others are done.";
  if (chosen != nullptr) {
    advice =
        "Those that the filters choose are labeled or at work: choose others, or come back "
        "when others are done.";
    if (!chosen->partial.empty()) advice += " " + chosen->partial;
  }
  return Fail(ErrorKind::kNotFound, "There are no tasks for " + account.email + ".",
              std::move(advice));
}

Result<Taken> Take(db::Connection& tx, const Service& service, const Call& call,
                   const labeling::Account& account, const Chosen* chosen) {
  ASSIGN_OR_RETURN(const labeling::Project project, labeling::GetProject(tx, call.id()));
  using labeling::ChosenTasks;
  const std::optional<ChosenTasks> among =
      chosen == nullptr
          ? std::nullopt
          : std::optional(ChosenTasks{.fresh = chosen->fresh, .again = chosen->again});
  ASSIGN_OR_RETURN(std::optional<labeling::NextTask> next,
                   labeling::TakeNextTask(tx, project, account.id,
                                          {.lock_time = service.options.task_lock_time,
                                           .history_limit = service.options.label_history_limit},
                                          service.clock().Now(), among));
  if (!next.has_value()) return NoTask(account, chosen);
  Taken taken{.next = *std::move(next)};
  const int64_t ids[] = {taken.next.task.id};
  const labeling::ProjectRules rules = labeling::ReadProjectRules(project.settings);
  if (rules.show_predictions) {
    ASSIGN_OR_RETURN(const auto backend,
                     labeling::ShownBackend(tx, project.id, rules.model_version.value_or("")));
    if (backend.has_value()) taken.backend = backend->id;
  }
  if (!taken.backend.has_value() && taken.next.task.total_predictions > 0) {
    ASSIGN_OR_RETURN(taken.predictions, Prelabels(tx, ids[0], rules));
  }
  ASSIGN_OR_RETURN(taken.drafts, labeling::DraftsOf(tx, ids, {.account_id = account.id}));
  return taken;
}

void AppendNextTask(JsonWriter& json, const Taken& taken,
                    const std::vector<labeling::Prediction>& predictions,
                    const std::string& problem, std::string_view data, AccountBook& accounts) {
  const labeling::Task& task = taken.next.task;
  json.BeginObject();
  json.Member("id", task.id);
  json.Key("predictions");
  json.BeginArray();
  for (const labeling::Prediction& prediction : predictions)
    labeling::AppendPredictionJson(json, prediction);
  json.EndArray();
  json.RawMember("annotations", "[]");  // who labels anew is not led by what others did
  json.Key("drafts");
  json.BeginArray();
  for (const labeling::Draft& draft : taken.drafts)
    labeling::AppendDraftJson(json, draft, accounts.Find(draft.account_id));
  json.EndArray();
  labeling::AppendUpdaters(json, task);
  json.Member("unique_lock_id", taken.next.lock_id);
  json.RawMember("data", data);
  json.RawMember("meta", labeling::MetaOf(task));
  json.Member("created_at", FormatIso(task.created_at));
  json.Member("updated_at", FormatIso(task.updated_at));
  json.Member("is_labeled", task.is_labeled);
  json.Member("overlap", task.overlap);
  json.Member("inner_id", task.inner_id);
  labeling::AppendTaskCounts(json, task);
  labeling::AppendCommentFields(json);
  json.Member("project", task.project_id);
  json.Member("file_upload", nullptr);
  labeling::EmptyList(json, "comment_authors");
  json.Member("queue", taken.next.queue);
  if (!problem.empty()) json.Member("prediction_problem", problem);
  json.EndObject();
}

}  // namespace

const std::span<const Member> kNextTaskQuery = kQuery;

Outcome NextTask(Service& service, Call& call) {
  if (call.who.account == nullptr) {
    return Fail(ErrorKind::kDenied, "Tasks are given to accounts, and the command line has none.",
                "Use the token of an account.");
  }
  const labeling::Account& account = *call.who.account;
  ASSIGN_OR_RETURN(const TaskShower shower, TaskShower::Make(service, call.who, call.id(), true));
  ASSIGN_OR_RETURN(const std::optional<Chosen> chosen, ReadChosen(service, call, account.id));
  // A lock that a power cut takes away is taken again by the next call.
  ASSIGN_OR_RETURN(Taken taken,
                   service.db().Write(db::Durability::kNormal, [&](db::Connection& tx) {
                     return Take(tx, service, call, account, chosen ? &*chosen : nullptr);
                   }));
  const auto show = [&db = service.db(), shower, taken](
                        const std::vector<labeling::Prediction>& predictions,
                        const std::string& problem) {
    return db.Read([&](db::Connection& tx) -> Outcome {
      TaskShower mine = shower;
      ASSIGN_OR_RETURN(const std::string data, mine.Data(tx, taken.next.task));
      AccountBook accounts(tx);
      JsonWriter json;
      AppendNextTask(json, taken, predictions, problem, data, accounts);
      return JsonAnswer(200, std::move(json).Take());
    });
  };
  if (!taken.backend.has_value()) return show(taken.predictions, "");
  return WithLivePredictions(service, call, *taken.backend, taken.next.task.id, show);
}

Outcome ListLabelStreamHistory(Service& service, Call& call) {
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    RETURN_IF_ERROR(labeling::GetProject(tx, call.id()));
    ASSIGN_OR_RETURN(const std::vector<labeling::HistoryItem> items,
                     labeling::ReadHistory(tx, call.who.account_id().value_or(0), call.id()));
    JsonWriter json;
    json.BeginArray();
    for (const labeling::HistoryItem& item : items) {
      json.BeginObject();
      json.Member("taskId", item.task_id);
      json.Member("annotationId", item.annotation_id);
      json.EndObject();
    }
    json.EndArray();
    return JsonAnswer(200, std::move(json).Take());
  });
}

}  // namespace millrace::api
