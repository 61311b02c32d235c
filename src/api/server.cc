#include "api/server.h"

#include "api/access.h"
#include "api/error_response.h"
#include "api/service.h"
#include "base/log.h"
#include "base/text.h"

namespace millrace::api {
namespace {

class RealApi final : public Api {
 public:
  RealApi(sync::Engine& engine, ApiOptions options)
      : service_(engine, std::move(options)), router_(Routes()) {}

  net::Reply Handle(net::Request& request) override { return Run(request, false); }

  net::Response Answer(net::Request& request) override {
    return std::get<net::Response>(Run(request, true));
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
    return ErrorResponse(error, Style(request), service_.options.version);
  }

  Outcome Dispatch(net::Request& request, bool wait) {
    Call call(request, wait);
    const Router::Match match = router_.Find(call);
    if (!match.path_known) {
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
    RETURN_IF_ERROR(CheckRight(call.who, match.route->right));
    const Subject of = match.route->contract.of;
    if (of != Subject::kNone && IsBound(call.who)) {
      RETURN_IF_ERROR(service_.db().Read(
          [&](db::Connection& tx) { return CheckSubject(tx, call.who, of, call.id()); }));
    }
    return match.route->handler(service_, call);
  }

  static ErrorStyle Style(const net::Request& request) {
    return request.path.starts_with("/api/v1/") ? ErrorStyle::kOwn : ErrorStyle::kLabelStudio;
  }

  Service service_;
  const Router router_;
};

}  // namespace

std::unique_ptr<Api> Api::Make(sync::Engine& engine, ApiOptions options) {
  return std::make_unique<RealApi>(engine, std::move(options));
}

}  // namespace millrace::api
