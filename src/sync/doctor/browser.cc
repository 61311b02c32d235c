// The CORS protocol: https://fetch.spec.whatwg.org/#http-cors-protocol
#include <algorithm>

#include "base/text.h"
#include "net/url.h"
#include "storage/common_fields.h"
#include "sync/doctor/patient.h"
#include "sync/limited_http.h"

namespace millrace::sync {
namespace {

using State = storage::Finding::State;
using Weight = Checkup::Weight;

constexpr std::string_view kPresignTitle = "presigned URL";
constexpr std::string_view kCorsTitle = "CORS";

std::string OriginOf(std::string_view text) {
  const auto url = net::ParseUrl(text);
  return url.has_value() ? url->Origin() : "";
}

// Does this answer allow pages of `origin` to use it? Requests without cookies.
bool Allows(const net::HttpResponse& answer, const std::string& origin) {
  const std::string_view allowed = Trim(answer.headers.Get("Access-Control-Allow-Origin"));
  return allowed == "*" || allowed == origin;
}

bool IsSuccess(const net::HttpResponse& answer) {
  return answer.status >= 200 && answer.status < 300;
}

class Browser {
 public:
  Browser(const Patient& patient, Checkup& checkup) : patient_(patient), checkup_(checkup) {}

  void Run(const std::string& key) {
    if (std::string reason = WhyNot(key); !reason.empty()) {
      checkup_.Skip("presign", kPresignTitle, reason);
      checkup_.Skip("cors", kCorsTitle, std::move(reason));
      return;
    }
    checkup_.Make("presign", kPresignTitle, Weight::kUseful,
                  [&](Probe& probe) { Presign(key, probe); });
    if (!answer_.has_value()) return checkup_.Skip("cors", kCorsTitle, cors_reason_);
    if (patient_.provider().guidance.cors == nullptr)
      return checkup_.Skip("cors", kCorsTitle, "browsers do not ask this kind of storage");
    if (patient_.options.origin.empty())
      return checkup_.Skip("cors", kCorsTitle,
                           "this server does not know its public address; start it with --host "
                           "and the address that browsers see");
    checkup_.Make("cors", kCorsTitle, Weight::kUseful, [&](Probe& probe) { Cors(probe); });
  }

 private:
  // Why no presigned URL is tried; "" if one is.
  std::string WhyNot(const std::string& key) const {
    const auto& without = patient_.provider().without;
    if (!patient_.store.capabilities().presign ||
        std::ranges::find(without, &storage::kPresign) != without.end())
      return "this kind of storage has none; the browser loads through this server";
    if (!patient_.spec.values.Bool(storage::kPresign))
      return "presigned URLs are off; the browser loads through this server";
    return key.empty() ? "there is no object that could be read" : "";
  }

  void Presign(const std::string& key, Probe& probe) {
    cors_reason_ = "no presigned URL could be loaded";
    auto url = patient_.store.Presign({.key = key});
    if (!url.has_value() && url.error().kind == ErrorKind::kUnsupported) {
      probe.state = State::kSkipped;
      probe.detail = url.error().message;
      return;
    }
    if (!url.has_value()) return SayRefused(probe, url.error(), patient_);
    url_ = *std::move(url);
    net::HttpRequest get = Request("GET");
    get.headers.Add("Range", "bytes=0-0");
    auto answer = FetchHead(*patient_.http, std::move(get));
    if (!answer.has_value()) return SayFailed(probe, answer.error());
    const std::string host = OriginOf(url_);
    if (!IsSuccess(*answer)) {
      Error error{.kind = net::MeaningOf(answer->status).kind,
                  .message = host + " answers " + std::to_string(answer->status) +
                             " to the presigned URL of \"" + Printable(key) +
                             "\", though the object can be read with the credentials.",
                  .advice =
                      "Check that this address is the one of the store itself and not of "
                      "something in front of it, and that this machine's clock is right; "
                      "or turn presigned URLs off.",
                  .status = answer->status};
      return SayRefused(probe, std::move(error), patient_);
    }
    probe.detail = host + " gives \"" + Printable(key) + "\" without credentials.";
    answer_ = *std::move(answer);
  }

  void Cors(Probe& probe) {
    const std::string& origin = patient_.options.origin;
    if (!Allows(*answer_, origin)) {
      const std::string_view allowed = answer_->headers.Get("Access-Control-Allow-Origin");
      SayFailed(
          probe,
          Error{.kind = ErrorKind::kDenied,
                .message =
                    "Browsers may not load objects of this storage into pages of " + origin + ": " +
                    (allowed.empty() ? "its answers allow no other site."
                                     : "its answers allow only " + Printable(allowed, 100) + "."),
                .advice = "Allow it by the bucket's CORS settings below, or turn presigned "
                          "URLs off."});
      probe.paste = patient_.provider().guidance.cors(patient_.spec.values, origin);
      return;
    }
    net::HttpRequest ask = Request("OPTIONS");
    ask.headers.Add("Access-Control-Request-Method", "GET");
    const auto answer = FetchHead(*patient_.http, std::move(ask));
    if (answer.has_value() && IsSuccess(*answer) && Allows(*answer, origin)) {
      probe.detail = "Pages of " + origin + " may load its objects.";
      return;
    }
    Warn(probe,
         "Pages of " + origin +
             " may load its objects, but the question that browsers ask "
             "before some requests (OPTIONS) " +
             (answer.has_value()
                  ? "is answered " + std::to_string(answer->status) + " without leave."
                  : "got no answer: " + answer.error().message),
         "Players of sound and video may need it; the CORS settings below allow it.");
    probe.paste = patient_.provider().guidance.cors(patient_.spec.values, origin);
  }

  net::HttpRequest Request(std::string method) const {
    const storage::Peer peer = patient_.store.peer();
    net::HttpRequest request{.method = std::move(method), .url = url_};
    if (!patient_.options.origin.empty()) request.headers.Add("Origin", patient_.options.origin);
    // A URL that leads elsewhere than the store's own requests has no more trust than its settings.
    const bool same = OriginOf(url_) == OriginOf(peer.url);
    request.addresses = same                    ? peer.addresses
                        : patient_.spec.trusted ? net::AddressPolicy::kTrusted
                                                : net::AddressPolicy::kUser;
    request.ca_file = peer.ca_file;
    request.ca_pem = peer.ca_pem;
    return request;
  }

  const Patient& patient_;
  Checkup& checkup_;
  std::string url_;                          // a secret while it is valid: never shown
  std::optional<net::HttpResponse> answer_;  // to the GET
  std::string cors_reason_ = "the presigned URL was not tried";
};

}  // namespace

void LoadInBrowser(const Patient& patient, const std::string& key, Checkup& checkup) {
  Browser(patient, checkup).Run(key);
}

}  // namespace millrace::sync
