#include "api/ml/ml_shapes.h"

namespace millrace::api {
namespace {

using enum Type;

constexpr std::string_view kAuth = "NONE|BASIC_AUTH";

constexpr Member kBackendMembers[] = {
    {.name = "id", .type = kInt},
    {.name = "state", .about = "How it was when last asked.", .choices = "CO|DI|ER|TR|PR"},
    {.name = "readable_state", .about = "The same in a word: Connected, Disconnected, Error, …"},
    {.name = "is_interactive", .type = kBool, .about = "Helps the smart tools of the editor."},
    {.name = "url"},
    {.name = "error_message", .about = "Why it is not connected.", .nullable = true},
    {.name = "title", .nullable = true},
    {.name = "auth_method", .choices = kAuth},
    {.name = "basic_auth_user", .nullable = true},
    {.name = "basic_auth_pass_is_set", .type = kBool},
    {.name = "description", .nullable = true},
    {.name = "extra_params", .type = kAny, .about = "Passed on at setup.", .nullable = true},
    {.name = "model_version", .nullable = true},
    {.name = "timeout", .type = kNumber, .about = "Seconds that a prediction may take."},
    {.name = "created_at", .type = kTime},
    {.name = "updated_at", .type = kTime},
    {.name = "auto_update", .type = kBool, .about = "model_version follows the server's."},
    {.name = "project", .type = kInt},
};

constexpr Member kUrl = {.name = "url",
                         .about = "Where the model server is.",
                         .required = true,
                         .blank = false,
                         .max = 2000,
                         .example = R"("http://localhost:9090")"};
constexpr Member kConnectionMembers[] = {
    kUrl,
    {.name = "auth_method", .choices = kAuth},
    {.name = "basic_auth_user", .nullable = true, .max = 1000},
    {.name = "basic_auth_pass",
     .about = "Never shown again; absent or empty: as it is.",
     .nullable = true,
     .max = 1000},
    {.name = "extra_params", .type = kAny, .about = "Passed on at setup.", .nullable = true},
    {.name = "project", .type = kInt, .about = "The project's id.", .required = true},
};
constexpr Shape kConnection = {.name = "MlConnection", .members = kConnectionMembers};
constexpr Member kInputMembers[] = {
    {.name = "title", .nullable = true, .max = 1000},
    {.name = "description", .nullable = true, .max = 10'000},
    {.name = "is_interactive", .type = kBool},
    {.name = "timeout",
     .type = kNumber,
     .about = "Seconds that a prediction may take.",
     .min = 1,
     .max = 3600},
    {.name = "model_version",
     .about = "With auto_update false, the version that the server is asked for.",
     .nullable = true,
     .max = 1000},
    {.name = "auto_update", .type = kBool},
};
constexpr Member kCheckInputMembers[] = {
    {.name = "id",
     .type = kInt,
     .about = "A saved backend, whose password is used where none is given.",
     .nullable = true},
};
constexpr Member kCheckMembers[] = {
    {.name = "model_version", .about = "What the server calls its model.", .nullable = true},
};

constexpr Member kVersionsMembers[] = {
    {.name = "versions", .type = kList, .items = kText},
    {.name = "message", .about = "Where the server knows no versions.", .optional = true},
};
constexpr Member kTrialMembers[] = {
    {.name = "status", .type = kInt},
    {.name = "error_message", .nullable = true},
    {.name = "url"},
    {.name = "task", .type = kObject, .about = "The task that was chosen."},
    {.name = "request", .type = kObject, .about = "What the server was asked."},
    {.name = "response", .type = kAny, .about = "Its results.", .nullable = true},
};
constexpr Member kInteractiveMembers[] = {
    {.name = "task", .type = kInt, .about = "The task's id.", .required = true},
    {.name = "context",
     .type = kAny,
     .about = "What was drawn so far, as the editor has it.",
     .nullable = true},
};
constexpr Member kInteractiveAnswerMembers[] = {
    {.name = "data",
     .type = kAny,
     .about = "What the model draws: {\"result\": […]}.",
     .optional = true},
    {.name = "errors",
     .type = kList,
     .about = "Why it draws nothing.",
     .optional = true,
     .items = kText},
};

constexpr Member kModelMembers[] = {{.name = "id", .type = kInt}, {.name = "title"}};
constexpr Member kStartMembers[] = {
    {.name = "tasks",
     .type = kList,
     .about = "Only these; without them all tasks of the project.",
     .nullable = true,
     .items = kInt},
    {.name = "failed_of",
     .type = kInt,
     .about = "Only the tasks that this job failed for.",
     .nullable = true},
};
constexpr Member kJobMembers[] = {
    {.name = "id", .type = kInt},
    {.name = "backend", .type = kInt},
    {.name = "project", .type = kInt},
    {.name = "state",
     .choices = "queued|in_progress|completed|completed_with_errors|failed|cancelled"},
    {.name = "summary", .about = "The counts in words."},
    {.name = "done", .type = kInt, .about = "Tasks: predicted, skipped and failed."},
    {.name = "total", .type = kInt, .about = "Tasks, when it began."},
    {.name = "predicted", .type = kInt, .about = "Tasks."},
    {.name = "skipped",
     .type = kInt,
     .about = "Tasks that had predictions of this version already."},
    {.name = "failed", .type = kInt, .about = "Tasks."},
    {.name = "predictions", .type = kInt},
    {.name = "model_version", .nullable = true},
    {.name = "error", .about = "Why it ended early.", .nullable = true},
    {.name = "started_by", .about = "An e-mail address, or \"command line\"."},
    {.name = "started", .type = kTime},
    {.name = "finished", .type = kTime, .nullable = true},
    {.name = "seconds", .type = kNumber},
};
constexpr Member kJobsMembers[] = {
    {.name = "results", .type = kList, .about = "The latest first.", .shape = &kPredictionJobV1},
};
constexpr Member kFailedTaskMembers[] = {
    {.name = "task", .type = kInt},
    {.name = "error"},
};
constexpr Shape kFailedTask = {.name = "FailedTask", .members = kFailedTaskMembers};
constexpr Member kFailedTasksMembers[] = {
    {.name = "count", .type = kInt, .about = "How many there are."},
    {.name = "results", .type = kList, .about = "By task.", .shape = &kFailedTask},
};

}  // namespace

constexpr Shape kMlBackend = {.name = "MlBackend", .members = kBackendMembers};
constexpr Shape kMlBackendInput = {
    .name = "MlBackendSettings", .members = kInputMembers, .more = &kConnection};
constexpr Shape kMlVersions = {.name = "MlVersions", .members = kVersionsMembers};
constexpr Shape kMlTrial = {.name = "MlTrial", .members = kTrialMembers};
constexpr Shape kInteractiveInput = {.name = "InteractiveInput", .members = kInteractiveMembers};
constexpr Shape kInteractiveAnswer = {.name = "InteractiveAnswer",
                                      .members = kInteractiveAnswerMembers};
constexpr Shape kMlCheckInputV1 = {
    .name = "MlBackendToCheck", .members = kCheckInputMembers, .more = &kConnection};
constexpr Shape kMlCheckV1 = {.name = "MlCheck", .members = kCheckMembers};
constexpr Shape kInteractiveModelV1 = {.name = "InteractiveModel", .members = kModelMembers};
constexpr Shape kPredictionStartV1 = {.name = "PredictionStart", .members = kStartMembers};
constexpr Shape kPredictionJobV1 = {.name = "PredictionJob", .members = kJobMembers};
constexpr Shape kPredictionJobsV1 = {.name = "PredictionJobs", .members = kJobsMembers};
constexpr Shape kFailedTasksV1 = {.name = "FailedTasks", .members = kFailedTasksMembers};

}  // namespace millrace::api
