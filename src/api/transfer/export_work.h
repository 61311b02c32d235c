// What exports do behind the requests: pieces that wait for other servers.
#pragma once

#include <memory>
#include <utility>

#include "api/transfer/work_queue.h"

namespace millrace::api {

struct Service;

// Thread-safe.
class ExportWork {
 public:
  // A piece of an answer that may wait for storages or other servers.
  void Step(WorkQueue::Work work) { steps_.Post(std::move(work)); }

 private:
  WorkQueue steps_{4};
};

}  // namespace millrace::api
