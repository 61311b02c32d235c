#include "tests/stub/s3_stub.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <optional>

#include "base/json_writer.h"
#include "base/text.h"
#include "net/http_server.h"
#include "tests/stub/answers.h"
#include "tests/stub/later.h"
#include "tests/stub/verify.h"

namespace millrace::stub {
namespace {

using net::Reply;
using net::Request;
using net::Response;

constexpr std::array<std::string_view, 6> kOperations = {"list", "get",    "head",
                                                         "put",  "delete", "bucket"};

class Stub final : public S3Stub {
 public:
  explicit Stub(const Options& options) : ignore_conditions_(options.ignore_conditions) {
    if (!options.access_key_id.empty())
      verifier_.emplace(
          storage::aws::Credentials{.access_key_id = options.access_key_id,
                                    .secret_access_key = Secret(options.secret_access_key)});
  }

  Result<void> Listen(const Options& options) {
    ASSIGN_OR_RETURN(server_,
                     net::HttpServer::Start({.port = options.port, .workers = options.workers},
                                            [this](Request& request) { return Handle(request); }));
    return {};
  }

  int port() const override { return server_->port(); }
  Buckets& buckets() override { return buckets_; }
  Faults& faults() override { return faults_; }

 private:
  // One S3 request in the stub's terms.
  struct Target {
    std::string_view operation;
    std::string bucket, key;
    net::Query query;
  };

  Reply Handle(Request& request) {
    const net::Query query = net::ParseQuery(request.query);
    if (request.path.starts_with("/_")) return Control(request.path, query);
    if (request.method == "OPTIONS") return PreFlight(request);
    if (verifier_) {
      if (const auto refusal = verifier_->Check(request, query))
        return ErrorAnswer(refusal->status, refusal->code, refusal->message);
    }
    const auto target = Find(request, query);
    if (!target)
      return ErrorAnswer(501, "NotImplemented",
                         "A header or query you provided implies "
                         "functionality that is not implemented.");
    Count(target->operation);
    const std::string& place = target->operation == "list" ? Value(query, "prefix") : target->key;
    const auto fault = faults_.Meet(target->operation, place);
    if (!fault) return Allowed(request, Answer(request, *target));
    switch (fault->kind) {
      case FaultKind::kStatus: return Allowed(request, FaultAnswer(*fault));
      case FaultKind::kReset: return Broken();
      case FaultKind::kStall: return later_.After(fault->delay_ms, Answer(request, *target));
      case FaultKind::kTruncate: return Half(Answer(request, *target));
      case FaultKind::kBadXml: return Response{.body = "<ListBucketResult><Contents><Key>a</Ke"};
      case FaultKind::kLostAnswer: Answer(request, *target); return Broken();
    }
    return Broken();
  }

  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html
  Response PreFlight(const Request& request) {
    if (!Allows(request) || request.headers.Get("Access-Control-Request-Method") != "GET")
      return ErrorAnswer(403, "AccessForbidden", "CORSResponse: This CORS request is not allowed.");
    Response response = Allowed(request, {});
    response.headers.Add("Access-Control-Allow-Methods", "GET, HEAD");
    return response;
  }

  bool Allows(const Request& request) {
    std::lock_guard lock(cors_mutex_);
    return request.headers.Has("Origin") &&
           (cors_ == "*" || cors_ == request.headers.Get("Origin"));
  }

  Response Allowed(const Request& request, Response response) {
    if (Allows(request))
      response.headers.Add("Access-Control-Allow-Origin",
                           std::string(request.headers.Get("Origin")));
    return response;
  }

  static std::optional<Target> Find(const Request& request, const net::Query& query) {
    Target target{.query = query};
    const size_t slash = request.path.find('/', 1);
    target.bucket = net::PercentDecode(request.path.substr(1, slash - 1));
    if (slash != std::string::npos) target.key = net::PercentDecode(request.path.substr(slash + 1));
    if (target.bucket.empty()) return std::nullopt;
    const std::string& method = request.method;
    if (target.key.empty()) {
      if (method == "GET" && Value(query, "list-type") == "2")
        target.operation = "list";
      else if (method == "HEAD" || (method == "PUT" && query.empty()))
        target.operation = "bucket";
    } else if (Value(query, "uploadId").empty() && !request.headers.Has("x-amz-copy-source")) {
      if (method == "GET")
        target.operation = "get";
      else if (method == "HEAD")
        target.operation = "head";
      else if (method == "PUT")
        target.operation = "put";
      else if (method == "DELETE")
        target.operation = "delete";
    }
    if (target.operation.empty()) return std::nullopt;
    return target;
  }

  Response Answer(const Request& request, const Target& target) {
    if (target.operation == "bucket" && request.method == "PUT") {
      buckets_.Make(target.bucket);
      return {};
    }
    if (!buckets_.Has(target.bucket))
      return ErrorAnswer(404, "NoSuchBucket", "The specified bucket does not exist");
    if (target.operation == "bucket") return {};
    if (target.operation == "list") return List(target);
    if (target.operation == "put") return Put(request, target);
    if (target.operation == "delete") return Delete(request, target);
    return Get(request, target);
  }

  Response List(const Target& target) {
    ListQuery list{.prefix = Value(target.query, "prefix"),
                   .delimiter = Value(target.query, "delimiter"),
                   .start_after = Value(target.query, "start-after"),
                   .token = Value(target.query, "continuation-token")};
    if (const std::string& keys = Value(target.query, "max-keys"); !keys.empty()) {
      const auto number = ParseInt(keys);
      if (!number || *number < 0)
        return ErrorAnswer(400, "InvalidArgument", "Provided max-keys not an integer");
      list.max_keys = std::min<size_t>(static_cast<size_t>(*number), 1000);
    }
    const auto listing = buckets_.List(target.bucket, list);
    if (!listing)
      return ErrorAnswer(400, "InvalidArgument", "The continuation token provided is incorrect");
    return ListAnswer(target.bucket, list, *listing, Value(target.query, "encoding-type") == "url");
  }

  Response Get(const Request& request, const Target& target) {
    const auto object = buckets_.Get(target.bucket, target.key);
    if (!object) return ErrorAnswer(404, "NoSuchKey", "The specified key does not exist.");
    const std::string_view if_match = request.headers.Get("If-Match");
    if (!if_match.empty() && if_match != "*" && if_match != object->etag)
      return PreconditionFailed();
    return ObjectAnswer(*object, request.headers.Get("Range"),
                        Value(target.query, "response-content-type"));
  }

  Conditions ConditionsOf(const Request& request) const {
    if (ignore_conditions_) return {};
    return {.if_match = std::string(request.headers.Get("If-Match")),
            .if_none_match = std::string(request.headers.Get("If-None-Match"))};
  }

  Response Put(const Request& request, const Target& target) {
    StoredObject object{.body = std::make_shared<const std::string>(request.body),
                        .etag = EtagOf(request.body),
                        .content_type = std::string(request.headers.Get("Content-Type")),
                        .modified = SystemClock().Now()};
    Response response{.headers = {{"ETag", object.etag}}};
    switch (buckets_.Put(target.bucket, target.key, std::move(object), ConditionsOf(request))) {
      case WriteOutcome::kDone: return response;
      case WriteOutcome::kNoBucket:
        return ErrorAnswer(404, "NoSuchBucket", "The specified bucket does not exist");
      case WriteOutcome::kNoKey:
        return ErrorAnswer(404, "NoSuchKey", "The specified key does not exist.");
      case WriteOutcome::kPreconditionFailed: return PreconditionFailed();
    }
    return PreconditionFailed();
  }

  Response Delete(const Request& request, const Target& target) {
    if (buckets_.Delete(target.bucket, target.key, ConditionsOf(request)) ==
        WriteOutcome::kPreconditionFailed)
      return PreconditionFailed();
    return {.status = 204};
  }

  Response Control(std::string_view path, const net::Query& query) {
    if (path == "/_stats") return Stats(query);
    if (path == "/_faults") {
      if (const auto outcome = faults_.AddFromQuery(query); !outcome.has_value())
        return {.status = 400, .body = outcome.error().Sentence() + "\n"};
      return {.body = "ok\n"};
    }
    if (path == "/_mode") {
      for (const auto& [name, value] : query) {
        if (name == "conditions") ignore_conditions_ = value == "ignore";
        if (name != "cors") continue;
        std::lock_guard lock(cors_mutex_);
        cors_ = value;
      }
      return {.body = "ok\n"};
    }
    if (path == "/_fill") {
      const auto count = ParseInt(Value(query, "count"));
      if (!count || *count < 0 || Value(query, "bucket").empty())
        return {.status = 400, .body = "bucket and count are needed\n"};
      buckets_.Fill(Value(query, "bucket"), Value(query, "prefix"), static_cast<size_t>(*count),
                    Value(query, "body"));
      return {.body = "ok\n"};
    }
    return {.status = 404, .body = "unknown\n"};
  }

  Response Stats(const net::Query& query) {
    JsonWriter json;
    json.BeginObject();
    for (size_t i = 0; i < kOperations.size(); ++i)
      json.Member(kOperations[i], static_cast<int64_t>(counts_[i].load()));
    json.Member("faults", static_cast<int64_t>(faults_.met()));
    json.EndObject();
    if (!Value(query, "reset").empty())
      for (auto& count : counts_) count = 0;
    return {.headers = {{"Content-Type", "application/json"}}, .body = std::move(json).Take()};
  }

  void Count(std::string_view operation) {
    const auto it = std::ranges::find(kOperations, operation);
    ++counts_[static_cast<size_t>(it - kOperations.begin())];
  }

  static const std::string& Value(const net::Query& query, std::string_view name) {
    static const std::string none;
    for (const auto& [key, value] : query)
      if (key == name) return value;
    return none;
  }

  Buckets buckets_;
  Faults faults_;
  std::optional<SignatureVerifier> verifier_;
  std::atomic<bool> ignore_conditions_;
  std::mutex cors_mutex_;
  std::string cors_;  // the origin whose pages may load objects; "" = none
  std::array<std::atomic<uint64_t>, kOperations.size()> counts_{};
  Later later_;
  std::unique_ptr<net::HttpServer> server_;  // last: its handlers use what is above
};

}  // namespace

Result<std::unique_ptr<S3Stub>> S3Stub::Start(Options options) {
  auto stub = std::make_unique<Stub>(options);
  RETURN_IF_ERROR(stub->Listen(options));
  return stub;
}

}  // namespace millrace::stub
