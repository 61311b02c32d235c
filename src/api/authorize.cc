#include "api/authorize.h"

#include <optional>
#include <utility>

#include "api/access.h"
#include "api/service.h"
#include "net/url.h"

namespace millrace::api {
namespace {

bool IsNamedInBody(Named named) {
  return named == Named::kProjectOfBody || named == Named::kTaskOfBody ||
         named == Named::kStorageOfBody;
}

// What names the project of a route that needs kManage; no id if the request has none.
std::pair<Subject, std::optional<int64_t>> AboutWhat(Service& service, Call& call,
                                                     const Contract& contract) {
  if (contract.of != Subject::kNone) return {contract.of, call.id()};
  const auto member = [&](std::string_view name) -> std::optional<int64_t> {
    const Result<const Body*> body = call.ReadBody();
    return body.has_value() ? Form(**body).Int(name) : std::nullopt;
  };
  switch (contract.named) {
    case Named::kNothing: break;
    case Named::kProjectOfQuery:
      return {Subject::kProject, call.QueryInt("project").value_or(std::nullopt)};
    case Named::kProjectOfBody: return {Subject::kProject, member("project")};
    case Named::kTaskOfBody: return {Subject::kTask, member("task")};
    case Named::kStorageOfBody:
      if (const auto id = member("id"); id.has_value()) return {Subject::kStorage, id};
      return {Subject::kProject, member("project")};
    case Named::kJobOfPath:
      if (const auto job = service.engine.Status(net::PercentDecode(call.words[0])))
        return {Subject::kStorage, job->storage_id};
      break;
  }
  return {Subject::kNone, std::nullopt};
}

}  // namespace

Result<void> Authorize(Service& service, Call& call, const Route& route, BodyOf body) {
  const Contract& contract = route.contract;
  const Result<void> by_role = CheckRight(call.who, route.right);
  if (!IsBound(call.who) || !call.who.known()) return by_role;
  if (route.right != Right::kManage) {
    RETURN_IF_ERROR(by_role);
    if (contract.of == Subject::kNone) return {};
    return service.db().Read(
        [&](db::Connection& tx) { return CheckSubject(tx, call.who, contract.of, call.id()); });
  }
  if (contract.beyond) return by_role;
  if (IsNamedInBody(contract.named) && body == BodyOf::kToCome) return {};
  const auto about = AboutWhat(service, call, contract);
  return service.db().Read([&](db::Connection& tx) -> Result<void> {
    std::optional<int64_t> project;
    if (about.second.has_value()) {
      ASSIGN_OR_RETURN(project, ProjectOf(tx, about.first, *about.second));
    }
    return CheckManages(tx, call.who, project);
  });
}

}  // namespace millrace::api
