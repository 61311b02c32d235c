// What every part of this room works with. Outlives them all.
#pragma once

#include <string>

#include "base/clock.h"
#include "crypto/sealer.h"
#include "db/database.h"
#include "net/http_client.h"

namespace millrace::ml {

struct Context {
  db::Database* db = nullptr;
  const crypto::Sealer* sealer = nullptr;
  Clock* clock = nullptr;
  net::HttpClient* http = nullptr;  // its options say which addresses users may name
  std::string hostname;             // where a model server finds this server; "" = not known
  bool legacy_tokens = true;        // accepted, unless the organization decided otherwise
};

}  // namespace millrace::ml
