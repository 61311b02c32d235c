#include <vector>

#include "api/route.h"

namespace millrace::api {

std::span<const RouteGroup> RouteGroups() {
  static const RouteGroup kGroups[] = {
      {"Projects", "A project holds tasks, and says by its label config how they are labeled.",
       ProjectRoutes()},
      {"Tasks", "What is labeled.", TaskRoutes()},
      {"Labeling", "The next task, and the annotations, drafts and predictions of each.",
       LabelRoutes()},
      {"Labels", "Labels that are kept apart from label configs, and the projects that use them.",
       CustomLabelRoutes()},
      {"States", "What Label Studio's paid editions keep of states.", StateRoutes()},
      {"Data manager", "Many tasks at once: what a table can show, and what can be done.",
       DataManagerRoutes()},
      {"Import and export", "Tasks from files and addresses, and annotations as files.",
       TransferRoutes()},
      {"Storages", "Buckets that tasks come from (sources) and annotations go to (targets).",
       StorageRoutes()},
      {"Sync", "Storages and their jobs, with all that Millrace knows about them.",
       OwnStorageRoutes()},
      {"Webhooks", "Addresses that are told what happens.", WebhookRoutes()},
      {"Status", "How the server is, and what it is doing.", StatusRoutes()},
      {"Machine learning",
       "Model servers (\"ML backends\") that say what a task may be labeled with.", MlRoutes()},
      {"Predictions", "Predictions of a model server for many tasks.", OwnMlRoutes()},
      {"Media", "The objects that tasks point to.", MediaRoutes()},
      {"Accounts", "Who may sign in, with which token, and with which role.", AccountRoutes()},
      {"People", "Accounts, members of projects and invitations.", PeopleRoutes()},
      {"Server", "The server itself.", ServerRoutes()},
      {"Web app", "The pages for browsers and their files.", WebRoutes()},
      {"Description", "This API, described.", SchemaRoutes()},
  };
  return kGroups;
}

std::span<const Route> Routes() {
  static const std::vector<Route> kRoutes = [] {
    std::vector<Route> all;
    for (const RouteGroup& group : RouteGroups())
      all.insert(all.end(), group.routes.begin(), group.routes.end());
    return all;
  }();
  return kRoutes;
}

}  // namespace millrace::api
