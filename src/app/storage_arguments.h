// From --source… and --target… to the storages that the server is asked for.
#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <string>
#include <vector>

#include "app/arguments.h"
#include "base/result.h"

namespace millrace::app {

// The body of POST /api/v1/storages but for the project.
struct StorageRequest {
  std::string role;  // "source" or "target"
  std::string kind;  // Provider::kind
  std::string title;
  boost::json::object params;
};

struct StorageRequests {
  std::vector<StorageRequest> storages;  // source first
  std::vector<std::string> warnings;     // one sentence each
};

// Reads a file whole; "-" is standard input. Errors name the file.
using ReadText = std::function<Result<std::string>(const std::string& path)>;
Result<std::string> ReadTextFile(const std::string& path);

// What the words of the guide mean (design §6 and §7): kinds with "-completions", "--target X
// --source-path P", "--db redis", defaults of the command line where they differ from REST, local
// paths made absolute. Errors name the flags that were typed.
Result<StorageRequests> ReadStorageArguments(const Arguments& arguments,
                                             const ReadText& read = ReadTextFile);

}  // namespace millrace::app
