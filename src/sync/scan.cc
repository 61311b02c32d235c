#include "sync/scan.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
#include "labeling/storages/export_outbox.h"
#include "storage/condition_probe.h"
#include "sync/known_objects.h"

namespace millrace::sync {
namespace {

using labeling::ObjectState;
using labeling::SourceObject;

constexpr size_t kPagesAhead = 4;
constexpr size_t kKeysPerBatch = 50'000;  // a checkpoint at least that often

// What a known object calls for, now that the listing shows it. Nothing: it is as it was.
std::optional<WorkItem::Why> Compare(const SourceObject& known, const storage::ObjectInfo& listed) {
  switch (known.state) {
    case ObjectState::kRemoved: return std::nullopt;
    case ObjectState::kRetry: return WorkItem::Why::kRetry;
    case ObjectState::kGone: return WorkItem::Why::kBack;
    case ObjectState::kImported:
    case ObjectState::kIgnored:
    case ObjectState::kFailed: break;
  }
  if (known.token != listed.token) return WorkItem::Why::kChanged;
  return std::nullopt;
}

class BucketScan final : public WorkSource {
 public:
  BucketScan(const Context& context, const Connection& connection, const KeyFilter& filter,
             ScanOptions options, Progress& progress)
      : context_(context),
        connection_(connection),
        filter_(filter),
        options_(std::move(options)),
        progress_(progress),
        position_(options_.position),
        last_key_(options_.ordered ? options_.position : ""),
        known_(*context.db, connection.row.id,
               options_.ordered && !options_.position.empty() ? options_.position
                                                              : JustBefore(filter.prefix()),
               filter.prefix()),
        pages_(kPagesAhead),
        lister_([this] { ListPages(); }) {}

  ~BucketScan() override {
    stop_.request_stop();
    pages_.Abandon();
    lister_.join();
  }

  Result<std::optional<ScanBatch>> Next() override {
    if (ended_) return std::nullopt;
    ScanBatch batch;
    in_batch_.clear();
    uint64_t bytes = 0;
    while (batch.work.size() < options_.batch_objects && bytes < options_.batch_bytes &&
           batch.counts.listed < static_cast<int64_t>(kKeysPerBatch)) {
      if (progress_.stop().stop_requested())
        return Fail(ErrorKind::kCancelled, "The sync was stopped.");
      std::optional<Result<storage::ListPage>> page = pages_.Pop();
      if (!page.has_value()) break;
      if (!page->has_value()) return std::unexpected(page->error());
      const size_t before = batch.work.size();
      RETURN_IF_ERROR(Take(**page, batch));
      if (options_.count_bytes)
        for (size_t i = before; i < batch.work.size(); ++i) bytes += batch.work[i].object.size;
      if ((*page)->next.empty()) {
        ended_ = true;
        if (options_.ordered) RETURN_IF_ERROR(PassKnownUntil(nullptr, batch));
        break;
      }
    }
    batch.position = position_;
    return batch;
  }

 private:
  void ListPages() {
    storage::ListRequest request{.prefix = filter_.prefix(), .recursive = filter_.recursive()};
    if (options_.ordered)
      request.start_after = options_.position;
    else
      request.position = options_.position;
    for (;;) {
      Result<storage::ListPage> page = connection_.store->List(request);
      const bool last = !page.has_value() || page->next.empty();
      if (!last) {
        request.position = page->next;
        request.start_after.clear();
      }
      if (!pages_.Push(std::move(page)) || last || stop_.stop_requested()) break;
    }
    pages_.Close();
  }

  Result<void> Take(storage::ListPage& page, ScanBatch& batch) {
    batch.counts.listed += static_cast<int64_t>(page.objects.size());
    batch.counts.skipped_directory += static_cast<int64_t>(page.directories);
    progress_.Change([&](JobStatus& status) {
      status.counts.listed += static_cast<int64_t>(page.objects.size());
    });
    ASSIGN_OR_RETURN(const std::vector<std::string> own,
                     OwnKeysOn(context_, connection_.row, page.objects));
    if (!options_.ordered) RETURN_IF_ERROR(LookUp(page));
    for (storage::ObjectInfo& object : page.objects) {
      if (options_.ordered) {
        if (object.key <= last_key_) return std::unexpected(OutOfOrder(last_key_, object.key));
        last_key_ = object.key;
      }
      ASSIGN_OR_RETURN(SourceObject * known, Known(object.key, batch));
      if (object.size == 0 && object.key.ends_with('/')) {
        ++batch.counts.skipped_directory;
      } else if (std::ranges::binary_search(own, object.key) || storage::IsProbeKey(object.key)) {
        ++batch.counts.skipped_own;
      } else if (!filter_.Matches(object.key)) {
        ++batch.counts.skipped_regex;
      } else {
        ++batch.counts.matched;
        Judge(object, known, batch);
      }
      if (known != nullptr && options_.ordered) known_.Advance();
    }
    if (options_.ordered)
      position_ = last_key_;
    else
      position_ = page.next;
    return {};
  }

  void Judge(storage::ObjectInfo& object, SourceObject* known, ScanBatch& batch) {
    if (known == nullptr) {
      if (!options_.ordered && !in_batch_.insert(object.key).second) return;  // listed twice
      batch.work.push_back({.object = std::move(object), .why = WorkItem::Why::kNew});
      return;
    }
    const std::optional<WorkItem::Why> why = Compare(*known, object);
    if (why.has_value()) {
      if (*why == WorkItem::Why::kChanged) ++batch.counts.changed;
      if (!options_.ordered && !in_batch_.insert(object.key).second) return;
      batch.work.push_back({.object = std::move(object), .why = *why, .known = std::move(*known)});
      return;
    }
    if (known->state == ObjectState::kRemoved) {
      ++batch.counts.removed_by_user;
    } else if (known->state == ObjectState::kFailed) {
      ++batch.counts.failed;
      progress_.Problem(known->error);
    } else if (known->state == ObjectState::kIgnored) {
      ++batch.counts.ignored;
    } else {
      ++batch.counts.known;
    }
    if (!options_.ordered) batch.seen.push_back(object.key);
  }

  // What is known of this key; ordered listings pass by the known keys in between, which are gone.
  Result<SourceObject*> Known(const std::string& key, ScanBatch& batch) {
    if (!options_.ordered) {
      const auto found = looked_up_.find(key);
      return found == looked_up_.end() ? nullptr : &found->second;
    }
    RETURN_IF_ERROR(PassKnownUntil(&key, batch));
    ASSIGN_OR_RETURN(SourceObject * known, known_.Peek());
    return known != nullptr && known->key == key ? known : nullptr;
  }

  Result<void> PassKnownUntil(const std::string* key, ScanBatch& batch) {
    for (;;) {
      ASSIGN_OR_RETURN(SourceObject * known, known_.Peek());
      if (known == nullptr || (key != nullptr && known->key >= *key)) return {};
      if (filter_.Covers(known->key) && known->state != ObjectState::kGone &&
          known->state != ObjectState::kRemoved)
        batch.gone.push_back(std::move(known->key));
      known_.Advance();
    }
  }

  Result<void> LookUp(const storage::ListPage& page) {
    looked_up_.clear();
    std::vector<std::string_view> keys;
    for (const storage::ObjectInfo& object : page.objects) keys.push_back(object.key);
    ASSIGN_OR_RETURN(std::vector<SourceObject> known, context_.db->Read([&](db::Connection& tx) {
      return labeling::FindObjects(tx, connection_.row.id, keys);
    }));
    for (SourceObject& object : known) looked_up_.emplace(object.key, std::move(object));
    return {};
  }

  const Context& context_;
  const Connection& connection_;
  const KeyFilter& filter_;
  const ScanOptions options_;
  Progress& progress_;
  std::string position_, last_key_;
  KnownObjects known_;
  std::unordered_map<std::string, SourceObject> looked_up_;
  std::unordered_set<std::string> in_batch_;
  bool ended_ = false;
  std::stop_source stop_;
  BoundedQueue<Result<storage::ListPage>> pages_;
  std::thread lister_;  // last: it uses all of the above
};

class FailedScan final : public WorkSource {
 public:
  FailedScan(const Context& context, const Connection& connection, size_t batch_objects,
             std::span<const std::string> keys, Progress& progress)
      : context_(context),
        connection_(connection),
        batch_objects_(batch_objects),
        keys_(keys.begin(), keys.end()),
        progress_(progress) {}

  Result<std::optional<ScanBatch>> Next() override {
    ASSIGN_OR_RETURN(std::vector<SourceObject> failed, context_.db->Read([&](db::Connection& tx) {
      return labeling::FailedObjects(tx, connection_.row.id, after_, batch_objects_);
    }));
    if (failed.empty()) return std::nullopt;
    after_ = failed.back().key;
    ScanBatch batch;
    for (SourceObject& known : failed) {
      if (!keys_.empty() && !keys_.contains(known.key)) continue;
      WorkItem item{.object = {.key = known.key,
                               .size = known.size,
                               .token = known.token,
                               .modified = known.modified},
                    .why = WorkItem::Why::kRetry};
      item.known = std::move(known);
      batch.work.push_back(std::move(item));
    }
    batch.counts.listed = batch.counts.matched = static_cast<int64_t>(batch.work.size());
    progress_.Change([&](JobStatus& status) { status.counts.listed += batch.counts.listed; });
    return batch;
  }

 private:
  const Context& context_;
  const Connection& connection_;
  const size_t batch_objects_;
  const std::unordered_set<std::string> keys_;
  Progress& progress_;
  std::string after_;
};

}  // namespace

Result<std::vector<std::string>> OwnKeysOn(const Context& context, const labeling::Storage& place,
                                           std::span<const storage::ObjectInfo> objects) {
  if (objects.empty()) return std::vector<std::string>();
  const auto [first, last] = std::ranges::minmax_element(objects, {}, &storage::ObjectInfo::key);
  return context.db->Read([&](db::Connection& tx) {
    return labeling::OwnKeysInRange(tx, place.kind, place.endpoint, place.bucket, first->key,
                                    last->key);
  });
}

Error OutOfOrder(std::string_view before, std::string_view after) {
  return {.kind = ErrorKind::kCorrupt,
          .message = "The listing is not in order: \"" + Printable(after) + "\" came after \"" +
                     Printable(before) + "\".",
          .operation = "order"};
}

bool IsOutOfOrder(const Error& error) {
  return error.kind == ErrorKind::kCorrupt && error.operation == "order";
}

std::unique_ptr<WorkSource> ScanBucket(const Context& context, const Connection& connection,
                                       const KeyFilter& filter, const ScanOptions& options,
                                       Progress& progress) {
  return std::make_unique<BucketScan>(context, connection, filter, options, progress);
}

std::unique_ptr<WorkSource> ScanFailed(const Context& context, const Connection& connection,
                                       size_t batch_objects, std::span<const std::string> keys,
                                       Progress& progress) {
  return std::make_unique<FailedScan>(context, connection, batch_objects, keys, progress);
}

}  // namespace millrace::sync
