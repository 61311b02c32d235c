// Opening a project and connecting storages to it: what `start` and `storage add` share.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "app/commands.h"
#include "app/storage_arguments.h"

namespace millrace::app {

struct Project {
  int64_t id = 0;
  std::string title;
  bool created = false;
};

struct Connected {
  Project project;
  std::vector<boost::json::object> storages;  // as /api/v1/storages gives them, in the order asked
  std::vector<std::string> warnings;
};

// By title, else by id. An Error that names --init if there is none.
Result<Project> OpenProject(CommandContext& context);

// Opens (with --init makes) the project and connects the storages, each of which must answer unless
// it was connected with the same parameters before. If that fails, the project and the storages
// that this call made are removed again.
Result<Connected> Connect(CommandContext& context, const StorageRequests& requests);

// The storages of a project (0 = of all), sources first.
Result<std::vector<boost::json::object>> ListStorages(Client& client, int64_t project);
// The one of that id or URI.
Result<boost::json::object> FindStorage(CommandContext& context);

}  // namespace millrace::app
