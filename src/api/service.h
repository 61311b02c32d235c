// What all handlers share.
#pragma once

#include <memory>
#include <string>

#include "api/accounts/login_limiter.h"
#include "api/authenticator.h"
#include "api/router.h"
#include "api/schema/describe.h"
#include "api/server.h"
#include "api/storages/preview_table.h"
#include "api/tasks/task_sequences.h"
#include "base/timers.h"
#include "base/work_queue.h"

namespace millrace::api {

class ExportWork;  // transfer/export_work.h
struct Service;
std::shared_ptr<ExportWork> MakeExportWork(Service& service);

// Thread-safe: everything in it is.
struct Service {
  Service(sync::Engine& given, ml::Engine& models, webhooks::Sender& sender, ApiOptions chosen)
      : engine(given),
        ml(models),
        options(std::move(chosen)),
        authenticator(
            db(), clock(), sealer(),
            {.legacy_tokens = options.enable_legacy_token, .public_url = options.public_url}),
        limiter(clock()),
        previews(std::make_shared<PreviewTable>(clock())),
        webhooks(sender) {}

  sync::Engine& engine;
  ml::Engine& ml;
  const ApiOptions options;
  const Time started_at = clock().Now();
  const std::chrono::steady_clock::time_point started_steady = clock().Steady();
  Authenticator authenticator;
  LoginLimiter limiter;
  // Shared with answers that may come after this is gone.
  const std::shared_ptr<PreviewTable> previews;
  TaskSequences task_sequences;
  Description description;
  webhooks::Sender& webhooks;
  // Last: their threads use all of the above.
  Timers timers;
  WorkQueue calls{16, 256};  // requests that wait for a model server
  const std::shared_ptr<ExportWork> exports = MakeExportWork(*this);

  db::Database& db() const { return *engine.context().db; }
  Clock& clock() const { return *engine.context().clock; }
  const crypto::Sealer& sealer() const { return *engine.context().sealer; }
  // `path` as an absolute URL where the server knows its public one.
  std::string Link(std::string_view path) const {
    std::string_view base = options.public_url;
    if (base.ends_with('/')) base.remove_suffix(1);
    return std::string(base) + std::string(path);
  }
};

}  // namespace millrace::api
