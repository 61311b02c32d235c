#include "sync/target_writer.h"

#include "crypto/digest.h"

namespace millrace::sync {
namespace {

using labeling::ExportObject;
using storage::Precondition;
using storage::Support;
using Kind = TargetOutcome::Kind;

constexpr int kAttempts = 4;  // the object may change while we look at it

TargetOutcome Failed(Error error) { return {.kind = Kind::kFailed, .error = std::move(error)}; }

// The answer was lost: the store may have applied the write or not.
bool IsOpen(const Error& error) {
  return error.kind == ErrorKind::kTimeout || error.kind == ErrorKind::kUnavailable;
}

}  // namespace

TargetOutcome TargetWriter::Put(const std::string& key, const std::string& body,
                                const std::string& digest, std::optional<ExportObject> last) const {
  for (int attempt = 0;; ++attempt) {
    storage::PutRequest request{.key = key, .body = body};
    const Support support = last.has_value() ? conditions_.put_if_match : conditions_.put_if_absent;
    bool looks_free = true;
    if (support == Support::kYes) {
      request.precondition = last.has_value() ? Precondition::kMatches : Precondition::kAbsent;
      if (last.has_value()) request.version = last->version;
    } else {
      const Result<storage::ObjectInfo> head = store_.Head(key);
      if (!head.has_value() && head.error().kind != ErrorKind::kNotFound)
        return Failed(head.error());
      looks_free = head.has_value() ? last.has_value() && head->condition() == last->version : true;
    }

    Error cause;
    if (looks_free) {
      Result<storage::ObjectInfo> put = store_.Put(request);
      if (put.has_value()) return {.kind = Kind::kWritten, .object = *std::move(put)};
      cause = put.error();
      const bool vanished = cause.kind == ErrorKind::kNotFound && last.has_value();
      if (vanished && attempt + 1 < kAttempts) {
        last.reset();  // someone deleted our object: it is written anew
        continue;
      }
      if (cause.kind != ErrorKind::kConflict && !IsOpen(cause)) return Failed(std::move(cause));
      if (cause.kind == ErrorKind::kConflict && cause.temporary) {
        if (attempt + 1 < kAttempts) continue;  // two writers at the same moment (409)
        return Failed(std::move(cause));
      }
    }

    TargetOutcome found = Settle(key, digest, last);
    if (found.kind == Kind::kFailed || found.kind == Kind::kAdopted ||
        found.kind == Kind::kConflict) {
      // That our own body stands there is no news after a lost answer: it was this write.
      if (found.kind == Kind::kAdopted && IsOpen(cause)) found.kind = Kind::kWritten;
      return found;
    }
    if (attempt + 1 >= kAttempts) return Failed(std::move(cause));
    if (found.object.token.empty()) {
      last.reset();
    } else {
      if (!last.has_value()) last.emplace();
      last->version = found.object.condition();
    }
  }
}

TargetOutcome TargetWriter::Settle(const std::string& key, const std::string& digest,
                                   const std::optional<ExportObject>& last) const {
  Result<storage::Object> object = storage::GetObject(store_, {.key = key}, kCompareLimit);
  if (!object.has_value()) {
    if (object.error().kind == ErrorKind::kNotFound) return {.kind = Kind::kDeleted};
    if (object.error().kind == ErrorKind::kTooLarge) {
      Result<storage::ObjectInfo> head = store_.Head(key);
      if (head.has_value()) return {.kind = Kind::kConflict, .object = *std::move(head)};
      return Failed(head.error());
    }
    return Failed(object.error());
  }
  const std::string found = crypto::Sha256(object->body);
  if (found == digest) return {.kind = Kind::kAdopted, .object = std::move(object->info)};
  if (last.has_value() && found == last->digest)
    return {.kind = Kind::kDeleted, .object = std::move(object->info)};
  return {
      .kind = Kind::kConflict, .object = std::move(object->info), .body = std::move(object->body)};
}

TargetOutcome TargetWriter::Delete(const ExportObject& ours) const {
  Result<void> deleted;
  if (conditions_.delete_if_match == Support::kYes) {
    deleted = store_.Delete(ours.key, ours.version);
  } else {
    const Result<storage::ObjectInfo> head = store_.Head(ours.key);
    if (!head.has_value()) {
      if (head.error().kind == ErrorKind::kNotFound) return {.kind = Kind::kDeleted};
      return Failed(head.error());
    }
    if (head->condition() != ours.version) return {.kind = Kind::kDeleted};  // theirs now
    deleted = store_.Delete(ours.key, "");
  }
  if (deleted.has_value() || deleted.error().kind == ErrorKind::kNotFound ||
      (deleted.error().kind == ErrorKind::kConflict && !deleted.error().temporary))
    return {.kind = Kind::kDeleted};
  return Failed(deleted.error());
}

}  // namespace millrace::sync
