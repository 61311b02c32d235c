// A job in the words and figures that people read.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sync/job.h"

namespace millrace::sync {

// What the job did, or does so far: "1,204 objects · 141 skipped by the regex → 12 new tasks".
std::string JobSummary(const JobStatus& status);

// The objects that are settled, one way or another.
int64_t DoneObjects(const JobStatus& status);

struct JobProgress {
  // "waiting", "listing", "tasks" (an import whose listing is over), "writing", "comparing",
  // "ended".
  std::string_view phase;
  int64_t done = 0;                  // objects
  std::optional<int64_t> total;      // nothing = unknown
  std::optional<double> per_second;  // of the last seconds; of an ended job in all
  std::optional<double> seconds_left;
};
JobProgress ProgressOf(const JobStatus& status);

}  // namespace millrace::sync
