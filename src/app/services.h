// The wiring of one process: lock, database, engine, REST.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "api/server.h"
#include "app/config.h"
#include "app/data_dir.h"
#include "base/result.h"
#include "crypto/sealer.h"
#include "db/database.h"
#include "ml/engine.h"
#include "net/http_client.h"
#include "net/http_server.h"
#include "storage/store_metrics.h"
#include "sync/engine.h"
#include "webhooks/sender.h"

namespace millrace::app {

// Everything behind the REST routes, for a server or for one command alone. Thread-safe once open.
class Services {
 public:
  struct Options {
    bool serve = false;  // a server: exports run as annotations change, webhooks are told
  };

  // Opens and migrates the database under `lock`, and starts the engine.
  static Result<std::unique_ptr<Services>> Open(const Config& config, DataLock lock,
                                                Options options);
  ~Services();

  api::Api& api() { return *api_; }
  db::Database& db() { return *db_; }
  DataLock& lock() { return lock_; }

 private:
  Services(DataLock lock, crypto::Sealer sealer)
      : lock_(std::move(lock)), sealer_(std::move(sealer)) {}

  // In the order of making: what is below uses what is above.
  DataLock lock_;
  crypto::Sealer sealer_;
  storage::StoreMetrics metrics_;
  std::unique_ptr<db::Database> db_;
  std::unique_ptr<net::HttpClient> http_, ml_http_;
  std::unique_ptr<sync::Engine> engine_;
  std::unique_ptr<ml::Engine> ml_;
  std::unique_ptr<webhooks::Sender> webhooks_;
  std::unique_ptr<api::Api> api_;
};

// The TCP port and the Unix socket of these services. kConflict if the port is taken.
Result<std::unique_ptr<net::HttpServer>> Serve(const Config& config, Services& services);

}  // namespace millrace::app
