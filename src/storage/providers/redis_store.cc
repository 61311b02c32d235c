#include "storage/providers/redis_store.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "storage/redis/examine.h"
#include "storage/redis/large_values.h"
#include "storage/redis/scan.h"
#include "storage/redis/values.h"
#include "storage/redis/writing.h"

namespace millrace::storage {
namespace {

using redis::Held;
using redis::Pool;

// The change token of every value that is not watched for changes, and the condition that any
// version of such a value meets.
constexpr std::string_view kUnwatched = "unwatched";

class RedisStore final : public ObjectStore {
 public:
  explicit RedisStore(RedisStoreOptions options)
      : pool_(std::move(options.connection)),
        detect_changes_(options.detect_changes),
        clock_(*options.clock) {}

  Result<ListPage> List(const ListRequest& request) override {
    ASSIGN_OR_RETURN(const Pool::Lease connection, pool_.Take("list", request.prefix));
    auto page = ListOn(*connection, request);
    if (!page.has_value() && page.error().operation.empty()) {
      page.error().operation = "list";
      page.error().key = request.prefix;
    }
    return page;
  }

  void GetMany(std::span<const GetRequest> requests, GetSink& sink) override;

  Result<ObjectInfo> Head(std::string_view key) override {
    RETURN_IF_ERROR(CheckKey(key));
    ASSIGN_OR_RETURN(const Pool::Lease connection, pool_.Take("head", key));
    Held held;
    RETURN_IF_ERROR(redis::ReadValues(*connection, place(), "head", {&key, 1},
                                      [&](size_t, Held found) { held = std::move(found); }));
    switch (held.kind) {
      case Held::Kind::kMissing: return std::unexpected(NoSuchKey("head", key));
      case Held::Kind::kRefused: return std::unexpected(std::move(held.error));
      case Held::Kind::kWhole: return InfoOf(key, held.size, redis::VersionOf(held.body));
      case Held::Kind::kLarge: break;
    }
    ASSIGN_OR_RETURN(const redis::LargeValuePtr value,
                     large_.Digest(*connection, place(), "head", std::string(key)));
    return InfoOf(key, value->size, value->digest);
  }

  void PutMany(std::span<const PutRequest> requests, PutSink& sink) override;

  Result<void> Delete(std::string_view key, std::string_view version) override {
    RETURN_IF_ERROR(CheckKey(key));
    ASSIGN_OR_RETURN(const Pool::Lease connection, pool_.Take("delete", key));
    auto deleted = redis::DeleteValue(*connection, place(), key, version);
    if (!deleted.has_value()) {
      deleted.error().operation = "delete";
      deleted.error().key = key;
    }
    return deleted;
  }

  Result<std::string> Presign(const PresignRequest& request) override {
    return std::unexpected(Error{.kind = ErrorKind::kUnsupported,
                                 .message = "Values of a Redis have no URLs.",
                                 .advice = "Their content is served through this server instead.",
                                 .operation = "presign",
                                 .key = request.key});
  }

  Result<void> Check() override {
    ASSIGN_OR_RETURN(const Pool::Lease connection, pool_.Take("check", ""));
    ASSIGN_OR_RETURN(const redis::Reply reply, connection->One({"PING"}));
    if (reply.error()) return std::unexpected(redis::ErrorOf(reply, place(), "check", ""));
    if (reply.type != redis::Reply::Type::kStatus)
      return std::unexpected(redis::UnexpectedReply(place(), "check", ""));
    return {};
  }

  Peer peer() const override {
    const net::StreamOptions& stream = pool_.options().stream;
    return {.host = stream.host,
            .port = stream.port,
            .tls = stream.tls,
            .ca_file = stream.ca_file,
            .ca_pem = stream.ca_pem,
            .addresses = stream.addresses};
  }

  Result<std::string> Identity() override {
    if (place().username.empty())
      return std::string(place().has_password ? "the default user, with a password" : "");
    return "user \"" + place().username + "\"" +
           (place().has_password ? ", with a password" : ", without a password");
  }

  std::vector<Finding> Examine() override {
    const auto connection = pool_.Take("check", "");
    if (!connection.has_value())
      return {{.name = "server",
               .state = Finding::State::kFailed,
               .detail = connection.error().message,
               .advice = connection.error().advice}};
    std::vector<Finding> findings = redis::Examine(**connection, place());
    if (!detect_changes_)
      findings.push_back(
          {.name = "changes",
           .state = Finding::State::kWarning,
           .detail = "Changes of values are not looked for (detect_changes is off).",
           .advice = "Turn detect_changes on if tasks change after they were read."});
    return findings;
  }

  Result<SelfReport> Describe() override {
    ASSIGN_OR_RETURN(const Pool::Lease connection, pool_.Take("check", ""));
    return redis::Describe(*connection, place());
  }

  Capabilities capabilities() const override {
    return {.order = Order::kNone,
            .put_if_absent = Support::kYes,
            .put_if_match = Support::kYes,
            .delete_if_match = Support::kYes,
            // Everything of a call goes through one connection.
            .get_concurrency = 1,
            .put_concurrency = 1};
  }

  Result<void> CheckKey(std::string_view key) const override {
    constexpr size_t kLongest = 512u << 20;  // of a Redis string
    if (!key.empty() && key.size() <= kLongest) return {};
    Error error{.kind = ErrorKind::kInvalid,
                .message = "The key \"" + Printable(key) + "\" cannot be used: " +
                           (key.empty() ? "it is empty." : "Redis allows at most 512 MiB."),
                .advice = "Use another name or path.",
                .key = std::string(key)};
    return std::unexpected(std::move(error));
  }

 private:
  class Transfers;

  const redis::Place& place() const { return pool_.place(); }

  Error NoSuchKey(std::string_view operation, std::string_view key) const {
    return {.kind = ErrorKind::kNotFound,
            .message = place().Name() + " has no key \"" + Printable(key) + "\" in database " +
                       std::to_string(place().db) + ".",
            .operation = std::string(operation),
            .key = std::string(key)};
  }

  // `digest` "" = not known.
  ObjectInfo InfoOf(std::string_view key, uint64_t size, std::string digest) const {
    ObjectInfo info{.key = std::string(key), .size = size, .modified = clock_.Now()};
    if (detect_changes_) {
      info.token = std::move(digest);
    } else {
      info.token = kUnwatched;
      // The pieces of a large value must belong together all the same.
      if (size > redis::kWholeValue) info.version = std::move(digest);
    }
    return info;
  }

  Result<ListPage> ListOn(redis::Connection& connection, const ListRequest& request) {
    ASSIGN_OR_RETURN(redis::ScannedKeys scanned,
                     redis::ScanKeys(connection, place(), pool_.RunId(connection), request));
    ListPage page{.next = std::move(scanned.next), .directories = scanned.nameless};
    const std::vector<std::string_view> keys(scanned.keys.begin(), scanned.keys.end());
    std::vector<ObjectInfo> found(keys.size());
    std::vector<size_t> large;
    std::optional<Error> failed;
    const auto take = [&](size_t i, Held held) {
      switch (held.kind) {
        case Held::Kind::kMissing: return;  // deleted or expired since SCAN saw it
        case Held::Kind::kLarge: large.push_back(i); return;
        case Held::Kind::kWhole:
          found[i] = InfoOf(keys[i], held.size,
                            detect_changes_ ? redis::VersionOf(held.body) : std::string());
          return;
        case Held::Kind::kRefused:
          // Reading it will say what is wrong with it; other errors concern the listing.
          if (held.type.empty() && held.error.kind != ErrorKind::kInvalid &&
              held.error.kind != ErrorKind::kTooLarge) {
            failed = std::move(held.error);
            return;
          }
          found[i] = InfoOf(keys[i], 0, held.type.empty() ? "unreadable" : held.type);
          return;
      }
    };
    RETURN_IF_ERROR(detect_changes_
                        ? redis::ReadValues(connection, place(), "list", keys, take)
                        : redis::MeasureValues(connection, place(), "list", keys, take));
    for (const size_t i : large) {
      const auto value = large_.Digest(connection, place(), "list", scanned.keys[i]);
      if (value.has_value())
        found[i] = InfoOf(keys[i], (*value)->size, (*value)->digest);
      else if (value.error().kind != ErrorKind::kNotFound)
        return std::unexpected(value.error());
    }
    if (failed.has_value()) return std::unexpected(*std::move(failed));
    std::erase_if(found, [](const ObjectInfo& info) { return info.key.empty(); });
    page.objects = std::move(found);
    return page;
  }

  Pool pool_;
  redis::LargeValues large_;
  const bool detect_changes_;
  Clock& clock_;
};

// One GetMany, on one connection: small values as they come, then the large ones.
class RedisStore::Transfers {
 public:
  Transfers(RedisStore& store, std::span<const GetRequest> requests, GetSink& sink)
      : store_(store), requests_(requests), sink_(sink) {}

  void Run() {
    std::vector<std::string_view> keys;
    for (size_t i = 0; i < requests_.size(); ++i) {
      if (auto allowed = store_.CheckKey(requests_[i].key); !allowed.has_value()) {
        sink_.Done(i, std::move(allowed));
        continue;
      }
      keys.push_back(requests_[i].key);
      open_.push_back(i);
    }
    if (open_.empty()) return;
    done_.resize(open_.size());
    auto connection = store_.pool_.Take("get", "");
    if (!connection.has_value()) return FailRest(connection.error());
    std::vector<size_t> large;
    const Result<void> read =
        redis::ReadValues(**connection, store_.place(), "get", keys, [&](size_t i, Held held) {
          if (held.kind == Held::Kind::kLarge)
            large.push_back(i);
          else
            Finish(i, Pass(i, std::move(held)));
        });
    if (!read.has_value()) return FailRest(read.error());
    for (const size_t i : large) {
      if ((*connection)->broken()) break;
      Finish(i, PassLarge(i, **connection));
    }
    FailRest({.kind = ErrorKind::kUnavailable,
              .temporary = true,
              .message = "The connection to " + store_.place().peer + " broke.",
              .advice = "Try again."});
  }

 private:
  const GetRequest& RequestOf(size_t i) const { return requests_[open_[i]]; }

  void Finish(size_t i, Result<void> outcome) {
    done_[i] = true;
    if (!outcome.has_value()) {
      outcome.error().operation = "get";
      outcome.error().key = RequestOf(i).key;
    }
    sink_.Done(open_[i], std::move(outcome));
  }

  void FailRest(const Error& error) {
    for (size_t i = 0; i < open_.size(); ++i)
      if (!done_[i]) Finish(i, std::unexpected(error));
  }

  static std::unexpected<Error> Dropped() {
    return Fail(ErrorKind::kCancelled, "The transfer was dropped by its receiver.");
  }

  // May this request be answered by that version?
  Result<void> Admit(const GetRequest& request, const ObjectInfo& info) const {
    const bool any =
        request.if_match.empty() || (!store_.detect_changes_ && request.if_match == kUnwatched);
    if (!any && request.if_match != info.condition())
      return Fail(ErrorKind::kConflict, "\"" + Printable(request.key) +
                                            "\" is no longer the version that was to be read.");
    if (request.offset > 0 && request.offset >= info.size)
      return Fail(ErrorKind::kInvalid, "\"" + Printable(request.key) + "\" has no byte " +
                                           std::to_string(request.offset) + ".");
    return {};
  }

  static uint64_t EndOf(const GetRequest& request, uint64_t size) {
    const uint64_t left = size - request.offset;
    return request.length == 0 || request.length > left ? size : request.offset + request.length;
  }

  Result<void> Pass(size_t i, Held held) {
    const GetRequest& request = RequestOf(i);
    if (held.kind == Held::Kind::kMissing)
      return std::unexpected(store_.NoSuchKey("get", request.key));
    if (held.kind == Held::Kind::kRefused) return std::unexpected(std::move(held.error));
    const ObjectInfo info =
        store_.InfoOf(request.key, held.size,
                      store_.detect_changes_ ? redis::VersionOf(held.body) : std::string());
    RETURN_IF_ERROR(Admit(request, info));
    if (!sink_.Start(open_[i], info)) return Dropped();
    const std::string_view bytes = std::string_view(held.body).substr(
        request.offset, EndOf(request, info.size) - request.offset);
    if (!bytes.empty() && !sink_.Data(open_[i], bytes)) return Dropped();
    return {};
  }

  Result<void> PassLarge(size_t i, redis::Connection& connection) {
    const GetRequest& request = RequestOf(i);
    // What is remembered may be out of date; then the value is digested anew, once.
    redis::LargeValuePtr value = store_.large_.Remembered(request.key);
    for (bool fresh = value == nullptr;; fresh = true) {
      if (fresh) {
        ASSIGN_OR_RETURN(value,
                         store_.large_.Digest(connection, store_.place(), "get", request.key));
      }
      bool started = false;
      Result<void> outcome = PassVersion(i, connection, *value, started);
      if (outcome.has_value() || fresh || started || connection.broken() ||
          outcome.error().kind == ErrorKind::kCancelled)
        return outcome;
    }
  }

  Result<void> PassVersion(size_t i, redis::Connection& connection, const redis::LargeValue& value,
                           bool& started) {
    const GetRequest& request = RequestOf(i);
    const ObjectInfo info = store_.InfoOf(request.key, value.size, value.digest);
    RETURN_IF_ERROR(Admit(request, info));
    bool wanted = true;
    RETURN_IF_ERROR(store_.large_.Read(connection, store_.place(), value, request.offset,
                                       EndOf(request, info.size), [&](std::string_view bytes) {
                                         // Only now the first piece has proved the version.
                                         if (!started) wanted = sink_.Start(open_[i], info);
                                         started = true;
                                         wanted = wanted && sink_.Data(open_[i], bytes);
                                         return wanted;
                                       }));
    if (!wanted) return Dropped();
    return {};
  }

  RedisStore& store_;
  const std::span<const GetRequest> requests_;
  GetSink& sink_;
  std::vector<size_t> open_;  // indexes of the requests that may be asked
  std::vector<bool> done_;    // of open_
};

void RedisStore::GetMany(std::span<const GetRequest> requests, GetSink& sink) {
  Transfers(*this, requests, sink).Run();
}

void RedisStore::PutMany(std::span<const PutRequest> requests, PutSink& sink) {
  std::vector<size_t> open;
  for (size_t i = 0; i < requests.size(); ++i) {
    if (auto allowed = CheckKey(requests[i].key); !allowed.has_value())
      sink.Done(i, std::unexpected(std::move(allowed).error()));
    else
      open.push_back(i);
  }
  if (open.empty()) return;
  auto connection = pool_.Take("put", "");
  if (connection.has_value())
    return redis::PutValues(**connection, place(), requests, std::move(open), sink, clock_.Now());
  // Nothing was sent: a write that failed here may be tried again without a doubt.
  Error error = std::move(connection).error();
  if (error.temporary) error.kind = ErrorKind::kRateLimited;
  for (const size_t i : open) {
    error.key = requests[i].key;
    sink.Done(i, std::unexpected(error));
  }
}

}  // namespace

std::unique_ptr<ObjectStore> MakeRedisStore(RedisStoreOptions options) {
  return std::make_unique<RedisStore>(std::move(options));
}

}  // namespace millrace::storage
