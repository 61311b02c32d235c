#include "api/projects/project_shapes.h"

#include "api/ml/ml_shapes.h"

namespace millrace::api {
namespace {

using enum Type;

constexpr int64_t kMin = -2147483648, kMax = 2147483647;
constexpr int64_t kMaxConfig = 4 << 20;
constexpr std::string_view kSamplings = "Sequential sampling|Uniform sampling|Uncertainty sampling";
constexpr std::string_view kSkipQueues = "REQUEUE_FOR_ME|REQUEUE_FOR_OTHERS|IGNORE_SKIPPED";

constexpr Member kInputMembers[] = {
    {.name = "title", .nullable = true, .min = 3, .max = 50},
    {.name = "description", .nullable = true},
    {.name = "label_config",
     .about = "XML; see /api/templates.",
     .nullable = true,
     .max = kMaxConfig},
    {.name = "expert_instruction", .about = "HTML for those who label.", .nullable = true},
    {.name = "show_instruction", .type = kBool},
    {.name = "show_skip_button", .type = kBool},
    {.name = "enable_empty_annotation", .type = kBool},
    {.name = "show_annotation_history", .type = kBool},
    {.name = "organization", .type = kInt, .about = "There is one, 1.", .nullable = true},
    {.name = "color", .about = "As #RRGGBB.", .nullable = true, .max = 16},
    {.name = "maximum_annotations",
     .type = kInt,
     .about = "How many accounts label a task.",
     .min = kMin,
     .max = kMax},
    {.name = "is_published", .type = kBool},
    {.name = "model_version",
     .about = "The version of predictions to show; one that the project's predictions have.",
     .nullable = true},
    {.name = "is_draft", .type = kBool},
    {.name = "min_annotations_to_start_training", .type = kInt, .min = kMin, .max = kMax},
    {.name = "start_training_on_annotation_update", .type = kBool},
    {.name = "show_collab_predictions", .type = kBool},
    {.name = "sampling", .nullable = true, .choices = kSamplings},
    {.name = "show_ground_truth_first", .type = kBool},
    {.name = "annotator_evaluation_enabled", .type = kBool},
    {.name = "show_overlap_first", .type = kBool},
    {.name = "overlap_cohort_percentage",
     .type = kInt,
     .about = "The share of tasks that maximum_annotations is for.",
     .min = kMin,
     .max = kMax},
    {.name = "task_data_login", .nullable = true, .max = 256},
    {.name = "task_data_password", .about = "Not stored.", .nullable = true, .max = 256},
    {.name = "control_weights", .type = kObject, .nullable = true},
    {.name = "evaluate_predictions_automatically", .type = kBool},
    {.name = "skip_queue",
     .about = "Who gets a task that was skipped.",
     .nullable = true,
     .choices = kSkipQueues},
    {.name = "reveal_preannotations_interactively", .type = kBool},
    {.name = "pinned_at",
     .type = kTime,
     .about = "Pinned projects stand first in lists.",
     .nullable = true},
    {.name = "is_archived", .type = kBool, .about = "?archived=false leaves it out of lists."},
};

constexpr Member kConfigMembers[] = {
    {.name = "label_config", .required = true, .blank = false, .max = kMaxConfig},
};
constexpr Member kSampleInputMembers[] = {
    {.name = "label_config", .required = true, .blank = false, .max = kMaxConfig},
    {.name = "include_annotation_and_prediction", .type = kBool},
};
constexpr Member kVersionMembers[] = {
    {.name = "model_version", .required = true, .blank = false},
};
constexpr Member kOpenMembers[] = {
    {.name = "title", .required = true, .blank = false, .max = 256},
    {.name = "init", .type = kBool, .about = "Create it if there is none."},
    {.name = "label_config", .nullable = true, .max = kMaxConfig},
};
constexpr Member kDuplicateMembers[] = {
    {.name = "title", .about = "Else that of the project, with \"copy\".", .min = 3, .max = 50},
    {.name = "mode", .about = "What to copy.", .choices = "settings|settings,data"},
};

constexpr Member kPersonMembers[] = {
    {.name = "id", .type = kInt},
    {.name = "first_name"},
    {.name = "last_name"},
    {.name = "email"},
    {.name = "avatar", .nullable = true},
};

constexpr Member kCountMembers[] = {
    {.name = "id", .type = kInt, .optional = true},
    {.name = "task_number", .type = kInt, .optional = true},
    {.name = "finished_task_number", .type = kInt, .optional = true},
    {.name = "total_predictions_number", .type = kInt, .optional = true},
    {.name = "total_annotations_number",
     .type = kInt,
     .about = "Without skipped ones.",
     .optional = true},
    {.name = "num_tasks_with_annotations", .type = kInt, .optional = true},
    {.name = "useful_annotation_number",
     .type = kInt,
     .about = "Neither skipped nor ground truth.",
     .optional = true},
    {.name = "ground_truth_number", .type = kInt, .optional = true},
    {.name = "skipped_annotations_number", .type = kInt, .optional = true},
};

constexpr Member kTallyMembers[] = {
    {.name = "count", .type = kInt},
    {.name = "syncing", .type = kInt, .about = "Those that wait for their turn, too."},
    {.name = "failed", .type = kInt, .about = "Those whose last sync failed."},
};
constexpr Shape kStorageTally = {.name = "StorageTally", .members = kTallyMembers};

// With ?include= a project has only the members that are named there.
constexpr Member kAnswerMembers[] = {
    {.name = "title", .optional = true},
    {.name = "description", .optional = true},
    {.name = "label_config", .optional = true},
    {.name = "expert_instruction", .optional = true},
    {.name = "show_instruction", .type = kBool, .optional = true},
    {.name = "show_skip_button", .type = kBool, .optional = true},
    {.name = "enable_empty_annotation", .type = kBool, .optional = true},
    {.name = "show_annotation_history", .type = kBool, .optional = true},
    {.name = "organization", .type = kInt, .optional = true},
    {.name = "color", .optional = true},
    {.name = "maximum_annotations", .type = kInt, .optional = true},
    {.name = "is_published", .type = kBool, .optional = true},
    {.name = "model_version", .optional = true, .nullable = true},
    {.name = "is_draft", .type = kBool, .optional = true},
    {.name = "created_by", .type = kObject, .optional = true, .nullable = true, .shape = &kPerson},
    {.name = "created_at", .type = kTime, .optional = true},
    {.name = "min_annotations_to_start_training", .type = kInt, .optional = true},
    {.name = "start_training_on_annotation_update", .type = kBool, .optional = true},
    {.name = "show_collab_predictions", .type = kBool, .optional = true},
    {.name = "sampling", .optional = true, .nullable = true},
    {.name = "show_ground_truth_first", .type = kBool, .optional = true},
    {.name = "annotator_evaluation_enabled", .type = kBool, .optional = true},
    {.name = "show_overlap_first", .type = kBool, .optional = true},
    {.name = "overlap_cohort_percentage", .type = kInt, .optional = true},
    {.name = "task_data_login", .optional = true, .nullable = true},
    {.name = "task_data_password", .optional = true, .nullable = true},
    {.name = "control_weights", .type = kObject, .optional = true},
    {.name = "parsed_label_config", .type = kObject, .optional = true},
    {.name = "evaluate_predictions_automatically", .type = kBool, .optional = true},
    {.name = "config_has_control_tags", .type = kBool, .optional = true},
    {.name = "skip_queue", .optional = true, .nullable = true},
    {.name = "reveal_preannotations_interactively", .type = kBool, .optional = true},
    {.name = "pinned_at", .type = kTime, .optional = true, .nullable = true},
    {.name = "queue_total",
     .type = kInt,
     .about = "Tasks that the caller labeled or may still label.",
     .optional = true},
    {.name = "queue_done", .type = kInt, .about = "Those he labeled.", .optional = true},
    {.name = "config_suitable_for_bulk_annotation", .type = kBool, .optional = true},
    {.name = "state", .optional = true, .nullable = true},
    {.name = "is_archived", .type = kBool, .optional = true},
    {.name = "annotators",
     .type = kList,
     .about = "Who annotated something in it; only where include names it.",
     .optional = true,
     .shape = &kPerson},
    {.name = "storages",
     .type = kObject,
     .about = "How its storages stand; only where include names it.",
     .optional = true,
     .shape = &kStorageTally},
};

constexpr Member kSummaryMembers[] = {
    {.name = "project", .type = kInt},
    {.name = "created_at", .type = kTime},
    {.name = "all_data_columns",
     .type = kObject,
     .about = "Keys of data, with how many tasks have them."},
    {.name = "common_data_columns",
     .type = kList,
     .about = "Keys that all tasks have.",
     .items = kText},
    {.name = "created_annotations",
     .type = kObject,
     .about = "from_name|to_name|type, with the number of results."},
    {.name = "created_labels",
     .type = kObject,
     .about = "Labels by control, with how often they occur."},
    {.name = "created_labels_drafts", .type = kObject, .about = "The same of drafts."},
};

constexpr Member kConfigAnswerMembers[] = {{.name = "label_config"}};
constexpr Member kChangeMembers[] = {
    {.name = "config_essential_data_has_changed", .type = kBool, .nullable = true},
};
constexpr Member kStaticVersionMembers[] = {
    {.name = "model_version", .nullable = true},
    {.name = "count", .type = kInt},
    {.name = "latest", .type = kTime},
};
constexpr Shape kStaticVersion = {.name = "StaticModelVersion", .members = kStaticVersionMembers};
// Counts by name; with ?extended=true these two lists instead.
constexpr Member kModelVersionsMembers[] = {
    {.name = "static", .type = kList, .optional = true, .shape = &kStaticVersion},
    {.name = "live", .type = kList, .optional = true, .nullable = true, .shape = &kMlBackend},
};
constexpr Member kDeletedMembers[] = {{.name = "deleted_predictions", .type = kInt}};
constexpr Member kTemplateMembers[] = {
    {.name = "title"},
    {.name = "group"},
    {.name = "type"},
    {.name = "details", .about = "One sentence."},
    {.name = "config"},
    {.name = "sample", .type = kObject, .about = "The data of a task that fits."},
};
constexpr Shape kTemplate = {.name = "Template", .members = kTemplateMembers};
constexpr Member kTemplatesMembers[] = {
    {.name = "templates", .type = kList, .shape = &kTemplate},
    {.name = "groups", .type = kList, .items = kText},
};
constexpr Member kSampleMembers[] = {{.name = "sample_task", .type = kObject}};
constexpr Member kOpenedMembers[] = {
    {.name = "id", .type = kInt},
    {.name = "title"},
    {.name = "created", .type = kBool},
};

constexpr Member kInclude = {.name = "include", .about = "Members to answer, separated by commas."};
constexpr Member kIncludeMembers[] = {kInclude};
constexpr Member kListMembers[] = {
    {.name = "page", .about = "From 1, or \"last\"."},
    {.name = "page_size", .type = kInt, .about = "At most 100; else 30.", .min = 1},
    {.name = "ids", .about = "Ids, separated by commas."},
    {.name = "title", .about = "A part of the title."},
    kInclude,
    {.name = "filter", .choices = "all|pinned_only|exclude_pinned"},
    {.name = "archived", .type = kBool, .about = "Only archived ones, or only the others."},
    {.name = "ordering", .about = "A member's name, with \"-\" before it for descending."},
    {.name = "search", .about = "Without effect, as in Label Studio."},
};
constexpr Member kVersionsMembers[] = {
    {.name = "extended", .type = kBool, .about = "Also when the last one was made."},
    {.name = "include_live_models", .type = kBool, .about = "With extended: the ML backends, too."},
    {.name = "limit", .type = kInt},
};

}  // namespace

constexpr Shape kProjectInput = {.name = "ProjectFields", .members = kInputMembers};
constexpr Shape kConfigInput = {.name = "LabelConfigToCheck", .members = kConfigMembers};
constexpr Shape kOpenProjectV1 = {.name = "OpenProjectInput", .members = kOpenMembers};
constexpr Shape kDuplicateV1 = {.name = "DuplicateProjectInput", .members = kDuplicateMembers};
constexpr Shape kSampleTaskInput = {.name = "SampleTaskConfig", .members = kSampleInputMembers};
constexpr Shape kModelVersionInput = {.name = "ModelVersionInput", .members = kVersionMembers};

constexpr Shape kPerson = {.name = "Person", .members = kPersonMembers};
constexpr Shape kProjectCounts = {.name = "ProjectCounts", .members = kCountMembers};
constexpr Shape kProject = {.name = "Project", .members = kAnswerMembers, .more = &kProjectCounts};
constexpr Shape kProjectSummary = {.name = "ProjectSummary", .members = kSummaryMembers};
constexpr Shape kConfigAnswer = {.name = "LabelConfig", .members = kConfigAnswerMembers};
constexpr Shape kConfigChange = {.name = "LabelConfigChange", .members = kChangeMembers};
constexpr Shape kModelVersions = {
    .name = "ModelVersions", .members = kModelVersionsMembers, .open = true};
constexpr Shape kDeletedPredictions = {.name = "DeletedPredictions", .members = kDeletedMembers};
constexpr Shape kTemplates = {.name = "Templates", .members = kTemplatesMembers};
constexpr Shape kSampleTask = {.name = "SampleTask", .members = kSampleMembers};
constexpr Shape kOpenedProjectV1 = {.name = "OpenedProject", .members = kOpenedMembers};

constexpr std::span<const Member> kProjectListQuery = kListMembers;
constexpr std::span<const Member> kProjectCountsQuery = kListMembers;
constexpr std::span<const Member> kIncludeQuery = kIncludeMembers;
constexpr std::span<const Member> kModelVersionsQuery = kVersionsMembers;

}  // namespace millrace::api
