// One SQLite connection with its prepared statements.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "db/database.h"

namespace millrace::db {

// Not thread-safe: one thread at a time. No method throws.
class SqliteConnection final : public Connection {
 public:
  enum class Use { kWrite, kRead };  // kRead refuses every change
  // Opens `path`; with kWrite the file is made if missing (mode 0600) and put into WAL mode.
  static Result<std::unique_ptr<SqliteConnection>> Open(const std::string& path, Use use,
                                                        int cache_mib);
  ~SqliteConnection() override;
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  using Connection::Execute;
  using Connection::Query;
  Result<int64_t> Execute(std::string_view sql, std::span<const Arg> args) override;
  Result<void> Query(std::string_view sql, std::span<const Arg> args, const OnRow& on_row) override;
  Result<void> InsertMany(std::string_view head, size_t columns, std::span<const Arg> values,
                          std::string_view tail) override;

  // A failure inside a transaction may have undone all of it (disk full, I/O error).
  bool in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }
  const std::string& path() const { return path_; }

 private:
  struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  // SQLite numbers "$n" by first appearance, not by n: numbers[i] is the n of parameter i + 1.
  struct Statement {
    std::unique_ptr<sqlite3_stmt, Finalize> handle;
    std::vector<int> numbers;
  };
  struct TextHash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  class Running;

  SqliteConnection(std::string path, sqlite3* handle) : path_(std::move(path)), handle_(handle) {}
  Result<void> Configure(Use use, int cache_mib);
  Result<std::unique_ptr<Statement>> Prepare(std::string_view sql);
  // The cached statement, or a new one in `own` when the cached one is in the midst of its rows.
  Result<Statement*> Find(std::string_view sql, std::unique_ptr<Statement>& own);
  Result<void> Bind(const Statement& statement, std::span<const Arg> args, std::string_view sql);
  Result<void> InsertRows(std::string_view sql, std::span<const Arg> values);
  std::unexpected<Error> Failure(std::string_view sql) const;

  const std::string path_;
  std::unique_ptr<sqlite3, Close> handle_;
  std::unordered_map<std::string, std::unique_ptr<Statement>, TextHash, std::equal_to<>>
      statements_;
};

// The sentence for what SQLite answered. `code` is an extended result code.
Error SqliteError(int code, std::string_view message, std::string_view path, std::string_view sql);

}  // namespace millrace::db
