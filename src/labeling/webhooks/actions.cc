#include "labeling/webhooks/actions.h"

#include <algorithm>

namespace millrace::labeling {
namespace {

constexpr ActionInfo kActions[] = {
    {Action::kProjectCreated, "PROJECT_CREATED", "Project created", "project", true},
    {Action::kProjectUpdated, "PROJECT_UPDATED", "Project updated", "project"},
    {Action::kProjectDeleted, "PROJECT_DELETED", "Project deleted", "project", true},
    {Action::kTasksCreated, "TASKS_CREATED", "Task created", "tasks"},
    {Action::kTasksDeleted, "TASKS_DELETED", "Task deleted", "tasks"},
    {Action::kAnnotationCreated, "ANNOTATION_CREATED", "Annotation created", "annotation"},
    {Action::kAnnotationsCreated, "ANNOTATIONS_CREATED", "Annotations created", "annotation"},
    {Action::kAnnotationUpdated, "ANNOTATION_UPDATED", "Annotation updated", "annotation"},
    {Action::kAnnotationsDeleted, "ANNOTATIONS_DELETED", "Annotation deleted", "annotations"},
    {Action::kLabelLinkCreated, "LABEL_LINK_CREATED", "Label link created", "label_link"},
    {Action::kLabelLinkUpdated, "LABEL_LINK_UPDATED", "Label link updated", "label_link"},
    {Action::kLabelLinkDeleted, "LABEL_LINK_DELETED", "Label link deleted", "label_link"},
    {Action::kSyncCompleted, "SYNC_COMPLETED", "Sync completed", "sync"},
    {Action::kSyncFailed, "SYNC_FAILED", "Sync failed", "sync"},
};

}  // namespace

std::span<const ActionInfo> Actions() { return kActions; }

const ActionInfo& InfoOf(Action action) { return kActions[static_cast<size_t>(action)]; }

std::optional<Action> ActionNamed(std::string_view name) {
  const auto found = std::ranges::find(kActions, name, &ActionInfo::name);
  return found == std::end(kActions) ? std::nullopt : std::optional(found->action);
}

}  // namespace millrace::labeling
