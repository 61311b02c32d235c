#include "storage/providers/gcs_store.h"

#include <algorithm>

#include "storage/bucket_uri.h"
#include "storage/google/gcs_error.h"
#include "storage/google/gcs_examine.h"
#include "storage/google/objects_json.h"

namespace millrace::storage {
namespace {

using http::Call;
using http::Operation;

constexpr size_t kMaxPage = 1000;
constexpr std::chrono::seconds kMinTtl{1};
constexpr std::chrono::seconds kMaxTtl{7 * 24 * 3600};

class GcsStore final : public ObjectStore {
 public:
  GcsStore(std::unique_ptr<google::GcsBucket> bucket, std::string prefix)
      : bucket_(std::move(bucket)), prefix_(std::move(prefix)) {}

  Result<ListPage> List(const ListRequest& request) override {
    const bool behind = request.position.empty() && !request.start_after.empty();
    Call call{.operation = Operation::kList,
              .about = request.prefix,
              .query = {{"fields", std::string(google::kListFields)}}};
    const auto add = [&](const char* name, const std::string& value) {
      if (!value.empty()) call.query.emplace_back(name, value);
    };
    add("prefix", request.prefix);
    add("delimiter", request.recursive ? "" : "/");
    // It is inclusive, and there is no name for "just behind" that every server takes: one more is
    // asked for and dropped.
    add("startOffset", behind ? request.start_after : "");
    add("pageToken", request.position);
    const size_t limit = std::clamp<size_t>(request.limit, 1, kMaxPage);
    add("maxResults", std::to_string(std::min(limit + (behind ? 1 : 0), kMaxPage)));
    ASSIGN_OR_RETURN(const net::HttpResponse answer, http::Send(*bucket_, call));
    auto page = google::ParseObjects(answer.body);
    if (!page.has_value()) {
      page.error().operation = OperationName(Operation::kList);
      page.error().key = request.prefix;
      return page;
    }
    if (behind) {
      std::erase_if(page->objects,
                    [&](const ObjectInfo& object) { return object.key <= request.start_after; });
    }
    return page;
  }

  void GetMany(std::span<const GetRequest> requests, GetSink& sink) override {
    http::GetObjects(*bucket_, requests, sink, capabilities().get_concurrency);
  }

  Result<ObjectInfo> Head(std::string_view key) override {
    ASSIGN_OR_RETURN(
        const net::HttpResponse answer,
        http::Send(*bucket_, Call{.operation = Operation::kHead,
                                  .key = std::string(key),
                                  .about = std::string(key),
                                  .query = {{"fields", std::string(google::kObjectFields)}}}));
    auto info = google::ParseObjectResource(answer.body);
    if (!info.has_value()) {
      info.error().operation = OperationName(Operation::kHead);
      info.error().key = key;
    }
    return info;
  }

  void PutMany(std::span<const PutRequest> requests, PutSink& sink) override {
    http::PutObjects(*bucket_, requests, sink, capabilities().put_concurrency);
  }

  Result<void> Delete(std::string_view key, std::string_view version) override {
    Call call{.operation = Operation::kDelete,
              .method = "DELETE",
              .key = std::string(key),
              .about = std::string(key)};
    if (!version.empty()) {
      call.query.emplace_back("ifGenerationMatch", version);
      call.precondition = Precondition::kMatches;
    }
    net::HttpResponse refusal;
    auto answer = http::Send(*bucket_, call, &refusal);
    if (answer.has_value()) return {};
    if (refusal.status == 404 && !google::IsBucketMissing(refusal.body)) return {};
    return std::unexpected(std::move(answer).error());
  }

  Result<std::string> Presign(const PresignRequest& request) override {
    RETURN_IF_ERROR(CheckKey(request.key));
    RETURN_IF_ERROR(CheckBrowserKeeps(request.key));
    return bucket_->Presign(request.method, request.key, http::PresignQuery(request),
                            std::clamp(request.ttl, kMinTtl, kMaxTtl));
  }

  std::string BrowserOrigin(bool) override {
    return bucket_->can_presign() ? bucket_->options().origin : std::string();
  }

  Result<void> Check() override {
    // The bucket's own resource needs a right that accounts for objects lack; listing is what a
    // sync does.
    RETURN_IF_ERROR(List({.prefix = prefix_, .limit = 1}));
    return {};
  }

  Peer peer() const override {
    const google::BucketOptions& options = bucket_->options();
    return http::PeerAt(options.origin + options.base + "/", options.addresses);
  }

  Result<std::string> Identity() override {
    const google::Credentials* credentials = bucket_->credentials();
    if (credentials == nullptr) return std::string();
    RETURN_IF_ERROR(credentials->tokens->Get());
    return credentials->who + " from " + credentials->place;
  }

  std::vector<Finding> Examine() override { return google::Examine(*bucket_); }

  Capabilities capabilities() const override {
    // What others do that speak this protocol is learned by a probe: fake-gcs-server ignores the
    // condition of a delete.
    const Support conditions = bucket_->options().google ? Support::kYes : Support::kUnknown;
    return {.order = Order::kBytes,
            .start_after = true,
            .put_if_absent = conditions,
            .put_if_match = conditions,
            .delete_if_match = conditions,
            .presign = bucket_->can_presign()};
  }

  Result<void> CheckKey(std::string_view key) const override {
    return google::CheckObjectName(key);
  }

 private:
  const std::unique_ptr<google::GcsBucket> bucket_;
  const std::string prefix_;
};

}  // namespace

std::unique_ptr<ObjectStore> MakeGcsStore(std::unique_ptr<google::GcsBucket> bucket,
                                          std::string prefix) {
  return std::make_unique<GcsStore>(std::move(bucket), std::move(prefix));
}

}  // namespace millrace::storage
