// The subcommands. Each talks REST through a Client and gives the program's exit status.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "app/arguments.h"
#include "app/client.h"
#include "app/console.h"
#include "app/storage_arguments.h"
#include "base/result.h"

namespace millrace::app {

struct CommandContext {
  const Arguments& arguments;
  Client& client;
  Console& console;
  std::stop_token stop;
  std::string directory;  // the working directory, for showing paths
};

Result<int> RunStorageAdd(CommandContext& context, const StorageRequests& requests);
Result<int> RunStorageList(CommandContext& context);
// These two ask nobody.
Result<int> RunStorageKinds(const Arguments& arguments, Console& console);
int RunSchema();
Result<int> RunStorageCheck(CommandContext& context, const StorageRequests& requests);
Result<int> RunStorageSync(CommandContext& context);
Result<int> RunStorageVerify(CommandContext& context);
Result<int> RunStorageConflicts(CommandContext& context);
Result<int> RunSync(CommandContext& context);
Result<int> RunExport(CommandContext& context);
Result<int> RunUserCreate(CommandContext& context);
Result<int> RunUserResetPassword(CommandContext& context);

}  // namespace millrace::app
