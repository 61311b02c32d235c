#include "db/facts.h"

#include <filesystem>

namespace millrace::db {
namespace {

// 0 for a file that is not there.
int64_t SizeOf(const std::string& path) {
  std::error_code error;
  const auto bytes = std::filesystem::file_size(path, error);
  return error ? 0 : static_cast<int64_t>(bytes);
}

}  // namespace

Result<DatabaseFacts> ReadFacts(Connection& tx) {
  std::string path;
  RETURN_IF_ERROR(tx.Query("PRAGMA database_list", {}, [&](const Row& row) {
    if (row.Text(1) == "main") path = row.String(2);
  }));
  return DatabaseFacts{.kind = "SQLite", .bytes = SizeOf(path), .wal_bytes = SizeOf(path + "-wal")};
}

}  // namespace millrace::db
