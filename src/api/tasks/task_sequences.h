// Lists of tasks that a filter or an order was asked for, kept for the next pages of the same list,
// and the tables that they are made of.
#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "labeling/data_manager/task_order.h"

namespace millrace::api {

// Thread-safe. Of one project one list is made at a time; whoever asks for the same list meanwhile
// gets it too.
class TaskSequences {
 public:
  // What labeling::SequenceTasks gives, of the tasks as they are now. Not inside a transaction:
  // whoever waits for the list of another holds no connection.
  Result<std::shared_ptr<const labeling::TaskSequence>> Get(db::Database& db, int64_t project_id,
                                                            const labeling::TaskSearch& search);

 private:
  struct Table {
    Table(int64_t project_id, size_t most_tasks) : tasks(project_id, most_tasks) {}
    std::mutex making;  // taken before mutex_
    labeling::TaskTable tasks;
    size_t size = 0;  // under mutex_: of the table when it was used last
  };
  struct Entry {
    std::string name;
    labeling::TasksState state;
    std::shared_ptr<const labeling::TaskSequence> sequence;
  };
  std::shared_ptr<const labeling::TaskSequence> Find(const std::string& name,
                                                     const labeling::TasksState& state);
  void Keep(Entry entry);
  std::shared_ptr<Table> TableOf(int64_t project_id);
  void NoteSize(const std::shared_ptr<Table>& table);

  std::mutex mutex_;
  std::list<Entry> entries_;                  // the last used first
  std::list<std::shared_ptr<Table>> tables_;  // the same
};

}  // namespace millrace::api
