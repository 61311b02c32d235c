// ObjectStore: what every storage can do, in the terms of object storage.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "net/http_client.h"

namespace millrace::storage {

// Keys are bytes, compared bytewise; nothing is normalised.
struct ObjectInfo {
  std::string key;
  uint64_t size = 0;
  std::string token;    // change token: differs when the object's content changed; opaque
  std::string version;  // what conditions and ranges compare; empty = same as `token`
  Time modified{};

  const std::string& condition() const { return version.empty() ? token : version; }
};

struct ListRequest {
  std::string prefix;       // keys start with it; "" = all
  std::string position;     // ListPage::next of the page before; "" = from the start
  std::string start_after;  // with an empty position and order kBytes: only keys behind this one
  size_t limit = 1000;      // at most; a store may give fewer
  bool recursive = true;    // false: only keys without "/" behind the prefix
};

struct ListPage {
  std::vector<ObjectInfo> objects;
  std::string next;  // opaque; "" = this was the last page
  // Entries that are no objects and are skipped by rule (directory markers of the provider).
  size_t directories = 0;
};

// What List says of a position that has lost its meaning because the other side was started anew:
// the listing has to begin again. A permanent kConflict.
Error PositionLost(std::string cause);
bool IsPositionLost(const Error& error);

struct GetRequest {
  std::string key;
  uint64_t offset = 0;  // kInvalid if the object has no such byte (0 is fine for an empty one)
  uint64_t length = 0;  // 0 = to the end
  std::string
      if_match;  // ObjectInfo::condition(); the object must still be that one: else kConflict
};

// Receives many objects. Calls for one index come in order and never at the same time; calls for
// different indexes may come from different threads at once. Must not block and not call the store.
class GetSink {
 public:
  virtual ~GetSink() = default;
  // `info.size` is the whole object's size, also for a range. False drops this object's transfer
  // (Done follows with kCancelled).
  virtual bool Start(size_t index, const ObjectInfo& info) = 0;
  virtual bool Data(size_t index, std::string_view bytes) = 0;
  // Exactly once per index. After an Error the index may not be started again by the store.
  virtual void Done(size_t index, Result<void> outcome) = 0;
};

enum class Precondition { kNone, kAbsent, kMatches };

struct PutRequest {
  std::string key;
  std::string body;
  std::string content_type = "application/json";
  Precondition precondition = Precondition::kNone;
  std::string version;  // for kMatches: ObjectInfo::condition()
};

// Receives the outcomes of many writes; calls for different indexes may come from different threads
// at once. Must not block and not call the store.
class PutSink {
 public:
  virtual ~PutSink() = default;
  // Exactly once per index.
  virtual void Done(size_t index, Result<ObjectInfo> outcome) = 0;
};

struct PresignRequest {
  std::string key;
  std::string method = "GET";
  std::chrono::seconds ttl{60};
  std::string response_content_type;  // empty = as stored
};

enum class Order {
  kBytes,  // pages come in ascending byte order of keys
  kNone,
};

enum class Support { kNo, kYes, kUnknown };

// What the store promises. kUnknown is settled by a probe (storage/condition_probe.h), never
// assumed.
struct Capabilities {
  Order order = Order::kNone;
  bool start_after = false;
  Support put_if_absent = Support::kUnknown;
  Support put_if_match = Support::kUnknown;
  Support delete_if_match = Support::kUnknown;
  bool presign = false;
  bool ranges = true;
  size_t get_concurrency = 32;  // objects in flight that GetMany keeps
  size_t put_concurrency = 32;  // and PutMany
};

// Whom a store talks to; no host: nobody, it is a directory.
struct Peer {
  std::string host;
  int port = 0;
  bool tls = false;
  std::string ca_file;  // extra trust: a file with PEM; "" = the system's
  std::string ca_pem;   // the same as text
  std::string url;      // for HTTP: what to ask, "https://host:port/…"; "" = another protocol
  net::AddressPolicy addresses = net::AddressPolicy::kTrusted;
};

// One thing that a doctor looked at, in a person's words.
struct Finding {
  enum class State { kOk, kWarning, kFailed, kSkipped };
  std::string name;  // "region", "persistence"
  State state = State::kOk;
  std::string detail;  // what was found
  std::string advice;  // what to do; may have several lines to paste
};

// What the other side says of itself, where it can tell.
struct SelfReport {
  // The very place that is read and written, whatever address leads there; a source and a target
  // must not share it. "" = not known, or they may.
  std::string place;
  std::string place_name, rule;  // for people: what it is, and what to do instead
  std::optional<Error> refuses_writes;
};

// Thread-safe. Every method blocks until its answer is there or its deadline passed. Errors carry
// operation and key, and name the bucket, the host and the cause as a person would.
class ObjectStore {
 public:
  virtual ~ObjectStore() = default;

  virtual Result<ListPage> List(const ListRequest& request) = 0;
  // Fetches all `requests`, several at once; returns when Done was called for each.
  virtual void GetMany(std::span<const GetRequest> requests, GetSink& sink) = 0;
  // kNotFound if there is none.
  virtual Result<ObjectInfo> Head(std::string_view key) = 0;
  // Writes all `requests`, several at once; returns when Done was called for each. Keys differ. An
  // outcome is the new object's token; kConflict when the precondition does not hold. An Error with
  // kTimeout or kUnavailable leaves open whether the store applied it.
  virtual void PutMany(std::span<const PutRequest> requests, PutSink& sink) = 0;
  // PutMany of one.
  Result<ObjectInfo> Put(const PutRequest& request);
  // `version` "" = whatever is there. Deleting what is not there succeeds.
  virtual Result<void> Delete(std::string_view key, std::string_view version) = 0;
  // A URL that gives the object without credentials. kUnsupported where the store has none, or for
  // a key that a URL cannot carry safely ("." and ".." segments): the caller proxies then.
  virtual Result<std::string> Presign(const PresignRequest& request) = 0;
  // The origin that the URLs of Presign lead browsers to
  // ("https://cats.s3.eu-west-1.amazonaws.com");
  // "" if it makes none. `may_ask`: what nobody said (a bucket's region) may be asked for, once in
  // the life of the process; else the best guess counts.
  virtual std::string BrowserOrigin([[maybe_unused]] bool may_ask) { return {}; }
  // Does the bucket answer with these settings? Writes nothing.
  virtual Result<void> Check() = 0;

  // For the doctor. Whom it talks to; whose credentials a request would carry and where they were
  // found ("access key AKIA… of profile \"ml\""), never a secret, "" if none are needed; and what
  // only this kind of store can tell. Identity and Examine may ask the other side.
  virtual Peer peer() const { return {}; }
  virtual Result<std::string> Identity() { return std::string(); }
  virtual std::vector<Finding> Examine() { return {}; }
  // For what must not be connected at all. Asks the other side.
  virtual Result<SelfReport> Describe() { return SelfReport(); }

  virtual Capabilities capabilities() const = 0;
  // kInvalid naming key and rule where the store cannot hold such a key.
  virtual Result<void> CheckKey(std::string_view key) const = 0;
};

// One object as a whole, by GetMany. kTooLarge above `max_bytes`.
struct Object {
  ObjectInfo info;
  std::string body;
};
Result<Object> GetObject(ObjectStore& store, const GetRequest& request, uint64_t max_bytes);

}  // namespace millrace::storage
