// Jobs: a sync of one storage, with progress, from start to outcome.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace millrace::sync {

enum class JobKind { kImport, kExport, kVerify };
enum class JobState {
  kQueued,
  kInProgress,
  kCompleted,
  kCompletedWithErrors,
  kFailed,
  kStopped,  // by a person, or because the server ended
};
std::string_view JobKindName(JobKind kind);  // "import", …
// Label Studio's words ("completed_with_errors", …), and "stopped".
std::string_view JobStateName(JobState state);
std::optional<JobState> ParseJobState(std::string_view name);

// What a job counted. Objects, unless the name says otherwise.
struct Counts {
  // import
  int64_t listed = 0;         // seen in the bucket
  int64_t matched = 0;        // of them, passing prefix and regex
  int64_t new_tasks = 0;      // tasks
  int64_t updated_tasks = 0;  // tasks
  int64_t flagged_tasks = 0;  // tasks whose object changed or vanished and that were only marked
  int64_t deleted_tasks = 0;  // tasks
  int64_t known = 0;          // unchanged
  int64_t changed = 0;
  int64_t gone = 0;
  int64_t held_back = 0;  // vanished, waiting for confirmation
  int64_t skipped_regex = 0, skipped_own = 0, skipped_directory = 0, removed_by_user = 0;
  int64_t failed = 0;   // objects, and records of objects
  int64_t ignored = 0;  // failed before, and a person decided to leave them
  int64_t bytes = 0;    // read
  // export and verify
  int64_t written = 0, deleted = 0, adopted = 0, unchanged = 0;
  int64_t pending = 0, refused = 0, conflicts = 0;
  int64_t missing = 0, differs = 0;  // verify
  // import and export: files on this machine (sync/local_copies.h)
  int64_t copied = 0, copies_failed = 0;

  Counts& operator+=(const Counts& other);
};
std::string CountsJson(const Counts& counts);
Counts ParseCounts(std::string_view json);

struct JobStatus {
  int64_t id = 0;  // 0 for a dry run: it leaves no row
  int64_t storage_id = 0;
  JobKind kind = JobKind::kImport;
  bool dry_run = false;
  JobState state = JobState::kQueued;
  Counts counts;
  Time started{};
  std::optional<Time> finished;
  double seconds = 0;  // since it started
  // How fast DoneObjects (job_words.h) grew in the last few seconds; nothing = too early to tell.
  std::optional<double> per_second;
  std::string started_by;  // an e-mail address, "command line", …
  // import: objects the last finished scan saw; export: those to write when it began; verify: those
  // to compare. Nothing = unknown.
  std::optional<int64_t> expected;
  bool listed_all = false;  // import: the listing is over, the rest still runs
  // The first sentences of what went wrong (at most 20), the whole job's cause first.
  std::vector<std::string> problems;
  std::vector<std::string> warnings;
  // verify, and dry run of an export: each difference (at most 1,000).
  struct Difference {
    std::string key, what;
  };
  std::vector<Difference> differences;
  // dry run of an import: the first keys (at most 100) of each outcome.
  std::vector<std::string> sample_new, sample_changed, sample_gone, sample_bad;
};

struct JobOptions {
  std::string started_by = "command line";
  bool dry_run = false;            // counts only, writes nothing
  bool retry_failed = false;       // only what failed before is read again (import)
  std::vector<std::string> keys;   // with retry_failed: only these; none = all
  bool confirm_deletions = false;  // apply vanished objects that were held back
  bool repair = false;             // verify: enqueue what is missing or differs
};

}  // namespace millrace::sync
