// Runs one job and says how it ended, in the words of Label Studio's storage status (design §6).
#pragma once

#include "sync/connection.h"
#include "sync/jobs.h"
#include "sync/live_exports.h"

namespace millrace::sync {

class JobRunner {
 public:
  JobRunner(Context& context, Connections& connections, DrainLocks& locks, size_t batch)
      : context_(context), connections_(connections), locks_(locks), batch_(batch) {}

  // The job is in the queue: history and the storage's status say so.
  void Queued(Job& job);
  // On one of the pool's threads.
  void Run(Job& job);

 private:
  Result<void> ExpectWritten(Job& job);
  Result<void> Import(Job& job, const Connection& connection);
  Result<void> Export(Job& job, const Connection& connection);
  void SetStatus(int64_t storage_id, JobState state);
  void Finish(Job& job, const Result<void>& outcome);

  Context& context_;
  Connections& connections_;
  DrainLocks& locks_;
  const size_t batch_;
};

}  // namespace millrace::sync
