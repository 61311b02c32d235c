#include "sync/job_words.h"

#include "base/dot_list.h"
#include "base/text.h"

namespace millrace::sync {
namespace {

constexpr double kSteady = 0.5;  // seconds until a rate says something

std::string ImportSummary(const Counts& counts, bool dry) {
  DotList in;
  in.Add(Plural(counts.listed, "object"));
  in.Add(counts.skipped_regex, "skipped by the regex");
  in.Add(counts.skipped_own, "own exports skipped");
  in.Add(counts.removed_by_user, "deleted here before");
  DotList out;
  out.Add((dry ? "would make " : "") +
          Plural(counts.new_tasks, counts.known == 0 ? "task" : "new task"));
  out.Add(counts.known, "known");
  out.Add(counts.changed, "changed");
  out.Add(counts.updated_tasks, dry ? "tasks to update" : "tasks updated");
  out.Add(counts.flagged_tasks, "tasks flagged");
  out.Add(counts.deleted_tasks, dry ? "tasks to delete" : "tasks deleted");
  out.Add(counts.gone, "gone");
  out.Add(counts.held_back, "gone and held back");
  out.Add(counts.failed, "failed");
  out.Add(counts.ignored, "ignored");
  return in.text() + " → " + out.text();
}

std::string ExportSummary(const Counts& counts, bool dry) {
  DotList out;
  out.Add(counts.written, dry ? "to write" : "written");
  out.Add(counts.deleted, "deleted");
  out.Add(counts.adopted, "adopted");
  out.Add(counts.unchanged, "unchanged");
  out.Add(counts.pending, "pending");
  out.Add(counts.refused, "failed");
  out.Add(counts.conflicts, "conflicts");
  return out.text().empty() ? "ready, nothing to write" : out.text();
}

std::string VerifySummary(const Counts& counts) {
  DotList out;
  out.Add(Plural(counts.unchanged, "object") + " as written");
  out.Add(counts.missing, "missing");
  out.Add(counts.differs, "different");
  out.Add(counts.conflicts, "conflicts");
  return out.text();
}

}  // namespace

int64_t DoneObjects(const JobStatus& status) {
  const Counts& counts = status.counts;
  switch (status.kind) {
    case JobKind::kImport:
      return status.listed_all ? counts.new_tasks + counts.known + counts.failed + counts.ignored
                               : counts.listed;
    case JobKind::kExport:
      return counts.written + counts.deleted + counts.adopted + counts.unchanged +
             counts.conflicts + counts.refused;
    case JobKind::kVerify: return counts.unchanged + counts.missing + counts.differs;
  }
  return 0;
}

namespace {

std::string_view PhaseOf(const JobStatus& status) {
  if (status.state == JobState::kQueued) return "waiting";
  if (status.state != JobState::kInProgress) return "ended";
  switch (status.kind) {
    case JobKind::kImport: return status.listed_all ? "tasks" : "listing";
    case JobKind::kExport: return "writing";
    case JobKind::kVerify: return "comparing";
  }
  return "";
}

}  // namespace

std::string JobSummary(const JobStatus& status) {
  switch (status.kind) {
    case JobKind::kImport: return ImportSummary(status.counts, status.dry_run);
    case JobKind::kExport: return ExportSummary(status.counts, status.dry_run);
    case JobKind::kVerify: return VerifySummary(status.counts);
  }
  return "";
}

JobProgress ProgressOf(const JobStatus& status) {
  JobProgress progress{.phase = PhaseOf(status), .done = DoneObjects(status)};
  if (status.state != JobState::kInProgress) {
    if (status.seconds >= kSteady)
      progress.per_second = static_cast<double>(progress.done) / status.seconds;
    return progress;
  }
  progress.per_second = status.per_second;
  const std::optional<int64_t> total = status.kind == JobKind::kImport && status.listed_all
                                           ? status.counts.matched
                                           : status.expected;
  // A bucket grows, and an object may hold many tasks: then nobody knows.
  if (!total.has_value() || *total < progress.done) return progress;
  progress.total = total;
  if (progress.per_second > 0)
    progress.seconds_left = static_cast<double>(*total - progress.done) / *progress.per_second;
  return progress;
}

}  // namespace millrace::sync
