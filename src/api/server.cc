#include "api/server.h"

#include "api/access.h"
#include "api/error_response.h"
#include "api/service.h"
#include "api/transfer/import_run.h"
#include "api/web/web_app.h"
#include "base/log.h"
#include "base/text.h"
#include "net/url.h"

namespace millrace::api {
namespace {

class RealApi final : public Api {
 public:
  RealApi(sync::Engine& engine, ml::Engine& ml, webhooks::Sender& webhooks, ApiOptions options)
      : service_(engine, ml, webhooks, std::move(options)), router_(Routes()) {
    UndoUnfinishedImports(service_);
  }

  net::Reply Handle(net::Request& request) override { return Run(request, false); }

  net::Response Answer(net::Request& request) override {
    return std::get<net::Response>(Run(request, true));
  }

  net::Admission Admit(net::Request& head) override {
    Call call(head, false);
    const Router::Match match = router_.Find(call);
    net::Admission admission{.max_body = service_.options.max_body};
    if (match.route == nullptr) {  // refused whatever the body is
      admission.refusal = std::get<net::Response>(Run(head, true));
      return admission;
    }
    const Result<void> may = [&]() -> Result<void> {
      ASSIGN_OR_RETURN(call.who, service_.authenticator.Identify(head));
      return Authorize(call, *match.route, BodyOf::kToCome);
    }();
    if (!may.has_value()) {
      admission.refusal = ErrorResponse(may.error(), StyleOf(head), service_.options.version);
    } else if (match.route->contract.long_body) {
      admission.max_body = service_.options.max_upload;
      admission.into_file = true;
      admission.advice = "Send it in parts, or start the server with a higher --max-upload.";
    }
    return admission;
  }

  std::string ErrorBody(int status, std::string_view sentence) const override {
    return api::ErrorBody(status, sentence, service_.options.version);
  }

 private:
  net::Reply Run(net::Request& request, bool wait) {
    Outcome outcome = Dispatch(request, wait);
    if (outcome.has_value()) return *std::move(outcome);
    const Error& error = outcome.error();
    if (StatusOf(error) >= 500)
      LogError("request failed", {{"path", request.path}, {"error", error}});
    return ErrorResponse(error, StyleOf(request), service_.options.version);
  }

  Outcome Dispatch(net::Request& request, bool wait) {
    Call call(request, wait);
    const Router::Match match = router_.Find(call);
    if (!match.path_known) {
      if (WantsPage(request)) {
        // Whose token or session has ended is nobody here.
        call.who = service_.authenticator.Identify(request).value_or(Identity());
        return NotFoundPage(service_, call);
      }
      return StatusResponse(404,
                            "There is nothing at " + Printable(request.path) +
                                ". The paths are those of Label "
                                "Studio's API, and /api/v1.",
                            service_.options.version);
    }
    if (request.method == "OPTIONS") {
      net::Response response = EmptyAnswer(200);
      response.headers.Add("Allow", match.allow);
      return response;
    }
    ASSIGN_OR_RETURN(call.who, service_.authenticator.Identify(request));
    if (match.route == nullptr) {
      RETURN_IF_ERROR(CheckRight(call.who, Right::kSignedIn));
      net::Response response =
          StatusResponse(405, "Method \"" + Printable(request.method, 20) + "\" not allowed.",
                         service_.options.version);
      response.headers.Add("Allow", match.allow);
      return response;
    }
    RETURN_IF_ERROR(Authorize(call, *match.route));
    Outcome outcome = match.route->handler(service_, call);
    // Whatever it changed, webhooks may hear of.
    if (request.method != "GET" && request.method != "HEAD") service_.webhooks.Wake();
    return outcome;
  }

  // May call.who use this route? What only a body could tell is allowed while there is none.
  enum class BodyOf { kThere, kToCome };
  Result<void> Authorize(Call& call, const Route& route, BodyOf body = BodyOf::kThere) {
    const Contract& contract = route.contract;
    const Result<void> by_role = CheckRight(call.who, route.right);
    if (!IsBound(call.who) || !call.who.known()) return by_role;
    if (route.right == Right::kManage) {
      if (contract.beyond) return by_role;
      const bool in_body = contract.named == Named::kProjectOfBody ||
                           contract.named == Named::kTaskOfBody ||
                           contract.named == Named::kStorageOfBody;
      if (in_body && body == BodyOf::kToCome) return {};
      const auto [of, id] = AboutWhat(call, contract);
      return service_.db().Read([&](db::Connection& tx) -> Result<void> {
        std::optional<int64_t> project;
        if (id.has_value()) {
          ASSIGN_OR_RETURN(project, ProjectOf(tx, of, *id));
        }
        return CheckManages(tx, call.who, project);
      });
    }
    RETURN_IF_ERROR(by_role);
    if (contract.of == Subject::kNone) return {};
    return service_.db().Read(
        [&](db::Connection& tx) { return CheckSubject(tx, call.who, contract.of, call.id()); });
  }

  // What names the project of a route that needs kManage; no id if the request has none.
  std::pair<Subject, std::optional<int64_t>> AboutWhat(Call& call, const Contract& contract) {
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
        if (const auto job = service_.engine.Status(net::PercentDecode(call.words[0])))
          return {Subject::kStorage, job->storage_id};
        break;
    }
    return {Subject::kNone, std::nullopt};
  }

  Service service_;
  const Router router_;
};

}  // namespace

std::unique_ptr<Api> Api::Make(sync::Engine& engine, ml::Engine& ml, webhooks::Sender& webhooks,
                               ApiOptions options) {
  return std::make_unique<RealApi>(engine, ml, webhooks, std::move(options));
}

}  // namespace millrace::api
