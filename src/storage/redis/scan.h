// Listing a database with SCAN: no order, keys may come again, and a cursor means something only
// until the server is started anew.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "storage/object_store.h"
#include "storage/redis/connection.h"

namespace millrace::storage::redis {

// Where a listing stands. As text it is a ListPage::next.
struct ScanPosition {
  std::string run_id;             // of the server's run that the cursor belongs to
  std::string cursor = "0";       // where SCAN goes on
  bool ended = false;             // SCAN has given everything
  std::vector<std::string> keys;  // that it gave beyond the limit of the page

  std::string ToText() const;
  // kInvalid for any other text.
  static Result<ScanPosition> Parse(std::string_view text);
};

// `prefix` as a pattern of MATCH: its special bytes stand for themselves.
std::string ScanPattern(std::string_view prefix);

struct ScannedKeys {
  std::vector<std::string> keys;
  std::string next;     // ListPage::next
  size_t nameless = 0;  // the empty key, which is no object
};

// The next keys, as ObjectStore::List. A page may be empty and not the last one: a rare prefix in a
// large database. PositionLost (object_store.h) if the server was started anew.
Result<ScannedKeys> ScanKeys(Connection& connection, const Place& place, const std::string& run_id,
                             const ListRequest& request);

}  // namespace millrace::storage::redis
