#include "db/database.h"

namespace millrace::db {

Result<std::optional<int64_t>> Connection::QueryInt(std::string_view sql, Args args) {
  std::optional<int64_t> first;
  bool seen = false;
  RETURN_IF_ERROR(Query(sql, args, [&](const Row& row) {
    if (!seen) first = row.MaybeInt(0);
    seen = true;
  }));
  return first;
}

}  // namespace millrace::db
