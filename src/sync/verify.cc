#include "sync/verify.h"

#include "crypto/digest.h"
#include "labeling/storages/export_outbox.h"
#include "sync/parallel.h"
#include "sync/target_writer.h"

namespace millrace::sync {
namespace {

using labeling::ExportObject;

constexpr size_t kPage = 1'000;
constexpr size_t kParallel = 16;
constexpr size_t kDifferences = 1'000;

// What stands in the target under one of our keys.
struct Finding {
  enum class Kind {
    kSame,
    kMoved /* same content, other token */,
    kMissing,
    kDiffers
  } kind = Kind::kSame;
  storage::ObjectInfo object;
  std::optional<Error> error;
};

class Verifier {
 public:
  Verifier(const Context& context, const Connection& target, bool repair, Progress& progress)
      : context_(context), target_(target), repair_(repair), progress_(progress) {}

  Result<void> Run() {
    for (std::string after;;) {
      if (progress_.stop().stop_requested())
        return Fail(ErrorKind::kCancelled, "The comparison was stopped.");
      ASSIGN_OR_RETURN(const std::vector<ExportObject> ours,
                       context_.db->Read([&](db::Connection& tx) {
                         return labeling::ExportObjectsInRange(tx, target_.row.id, after, kPage);
                       }));
      if (ours.empty()) return {};
      ASSIGN_OR_RETURN(std::vector<Finding> findings, Compare(ours, after));
      after = ours.back().key;
      RETURN_IF_ERROR(Settle(ours, findings));
    }
  }

 private:
  // By listing where the order allows it, else key by key.
  Result<std::vector<Finding>> Compare(const std::vector<ExportObject>& ours,
                                       const std::string& after) {
    std::vector<Finding> findings(ours.size());
    std::vector<size_t> look;  // to be asked one by one
    const storage::Capabilities store = target_.store->capabilities();
    if (store.order == storage::Order::kBytes && store.start_after) {
      RETURN_IF_ERROR(MatchListing(ours, after, findings, look));
    } else {
      for (size_t i = 0; i < ours.size(); ++i) look.push_back(i);
    }
    ParallelFor(look.size(), kParallel, [&](size_t i) { findings[look[i]] = Look(ours[look[i]]); });
    for (const Finding& finding : findings)
      if (finding.error.has_value()) return std::unexpected(*finding.error);
    return findings;
  }

  Result<void> MatchListing(const std::vector<ExportObject>& ours, const std::string& after,
                            std::vector<Finding>& findings, std::vector<size_t>& look) {
    storage::ListRequest request{.prefix = target_.row.prefix};
    if (after > target_.row.prefix) request.start_after = after;
    size_t next = 0;
    for (;;) {
      ASSIGN_OR_RETURN(const storage::ListPage page, target_.store->List(request));
      progress_.Change([&](JobStatus& status) {
        status.counts.listed += static_cast<int64_t>(page.objects.size());
      });
      for (const storage::ObjectInfo& object : page.objects) {
        while (next < ours.size() && ours[next].key < object.key)
          findings[next++].kind = Finding::Kind::kMissing;
        if (next == ours.size()) return {};
        if (ours[next].key != object.key) continue;
        if (object.token != ours[next].token) look.push_back(next);
        ++next;
      }
      if (page.next.empty()) break;
      request.position = page.next;
      request.start_after.clear();
    }
    while (next < ours.size()) findings[next++].kind = Finding::Kind::kMissing;
    return {};
  }

  Finding Look(const ExportObject& ours) const {
    Result<storage::ObjectInfo> head = target_.store->Head(ours.key);
    if (!head.has_value()) {
      if (head.error().kind == ErrorKind::kNotFound) return {.kind = Finding::Kind::kMissing};
      return {.error = head.error()};
    }
    if (head->token == ours.token) return {};
    const Result<storage::Object> object =
        storage::GetObject(*target_.store, {.key = ours.key}, kCompareLimit);
    if (object.has_value() && crypto::Sha256(object->body) == ours.digest)
      return {.kind = Finding::Kind::kMoved, .object = object->info};
    if (!object.has_value() &&
        (object.error().temporary || object.error().kind == ErrorKind::kCancelled))
      return {.error = object.error()};
    return {.kind = Finding::Kind::kDiffers, .object = *std::move(head)};
  }

  Result<void> Settle(const std::vector<ExportObject>& ours, const std::vector<Finding>& findings) {
    Counts counts;
    std::vector<JobStatus::Difference> differences;
    RETURN_IF_ERROR(
        context_.db->Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<void> {
          for (size_t i = 0; i < ours.size(); ++i) {
            ExportObject object = ours[i];
            switch (findings[i].kind) {
              case Finding::Kind::kSame: ++counts.unchanged; continue;
              case Finding::Kind::kMoved:
                ++counts.unchanged;
                object.token = findings[i].object.token;
                object.version = findings[i].object.condition();
                RETURN_IF_ERROR(labeling::SaveExportObject(tx, target_.row.id, object));
                continue;
              case Finding::Kind::kMissing:
                ++counts.missing;
                differences.push_back({object.key, "missing"});
                if (repair_)
                  RETURN_IF_ERROR(labeling::DropExportObject(tx, target_.row.id, object.key));
                break;
              case Finding::Kind::kDiffers:
                ++counts.differs;
                differences.push_back({object.key, "changed by someone else"});
                // Without our version the next write finds theirs and makes a conflict of it.
                if (repair_)
                  RETURN_IF_ERROR(labeling::DropExportObject(tx, target_.row.id, object.key));
                break;
            }
            if (repair_)
              RETURN_IF_ERROR(labeling::EnqueueSubject(tx, target_.row.id, object.subject_id));
          }
          return {};
        }));
    progress_.Change([&](JobStatus& status) {
      status.counts += counts;
      for (JobStatus::Difference& difference : differences)
        if (status.differences.size() < kDifferences)
          status.differences.push_back(std::move(difference));
    });
    return {};
  }

  const Context& context_;
  const Connection& target_;
  const bool repair_;
  Progress& progress_;
};

}  // namespace

Result<void> VerifyTarget(const Context& context, const Connection& target, bool repair,
                          Progress& progress) {
  return Verifier(context, target, repair, progress).Run();
}

}  // namespace millrace::sync
