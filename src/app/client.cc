#include "app/client.h"

#include <boost/json.hpp>
#include <condition_variable>
#include <mutex>
#include <optional>

#include "app/json_access.h"
#include "base/secret.h"
#include "net/http_client.h"

namespace millrace::app {
namespace {

namespace json = boost::json;

// A refused request's body is small; more than this is not read.
constexpr size_t kMaxErrorBody = 64u << 10;

// Hands a download on to OnBytes. It writes to a file or a pipe on the client's thread, which has
// no other transfer here.
class DownloadSink final : public net::HttpSink {
 public:
  explicit DownloadSink(const Client::OnBytes& on_bytes) : on_bytes_(on_bytes) {}

  bool OnHead(int status, const net::Headers&) override {
    refused_.status = status;
    return true;
  }
  bool OnData(std::string_view bytes) override {
    if (refused_.status >= 400) {
      refused_.body.append(bytes.substr(0, kMaxErrorBody - refused_.body.size()));
      return true;
    }
    taken_ = on_bytes_(bytes);
    return taken_.has_value();
  }
  void OnDone(Result<void> outcome) override {
    std::lock_guard lock(mutex_);
    if (refused_.status >= 400)
      outcome_ = std::unexpected(ErrorOf(refused_));
    else
      outcome_ = taken_ ? std::move(outcome) : taken_;
    done_.notify_all();
  }

  Result<void> Wait() {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [&] { return outcome_.has_value(); });
    return *outcome_;
  }

 private:
  const Client::OnBytes& on_bytes_;
  Answer refused_;
  Result<void> taken_;
  std::mutex mutex_;
  std::condition_variable done_;
  std::optional<Result<void>> outcome_;
};

class SocketClient final : public Client {
 public:
  explicit SocketClient(const std::filesystem::path& socket) : socket_(socket.string()) {}

  Result<Answer> Call(const std::string& method, const std::string& target,
                      const std::string& body) override {
    net::HttpRequest request = Request(method, target);
    if (!body.empty()) request.headers.Set("Content-Type", "application/json");
    request.body = body;
    auto response = http_->Send(std::move(request));
    if (!response) return std::unexpected(Lost(response.error()));
    return Answer{response->status, std::move(response->body)};
  }

  Result<void> Download(const std::string& target, const OnBytes& on_bytes) override {
    auto sink = std::make_shared<DownloadSink>(on_bytes);
    http_->Start(Request("GET", target), sink);
    return sink->Wait();
  }

  bool beside_server() const override { return true; }

 private:
  net::HttpRequest Request(const std::string& method, const std::string& target) const {
    net::HttpRequest request{.method = method, .url = "http://localhost" + target};
    request.unix_socket = socket_;
    request.stall_timeout = std::chrono::minutes(3);  // a check of a dead bucket takes its time
    return request;
  }

  Error Lost(Error error) const {
    error.message = "The running server does not answer on \"" + socket_ + "\": " + error.message;
    error.advice = "See whether it is still running, then try again.";
    return error;
  }

  std::string socket_;
  std::unique_ptr<net::HttpClient> http_ = net::HttpClient::Make({});
};

class InProcessClient final : public Client {
 public:
  explicit InProcessClient(AnswerRequest answer) : answer_(std::move(answer)) {}

  Result<Answer> Call(const std::string& method, const std::string& target,
                      const std::string& body) override {
    net::Response response = Handle(method, target, body);
    Answer answer{.status = response.status, .body = std::move(response.body)};
    RETURN_IF_ERROR(Drain(response, [&](std::string_view bytes) -> Result<void> {
      answer.body += bytes;
      return {};
    }));
    return answer;
  }

  Result<void> Download(const std::string& target, const OnBytes& on_bytes) override {
    net::Response response = Handle("GET", target, "");
    if (response.status >= 400)
      return std::unexpected(ErrorOf({response.status, std::move(response.body)}));
    if (!response.body.empty()) RETURN_IF_ERROR(on_bytes(response.body));
    return Drain(response, on_bytes);
  }

  bool beside_server() const override { return false; }

 private:
  // A value that another thread delivers.
  template <class T>
  struct Delivery {
    std::mutex mutex;
    std::condition_variable arrived;
    std::optional<T> value;
    void Put(T given) {
      std::lock_guard lock(mutex);
      value.emplace(std::move(given));
      arrived.notify_all();
    }
    T Take() {
      std::unique_lock lock(mutex);
      arrived.wait(lock, [&] { return value.has_value(); });
      return *std::move(value);
    }
  };

  net::Response Handle(const std::string& method, const std::string& target,
                       const std::string& body) {
    const size_t mark = target.find('?');
    net::Request request{.method = method, .path = target.substr(0, mark)};
    if (mark != std::string::npos) request.query = target.substr(mark + 1);
    request.headers.Set("Host", "localhost");
    if (!body.empty()) request.headers.Set("Content-Type", "application/json");
    request.body = body;
    request.peer = "unix";
    request.over_unix_socket = true;
    return answer_(request);
  }

  static Result<void> Drain(const net::Response& response, const OnBytes& on_bytes) {
    while (response.source != nullptr) {
      auto delivery = std::make_shared<Delivery<Result<std::string>>>();
      response.source->Next(
          [delivery](Result<std::string> bytes) { delivery->Put(std::move(bytes)); });
      ASSIGN_OR_RETURN(const std::string bytes, delivery->Take());
      if (bytes.empty()) break;
      RETURN_IF_ERROR(on_bytes(bytes));
    }
    return {};
  }

  AnswerRequest answer_;
};

}  // namespace

std::unique_ptr<Client> MakeSocketClient(const std::filesystem::path& socket) {
  return std::make_unique<SocketClient>(socket);
}

std::unique_ptr<Client> MakeInProcessClient(AnswerRequest answer) {
  return std::make_unique<InProcessClient>(std::move(answer));
}

Error ErrorOf(const Answer& answer) {
  const net::HttpStatusMeaning meaning = net::MeaningOf(answer.status);
  Error error{.kind = meaning.kind, .temporary = meaning.temporary, .status = answer.status};
  json::error_code failed;
  const json::value value = json::parse(answer.body, failed);
  if (failed || !value.is_object()) {
    error.message = "The server answered " + std::to_string(answer.status) + " without a reason.";
    error.advice = "Its log says more.";
    return error;
  }
  error.message = TextOf(value.as_object(), "detail");
  const json::value* fields = value.as_object().if_contains("validation_errors");
  if (fields != nullptr && fields->is_object()) {
    for (const auto& [name, sentences] : fields->as_object()) {
      if (!sentences.is_array()) continue;
      for (const json::value& sentence : sentences.as_array())
        if (sentence.is_string()) error.fields.emplace_back(name, sentence.as_string());
    }
  }
  // Label Studio's general words say less than the fields do.
  if (error.message.empty() || error.message == "Validation error") {
    error.message.clear();
    for (const auto& [name, sentence] : error.fields) {
      if (!error.message.empty()) error.message += ' ';
      error.message += name == "non_field_errors" ? sentence : name + ": " + sentence;
    }
  }
  if (error.message.empty())
    error.message = "The server answered " + std::to_string(answer.status) + " without a reason.";
  return error;
}

Result<json::value> CallJson(Client& client, const std::string& method, const std::string& target,
                             const json::object* body) {
  std::string text = body == nullptr ? "" : json::serialize(*body);
  auto answer = client.Call(method, target, text);
  Wipe(text);  // it may hold the secrets of a storage
  if (!answer) return std::unexpected(std::move(answer).error());
  if (answer->status >= 400) return std::unexpected(ErrorOf(*answer));
  if (answer->body.empty()) return json::value(nullptr);
  json::error_code failed;
  json::value value = json::parse(answer->body, failed);
  if (failed)
    return Fail(ErrorKind::kCorrupt, "The answer to " + method + " " + target + " is not JSON.",
                "The server may be of another version than this command.");
  return value;
}

Result<json::object> CallObject(Client& client, const std::string& method,
                                const std::string& target, const json::object* body) {
  ASSIGN_OR_RETURN(json::value value, CallJson(client, method, target, body));
  if (json::object* object = value.if_object()) return std::move(*object);
  return Fail(ErrorKind::kCorrupt, "The answer to " + method + " " + target + " is not an object.",
              "The server may be of another version than this command.");
}

}  // namespace millrace::app
