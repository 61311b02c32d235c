#include "api/tasks/task_shapes.h"

#include "api/projects/project_shapes.h"
#include "api/tasks/label_shapes.h"

namespace millrace::api {
namespace {

using enum Type;

constexpr int64_t kMostOverlap = 1'000'000;

constexpr Member kInputMembers[] = {
    {.name = "project", .type = kInt, .about = "The project's id.", .required = true},
    {.name = "data",
     .type = kObject,
     .about = "What is labeled: the keys that the label config names, and any others.",
     .required = true},
    {.name = "meta", .type = kObject, .about = "Anything else about it.", .nullable = true},
    {.name = "overlap",
     .type = kInt,
     .about = "Annotators that it needs.",
     .min = 1,
     .max = kMostOverlap},
    {.name = "allow_skip", .type = kBool, .about = "Whether annotators may skip it."},
};

constexpr Member kFieldMembers[] = {
    {.name = "id", .type = kInt},
    {.name = "data", .type = kObject},
    {.name = "meta", .type = kObject},
    {.name = "created_at", .type = kTime},
    {.name = "updated_at", .type = kTime},
    {.name = "is_labeled", .type = kBool, .about = "It has the annotations that it needs."},
    {.name = "overlap", .type = kInt, .about = "Annotators that it needs."},
    {.name = "inner_id", .type = kInt, .about = "Its number within the project, from 1."},
    {.name = "total_annotations", .type = kInt, .about = "Without cancelled ones."},
    {.name = "cancelled_annotations", .type = kInt},
    {.name = "total_predictions", .type = kInt},
    {.name = "comment_count", .type = kInt},
    {.name = "unresolved_comment_count", .type = kInt},
    {.name = "last_comment_updated_at", .type = kTime, .nullable = true},
    {.name = "project", .type = kInt},
    {.name = "updated_by", .type = kInt, .about = "Who changed it last.", .nullable = true},
    {.name = "file_upload", .about = "The uploaded file it came from.", .nullable = true},
    {.name = "comment_authors", .type = kList, .items = kInt},
};
constexpr Member kNestedMembers[] = {
    {.name = "annotations", .type = kList, .shape = &kAnnotationShape},
    {.name = "predictions", .type = kList, .shape = &kPredictionShape},
};

// Of a listed task `include` chooses the members, and without fields=all some are left out.
constexpr Member kDetailMembers[] = {
    {.name = "id", .type = kInt, .optional = true},
    {.name = "predictions", .type = kList, .optional = true, .shape = &kPredictionShape},
    {.name = "annotations", .type = kList, .optional = true, .shape = &kTaskAnnotationShape},
    {.name = "drafts",
     .type = kList,
     .about = "The caller's.",
     .optional = true,
     .shape = &kDraftShape},
    {.name = "annotators",
     .type = kList,
     .about = "Accounts that annotated it.",
     .optional = true,
     .items = kInt},
    {.name = "inner_id", .type = kInt, .optional = true},
    {.name = "cancelled_annotations", .type = kInt, .optional = true},
    {.name = "total_annotations", .type = kInt, .optional = true},
    {.name = "total_predictions", .type = kInt, .optional = true},
    {.name = "completed_at",
     .type = kTime,
     .about = "When the newest annotation of a labeled task was made.",
     .optional = true,
     .nullable = true},
    {.name = "annotations_results", .optional = true},
    {.name = "predictions_results", .optional = true},
    {.name = "predictions_score",
     .type = kNumber,
     .about = "Mean score of its predictions.",
     .optional = true,
     .nullable = true},
    {.name = "file_upload", .optional = true, .nullable = true},
    {.name = "storage_filename",
     .about = "Key of the object it came from.",
     .optional = true,
     .nullable = true},
    {.name = "annotations_ids", .about = "\"1,2\".", .optional = true},
    {.name = "predictions_model_versions", .about = "\"v1,v2\".", .optional = true},
    {.name = "avg_lead_time",
     .type = kNumber,
     .about = "Seconds.",
     .optional = true,
     .nullable = true},
    {.name = "draft_exists", .type = kBool, .optional = true},
    {.name = "updated_by",
     .type = kList,
     .about = "[{\"user_id\": 1}]: who changed it last.",
     .optional = true,
     .items = kObject},
    {.name = "data", .type = kObject, .optional = true},
    {.name = "meta", .type = kObject, .optional = true},
    {.name = "created_at", .type = kTime, .optional = true},
    {.name = "updated_at", .type = kTime, .optional = true},
    {.name = "is_labeled", .type = kBool, .optional = true},
    {.name = "overlap", .type = kInt, .optional = true},
    {.name = "comment_count", .type = kInt, .optional = true},
    {.name = "unresolved_comment_count", .type = kInt, .optional = true},
    {.name = "last_comment_updated_at", .type = kTime, .optional = true, .nullable = true},
    {.name = "project", .type = kInt, .optional = true},
    {.name = "comment_authors", .type = kList, .optional = true, .items = kInt},
    {.name = "prediction_problem",
     .about = "Why the ML backend's prediction is not there.",
     .optional = true},
};

constexpr Member kListMembers[] = {
    {.name = "total_annotations", .type = kInt, .about = "Of the tasks on all pages."},
    {.name = "total_predictions", .type = kInt, .about = "Of the tasks on all pages."},
    {.name = "total", .type = kInt, .about = "Tasks on all pages."},
    {.name = "partial",
     .about = "Why tasks that may belong here were left out; absent where none were.",
     .optional = true},
    {.name = "searched",
     .type = kInt,
     .about = "Of a search: the tasks that were looked at.",
     .optional = true},
    {.name = "search_complete",
     .type = kBool,
     .about = "false: the search ended at its bound, and tasks behind it may hold the text too.",
     .optional = true},
    {.name = "tasks", .type = kList, .shape = &kTaskDetail},
    {.name = "people",
     .type = kList,
     .about = "With ?people=true: whom annotators and updated_by of the tasks name.",
     .optional = true,
     .shape = &kPerson},
};

}  // namespace

constinit const Shape kTaskInput = {.name = "NewTask", .members = kInputMembers};
constinit const Shape kTask = {.name = "Task", .members = kFieldMembers};
constinit const Shape kNestedTask = {
    .name = "NestedTask", .members = kNestedMembers, .more = &kTask};
constinit const Shape kTaskDetail = {.name = "TaskDetail", .members = kDetailMembers};
constinit const Shape kTaskList = {.name = "TaskList", .members = kListMembers};

}  // namespace millrace::api
