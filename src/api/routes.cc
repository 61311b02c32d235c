#include "api/annotations.h"
#include "api/export.h"
#include "api/home.h"
#include "api/import.h"
#include "api/projects.h"
#include "api/resolve.h"
#include "api/router.h"
#include "api/server_info.h"
#include "api/sign_in.h"
#include "api/storages.h"
#include "api/tasks.h"
#include "api/users.h"
#include "api/v1_check.h"
#include "api/v1_conflicts.h"
#include "api/v1_jobs.h"
#include "api/v1_storages.h"

namespace millrace::api {

std::span<const Route> Routes() {
  using enum Right;
  // Of two patterns that match one path the first wins.
  static constexpr Route kRoutes[] = {
      // Pages
      {"GET", "/", kPublic, Home},
      {"GET", "/projects", kPublic, Home},
      {"GET", "/user/login", kPublic, ShowLogin},
      {"POST", "/user/login", kPublic, SubmitLogin},
      {"GET", "/user/signup", kPublic, ShowSignup},
      {"POST", "/user/signup", kPublic, SubmitSignup},
      {"GET", "/logout", kPublic, Logout},

      // Server
      {"GET", "/health", kPublic, Health},
      {"GET", "/api/health", kPublic, Health},
      {"GET", "/api/version", kPublic, Version},
      {"GET", "/version", kPublic, Version},

      // Accounts
      {"GET", "/api/current-user/whoami", kSignedIn, WhoAmI},
      {"GET", "/api/current-user/token", kSignedIn, ShowToken},
      {"POST", "/api/current-user/reset-token", kSignedIn, ResetToken},
      {"GET", "/api/users", kManage, ListUsers},
      {"GET", "/api/users/{id}", kManage, GetUser},

      // Projects
      {"GET", "/api/projects", kManage, ListProjects},
      {"POST", "/api/projects", kManage, CreateProject},
      {"POST", "/api/projects/validate", kManage, ValidateConfig},
      {"GET", "/api/projects/{id}", kLabel, GetProject},
      {"PATCH", "/api/projects/{id}", kManage, ChangeProject},
      {"PUT", "/api/projects/{id}", kManage, ChangeProject},
      {"DELETE", "/api/projects/{id}", kManage, DeleteProject},
      {"POST", "/api/projects/{id}/validate", kManage, ValidateProjectConfig},
      {"GET", "/api/projects/{id}/next", kLabel, NextTask},
      {"GET", "/api/projects/{id}/tasks", kLabel, ListProjectTasks},
      {"DELETE", "/api/projects/{id}/tasks", kManage, DeleteProjectTasks},
      {"POST", "/api/projects/{id}/tasks/bulk", kManage, ImportTasks},
      {"POST", "/api/projects/{id}/import", kManage, ImportTasks},
      {"GET", "/api/projects/{id}/export", kManage, ExportProject},
      {"GET", "/api/projects/{id}/export/formats", kManage, ListExportFormats},

      // Tasks, annotations, predictions
      {"GET", "/api/tasks", kLabel, ListTasks},
      {"POST", "/api/tasks", kManage, CreateTask},
      {"GET", "/api/tasks/{id}", kLabel, GetTask},
      {"PATCH", "/api/tasks/{id}", kManage, ChangeTask},
      {"PUT", "/api/tasks/{id}", kManage, ChangeTask},
      {"DELETE", "/api/tasks/{id}", kManage, DeleteTask},
      {"GET", "/api/tasks/{id}/annotations", kLabel, ListAnnotations},
      {"POST", "/api/tasks/{id}/annotations", kLabel, CreateAnnotation},
      {"GET", "/api/annotations/{id}", kLabel, GetAnnotation},
      {"PATCH", "/api/annotations/{id}", kLabel, ChangeAnnotation},
      {"PUT", "/api/annotations/{id}", kLabel, ChangeAnnotation},
      {"DELETE", "/api/annotations/{id}", kLabel, DeleteAnnotation},
      {"GET", "/api/predictions", kLabel, ListPredictions},
      {"POST", "/api/predictions", kManage, CreatePrediction},
      {"GET", "/api/predictions/{id}", kLabel, GetPrediction},
      {"DELETE", "/api/predictions/{id}", kManage, DeletePrediction},

      // Storages, Label Studio's paths
      {"GET", "/api/storages", kManage, ListAllSources},
      {"GET", "/api/storages/export", kManage, ListAllTargets},
      {"GET", "/api/storages/types", kManage, ListStorageTypes},
      {"GET", "/api/storages/export/types", kManage, ListStorageTypes},
      {"GET", "/api/storages/{word}", kManage, ListSources},
      {"POST", "/api/storages/{word}", kManage, CreateSource},
      {"POST", "/api/storages/{word}/validate", kManage, ValidateSource},
      {"POST", "/api/storages/{word}/files", kManage, PreviewFiles},
      {"GET", "/api/storages/{word}/form", kManage, DescribeSourceForm},
      {"GET", "/api/storages/{word}/{id}", kManage, GetSource},
      {"PATCH", "/api/storages/{word}/{id}", kManage, ChangeSource},
      {"PUT", "/api/storages/{word}/{id}", kManage, ChangeSource},
      {"DELETE", "/api/storages/{word}/{id}", kManage, DeleteSource},
      {"POST", "/api/storages/{word}/{id}/sync", kManage, SyncSource},
      {"GET", "/api/storages/export/{word}", kManage, ListTargets},
      {"POST", "/api/storages/export/{word}", kManage, CreateTarget},
      {"POST", "/api/storages/export/{word}/validate", kManage, ValidateTarget},
      {"GET", "/api/storages/export/{word}/form", kManage, DescribeTargetForm},
      {"GET", "/api/storages/export/{word}/{id}", kManage, GetTarget},
      {"PATCH", "/api/storages/export/{word}/{id}", kManage, ChangeTarget},
      {"PUT", "/api/storages/export/{word}/{id}", kManage, ChangeTarget},
      {"DELETE", "/api/storages/export/{word}/{id}", kManage, DeleteTarget},
      {"POST", "/api/storages/export/{word}/{id}/sync", kManage, SyncTarget},

      // Media
      {"GET", "/tasks/{id}/resolve", kLabel, ResolveForTask},
      {"GET", "/tasks/{id}/presign", kLabel, ResolveForTask},
      {"GET", "/projects/{id}/resolve", kManage, ResolveForProject},
      {"GET", "/projects/{id}/presign", kManage, ResolveForProject},
      {"GET", "/data/local-files", kManage, ServeLocalFile},

      // Ours
      {"POST", "/api/v1/projects/open", kManage, OpenProject},
      {"GET", "/api/v1/storage-kinds", kManage, ListStorageKinds},
      {"GET", "/api/v1/storages", kManage, ListStoragesV1},
      {"POST", "/api/v1/storages", kManage, AddStorageV1},
      {"POST", "/api/v1/storages/check", kManage, CheckNewStorageV1},
      {"GET", "/api/v1/storages/{id}", kManage, GetStorageV1},
      {"DELETE", "/api/v1/storages/{id}", kManage, DeleteStorageV1},
      {"POST", "/api/v1/storages/{id}/check", kManage, CheckStorageV1},
      {"POST", "/api/v1/storages/{id}/sync", kManage, StartSyncV1},
      {"POST", "/api/v1/storages/{id}/verify", kManage, StartVerifyV1},
      {"GET", "/api/v1/storages/{id}/history", kManage, ListHistoryV1},
      {"GET", "/api/v1/storages/{id}/failures", kManage, ListFailuresV1},
      {"GET", "/api/v1/storages/{id}/conflicts", kManage, ListConflictsV1},
      {"POST", "/api/v1/storages/{id}/conflicts/resolve", kManage, ResolveAllConflictsV1},
      {"GET", "/api/v1/storages/{id}/conflicts/{id}", kManage, GetConflictV1},
      {"POST", "/api/v1/storages/{id}/conflicts/{id}/resolve", kManage, ResolveConflictV1},
      {"GET", "/api/v1/jobs/{word}", kManage, GetJobV1},
      {"POST", "/api/v1/jobs/{word}/cancel", kManage, CancelJobV1},
      {"GET", "/api/v1/jobs/{word}/events", kManage, JobEventsV1},
      {"POST", "/api/v1/accounts", kAdminister, CreateAccount},
      {"POST", "/api/v1/accounts/reset-password", kAdminister, ResetAccountPassword},
      {"POST", "/api/v1/accounts/ensure", kAdminister, EnsureAccount},
  };
  return kRoutes;
}

}  // namespace millrace::api
