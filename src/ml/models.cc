#include "ml/models.h"

#include <algorithm>
#include <set>
#include <unordered_set>

#include "labeling/accounts/accounts.h"
#include "labeling/accounts/organization.h"
#include "labeling/json/prediction_answer.h"
#include "ml/requests.h"

namespace millrace::ml {
namespace {

using labeling::BackendCheck;
using labeling::BackendState;
using labeling::MlBackend;
using labeling::Prediction;

constexpr size_t kMaxQuestion = 8u << 20;
// How long a state counts. A server that does not answer is not asked for each task that somebody
// opens, and one that does need not say its version again.
constexpr std::chrono::seconds kFresh{10};

// Tasks and strokes that people wait for: a slow server must not hold the threads of all others.
constexpr int kMostAtOnce = 6;

constexpr size_t kFewTasks = 50;  // of one question, where somebody waits for a list

std::chrono::milliseconds LimitOf(const MlBackend& backend) {
  return std::chrono::milliseconds(
      static_cast<int64_t>(std::clamp(backend.timeout, 0.001, 3600.0) * 1000));
}

std::unexpected<Error> OfForm(const std::string& sentence) {
  return FailField("non_field_errors", sentence);
}

}  // namespace

Result<std::vector<int64_t>> Unpredicted(db::Connection& tx, std::span<const int64_t> ids,
                                         const std::string& version) {
  std::set<int64_t> have;
  ASSIGN_OR_RETURN(const std::vector<Prediction> predictions,
                   labeling::PredictionsOf(tx, ids, labeling::Parts::kFacts));
  for (const Prediction& prediction : predictions)
    if (prediction.model_version == version) have.insert(prediction.task_id);
  std::vector<int64_t> open;
  std::ranges::copy_if(ids, std::back_inserter(open),
                       [&](int64_t id) { return !have.contains(id); });
  return open;
}

Result<std::vector<labeling::TaskPrediction>> StillWanted(db::Connection& tx, int64_t project_id,
                                                          std::span<const int64_t> task_ids,
                                                          const Predicted& predicted,
                                                          const std::string& version) {
  ASSIGN_OR_RETURN(std::vector<int64_t> there, labeling::TaskIdsOf(tx, project_id, task_ids));
  ASSIGN_OR_RETURN(there, Unpredicted(tx, there, version));
  const std::unordered_set<int64_t> known(there.begin(), there.end());
  std::vector<labeling::TaskPrediction> kept;
  std::ranges::copy_if(
      predicted.predictions, std::back_inserter(kept),
      [&](const labeling::TaskPrediction& item) { return known.contains(item.task_id); });
  return kept;
}

Result<ModelServer> Models::Open(const MlBackend& backend, std::stop_token stop) const {
  ServerAddress address{.url = backend.url, .user = backend.basic_auth_user.value_or("")};
  if (!backend.basic_auth_pass.empty()) {
    ASSIGN_OR_RETURN(address.password, context_.sealer->Open(backend.basic_auth_pass));
  }
  return ModelServer(*context_.http, std::move(address), std::move(stop));
}

Result<labeling::Project> Models::ProjectOf(const MlBackend& backend) const {
  return context_.db->Read(
      [&](db::Connection& tx) { return labeling::GetProject(tx, backend.project_id); });
}

Result<Secret> Models::TokenFor(const MlBackend& backend) const {
  return context_.db->Read([&](db::Connection& tx) -> Result<Secret> {
    ASSIGN_OR_RETURN(const labeling::Organization organization, labeling::GetOrganization(tx));
    if (!backend.connected_by.has_value() ||
        !organization.legacy_api_tokens_enabled.value_or(context_.legacy_tokens))
      return Secret();
    ASSIGN_OR_RETURN(const labeling::Account account,
                     labeling::GetAccount(tx, *backend.connected_by));
    if (!account.active) return Secret();
    return labeling::ApiToken(tx, account.id, *context_.sealer);
  });
}

Result<BackendCheck> Models::Ask(const MlBackend& backend, std::stop_token stop) {
  ASSIGN_OR_RETURN(const labeling::Project project, ProjectOf(backend));
  ASSIGN_OR_RETURN(const Secret token, TokenFor(backend));
  ASSIGN_OR_RETURN(ModelServer server, Open(backend, std::move(stop)));
  const auto health = server.Health();
  if (!health.has_value()) {
    return BackendCheck{.state = BackendState::kDisconnected,
                        .error_message = health.error().Sentence()};
  }
  const auto version = server.Setup(SetupBody(project, backend, context_.hostname, token));
  if (!version.has_value()) {
    return BackendCheck{.state = BackendState::kError, .error_message = version.error().Sentence()};
  }
  BackendCheck check{.state = BackendState::kConnected};
  if (backend.auto_update) check.model_version = *version;
  return check;
}

Result<std::string> Models::Try(const MlBackend& backend, std::stop_token stop) {
  RETURN_IF_ERROR(CheckServerUrl(backend.url));
  ASSIGN_OR_RETURN(const labeling::Project project, ProjectOf(backend));
  ASSIGN_OR_RETURN(const Secret token, TokenFor(backend));
  ASSIGN_OR_RETURN(ModelServer server, Open(backend, std::move(stop)));
  if (const auto health = server.Health(); !health.has_value()) {
    if (health.error().status == 401)
      return OfForm(
          "The ML backend answers, but the user name or password for it is missing or wrong.");
    return OfForm("Can't connect to ML backend " + backend.url +
                  ", health check failed: " + health.error().Sentence());
  }
  const auto version = server.Setup(SetupBody(project, backend, context_.hostname, token));
  if (version.has_value()) return version;
  return OfForm(
      "Successfully connected to " + backend.url +
      ", but it does not work as an ML backend for this project: " + version.error().Sentence() +
      " The model may not suit the project's label config; its log says more.");
}

Result<std::shared_ptr<void>> Models::Enter(int64_t backend_id) {
  std::lock_guard lock(mutex_);
  int& under_way = under_way_[backend_id];
  if (under_way >= kMostAtOnce)
    return FailForNow(ErrorKind::kRateLimited, "The ML backend is busy with other tasks.");
  ++under_way;
  return std::shared_ptr<void>(nullptr, [this, backend_id](void*) {
    std::lock_guard lock(mutex_);
    --under_way_[backend_id];
  });
}

Result<MlBackend> Models::Check(int64_t id, std::stop_token stop) {
  const auto get = [&](db::Connection& tx) { return labeling::GetBackend(tx, id); };
  ASSIGN_OR_RETURN(const MlBackend backend, context_.db->Read(get));
  ASSIGN_OR_RETURN(const BackendCheck check, Ask(backend, stop));
  // What a stop leaves behind says nothing about the server.
  if (stop.stop_requested()) return Fail(ErrorKind::kCancelled, "The server is being stopped.");
  {
    std::lock_guard lock(mutex_);
    checked_[id] = context_.clock->Steady();
  }
  return context_.db->Write(db::Durability::kNormal, [&](db::Connection& tx) -> Result<MlBackend> {
    RETURN_IF_ERROR(labeling::NoteCheck(tx, id, check, context_.clock->Now()));
    return labeling::GetBackend(tx, id);
  });
}

Result<MlBackend> Models::CheckUnlessFresh(int64_t id, std::stop_token stop) {
  const bool fresh = [&] {
    std::lock_guard lock(mutex_);
    const auto last = checked_.find(id);
    return last != checked_.end() && context_.clock->Steady() - last->second < kFresh;
  }();
  if (!fresh) return Check(id, std::move(stop));
  return context_.db->Read([&](db::Connection& tx) { return labeling::GetBackend(tx, id); });
}

Result<MlBackend> Models::Ready(int64_t id, std::stop_token stop) {
  ASSIGN_OR_RETURN(MlBackend backend, CheckUnlessFresh(id, std::move(stop)));
  if (backend.state == BackendState::kConnected || backend.state == BackendState::kTraining)
    return backend;
  return FailForNow(ErrorKind::kUnavailable,
                    "The ML backend \"" + backend.title.value_or("") + "\" is not ready: " +
                        backend.error_message.value_or("it was not asked yet."));
}

// A model server that was started anew has no model until it is set up, and says so with a 500.
template <class Question>
auto Models::Again(const MlBackend& backend, const std::stop_token& stop, Question&& ask)
    -> std::invoke_result_t<Question, const MlBackend&> {
  auto answer = ask(backend);
  if (answer.has_value() || answer.error().status < 500) return answer;
  ASSIGN_OR_RETURN(const MlBackend checked, Check(backend.id, stop));
  if (checked.state != BackendState::kConnected) return answer;
  return ask(checked);
}

Result<Predicted> Models::Predict(const MlBackend& backend, std::span<const int64_t> task_ids,
                                  std::stop_token stop) {
  const std::string version = backend.model_version.value_or("");
  labeling::Project project;
  PredictQuestion question;
  Predicted out;
  RETURN_IF_ERROR(context_.db->Read([&](db::Connection& tx) -> Result<void> {
    ASSIGN_OR_RETURN(project, labeling::GetProject(tx, backend.project_id));
    ASSIGN_OR_RETURN(const std::vector<int64_t> open, Unpredicted(tx, task_ids, version));
    ASSIGN_OR_RETURN(question, PredictBody(tx, project, open, kMaxQuestion));
    // A question may be full before its end.
    out.settled = task_ids.size();
    if (question.taken < open.size())
      out.settled = std::ranges::find(task_ids, open[question.taken]) - task_ids.begin();
    const auto settled = task_ids.first(out.settled);
    out.skipped = std::ranges::count_if(
        settled, [&](int64_t id) { return std::ranges::find(open, id) == open.end(); });
    return {};
  }));
  if (question.task_ids.empty()) return out;
  ASSIGN_OR_RETURN(ModelServer server, Open(backend, std::move(stop)));
  ASSIGN_OR_RETURN(const std::string answer, server.Predict(question.body, LimitOf(backend)));
  const auto config = labeling::ParseLabelConfig(project.label_config);
  ASSIGN_OR_RETURN(auto answers, labeling::ReadPredictionAnswer(
                                     answer, question.task_ids.size(),
                                     config.value_or(labeling::LabelConfig()), version));
  for (size_t i = 0; i < answers.size(); ++i) {
    const int64_t task_id = question.task_ids[i];
    if (!answers[i].fault.empty())
      out.failures.push_back({.task_id = task_id, .error = std::move(answers[i].fault)});
    for (labeling::NewPrediction& prediction : answers[i].predictions)
      out.predictions.push_back({.task_id = task_id, .prediction = std::move(prediction)});
  }
  return out;
}

Result<std::vector<Prediction>> Models::PredictOne(int64_t backend_id, int64_t task_id,
                                                   std::stop_token stop) {
  ASSIGN_OR_RETURN(const auto place, Enter(backend_id));
  ASSIGN_OR_RETURN(const MlBackend backend, Ready(backend_id, stop));
  const int64_t ids[] = {task_id};
  ASSIGN_OR_RETURN(const Predicted predicted, Again(backend, stop, [&](const MlBackend& ready) {
                     return Predict(ready, ids, stop);
                   }));
  if (!predicted.failures.empty())
    return Fail(ErrorKind::kInvalid, predicted.failures.front().error);
  return context_.db->Write(
      db::Durability::kNormal, [&](db::Connection& tx) -> Result<std::vector<Prediction>> {
        RETURN_IF_ERROR(labeling::GetTask(tx, task_id));
        ASSIGN_OR_RETURN(std::vector<Prediction> predictions, labeling::PredictionsOf(tx, ids));
        const int64_t last = predictions.empty() ? 0 : predictions.back().id;
        // Somebody else may have opened it at the same time.
        ASSIGN_OR_RETURN(const auto open, Unpredicted(tx, ids, backend.model_version.value_or("")));
        const bool old = predicted.predictions.empty() || open.empty();
        if (!old) {
          RETURN_IF_ERROR(labeling::CreatePredictions(tx, backend.project_id, predicted.predictions,
                                                      context_.clock->Now()));
          ASSIGN_OR_RETURN(predictions, labeling::PredictionsOf(tx, ids));
        }
        std::erase_if(predictions, [&](const Prediction& prediction) {
          return old ? prediction.model_version != backend.model_version.value_or("")
                     : prediction.id <= last;
        });
        return predictions;
      });
}

Result<void> Models::PredictSome(int64_t backend_id, std::span<const int64_t> task_ids,
                                 std::stop_token stop) {
  ASSIGN_OR_RETURN(const auto place, Enter(backend_id));
  ASSIGN_OR_RETURN(const MlBackend backend, Ready(backend_id, stop));
  while (!task_ids.empty()) {
    const auto some = task_ids.first(std::min(task_ids.size(), kFewTasks));
    ASSIGN_OR_RETURN(const Predicted predicted, Again(backend, stop, [&](const MlBackend& ready) {
                       return Predict(ready, some, stop);
                     }));
    RETURN_IF_ERROR(
        context_.db->Write(db::Durability::kNormal, [&](db::Connection& tx) -> Result<void> {
          ASSIGN_OR_RETURN(const auto kept, StillWanted(tx, backend.project_id, some, predicted,
                                                        backend.model_version.value_or("")));
          return labeling::CreatePredictions(tx, backend.project_id, kept, context_.clock->Now());
        }));
    task_ids = task_ids.subspan(predicted.settled);
  }
  return {};
}

Result<std::string> Models::Interact(const MlBackend& backend, int64_t task_id,
                                     std::optional<int64_t> reader, std::string_view context,
                                     std::stop_token stop) {
  ASSIGN_OR_RETURN(const auto place, Enter(backend.id));
  ASSIGN_OR_RETURN(const std::string question,
                   context_.db->Read([&](db::Connection& tx) -> Result<std::string> {
                     ASSIGN_OR_RETURN(const labeling::Project project,
                                      labeling::GetProject(tx, backend.project_id));
                     return InteractiveBody(tx, project, task_id, reader, context);
                   }));
  ASSIGN_OR_RETURN(ModelServer server, Open(backend, stop));
  ASSIGN_OR_RETURN(const std::string answer, Again(backend, stop, [&](const MlBackend&) {
                     return server.Predict(question, LimitOf(backend));
                   }));
  return labeling::FirstResult(answer);
}

Result<Models::Trial> Models::TryPredict(const MlBackend& backend, int64_t task_id,
                                         std::stop_token stop) {
  ASSIGN_OR_RETURN(PredictQuestion question,
                   context_.db->Read([&](db::Connection& tx) -> Result<PredictQuestion> {
                     ASSIGN_OR_RETURN(const labeling::Project project,
                                      labeling::GetProject(tx, backend.project_id));
                     const int64_t ids[] = {task_id};
                     return PredictBody(tx, project, ids, kMaxQuestion);
                   }));
  ASSIGN_OR_RETURN(ModelServer server, Open(backend, std::move(stop)));
  ASSIGN_OR_RETURN(std::string answer, server.Predict(question.body, LimitOf(backend)));
  return Trial{.url = server.UrlOf("predict"),
               .question = std::move(question.body),
               .answer = std::move(answer)};
}

Result<std::vector<std::string>> Models::Versions(const MlBackend& backend, std::stop_token stop) {
  ASSIGN_OR_RETURN(const labeling::Project project, ProjectOf(backend));
  ASSIGN_OR_RETURN(ModelServer server, Open(backend, std::move(stop)));
  return server.Versions(ProjectUid(project));
}

Result<void> Models::Train(const MlBackend& backend, std::stop_token stop) {
  ASSIGN_OR_RETURN(const labeling::Project project, ProjectOf(backend));
  ASSIGN_OR_RETURN(ModelServer server, Open(backend, std::move(stop)));
  const Result<void> trained = server.Train(TrainBody(project));
  BackendCheck check{.state = BackendState::kTraining};
  if (!trained.has_value()) {
    check.state = BackendState::kError;
    check.error_message = trained.error().Sentence();
  }
  RETURN_IF_ERROR(context_.db->Write(db::Durability::kNormal, [&](db::Connection& tx) {
    return labeling::NoteCheck(tx, backend.id, check, context_.clock->Now());
  }));
  return trained;
}

}  // namespace millrace::ml
