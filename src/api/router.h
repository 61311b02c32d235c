// From method and path to a handler, by a table.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/call.h"

namespace millrace::api {

struct Service;

// What a caller must be allowed to do; who may is in access.cc.
enum class Right {
  kPublic,      // anybody
  kSignedIn,    // any account
  kLabel,       // see and label a project's tasks
  kManage,      // projects, storages and their settings
  kAdminister,  // accounts
};

using Handler = Outcome (*)(Service& service, Call& call);

struct Route {
  std::string_view method;  // GET also answers HEAD
  std::string_view
      pattern;  // "/api/tasks/{id}/annotations", {id} = digits, {word} = anything but "/"
  Right right;
  Handler handler;
};

// The whole API, in routes.cc.
std::span<const Route> Routes();

class Router {
 public:
  explicit Router(std::span<const Route> routes);

  struct Match {
    const Route* route = nullptr;  // nullptr: no such path, or not with this method
    bool path_known = false;
    std::string allow;  // "GET, POST, HEAD, OPTIONS", if the path is known but not the method
  };
  // A trailing slash is ignored. Fills ids and words of the call.
  Match Find(Call& call) const;

 private:
  struct Entry {
    const Route* route;
    std::vector<std::string_view> segments;
  };
  std::vector<std::vector<Entry>> by_length_;
};

}  // namespace millrace::api
