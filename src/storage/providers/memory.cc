#include "storage/providers/memory.h"

#include <algorithm>
#include <map>
#include <mutex>

#include "base/text.h"
#include "storage/bucket_uri.h"
#include "storage/common_fields.h"

namespace millrace::storage {

constexpr Field kMemoryBucket{
    .name = "bucket", .title = "Bucket", .help = "Name of a bucket in memory.", .required = true};

namespace {

constexpr const Field* kFields[] = {&kMemoryBucket, &kPrefix};
constexpr const Field* kWithout[] = {&kPresign, &kPresignTtl};

struct Stored {
  std::shared_ptr<const std::string> body;
  std::string version;
  Time modified;
};

// Thread-safe by its mutex.
struct Bucket {
  std::mutex mutex;
  std::map<std::string, Stored, std::less<>> objects;
  uint64_t versions = 0;
};

struct Buckets {
  std::mutex mutex;
  std::map<std::string, std::shared_ptr<Bucket>> by_name;
};

Buckets& AllBuckets() {
  static Buckets buckets;
  return buckets;
}

ObjectInfo InfoOf(std::string_view key, const Stored& stored) {
  return {.key = std::string(key),
          .size = stored.body->size(),
          .token = stored.version,
          .modified = stored.modified};
}

class MemoryStore final : public ObjectStore {
 public:
  MemoryStore(std::string name, Clock& clock) : name_(std::move(name)), clock_(clock) {}

  Result<ListPage> List(const ListRequest& request) override {
    ASSIGN_OR_RETURN(const auto bucket, Find("list", request.prefix));
    std::lock_guard lock(bucket->mutex);
    const std::string& after = request.position.empty() ? request.start_after : request.position;
    auto it = bucket->objects.lower_bound(request.prefix);
    if (!after.empty() && after >= request.prefix) it = bucket->objects.upper_bound(after);
    ListPage page;
    for (; it != bucket->objects.end() && it->first.starts_with(request.prefix); ++it) {
      if (!request.recursive && it->first.find('/', request.prefix.size()) != std::string::npos)
        continue;
      if (page.objects.size() == std::max<size_t>(request.limit, 1)) {
        page.next = page.objects.back().key;
        break;
      }
      page.objects.push_back(InfoOf(it->first, it->second));
    }
    return page;
  }

  void GetMany(std::span<const GetRequest> requests, GetSink& sink) override {
    for (size_t i = 0; i < requests.size(); ++i) sink.Done(i, Get(i, requests[i], sink));
  }

  Result<ObjectInfo> Head(std::string_view key) override {
    ASSIGN_OR_RETURN(const auto bucket, Find("head", key));
    std::lock_guard lock(bucket->mutex);
    const auto it = bucket->objects.find(key);
    if (it == bucket->objects.end()) return std::unexpected(NoSuchKey("head", key));
    return InfoOf(it->first, it->second);
  }

  void PutMany(std::span<const PutRequest> requests, PutSink& sink) override {
    for (size_t i = 0; i < requests.size(); ++i) sink.Done(i, PutOne(requests[i]));
  }

  Result<ObjectInfo> PutOne(const PutRequest& request) const {
    RETURN_IF_ERROR(CheckKey(request.key));
    ASSIGN_OR_RETURN(const auto bucket, Find("put", request.key));
    std::lock_guard lock(bucket->mutex);
    const auto it = bucket->objects.find(request.key);
    const bool exists = it != bucket->objects.end();
    if ((request.precondition == Precondition::kAbsent && exists) ||
        (request.precondition == Precondition::kMatches &&
         (!exists || it->second.version != request.version)))
      return std::unexpected(Changed("put", request.key));
    Stored stored{.body = std::make_shared<const std::string>(request.body),
                  .version = "v" + std::to_string(++bucket->versions),
                  .modified = clock_.Now()};
    const ObjectInfo info = InfoOf(request.key, stored);
    bucket->objects.insert_or_assign(request.key, std::move(stored));
    return info;
  }

  Result<void> Delete(std::string_view key, std::string_view version) override {
    ASSIGN_OR_RETURN(const auto bucket, Find("delete", key));
    std::lock_guard lock(bucket->mutex);
    const auto it = bucket->objects.find(key);
    if (it == bucket->objects.end()) return {};
    if (!version.empty() && it->second.version != version)
      return std::unexpected(Changed("delete", key));
    bucket->objects.erase(it);
    return {};
  }

  Result<std::string> Presign(const PresignRequest& request) override {
    return std::unexpected(
        At("presign", request.key, ErrorKind::kUnsupported, "A bucket in memory has no URLs."));
  }

  Result<void> Check() override {
    RETURN_IF_ERROR(Find("check", ""));
    return {};
  }

  Capabilities capabilities() const override {
    return {.order = Order::kBytes,
            .start_after = true,
            .put_if_absent = Support::kYes,
            .put_if_match = Support::kYes,
            .delete_if_match = Support::kYes};
  }

  Result<void> CheckKey(std::string_view key) const override {
    if (!key.empty()) return {};
    return std::unexpected(At("", key, ErrorKind::kInvalid, "An object's key must not be empty."));
  }

 private:
  static Error At(std::string_view operation, std::string_view key, ErrorKind kind,
                  std::string message) {
    return {.kind = kind,
            .message = std::move(message),
            .operation = std::string(operation),
            .key = std::string(key)};
  }
  Error NoSuchKey(std::string_view operation, std::string_view key) const {
    return At(operation, key, ErrorKind::kNotFound,
              "Bucket \"" + name_ + "\" has no object \"" + Printable(key) + "\".");
  }
  Error Changed(std::string_view operation, std::string_view key) const {
    return At(operation, key, ErrorKind::kConflict,
              "\"" + Printable(key) + "\" in bucket \"" + name_ + "\" is not as expected.");
  }

  Result<std::shared_ptr<Bucket>> Find(std::string_view operation, std::string_view key) const {
    Buckets& buckets = AllBuckets();
    std::lock_guard lock(buckets.mutex);
    const auto it = buckets.by_name.find(name_);
    if (it != buckets.by_name.end()) return it->second;
    return std::unexpected(
        At(operation, key, ErrorKind::kNotFound, "There is no bucket \"" + name_ + "\"."));
  }

  Result<void> Get(size_t index, const GetRequest& request, GetSink& sink) const {
    ASSIGN_OR_RETURN(const auto bucket, Find("get", request.key));
    ObjectInfo info;
    std::shared_ptr<const std::string> body;
    {
      std::lock_guard lock(bucket->mutex);
      const auto it = bucket->objects.find(request.key);
      if (it == bucket->objects.end()) return std::unexpected(NoSuchKey("get", request.key));
      if (!request.if_match.empty() && request.if_match != it->second.version)
        return std::unexpected(Changed("get", request.key));
      info = InfoOf(it->first, it->second);
      body = it->second.body;
    }
    if (request.offset > 0 && request.offset >= info.size)
      return std::unexpected(At("get", request.key, ErrorKind::kInvalid,
                                "\"" + Printable(request.key) + "\" has no byte " +
                                    std::to_string(request.offset) + "."));
    std::string_view bytes = std::string_view(*body).substr(request.offset);
    if (request.length != 0) bytes = bytes.substr(0, request.length);
    if (!sink.Start(index, info)) return std::unexpected(Dropped(request.key));
    constexpr size_t kChunk = 256 << 10;
    for (; !bytes.empty(); bytes.remove_prefix(std::min(kChunk, bytes.size())))
      if (!sink.Data(index, bytes.substr(0, kChunk))) return std::unexpected(Dropped(request.key));
    return {};
  }
  static Error Dropped(std::string_view key) {
    return At("get", key, ErrorKind::kCancelled, "The transfer was dropped by its receiver.");
  }

  const std::string name_;
  Clock& clock_;
};

}  // namespace

void MakeMemoryBucket(const std::string& name) {
  Buckets& buckets = AllBuckets();
  std::lock_guard lock(buckets.mutex);
  buckets.by_name[name] = std::make_shared<Bucket>();
}

void DropMemoryBucket(const std::string& name) {
  Buckets& buckets = AllBuckets();
  std::lock_guard lock(buckets.mutex);
  buckets.by_name.erase(name);
}

const Provider kMemory{
    .kind = "memory",
    .rest_name = "memory",
    .title = "Memory",
    .rest_title = "Memory",
    .scheme = "memory",
    .path_field = &kMemoryBucket,
    .fields = kFields,
    .locate = [](const Values& values, const Environment&) -> Location {
      return {
          .kind = "memory", .bucket = values.String(kMemoryBucket), .prefix = FolderPrefix(values)};
    },
    .uri =
        [](const Values& values, const Environment&, std::string_view key) {
          return BucketUri("memory", values.String(kMemoryBucket), key);
        },
    .key_of =
        [](const Values& values, const Environment&, std::string_view uri) {
          return KeyOfBucketUri("memory", values.String(kMemoryBucket), uri);
        },
    .open = [](const Values& values, const Environment& environment,
               net::AddressPolicy) -> Result<std::unique_ptr<ObjectStore>> {
      RETURN_IF_ERROR(CheckRequired(kFields, values));
      Clock& clock = environment.clock != nullptr ? *environment.clock : SystemClock();
      return std::make_unique<MemoryStore>(values.String(kMemoryBucket), clock);
    },
    .without = kWithout,
    .hidden = true,
};

}  // namespace millrace::storage
