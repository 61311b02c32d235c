// Lists of tasks in an order, kept as long as no task changes: pages of a list are cut from one.
#pragma once

#include <cstdint>
#include <memory>

#include "db/database.h"

namespace millrace::labeling {
struct TaskSearch;
struct TaskSequence;
}  // namespace millrace::labeling

namespace millrace::api {

// Thread-safe. Of one project one list is made at a time, and one that reads texts beside it: the
// quick ones do not wait for those. Whoever asks for the same list meanwhile gets it too.
class TaskSequences {
 public:
  TaskSequences();
  ~TaskSequences();

  // What labeling::SequenceTasks gives, of the tasks as they are now. Not inside a transaction:
  // it may take seconds.
  Result<std::shared_ptr<const labeling::TaskSequence>> Get(db::Database& db, int64_t project_id,
                                                            const labeling::TaskSearch& search);

 private:
  struct Kept;
  const std::unique_ptr<Kept> kept_;
};

}  // namespace millrace::api
