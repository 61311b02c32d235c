#include "api/server.h"

#include "api/access.h"
#include "api/authorize.h"
#include "api/error_response.h"
#include "api/service.h"
#include "api/transfer/import_run.h"
#include "api/web/web_app.h"
#include "base/log.h"
#include "base/text.h"

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
      return Authorize(service_, call, *match.route, BodyOf::kToCome);
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
    RETURN_IF_ERROR(Authorize(service_, call, *match.route, BodyOf::kThere));
    Outcome outcome = match.route->handler(service_, call);
    // Whatever it changed, webhooks may hear of.
    if (request.method != "GET" && request.method != "HEAD") service_.webhooks.Wake();
    return outcome;
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
