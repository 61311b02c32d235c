#include "storage/providers/s3_store.h"

#include <algorithm>
#include <mutex>

#include "base/text.h"
#include "storage/aws/list_xml.h"
#include "storage/bucket_uri.h"
#include "storage/http/bucket.h"

namespace millrace::storage {
namespace {

using http::Call;
using http::Operation;

constexpr size_t kMaxPage = 1000;
constexpr std::chrono::seconds kMinTtl{1};
constexpr std::chrono::seconds kMaxTtl{7 * 24 * 3600};

class S3Store final : public ObjectStore {
 public:
  S3Store(std::unique_ptr<aws::Connection> connection, std::string prefix)
      : connection_(std::move(connection)), prefix_(std::move(prefix)) {}

  Result<ListPage> List(const ListRequest& request) override {
    return ListAs(Operation::kList, request);
  }

  void GetMany(std::span<const GetRequest> requests, GetSink& sink) override {
    http::GetObjects(*connection_, requests, sink, capabilities().get_concurrency);
  }

  Result<ObjectInfo> Head(std::string_view key) override {
    ASSIGN_OR_RETURN(const net::HttpResponse answer,
                     http::Send(*connection_, Call{.operation = Operation::kHead,
                                                   .method = "HEAD",
                                                   .key = std::string(key),
                                                   .about = std::string(key)}));
    return connection_->InfoOf(key, answer.headers);
  }

  void PutMany(std::span<const PutRequest> requests, PutSink& sink) override {
    CompletingSink completing(sink);
    http::PutObjects(*connection_, requests, completing, capabilities().put_concurrency);
    for (const size_t i : completing.without_token) sink.Done(i, InfoOfWritten(requests[i].key));
  }

  Result<void> Delete(std::string_view key, std::string_view version) override {
    net::HttpResponse refusal;
    auto answer = http::Send(*connection_, http::DeleteCall(key, version), &refusal);
    if (answer.has_value()) return {};
    const auto document = aws::ParseErrorXml(refusal.body);
    if (document.has_value() && document->code == "NoSuchKey") return {};
    return std::unexpected(std::move(answer).error());
  }

  Result<std::string> Presign(const PresignRequest& request) override {
    RETURN_IF_ERROR(CheckKey(request.key));
    RETURN_IF_ERROR(CheckBrowserKeeps(request.key));
    return connection_->Presign(request.method, request.key, http::PresignQuery(request),
                                std::clamp(request.ttl, kMinTtl, kMaxTtl));
  }

  std::string BrowserOrigin(bool may_ask) override { return connection_->BrowserOrigin(may_ask); }

  Result<void> Check() override {
    const auto answer =
        http::Send(*connection_, Call{.operation = Operation::kCheck, .method = "HEAD"});
    if (answer.has_value()) return {};
    if (answer.error().status == 0) return std::unexpected(answer.error());
    // The answer to HEAD has no body that says why; and a key that may only list below the prefix
    // is refused the HEAD.
    RETURN_IF_ERROR(ListAs(Operation::kCheck, {.prefix = prefix_, .limit = 1}));
    return {};
  }

  Peer peer() const override {
    const aws::ConnectionOptions& options = connection_->options();
    Peer peer = http::PeerAt(connection_->endpoint()->Url() + "/", options.addresses);
    peer.ca_file = options.trust.ca_file;
    peer.ca_pem = options.trust.ca_pem;
    return peer;
  }

  Result<std::string> Identity() override {
    aws::CredentialProvider* source = connection_->credentials();
    if (source == nullptr) return std::string();
    ASSIGN_OR_RETURN(const aws::SharedCredentials credentials, source->Get());
    std::string hint = Secret(credentials->access_key_id).Hint();
    if (hint == "set") hint = "(too short to show a part of it)";
    return "access key " + hint + " from " + source->Name();
  }

  std::vector<Finding> Examine() override { return {ExamineRegion()}; }

  Capabilities capabilities() const override {
    const Support conditions = connection_->options().conditions;
    return {.order = Order::kBytes,
            .start_after = true,
            .put_if_absent = conditions,
            .put_if_match = conditions,
            .delete_if_match = Support::kUnknown,
            .presign = true,
            .ranges = true,
            .get_concurrency = 32};
  }

  Result<void> CheckKey(std::string_view key) const override { return aws::CheckKey(key); }

 private:
  // Keeps back what was written and has no token yet.
  struct CompletingSink final : PutSink {
    explicit CompletingSink(PutSink& outer) : outer(outer) {}
    void Done(size_t index, Result<ObjectInfo> outcome) override {
      if (!outcome.has_value() || !outcome->token.empty()) {
        outer.Done(index, std::move(outcome));
        return;
      }
      std::lock_guard lock(mutex);
      without_token.push_back(index);
    }
    PutSink& outer;
    std::mutex mutex;
    std::vector<size_t> without_token;
  };

  Finding ExamineRegion() {
    const aws::ConnectionOptions& options = connection_->options();
    const std::string said = options.endpoint.region;
    Finding out{.name = "region"};
    const auto real = connection_->AskRegion();
    if (!real.has_value()) {
      out.state = Finding::State::kSkipped;
      out.detail = "The bucket could not be asked: " + real.error().message;
    } else if (real->empty()) {
      out.detail = "Requests are signed for " + connection_->endpoint()->region +
                   "; the service does not say where the bucket is.";
    } else if (!options.region_given) {
      out.detail = "The bucket is in " + *real + ", which was found out by asking it.";
      out.advice = "Set Region to " + *real + " to spare that question.";
    } else if (*real == said) {
      out.detail = "The bucket is in " + *real + ", as the settings say.";
    } else {
      out.state = Finding::State::kWarning;
      out.detail = "The bucket is in " + *real + ", but the settings say " + Printable(said) + ".";
      out.advice = "Set Region to " + *real + ".";
    }
    return out;
  }

  // Without the token the next write could not be conditional.
  Result<ObjectInfo> InfoOfWritten(const std::string& key) {
    auto head = Head(key);
    if (head.has_value() || head.error().kind != ErrorKind::kNotFound) return head;
    Error error = std::move(head).error();
    error.kind = ErrorKind::kCorrupt;
    error.operation = OperationName(Operation::kPut);
    error.message =
        "The store took the object \"" + Printable(key) + "\", but does not have it afterwards.";
    error.advice = "The store may not allow this key; use another prefix or name.";
    return std::unexpected(std::move(error));
  }

  Result<ListPage> ListAs(Operation operation, const ListRequest& request) {
    ASSIGN_OR_RETURN(aws::ListPosition position, aws::ParsePosition(request.position));
    if (request.position.empty()) position.start_after = request.start_after;
    Call call{.operation = operation,
              .about = request.prefix,
              .query = {{"list-type", "2"}, {"encoding-type", "url"}}};
    const auto add = [&](const char* name, std::string value) {
      if (!value.empty()) call.query.emplace_back(name, std::move(value));
    };
    add("prefix", request.prefix);
    add("delimiter", request.recursive ? "" : "/");
    add("start-after", position.start_after);
    add("continuation-token", position.continuation_token);
    add("max-keys", std::to_string(std::clamp<size_t>(request.limit, 1, kMaxPage)));
    ASSIGN_OR_RETURN(const net::HttpResponse answer, http::Send(*connection_, call));
    auto page = aws::ParseListXml(answer.body);
    if (!page.has_value()) {
      page.error().operation = OperationName(operation);
      page.error().key = request.prefix;
    }
    return page;
  }

  const std::unique_ptr<aws::Connection> connection_;
  const std::string prefix_;
};

}  // namespace

std::unique_ptr<ObjectStore> MakeS3Store(std::unique_ptr<aws::Connection> connection,
                                         std::string prefix) {
  return std::make_unique<S3Store>(std::move(connection), std::move(prefix));
}

}  // namespace millrace::storage
