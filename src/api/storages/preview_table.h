// Pictures of sources that are not saved: for a few minutes a browser may load those that a preview
// showed, through this server.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "sync/connection.h"

namespace millrace::api {

// Thread-safe. Bounded: the oldest preview goes when there are too many.
class PreviewTable {
 public:
  explicit PreviewTable(Clock& clock) : clock_(clock) {}

  struct Preview {
    std::optional<int64_t> account;  // whose it is; nothing = the operator's
    std::shared_ptr<const sync::Connection> connection;
    std::vector<std::string> keys;
  };
  struct Ticket {
    std::string token;  // unguessable
    Time expires{};
  };
  Ticket Add(Preview preview);

  struct Picture {
    std::shared_ptr<const sync::Connection> connection;
    std::string key;
  };
  // kNotFound also for another account, and when it has expired.
  Result<Picture> Find(std::string_view token, std::optional<int64_t> account, int64_t number);

 private:
  struct Entry {
    Ticket ticket;
    Preview preview;
  };
  Clock& clock_;
  std::mutex mutex_;
  std::list<Entry> entries_;  // oldest first
};

}  // namespace millrace::api
