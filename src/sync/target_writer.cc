#include "sync/target_writer.h"

#include <utility>

#include "base/text.h"
#include "crypto/digest.h"
#include "sync/parallel.h"

namespace millrace::sync {
namespace {

using labeling::ExportObject;
using storage::Precondition;
using storage::PutRequest;
using storage::Support;
using Kind = TargetOutcome::Kind;

constexpr int kAttempts = 4;  // the object may change while we look at it

TargetOutcome Failed(Error error) { return {.kind = Kind::kFailed, .error = std::move(error)}; }

// The answer was lost: the store may have applied the write or not.
bool IsOpen(const Error& error) {
  return error.kind == ErrorKind::kTimeout || error.kind == ErrorKind::kUnavailable;
}

void SetCondition(PutRequest& request, const std::optional<ExportObject>& last) {
  request.precondition = last.has_value() ? Precondition::kMatches : Precondition::kAbsent;
  request.version = last.has_value() ? last->version : "";
}

std::unexpected<Error> Changed(const std::string& key) {
  return Fail(ErrorKind::kConflict, "\"" + Printable(key) + "\" was changed by someone else.",
              "Sync again.");
}

// Notes the outcomes of the writes that were made at once.
class FirstTries final : public storage::PutSink {
 public:
  explicit FirstTries(std::span<TargetWrite* const> writes) : writes_(writes) {}

  void Done(size_t index, Result<storage::ObjectInfo> outcome) override {
    if (outcome.has_value()) {
      writes_[index]->outcome = {.kind = Kind::kWritten, .object = *std::move(outcome)};
    } else {
      writes_[index]->outcome = Failed(std::move(outcome).error());
    }
  }

 private:
  const std::span<TargetWrite* const> writes_;
};

}  // namespace

bool TargetWriter::IsProtected(const std::optional<ExportObject>& last) const {
  return (last.has_value() ? conditions_.put_if_match : conditions_.put_if_absent) == Support::kYes;
}

void TargetWriter::PutMany(std::span<TargetWrite> writes, size_t threads) const {
  struct Rest {
    TargetWrite* write;
    PutRequest request;
    std::optional<Error> failed;
  };
  std::vector<Rest> rest;
  std::vector<TargetWrite*> at_once;
  std::vector<PutRequest> requests;
  for (TargetWrite& write : writes) {
    PutRequest request{.key = write.key, .body = std::move(write.body)};
    if (IsProtected(write.last)) {
      SetCondition(request, write.last);
      at_once.push_back(&write);
      requests.push_back(std::move(request));
    } else {
      rest.push_back({&write, std::move(request), std::nullopt});
    }
  }
  FirstTries tries(at_once);
  if (!requests.empty()) store_.PutMany(requests, tries);
  for (size_t i = 0; i < requests.size(); ++i) {
    TargetOutcome& outcome = at_once[i]->outcome;
    if (outcome.kind == Kind::kFailed)
      rest.push_back({at_once[i], std::move(requests[i]), std::move(outcome.error)});
    else
      at_once[i]->body = std::move(requests[i].body);
  }
  ParallelFor(rest.size(), threads, [&](size_t i) {
    Rest& one = rest[i];
    one.write->outcome = Put(*one.write, one.request, std::move(one.failed));
    one.write->body = std::move(one.request.body);
  });
}

TargetOutcome TargetWriter::Put(const TargetWrite& write, PutRequest& request,
                                std::optional<Error> failed) const {
  std::optional<ExportObject> last = write.last;
  for (int attempt = 0;; ++attempt) {
    if (!failed.has_value()) {
      SetCondition(request, last);
      bool looks_free = true;
      if (!IsProtected(last)) {
        request.precondition = Precondition::kNone;
        const Result<bool> looked = LooksFree(write.key, last);
        if (!looked.has_value()) return Failed(looked.error());
        looks_free = *looked;
      }
      Result<storage::ObjectInfo> put = looks_free ? store_.Put(request) : Changed(write.key);
      if (put.has_value()) return {.kind = Kind::kWritten, .object = *std::move(put)};
      failed = std::move(put).error();
    }
    const Error cause = *std::exchange(failed, std::nullopt);
    if (cause.kind == ErrorKind::kNotFound && last.has_value() && attempt + 1 < kAttempts) {
      last.reset();  // someone deleted our object: it is written anew
      continue;
    }
    if (cause.kind != ErrorKind::kConflict && !IsOpen(cause)) return Failed(cause);
    if (cause.kind == ErrorKind::kConflict && cause.temporary) {
      if (attempt + 1 < kAttempts) continue;  // two writers at the same moment (409)
      return Failed(cause);
    }

    TargetOutcome found = Settle(write.key, write.digest, last);
    if (found.kind == Kind::kFailed || found.kind == Kind::kAdopted ||
        found.kind == Kind::kConflict) {
      // That our own body stands there is no news after a lost answer: it was this write.
      if (found.kind == Kind::kAdopted && IsOpen(cause)) found.kind = Kind::kWritten;
      return found;
    }
    if (attempt + 1 >= kAttempts) return Failed(cause);
    if (found.object.token.empty()) {
      last.reset();
    } else {
      if (!last.has_value()) last.emplace();
      last->version = found.object.condition();
    }
  }
}

Result<bool> TargetWriter::LooksFree(const std::string& key,
                                     const std::optional<ExportObject>& last) const {
  const Result<storage::ObjectInfo> head = store_.Head(key);
  if (head.has_value()) return last.has_value() && head->condition() == last->version;
  if (head.error().kind == ErrorKind::kNotFound) return true;
  return std::unexpected(head.error());
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
