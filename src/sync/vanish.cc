#include "sync/vanish.h"

#include "base/text.h"
#include "sync/import_writer.h"

namespace millrace::sync {
namespace {

constexpr size_t kBatch = 1'000;
constexpr int64_t kSuspicious = 100;

// Ordered scans marked what they passed by with their negative generation; others marked what they
// saw.
int64_t GenerationLimit(const labeling::ScanState& scan) {
  return scan.ordered ? -scan.generation + 1 : scan.generation;
}

// The next vanished objects behind `after`, which moves on; empty at the end.
Result<std::vector<labeling::SourceObject>> NextVanished(db::Connection& tx, int64_t source_id,
                                                         const KeyFilter& filter,
                                                         const labeling::ScanState& scan,
                                                         std::string& after) {
  for (;;) {
    ASSIGN_OR_RETURN(std::vector<labeling::SourceObject> objects,
                     labeling::UnseenObjects(tx, source_id, GenerationLimit(scan), after, kBatch));
    if (objects.empty()) return objects;
    after = objects.back().key;
    // What another prefix or depth brought in has not vanished; what a user removed stays removed.
    std::erase_if(objects, [&](const labeling::SourceObject& object) {
      return !filter.Covers(object.key) || object.state == labeling::ObjectState::kRemoved;
    });
    if (!objects.empty()) return objects;
  }
}

Result<void> Apply(db::Connection& tx, int64_t source_id,
                   std::vector<labeling::SourceObject>& objects, Policy policy, Time now,
                   Counts& counts) {
  std::vector<int64_t> tasks;
  for (labeling::SourceObject& object : objects) {
    if (object.task_id.has_value()) tasks.push_back(*object.task_id);
    ASSIGN_OR_RETURN(const auto records, labeling::RecordsOf(tx, source_id, object.key));
    for (const labeling::SourceRecord& record : records)
      if (record.task_id.has_value()) tasks.push_back(*record.task_id);
    object.state = labeling::ObjectState::kGone;
    object.error.clear();
    object.since.reset();
  }
  // The rows first: deleting a task clears the row's link to it.
  RETURN_IF_ERROR(labeling::SaveObjects(tx, source_id, objects));
  counts.gone += static_cast<int64_t>(objects.size());
  return ApplyVanished(tx, tasks, policy, now, counts);
}

}  // namespace

Result<void> SettleVanished(const Context& context, const Connection& connection,
                            const KeyFilter& filter, const labeling::ScanState& scan,
                            bool confirmed, Progress& progress) {
  const int64_t source_id = connection.row.id;
  int64_t vanished = 0, known = 0;
  RETURN_IF_ERROR(context.db->Read([&](db::Connection& tx) -> Result<void> {
    ASSIGN_OR_RETURN(known, labeling::CountObjects(tx, source_id));
    for (std::string after;;) {
      ASSIGN_OR_RETURN(const auto objects, NextVanished(tx, source_id, filter, scan, after));
      if (objects.empty()) return {};
      vanished += static_cast<int64_t>(objects.size());
    }
  }));
  if (vanished == 0) return {};
  if (!confirmed && vanished >= kSuspicious && vanished * 10 > known) {
    progress.Change([&](JobStatus& status) {
      status.counts.held_back = vanished;
      status.warnings.push_back(
          Plural(vanished, "object") + " of " + WithThousands(known) +
          " are no longer in the bucket. Nothing was done about them; if that is meant, sync with "
          "--confirm-deletions.");
    });
    return {};
  }
  for (std::string after;;) {
    Counts counts;
    bool more = false;
    RETURN_IF_ERROR(
        context.db->Write(db::Durability::kNormal, [&](db::Connection& tx) -> Result<void> {
          ASSIGN_OR_RETURN(auto objects, NextVanished(tx, source_id, filter, scan, after));
          more = !objects.empty();
          return Apply(tx, source_id, objects, OnDelete(connection.values), context.clock->Now(),
                       counts);
        }));
    progress.Change([&](JobStatus& status) { status.counts += counts; });
    if (!more) return {};
  }
}

}  // namespace millrace::sync
