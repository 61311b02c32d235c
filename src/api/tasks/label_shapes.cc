#include "api/tasks/label_shapes.h"

#include "api/tasks/edit_check.h"

namespace millrace::api {
namespace {

using enum Type;

// Label Studio's words.
constexpr std::string_view kNoList = "annotation \"result\" field in annotation must be list";
constexpr std::string_view kNoId = "Incorrect type. Expected pk value, received str.";
constexpr std::string_view kNoBigNumber = "A valid biginteger is required.";
constexpr std::string_view kActions =
    "prediction|propagated_annotation|imported|submitted|updated|skipped|accepted|rejected|"
    "fixed_and_accepted|deleted_review";

constexpr Member kAnnotationBodyMembers[] = {
    {.name = "result",
     .type = kList,
     .about = "What was labeled: one object for each region.",
     .items = kObject,
     .wrong = kNoList},
    {.name = "completed_by",
     .type = kInt,
     .about = "The account that labeled; whoever calls if absent.",
     .wrong = kNoId},
    {.name = "unique_id",
     .about = "A UUID of the client's; a second annotation with it is refused.",
     .blank = false},
    {.name = "was_cancelled", .type = kBool, .about = "The task was skipped."},
    {.name = "ground_truth", .type = kBool, .about = "The answer that others are compared with."},
    {.name = "draft_created_at",
     .type = kTime,
     .nullable = true,
     .wrong = "Datetime has wrong format. Use one of these formats instead: "
              "YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z]."},
    {.name = "lead_time", .type = kNumber, .about = "Seconds of work.", .nullable = true},
    {.name = "import_id",
     .type = kInt,
     .about = "Its number where it was exported.",
     .nullable = true,
     .wrong = kNoBigNumber},
    {.name = "last_action", .nullable = true, .choices = kActions},
    {.name = "bulk_created", .type = kBool, .nullable = true},
    {.name = "task",
     .type = kInt,
     .about = "An annotation stays with its task: only its number is accepted.",
     .nullable = true,
     .wrong = kNoId},
    {.name = "project",
     .type = kInt,
     .about = "An annotation stays with its project: only its number is accepted.",
     .nullable = true,
     .wrong = kNoId},
    {.name = "parent_prediction",
     .type = kInt,
     .about = "The prediction it was made from.",
     .nullable = true,
     .wrong = kNoId},
    {.name = "parent_annotation",
     .type = kInt,
     .about = "The annotation it was made from.",
     .nullable = true,
     .wrong = kNoId},
    {.name = "last_created_by", .type = kInt, .nullable = true, .wrong = kNoId},
    {.name = "draft_id",
     .type = kInt,
     .about = "The caller's draft that this annotation replaces.",
     .nullable = true},
    kExpectedMember,
};

constexpr Member kAnnotationFields[] = {
    {.name = "id", .type = kInt},
    {.name = "result", .type = kList, .nullable = true, .items = kObject},
    {.name = "created_username", .about = "Name, e-mail address and number of its author."},
    {.name = "created_ago"},
    {.name = "was_cancelled", .type = kBool},
    {.name = "ground_truth", .type = kBool},
    {.name = "created_at", .type = kTime},
    {.name = "updated_at", .type = kTime},
    {.name = "draft_created_at", .type = kTime, .nullable = true},
    {.name = "lead_time", .type = kNumber, .nullable = true},
    {.name = "import_id", .type = kInt, .nullable = true},
    {.name = "last_action", .nullable = true},
    {.name = "bulk_created", .type = kBool},
    {.name = "task", .type = kInt},
    {.name = "project", .type = kInt},
    {.name = "updated_by", .type = kInt, .nullable = true},
    {.name = "parent_prediction", .type = kInt, .nullable = true},
    {.name = "parent_annotation", .type = kInt, .nullable = true},
    {.name = "last_created_by", .type = kInt, .nullable = true},
};

constexpr Shape kAnnotationRest{"AnnotationFields", kAnnotationFields};

constexpr Member kAnnotationMembers[] = {
    {.name = "completed_by", .type = kInt, .nullable = true},
};
constexpr Member kTaskAnnotationMembers[] = {
    {.name = "completed_by",
     .type = kAny,
     .about = "The account as an object; in lists of tasks its id."},
};

constexpr Member kDraftBodyMembers[] = {
    {.name = "result", .type = kAny, .about = "What was labeled so far.", .required = true},
    {.name = "lead_time", .type = kNumber, .about = "Seconds of work.", .nullable = true},
    {.name = "was_postponed", .type = kBool, .about = "The task is to come back after all others."},
    {.name = "import_id", .type = kInt, .nullable = true, .wrong = kNoBigNumber},
    kExpectedMember,
};

constexpr Member kDraftMembers[] = {
    {.name = "id", .type = kInt},
    {.name = "user", .about = "The e-mail address of whoever made it."},
    {.name = "created_username"},
    {.name = "created_ago"},
    {.name = "result", .type = kAny},
    {.name = "lead_time", .type = kNumber, .nullable = true},
    {.name = "was_postponed", .type = kBool},
    {.name = "import_id", .type = kInt, .nullable = true},
    {.name = "created_at", .type = kTime},
    {.name = "updated_at", .type = kTime},
    {.name = "task", .type = kInt},
    {.name = "annotation", .type = kInt, .nullable = true},
};

constexpr Member kPredictionBodyMembers[] = {
    {.name = "result",
     .type = kAny,
     .about = "Regions as a list of objects, the value of one region as an object, or what a "
              "single-valued control holds.",
     .required = true},
    {.name = "model_version", .about = "Which model says so."},
    {.name = "score", .type = kNumber, .about = "How sure it is.", .nullable = true},
    {.name = "cluster", .type = kInt, .nullable = true},
    {.name = "neighbors", .type = kAny, .nullable = true},
    {.name = "mislabeling", .type = kNumber},
    {.name = "task", .type = kInt, .required = true, .wrong = kNoId},
    {.name = "project",
     .type = kInt,
     .about = "Always the task's.",
     .nullable = true,
     .wrong = kNoId},
};

constexpr Member kPredictionMembers[] = {
    {.name = "id", .type = kInt},
    {.name = "result", .type = kList, .items = kObject},
    {.name = "model_version"},
    {.name = "created_ago"},
    {.name = "score", .type = kNumber, .nullable = true},
    {.name = "cluster", .type = kInt, .nullable = true},
    {.name = "neighbors", .type = kAny, .nullable = true},
    {.name = "mislabeling", .type = kNumber},
    {.name = "created_at", .type = kTime},
    {.name = "updated_at", .type = kTime},
    {.name = "model", .type = kInt, .nullable = true},
    {.name = "model_run", .type = kInt, .nullable = true},
    {.name = "task", .type = kInt},
    {.name = "project", .type = kInt},
};

constexpr Member kNextTaskMembers[] = {
    {.name = "id", .type = kInt},
    {.name = "predictions", .type = kList, .shape = &kPredictionShape},
    {.name = "annotations", .type = kList, .shape = &kAnnotationShape},
    {.name = "drafts", .type = kList, .about = "The caller's.", .shape = &kDraftShape},
    {.name = "updated_by", .type = kList, .items = kObject},
    {.name = "unique_lock_id", .about = "The caller's lock on the task.", .nullable = true},
    {.name = "data", .type = kObject},
    {.name = "meta", .type = kAny, .nullable = true},
    {.name = "created_at", .type = kTime},
    {.name = "updated_at", .type = kTime},
    {.name = "is_labeled", .type = kBool},
    {.name = "overlap", .type = kInt},
    {.name = "inner_id", .type = kInt},
    {.name = "total_annotations", .type = kInt},
    {.name = "cancelled_annotations", .type = kInt},
    {.name = "total_predictions", .type = kInt},
    {.name = "comment_count", .type = kInt},
    {.name = "unresolved_comment_count", .type = kInt},
    {.name = "last_comment_updated_at", .type = kTime, .nullable = true},
    {.name = "project", .type = kInt},
    {.name = "file_upload", .type = kInt, .nullable = true},
    {.name = "comment_authors", .type = kList, .items = kInt},
    {.name = "queue", .about = "Why this task comes now."},
    {.name = "prediction_problem",
     .about = "Why the ML backend's prediction is not there.",
     .optional = true},
};

constexpr Member kHistoryMembers[] = {
    {.name = "taskId", .type = kInt},
    {.name = "annotationId", .type = kInt, .nullable = true},
};

constexpr Member kAnnotationQueryMembers[] = {
    {.name = "was_cancelled", .type = kBool, .about = "Goes before the body's."},
};
constexpr Member kPredictionQueryMembers[] = {
    {.name = "task", .type = kInt, .about = "Only those of this task."},
    {.name = "project", .type = kInt, .about = "Only those of this project."},
};

}  // namespace

const Shape kAnnotationShape{
    .name = "Annotation", .members = kAnnotationMembers, .more = &kAnnotationRest};
const Shape kTaskAnnotationShape{
    .name = "TaskAnnotation", .members = kTaskAnnotationMembers, .more = &kAnnotationRest};
const Shape kAnnotationBody{"AnnotationBody", kAnnotationBodyMembers};
const Shape kDraftShape{"AnnotationDraft", kDraftMembers};
const Shape kDraftBody{"AnnotationDraftBody", kDraftBodyMembers};
const Shape kPredictionShape{"Prediction", kPredictionMembers};
const Shape kPredictionBody{"PredictionBody", kPredictionBodyMembers};
const Shape kNextTaskShape{"NextTask", kNextTaskMembers};
const Shape kHistoryShape{"LabelStreamHistoryItem", kHistoryMembers};

const std::span<const Member> kAnnotationQuery(kAnnotationQueryMembers);
const std::span<const Member> kPredictionQuery(kPredictionQueryMembers);

}  // namespace millrace::api
