// What a webhook can be told: Label Studio's actions, and those of syncs.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace millrace::labeling {

enum class Action {
  kProjectCreated,
  kProjectUpdated,
  kProjectDeleted,
  kTasksCreated,
  kTasksDeleted,
  kAnnotationCreated,
  kAnnotationsCreated,
  kAnnotationUpdated,
  kAnnotationsDeleted,
  kLabelLinkCreated,
  kLabelLinkUpdated,
  kLabelLinkDeleted,
  kSyncCompleted,
  kSyncFailed,
};

struct ActionInfo {
  Action action;
  std::string_view name;   // "TASKS_CREATED"
  std::string_view title;  // "Task created"
  std::string_view key;    // the member of the body that holds what changed
  // Only webhooks without a project hear of it: the project is not there before or after.
  bool organization_only = false;
};

// In the order of the enum.
std::span<const ActionInfo> Actions();
const ActionInfo& InfoOf(Action action);
std::optional<Action> ActionNamed(std::string_view name);

// The body of a test, which nothing happened for.
inline constexpr std::string_view kPing = "PING";

}  // namespace millrace::labeling
