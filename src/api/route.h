// One route of the API: where it is, who may use it, what comes in and what goes out.
#pragma once

#include <span>
#include <string_view>

#include "api/call.h"
#include "api/shape.h"

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

// What the path's first {id} is. access.cc finds its project: an annotator has access to nothing of
// a project that he is no member of.
enum class Subject { kNone, kProject, kTask, kAnnotation, kDraft, kPrediction };

using Handler = Outcome (*)(Service& service, Call& call);

struct AnswerShape {
  int status = 200;
  const Shape* shape = nullptr;  // nullptr: no body, or one that `media` names
  enum Many { kOne, kList, kPage } many = kOne;
  std::string_view media = {};  // "text/html": not JSON
};

// What /api/schema tells of a route, besides who may use it.
struct Contract {
  Subject of = Subject::kNone;
  std::string_view about = {};  // one sentence
  std::span<const Member> query = {};
  const Shape* body = nullptr;
  AnswerShape answer = {};
};

struct Route {
  std::string_view method;  // GET also answers HEAD
  // "/api/tasks/{id}/annotations": {id} = digits, {word} = anything but "/"
  std::string_view pattern;
  Right right;
  Handler handler;
  Contract contract = {};
};

// The whole API. Of two patterns that match one path the first wins.
std::span<const Route> Routes();

// Its parts, each beside its handlers.
std::span<const Route> PageRoutes();
std::span<const Route> AccountRoutes();
std::span<const Route> ProjectRoutes();
std::span<const Route> TaskRoutes();
std::span<const Route> TransferRoutes();
std::span<const Route> StorageRoutes();
std::span<const Route> OwnStorageRoutes();  // below /api/v1
std::span<const Route> MediaRoutes();

}  // namespace millrace::api
