// commit_rows NEW SECONDS: the limit of writes that must not be lost. One row of 500 bytes a
// transaction, WAL, synchronous=FULL, on one connection.
#include <sqlite3.h>

#include <string>

#include "figure.h"

int main(int argc, char** argv) {
  using namespace millrace::bench;
  if (argc != 3) Stop("usage", "commit_rows NEW.sqlite3 SECONDS");
  sqlite3* db = nullptr;
  const auto check = [&](int code) {
    if (code != SQLITE_OK && code != SQLITE_DONE) Stop("commit_rows", sqlite3_errmsg(db));
  };
  check(sqlite3_open(argv[1], &db));
  check(sqlite3_exec(db,
                     "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                     "CREATE TABLE annotation (id INTEGER PRIMARY KEY, result TEXT NOT NULL)",
                     nullptr, nullptr, nullptr));
  sqlite3_stmt* insert = nullptr;
  check(sqlite3_prepare_v2(db, "INSERT INTO annotation (result) VALUES (?)", -1, &insert, nullptr));
  const std::string result(500, 'x');
  const double wanted = atof(argv[2]);
  int64_t commits = 0;
  const Stopwatch watch;
  for (; watch.Seconds() < wanted; ++commits) {
    sqlite3_bind_text(insert, 1, result.data(), static_cast<int>(result.size()), SQLITE_STATIC);
    check(sqlite3_step(insert));
    sqlite3_reset(insert);
  }
  PrintFigure(commits, 0, watch.Seconds());
  sqlite3_finalize(insert);
  sqlite3_close(db);
  return 0;
}
