// One route of the API: where it is, who may use it, what comes in and what goes out.
#pragma once

#include <array>
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
// a project that he is no member of, and to what needs kManage where he is its manager.
enum class Subject {
  kNone,
  kProject,
  kTask,
  kAnnotation,
  kDraft,
  kPrediction,
  kLabelLink,
  kStorage,
  kUpload,
  kMlBackend,
  kView,
};

// What names the project of a route that needs kManage where the path's {id} does not. Without
// either, only managers and administrators of the server may use it.
enum class Named {
  kNothing,
  kProjectOfQuery,
  kProjectOfBody,
  kTaskOfBody,
  kStorageOfBody,  // its member `id`; without it `project`
  kJobOfPath,      // the first {word}
};

using Handler = Outcome (*)(Service& service, Call& call);

struct AnswerShape {
  int status = 200;
  int also = 0;                  // another good status, with the same body below 300; 0 = none
  const Shape* shape = nullptr;  // nullptr: no body, or one that `media` names
  enum Many { kOne, kList, kPage } many = kOne;
  std::string_view media = {};  // "text/html": not JSON; "text/csv|text/plain": one of these
  bool events = false;          // with Accept: text/event-stream, server-sent events instead
  bool empty = false;           // nothing, though the status could have a body
};
constexpr AnswerShape Is(const Shape& shape, int status = 200) {
  return {.status = status, .shape = &shape};
}
constexpr AnswerShape ListOf(const Shape& shape) {
  return {.shape = &shape, .many = AnswerShape::kList};
}
constexpr AnswerShape PageOf(const Shape& shape) {
  return {.shape = &shape, .many = AnswerShape::kPage};
}
inline constexpr AnswerShape kNoContent{.status = 204};

// What /api/schema tells of a route, besides who may use it.
struct Contract {
  Subject of = Subject::kNone;
  Named named = Named::kNothing;
  bool beyond = false;          // reaches beyond the project: its manager alone may not use it
  std::string_view about = {};  // one sentence
  std::span<const Member> query = {};
  const Shape* body = nullptr;
  bool long_body = false;           // may be up to ApiOptions::max_upload, as Request::spooled
  std::string_view free_body = {};  // a body that no shape describes, in words
  AnswerShape answer = {};
  // Refusals besides those that every route of its kind has (schema/operation.h); 0 = none.
  std::array<int, 4> refusals = {};
  std::string_view name = {};  // its operationId, where the one made of the path reads badly
};

struct Route {
  std::string_view method;  // GET also answers HEAD
  // "/api/tasks/{id}/annotations": {id} = digits, {word} = anything but "/"
  std::string_view pattern;
  Right right;
  Handler handler;
  Contract contract = {};
};

// The whole API. Which of two patterns that match one path wins: router.h.
std::span<const Route> Routes();

// The same by subject, for those who read it.
struct RouteGroup {
  std::string_view title, about;
  std::span<const Route> routes;
};
std::span<const RouteGroup> RouteGroups();

// Its parts, each beside its handlers.
std::span<const Route> ServerRoutes();
std::span<const Route> WebRoutes();
std::span<const Route> SchemaRoutes();
std::span<const Route> AccountRoutes();
std::span<const Route> PeopleRoutes();  // below /api/v1
std::span<const Route> ProjectRoutes();
std::span<const Route> TaskRoutes();
std::span<const Route> LabelRoutes();        // annotations, drafts, predictions, the queue
std::span<const Route> CustomLabelRoutes();  // labels apart from label configs
std::span<const Route> StateRoutes();
std::span<const Route> DataManagerRoutes();
std::span<const Route> TransferRoutes();
std::span<const Route> StorageRoutes();
std::span<const Route> OwnStorageRoutes();  // below /api/v1
std::span<const Route> StatusRoutes();      // below /api/v1
std::span<const Route> MlRoutes();
std::span<const Route> OwnMlRoutes();  // below /api/v1
std::span<const Route> WebhookRoutes();
std::span<const Route> MediaRoutes();

}  // namespace millrace::api
