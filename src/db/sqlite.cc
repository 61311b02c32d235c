// Database over one SQLite file: a writer with group commit and a pool of readers.
#include <exception>

#include "db/database.h"
#include "db/sqlite_readers.h"
#include "db/sqlite_writer.h"

namespace millrace::db {
namespace {

// The database whose read this thread is inside: a second connection for it could wait for ever.
thread_local const void* reading = nullptr;

class SqliteDatabase final : public Database {
 public:
  SqliteDatabase(const std::string& path, int readers, std::unique_ptr<SqliteConnection> writer)
      : writer_(std::move(writer)), readers_(path, readers) {}

 protected:
  Result<void> RunRead(const Body& body) override {
    if (writer_.OnWriterThread() || reading == this) {
      return Fail(ErrorKind::kInternal, "A transaction must not start another one.");
    }
    ASSIGN_OR_RETURN(auto lease, readers_.Take());
    SqliteConnection& connection = lease.connection();
    RETURN_IF_ERROR(connection.Execute("BEGIN"));
    reading = this;
    Result<void> outcome;
    try {
      outcome = body(connection);
    } catch (const std::exception& exception) {
      outcome = Fail(ErrorKind::kInternal, std::string("A read failed: ") + exception.what());
    }
    reading = nullptr;
    if (connection.in_transaction()) {
      auto ended = connection.Execute("COMMIT");
      if (!ended.has_value() && connection.in_transaction()) (void)connection.Execute("ROLLBACK");
      if (outcome.has_value() && !ended.has_value()) {
        return std::unexpected(std::move(ended).error());
      }
    }
    return outcome;
  }

  Result<void> RunWrite(Durability durability, const Body& body) override {
    if (writer_.OnWriterThread()) {
      return Fail(ErrorKind::kInternal, "A transaction must not start another one.");
    }
    return writer_.Run(durability, body);
  }

 private:
  // The readers close first: the last one to close folds the log back, and may need to write.
  SqliteWriter writer_;
  SqliteReaders readers_;
};

}  // namespace

Result<std::unique_ptr<Database>> OpenSqlite(const std::string& path, SqliteOptions options) {
  ASSIGN_OR_RETURN(auto writer,
                   SqliteConnection::Open(path, SqliteConnection::Use::kWrite, options.cache_mib));
  return std::make_unique<SqliteDatabase>(path, options.readers, std::move(writer));
}

}  // namespace millrace::db
