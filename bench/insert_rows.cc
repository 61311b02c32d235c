// insert_rows MEASURED NEW: the limit of a blob sync. Copies the rows of the tables task and
// source_object of a database that Millrace filled into a new one with the same two tables and
// indexes, with the same settings, and times the inserting alone.
#include <sqlite3.h>

#include <string>
#include <vector>

#include "figure.h"

namespace millrace::bench {
namespace {

constexpr int kRowsPerTransaction = 10'000, kRowsPerStatement = 100;

void Check(sqlite3* db, int code) {
  if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW)
    Stop("insert_rows", sqlite3_errmsg(db));
}
void Execute(sqlite3* db, const std::string& sql) {
  Check(db, sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr));
}
sqlite3_stmt* Prepare(sqlite3* db, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  Check(db, sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr));
  return statement;
}

// Copies a table batch by batch; only what changes the new database is timed.
class Table {
 public:
  Table(sqlite3* from, sqlite3* to, const std::string& name)
      : from_(from),
        to_(to),
        rows_(Prepare(from, "SELECT * FROM " + name)),
        columns_(sqlite3_column_count(rows_)),
        many_(Insert(name, kRowsPerStatement)),
        one_(Insert(name, 1)) {}
  ~Table() {
    for (sqlite3_stmt* statement : {rows_, many_, one_}) sqlite3_finalize(statement);
  }

  // Reads the next rows into memory; how many there are.
  int Read() {
    int rows = 0;
    for (; rows < kRowsPerTransaction && sqlite3_step(rows_) == SQLITE_ROW; ++rows)
      for (int i = 0; i < columns_; ++i)
        values_.push_back(sqlite3_value_dup(sqlite3_column_value(rows_, i)));
    return rows;
  }
  void Write() {
    size_t at = 0;
    while (at < values_.size()) {
      const size_t left = (values_.size() - at) / columns_;
      sqlite3_stmt* insert = left >= kRowsPerStatement ? many_ : one_;
      const int count = sqlite3_bind_parameter_count(insert);
      for (int i = 1; i <= count; ++i) sqlite3_bind_value(insert, i, values_[at++]);
      Check(to_, sqlite3_step(insert));
      sqlite3_reset(insert);
    }
  }
  void Clear() {
    for (sqlite3_value* value : values_) sqlite3_value_free(value);
    values_.clear();
  }

 private:
  sqlite3_stmt* Insert(const std::string& name, int rows) {
    std::string row = "(?";
    for (int i = 1; i < columns_; ++i) row += ",?";
    std::string sql = "INSERT INTO " + name + " VALUES " + row + ")";
    for (int i = 1; i < rows; ++i) sql += "," + row + ")";
    return Prepare(to_, sql);
  }

  sqlite3 *from_, *to_;
  sqlite3_stmt* rows_;
  int columns_;
  sqlite3_stmt *many_, *one_;
  std::vector<sqlite3_value*> values_;
};

int Main(const char* measured, const char* fresh) {
  sqlite3 *from = nullptr, *to = nullptr;
  Check(from, sqlite3_open_v2(measured, &from, SQLITE_OPEN_READONLY, nullptr));
  Check(to, sqlite3_open(fresh, &to));
  Execute(to,
          "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; "
          "PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -65536");
  sqlite3_stmt* schema = Prepare(from,
                                 "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND "
                                 "tbl_name IN ('task', 'source_object') ORDER BY type = 'index'");
  while (sqlite3_step(schema) == SQLITE_ROW)
    Execute(to, reinterpret_cast<const char*>(sqlite3_column_text(schema, 0)));
  sqlite3_finalize(schema);

  int64_t rows = 0;
  double seconds = 0;
  {
    Table tasks(from, to, "task"), objects(from, to, "source_object");
    while (const int count = tasks.Read()) {
      objects.Read();
      const Stopwatch watch;
      Execute(to, "BEGIN");
      tasks.Write();
      objects.Write();
      Execute(to, "COMMIT");
      seconds += watch.Seconds();
      rows += count;
      tasks.Clear();
      objects.Clear();
    }
  }
  PrintFigure(rows, 0, seconds);
  sqlite3_close(to);
  sqlite3_close(from);
  return 0;
}

}  // namespace
}  // namespace millrace::bench

int main(int argc, char** argv) {
  if (argc != 3) millrace::bench::Stop("usage", "insert_rows MEASURED.sqlite3 NEW.sqlite3");
  return millrace::bench::Main(argv[1], argv[2]);
}
