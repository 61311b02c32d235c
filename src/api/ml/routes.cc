#include "api/ml/backends.h"
#include "api/ml/ml_shapes.h"
#include "api/ml/v1_predictions.h"
#include "api/route.h"

namespace millrace::api {
namespace {

constexpr Member kListQuery[] = {
    {.name = "project", .type = Type::kInt, .about = "The project's id.", .required = true},
    {.name = "is_interactive", .type = Type::kBool, .about = "Only these, or only the others."},
};
constexpr Member kTrialQuery[] = {
    {.name = "random",
     .type = Type::kBool,
     .about = "Takes some task of the project.",
     .required = true},
};
constexpr Member kWait[] = {
    {.name = "wait",
     .type = Type::kInt,
     .about = "Seconds to wait for its end, at most 60.",
     .min = 0},
};
constexpr Member kFailedQuery[] = {
    {.name = "after", .type = Type::kInt, .about = "Only tasks behind this id.", .min = 0},
    {.name = "limit", .type = Type::kInt, .about = "How many, at most 10,000; else 100.", .min = 0},
};

constexpr AnswerShape Is(const Shape& shape) { return {.shape = &shape}; }
constexpr AnswerShape List(const Shape& shape) {
  return {.shape = &shape, .many = AnswerShape::kList};
}

}  // namespace

std::span<const Route> MlRoutes() {
  using enum Right;
  static const Route kRoutes[] = {
      {"GET",
       "/api/ml",
       kManage,
       ListBackends,
       {.named = Named::kProjectOfQuery,
        .about = "The ML backends of a project; each is asked how it is, for five seconds at most.",
        .query = kListQuery,
        .answer = List(kMlBackend),
        .refusals = {429}}},
      {"POST",
       "/api/ml",
       kManage,
       CreateBackend,
       {.named = Named::kProjectOfBody,
        .about = "Connects a model server, if it answers and suits the project.",
        .body = &kMlBackendInput,
        .answer = {.status = 201, .shape = &kMlBackend},
        .refusals = {403, 429}}},
      {"GET",
       "/api/ml/{id}",
       kManage,
       GetBackend,
       {.of = Subject::kMlBackend,
        .about = "One ML backend, asked how it is.",
        .answer = Is(kMlBackend),
        .refusals = {429}}},
      {"PATCH",
       "/api/ml/{id}",
       kManage,
       ChangeBackend,
       {.of = Subject::kMlBackend,
        .about = "Changes what is given, if the server answers then.",
        .body = &kMlBackendInput,
        .answer = Is(kMlBackend),
        .refusals = {403, 429}}},
      {"PUT",
       "/api/ml/{id}",
       kManage,
       ChangeBackend,
       {.of = Subject::kMlBackend,
        .about = "Changes it; what is absent stays as it is.",
        .body = &kMlBackendInput,
        .answer = Is(kMlBackend),
        .refusals = {403, 429}}},
      {"DELETE",
       "/api/ml/{id}",
       kManage,
       DeleteBackend,
       {.of = Subject::kMlBackend,
        .about = "Disconnects it; its predictions stay.",
        .answer = {.status = 204}}},
      {"POST",
       "/api/ml/{id}/train",
       kManage,
       TrainBackend,
       {.of = Subject::kMlBackend,
        .about = "Asks the model to learn from what is annotated.",
        .answer = {.empty = true},
        .refusals = {400, 429}}},
      {"GET",
       "/api/ml/{id}/versions",
       kManage,
       ListBackendVersions,
       {.of = Subject::kMlBackend,
        .about = "The versions of its model.",
        .answer = Is(kMlVersions),
        .refusals = {400, 429}}},
      {"POST",
       "/api/ml/{id}/predict/test",
       kManage,
       TryPrediction,
       {.of = Subject::kMlBackend,
        .about = "A prediction for some task, with question and answer, for looking at them; "
                 "nothing is saved.",
        .query = kTrialQuery,
        .answer = Is(kMlTrial),
        .refusals = {400, 429}}},
      {"POST",
       "/api/ml/{id}/interactive-annotating",
       kLabel,
       AnnotateInteractively,
       {.of = Subject::kMlBackend,
        .about = "What the model makes of what a smart tool of the editor drew.",
        .body = &kInteractiveInput,
        .answer = Is(kInteractiveAnswer),
        .refusals = {429}}},
  };
  return kRoutes;
}

std::span<const Route> OwnMlRoutes() {
  using enum Right;
  static const Route kRoutes[] = {
      {"POST",
       "/api/v1/ml/check",
       kManage,
       CheckBackendV1,
       {.named = Named::kProjectOfBody,
        .about = "Asks whether an ML backend would work, without saving it.",
        .body = &kMlCheckInputV1,
        .answer = Is(kMlCheckV1),
        .refusals = {403, 429}}},
      {"GET",
       "/api/v1/projects/{id}/interactive-models",
       kLabel,
       ListInteractiveModelsV1,
       {.of = Subject::kProject,
        .about = "The ML backends that help the smart tools of the editor.",
        .answer = List(kInteractiveModelV1)}},
      {"POST",
       "/api/v1/ml/{id}/predictions",
       kManage,
       StartPredictionsV1,
       {.of = Subject::kMlBackend,
        .about = "Starts to fetch predictions for tasks that have none of the model's version, or "
                 "joins the job that does so for all tasks.",
        .body = &kPredictionStartV1,
        .answer = {.status = 202, .shape = &kPredictionJobV1},
        .refusals = {409}}},
      {"GET",
       "/api/v1/ml/{id}/predictions",
       kManage,
       ListPredictionJobsV1,
       {.of = Subject::kMlBackend,
        .about = "The last prediction jobs of an ML backend.",
        .answer = Is(kPredictionJobsV1),
        .name = "listPredictionJobsV1"}},
      {"GET",
       "/api/v1/ml/predictions/{id}",
       kManage,
       GetPredictionJobV1,
       {.about = "How far a prediction job is.",
        .query = kWait,
        .answer = Is(kPredictionJobV1),
        .name = "getPredictionJobV1"}},
      {"POST",
       "/api/v1/ml/predictions/{id}/cancel",
       kManage,
       CancelPredictionJobV1,
       {.about = "Ends a prediction job; what it did stays.", .answer = Is(kPredictionJobV1)}},
      {"GET",
       "/api/v1/ml/predictions/{id}/failures",
       kManage,
       ListFailedTasksV1,
       {.about = "The tasks that it failed for, each with its cause.",
        .query = kFailedQuery,
        .answer = Is(kFailedTasksV1),
        .name = "listFailedTasksV1"}},
  };
  return kRoutes;
}

}  // namespace millrace::api
