// The statements of each migration, in their order. A migration that was released never changes.
#pragma once

#include <string_view>

namespace millrace::labeling::sql {

// Times are microseconds since 1970 UTC. JSON columns hold JSON text as it came. Ids of tasks,
// annotations and predictions come from id_sequence and are never given twice.
extern const std::string_view kFirst;
// Members of projects, invitations, tokens.
extern const std::string_view kAccounts;
// Who labels which task, drafts, the queue.
extern const std::string_view kQueue;
// Imports and uploaded files.
extern const std::string_view kUploads;
// Counters and settings of projects.
extern const std::string_view kProjects;
// Projects that were put away.
extern const std::string_view kLists;
// How often objects failed.
extern const std::string_view kFailures;
// What tasks are ordered by.
extern const std::string_view kTaskOrder;
// Snapshots of exports.
extern const std::string_view kExports;
// Who is told what happens, and what they were told.
extern const std::string_view kWebhooks;
// Model servers and the jobs that ask them.
extern const std::string_view kMl;
// Tabs of the data manager, and what changed in a project's tasks.
extern const std::string_view kViews;
// Labels apart from label configs.
extern const std::string_view kLabels;
// Roles of members.
extern const std::string_view kProjectRoles;

}  // namespace millrace::labeling::sql
