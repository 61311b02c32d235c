// Lists of tasks in an order that was asked for, kept for the next pages of the same list.
#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "labeling/data_manager/task_order.h"

namespace millrace::api {

// Thread-safe. One list is made at a time: memory for sorting is taken once, and whoever asks for
// the same list meanwhile gets it too.
class TaskSequences {
 public:
  explicit TaskSequences(Clock& clock) : clock_(clock) {}

  // What labeling::SequenceTasks gives. Not inside a transaction: whoever waits for the list of
  // another holds no connection.
  Result<std::shared_ptr<const labeling::TaskSequence>> Get(db::Database& db, int64_t project_id,
                                                            const labeling::TaskSearch& search);

 private:
  struct Entry {
    std::string name, stamp;
    std::chrono::steady_clock::time_point made_at;
    std::shared_ptr<const labeling::TaskSequence> sequence;
  };
  std::shared_ptr<const labeling::TaskSequence> Find(const std::string& name,
                                                     const std::string& stamp);
  void Keep(Entry entry);

  Clock& clock_;
  std::mutex making_;  // taken before mutex_
  std::mutex mutex_;
  std::list<Entry> entries_;  // the last used first
};

}  // namespace millrace::api
