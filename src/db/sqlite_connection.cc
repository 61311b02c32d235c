#include "db/sqlite_connection.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

namespace millrace::db {
namespace {

// Lists of ids make many texts; beyond this the cache starts anew.
constexpr size_t kMaxStatements = 400;
constexpr int kBusyMs = 5000;
// Rows of one multi-row INSERT. Beyond about 100 the rate no longer grows.
constexpr size_t kRowsPerInsert = 128;
constexpr size_t kMaxParameters = 32766;  // SQLITE_MAX_VARIABLE_NUMBER

class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}
  bool Null(int column) const override {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
  }
  int64_t Int(int column) const override { return sqlite3_column_int64(statement_, column); }
  double Real(int column) const override { return sqlite3_column_double(statement_, column); }
  std::string_view Text(int column) const override {
    const bool blob = sqlite3_column_type(statement_, column) == SQLITE_BLOB;
    const void* bytes =
        blob ? sqlite3_column_blob(statement_, column) : sqlite3_column_text(statement_, column);
    if (bytes == nullptr) return "";
    return {static_cast<const char*>(bytes),
            static_cast<size_t>(sqlite3_column_bytes(statement_, column))};
  }

 private:
  sqlite3_stmt* statement_;
};

int BindValue(sqlite3_stmt* statement, int index, const Arg& arg) {
  struct Binder {
    sqlite3_stmt* statement;
    int index;
    int operator()(std::monostate) const { return sqlite3_bind_null(statement, index); }
    int operator()(int64_t value) const { return sqlite3_bind_int64(statement, index, value); }
    int operator()(double value) const { return sqlite3_bind_double(statement, index, value); }
    // A null pointer would bind NULL instead of an empty value.
    int operator()(db::Text text) const {
      const char* bytes = text.bytes.data() == nullptr ? "" : text.bytes.data();
      return sqlite3_bind_text64(statement, index, bytes, text.bytes.size(), SQLITE_STATIC,
                                 SQLITE_UTF8);
    }
    int operator()(db::Blob blob) const {
      const char* bytes = blob.bytes.data() == nullptr ? "" : blob.bytes.data();
      return sqlite3_bind_blob64(statement, index, bytes, blob.bytes.size(), SQLITE_STATIC);
    }
  };
  return std::visit(Binder{statement, index}, arg.value());
}

}  // namespace

// Gives the statement back clean however its use ends.
class SqliteConnection::Running {
 public:
  explicit Running(sqlite3_stmt* statement) : statement_(statement) {}
  ~Running() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);  // they point into the caller's memory
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  int Step() { return sqlite3_step(statement_); }

 private:
  sqlite3_stmt* statement_;
};

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::Open(const std::string& path, Use use,
                                                                 int cache_mib) {
  if (path.empty() || path.starts_with(":")) {
    return Fail(ErrorKind::kInvalid, "\"" + path + "\" is not a database file.",
                "Give the path of a file.");
  }
  if (use == Use::kWrite) {
    // Accounts and sealed secrets lie in it; SQLite gives its WAL the mode of the file.
    const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0) close(fd);
  }
  sqlite3* handle = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  std::unique_ptr<SqliteConnection> connection(new SqliteConnection(path, handle));
  if (handle == nullptr) {
    return std::unexpected(SqliteError(SQLITE_NOMEM, "out of memory", path, ""));
  }
  sqlite3_extended_result_codes(handle, 1);
  if (code != SQLITE_OK) return connection->Failure("");
  RETURN_IF_ERROR(connection->Configure(use, cache_mib));
  return connection;
}

SqliteConnection::~SqliteConnection() { statements_.clear(); }

Result<void> SqliteConnection::Configure(Use use, int cache_mib) {
  sqlite3* const handle = handle_.get();
  sqlite3_busy_timeout(handle, kBusyMs);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  if (use == Use::kWrite) {
    if (sqlite3_db_readonly(handle, "main") == 1) {
      return std::unexpected(SqliteError(SQLITE_READONLY, "", path_, ""));
    }
    std::string mode;
    RETURN_IF_ERROR(
        Query("PRAGMA journal_mode = WAL", {}, [&](const Row& row) { mode = row.String(0); }));
    if (mode != "wal") {
      return Fail(ErrorKind::kUnavailable,
                  "The file system of " + path_ + " cannot hold SQLite's write-ahead log.",
                  "Put the data directory on a local disk.");
    }
    // A checkpoint costs two fsyncs, so it comes every 16 MiB; after a burst the log shrinks again.
    RETURN_IF_ERROR(Query("PRAGMA wal_autocheckpoint = 4000", {}, [](const Row&) {}));
    RETURN_IF_ERROR(Query("PRAGMA journal_size_limit = 67108864", {}, [](const Row&) {}));
    RETURN_IF_ERROR(Execute("PRAGMA foreign_keys = ON"));
  } else {
    RETURN_IF_ERROR(Execute("PRAGMA query_only = ON"));
  }
  RETURN_IF_ERROR(Execute("PRAGMA temp_store = MEMORY"));
  RETURN_IF_ERROR(Execute("PRAGMA cache_size = -" + std::to_string(cache_mib * 1024)));
  // Touches the file, so that what is no database says so now.
  return Query("SELECT COUNT(*) FROM sqlite_schema", {}, [](const Row&) {});
}

Result<std::unique_ptr<SqliteConnection::Statement>> SqliteConnection::Prepare(
    std::string_view sql) {
  sqlite3_stmt* handle = nullptr;
  const char* rest = nullptr;
  if (sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                         SQLITE_PREPARE_PERSISTENT, &handle, &rest) != SQLITE_OK) {
    return Failure(sql);
  }
  auto statement = std::make_unique<Statement>();
  statement->handle.reset(handle);
  const std::string_view tail(rest, sql.data() + sql.size() - rest);
  if (handle == nullptr || tail.find_first_not_of(" \t\r\n;") != tail.npos) {
    return Fail(ErrorKind::kInternal, "SQL must be exactly one statement: " + std::string(sql));
  }
  const int count = sqlite3_bind_parameter_count(handle);
  for (int i = 1; i <= count; ++i) {
    const char* name = sqlite3_bind_parameter_name(handle, i);
    int number = i;  // a plain "?" of InsertMany
    if (name != nullptr) {
      const std::string_view digits = std::string_view(name).substr(1);
      const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), number);
      if (end.ec != std::errc() || *end.ptr != '\0' || number < 1) {
        return Fail(ErrorKind::kInternal, "SQL parameters are $1, $2, …: " + std::string(sql));
      }
    }
    statement->numbers.push_back(number);
  }
  return statement;
}

Result<SqliteConnection::Statement*> SqliteConnection::Find(std::string_view sql,
                                                            std::unique_ptr<Statement>& own) {
  if (const auto found = statements_.find(sql); found != statements_.end()) {
    if (sqlite3_stmt_busy(found->second->handle.get()) == 0) return found->second.get();
    ASSIGN_OR_RETURN(own, Prepare(sql));
    return own.get();
  }
  ASSIGN_OR_RETURN(auto statement, Prepare(sql));
  if (statements_.size() >= kMaxStatements) {
    std::erase_if(statements_, [](const auto& entry) {
      return sqlite3_stmt_busy(entry.second->handle.get()) == 0;
    });
  }
  return statements_.emplace(std::string(sql), std::move(statement)).first->second.get();
}

Result<void> SqliteConnection::Bind(const Statement& statement, std::span<const Arg> args,
                                    std::string_view sql) {
  for (size_t i = 0; i < statement.numbers.size(); ++i) {
    const size_t number = statement.numbers[i];
    if (number > args.size()) {
      return Fail(ErrorKind::kInternal, "SQL lacks an argument for $" + std::to_string(number) +
                                            ": " + std::string(sql.substr(0, 300)));
    }
    const int code = BindValue(statement.handle.get(), static_cast<int>(i) + 1, args[number - 1]);
    if (code != SQLITE_OK) return Failure(sql);
  }
  return {};
}

Result<int64_t> SqliteConnection::Execute(std::string_view sql, std::span<const Arg> args) {
  std::unique_ptr<Statement> own;
  ASSIGN_OR_RETURN(Statement * statement, Find(sql, own));
  Running running(statement->handle.get());
  RETURN_IF_ERROR(Bind(*statement, args, sql));
  const int64_t before = sqlite3_total_changes64(handle_.get());
  int code;
  while ((code = running.Step()) == SQLITE_ROW) {
  }
  if (code != SQLITE_DONE) return Failure(sql);
  // A statement that changes no rows leaves the count of the one before.
  if (sqlite3_total_changes64(handle_.get()) == before) return 0;
  return sqlite3_changes64(handle_.get());
}

Result<void> SqliteConnection::Query(std::string_view sql, std::span<const Arg> args,
                                     const OnRow& on_row) {
  std::unique_ptr<Statement> own;
  ASSIGN_OR_RETURN(Statement * statement, Find(sql, own));
  Running running(statement->handle.get());
  RETURN_IF_ERROR(Bind(*statement, args, sql));
  const SqliteRow row(statement->handle.get());
  int code;
  while ((code = running.Step()) == SQLITE_ROW) on_row(row);
  if (code != SQLITE_DONE) return Failure(sql);
  return {};
}

Result<void> SqliteConnection::InsertMany(std::string_view head, size_t columns,
                                          std::span<const Arg> values, std::string_view tail) {
  if (columns == 0 || columns > kMaxParameters || values.size() % columns != 0) {
    return Fail(ErrorKind::kInternal, "InsertMany: the values do not fill whole rows.");
  }
  std::string row = "(";
  for (size_t i = 0; i < columns; ++i) row += i == 0 ? "?" : ",?";
  row += ")";
  size_t chunk = kRowsPerInsert;
  std::string sql;
  while (!values.empty()) {
    // Powers of two, so that few texts are prepared whatever the number of rows.
    const size_t left = values.size() / columns;
    const size_t before = chunk;
    while (chunk > left || chunk * columns > kMaxParameters) chunk /= 2;
    if (sql.empty() || chunk != before) {
      sql.assign(head).append(" ");
      for (size_t i = 0; i < chunk; ++i) sql.append(i == 0 ? "" : ",").append(row);
      sql.append(" ").append(tail);
    }
    RETURN_IF_ERROR(InsertRows(sql, values.first(chunk * columns)));
    values = values.subspan(chunk * columns);
  }
  return {};
}

Result<void> SqliteConnection::InsertRows(std::string_view sql, std::span<const Arg> values) {
  std::unique_ptr<Statement> own;
  ASSIGN_OR_RETURN(Statement * statement, Find(sql, own));
  Running running(statement->handle.get());
  RETURN_IF_ERROR(Bind(*statement, values, sql.substr(0, 300)));
  int code;
  while ((code = running.Step()) == SQLITE_ROW) {
  }
  if (code != SQLITE_DONE) return Failure(sql.substr(0, 300));
  return {};
}

std::unexpected<Error> SqliteConnection::Failure(std::string_view sql) const {
  sqlite3* const handle = handle_.get();
  return std::unexpected(
      SqliteError(sqlite3_extended_errcode(handle), sqlite3_errmsg(handle), path_, sql));
}

}  // namespace millrace::db
