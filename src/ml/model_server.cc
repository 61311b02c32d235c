#include "ml/model_server.h"

#include <condition_variable>
#include <mutex>

#include "base/text.h"
#include "labeling/json/prediction_answer.h"
#include "net/url.h"

namespace millrace::ml {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kConnect{3'000};
constexpr milliseconds kHealth{3'000};
constexpr milliseconds kSetup{15'000};  // many load their model here
constexpr milliseconds kTrain{30'000};
constexpr size_t kMaxAnswer = 64u << 20;
constexpr size_t kShownOfRefusal = 300;

// Waits for an answer, but no longer than until a stop. The transfer itself then ends by its own
// limits, with nobody listening.
class Waiter final : public net::HttpSink {
 public:
  bool OnHead(int status, const net::Headers& headers) override {
    response_.status = status;
    response_.headers = headers;
    return true;
  }
  bool OnData(std::string_view bytes) override {
    too_large_ = response_.body.size() + bytes.size() > kMaxAnswer;
    if (!too_large_) response_.body += bytes;
    return !too_large_;
  }
  void OnDone(Result<void> outcome) override {
    std::lock_guard lock(mutex_);
    outcome_ = std::move(outcome);
    changed_.notify_all();
  }

  Result<net::HttpResponse> Wait(std::stop_token stop) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait(lock, std::move(stop), [&] { return outcome_.has_value(); }))
      return Fail(ErrorKind::kCancelled, "It was stopped before the ML backend answered.");
    if (too_large_)
      return Fail(ErrorKind::kTooLarge,
                  "The ML backend's answer is longer than " + HumanBytes(kMaxAnswer) + ".");
    RETURN_IF_ERROR(*outcome_);
    return std::move(response_);
  }

 private:
  net::HttpResponse response_;  // of the client's thread until OnDone
  bool too_large_ = false;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::optional<Result<void>> outcome_;
};

// What a server says when it refuses: label-studio-ml answers {"detail": "ValueError: …", …}.
std::string Reason(const net::HttpResponse& response) {
  for (const char* member : {"detail", "error", "message"}) {
    if (const std::string text = labeling::TextMember(response.body, member); !text.empty())
      return Printable(text, kShownOfRefusal);
  }
  const std::string_view text = Trim(response.body);
  // A page for people says less than its status.
  return text.starts_with('<') ? std::string() : Printable(text, kShownOfRefusal);
}

std::unexpected<Error> Refused(const std::string& url, const net::HttpResponse& response) {
  Error error;
  error.status = response.status;
  const auto [kind, temporary] = net::MeaningOf(response.status);
  error.kind = kind;
  error.temporary = temporary;
  error.retry_after_ms = net::RetryAfterMs(response.headers);
  const std::string reason = Reason(response);
  error.message = "The ML backend answered " + url + " with " + std::to_string(response.status) +
                  (reason.empty() ? "." : ": " + reason + (reason.ends_with('.') ? "" : "."));
  if (response.status == 401 || response.status == 403)
    error.advice = "Give it the user name and password that it asks for.";
  else if (response.status >= 500)
    error.advice = "Look at the log of the ML backend.";
  else if (response.status < 400)
    error.advice = "Redirects are not followed: give the address that it leads to.";
  return std::unexpected(std::move(error));
}

}  // namespace

Result<void> CheckServerUrl(const std::string& url) {
  const auto parsed = net::ParseUrl(url);
  if (parsed.has_value()) return {};
  return Fail(ErrorKind::kDenied, "The provided URL was not allowed: " + parsed.error().message,
              "Give the address of the model server, as http://host:9090.");
}

ModelServer::ModelServer(net::HttpClient& http, ServerAddress address, std::stop_token stop)
    : http_(http), address_(std::move(address)), stop_(std::move(stop)) {}

std::string ModelServer::UrlOf(std::string_view question) const {
  std::string url = address_.url.substr(0, address_.url.find_first_of("?#"));
  if (!url.ends_with('/')) url += '/';
  return url.append(question);
}

Result<std::string> ModelServer::Ask(std::string_view method, std::string_view question,
                                     const std::string& body, milliseconds limit) {
  RETURN_IF_ERROR(CheckServerUrl(address_.url));
  net::HttpRequest request;
  request.method = method;
  request.url = UrlOf(question);
  request.addresses = net::AddressPolicy::kUser;
  request.connect_timeout = std::min(kConnect, limit);
  request.stall_timeout = limit;  // a model thinks as long as it may
  request.total_timeout = limit;
  request.body = body;
  if (!body.empty()) request.headers.Add("Content-Type", "application/json");
  if (!address_.user.empty() && !address_.password.empty()) {
    request.headers.Add(
        "Authorization",
        "Basic " + Base64Encode(address_.user + ":" + std::string(address_.password.Reveal())));
  }
  const std::string url = request.url;
  const auto waiter = std::make_shared<Waiter>();
  http_.Start(std::move(request), waiter);
  ASSIGN_OR_RETURN(net::HttpResponse response, waiter->Wait(stop_));
  if (response.status < 200 || response.status > 299) return Refused(url, response);
  return std::move(response.body);
}

Result<void> ModelServer::Health() {
  RETURN_IF_ERROR(Ask("GET", "health", "", kHealth));
  return {};
}

Result<std::string> ModelServer::Setup(const std::string& body) {
  ASSIGN_OR_RETURN(const std::string answer, Ask("POST", "setup", body, kSetup));
  return labeling::TextMember(answer, "model_version");
}

Result<std::string> ModelServer::Predict(const std::string& body, milliseconds limit) {
  return Ask("POST", "predict", body, limit);
}

Result<std::vector<std::string>> ModelServer::Versions(const std::string& project_uid) {
  auto answer = Ask("GET", "versions", "", kSetup);
  // label-studio-ml 1.0.9 takes the question only as POST.
  if (!answer.has_value() && answer.error().status == 405)
    answer = Ask("POST", "versions", R"({"project":")" + project_uid + "\"}", kSetup);
  if (!answer.has_value()) return std::unexpected(answer.error());
  return labeling::TextListMember(*answer, "versions");
}

Result<void> ModelServer::Train(const std::string& body) {
  RETURN_IF_ERROR(Ask("POST", "webhook", body, kTrain));
  return {};
}

}  // namespace millrace::ml
