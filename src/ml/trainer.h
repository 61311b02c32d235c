// Trains a project's models after each so many annotations, as its settings say.
#pragma once

#include <map>
#include <mutex>
#include <set>

#include "base/work_queue.h"
#include "ml/models.h"

namespace millrace::ml {

// Thread-safe. Its threads end before it does.
class Trainer {
 public:
  Trainer(Models& models, WorkQueue& calls) : models_(models), calls_(calls) {}

  void AnnotationSaved(int64_t project_id);

 private:
  void Train(int64_t project_id, std::stop_token stop);
  // Does this number of annotations ask for it?
  bool Due(int64_t project_id, int64_t annotations, int64_t every);

  Models& models_;
  WorkQueue& calls_;
  std::mutex mutex_;
  std::set<int64_t> waiting_;        // projects to be looked at
  std::map<int64_t, int64_t> seen_;  // annotations, by project
};

}  // namespace millrace::ml
