#include "db/sqlite_connection.h"

#include <gmock/gmock.h>
#include <sys/fsuid.h>
#include <sys/stat.h>

#include <fstream>

#include "db/testing.h"

namespace millrace::db {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class SqliteConnectionTest : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = SqliteConnection::Open(dir_.File("test.db"), SqliteConnection::Use::kWrite, 4);
    ASSERT_TRUE(Ok(opened));
    db_ = *std::move(opened);
    ASSERT_TRUE(
        Ok(db_->Execute("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT UNIQUE, "
                        "bytes BLOB, real REAL, note TEXT NOT NULL DEFAULT '')")));
  }
  std::vector<std::string> Names(std::string_view where = "1", Args args = {}) {
    std::vector<std::string> names;
    EXPECT_TRUE(Ok(db_->Query("SELECT name FROM t WHERE " + std::string(where) + " ORDER BY id",
                              args, [&](const Row& row) { names.push_back(row.String(0)); })));
    return names;
  }

  TempDir dir_;
  std::unique_ptr<SqliteConnection> db_;
};

TEST_F(SqliteConnectionTest, ValuesComeBackAsTheyWent) {
  const std::string bytes("\0\xFF'\n", 4);
  ASSERT_TRUE(Ok(db_->Execute("INSERT INTO t (id, name, bytes, real) VALUES ($1, $2, $3, $4)",
                              {int64_t{1} << 62, "Zoë", Blob{bytes}, 0.25})));
  ASSERT_TRUE(Ok(db_->Execute("INSERT INTO t (id, name, bytes, real) VALUES ($1, $2, $3, $4)",
                              {2, std::string_view(), Blob{{}}, nullptr})));
  ASSERT_TRUE(
      Ok(db_->Query("SELECT id, name, bytes, real FROM t WHERE id > 2", {}, [&](const Row& row) {
        EXPECT_EQ(row.Int(0), int64_t{1} << 62);
        EXPECT_EQ(row.Text(1), "Zoë");
        EXPECT_EQ(row.Text(2), bytes);
        EXPECT_EQ(row.MaybeReal(3), 0.25);
      })));
  ASSERT_TRUE(Ok(db_->Query("SELECT name, bytes, real, typeof(bytes) FROM t WHERE id = 2", {},
                            [&](const Row& row) {
                              EXPECT_FALSE(row.Null(0));
                              EXPECT_EQ(row.MaybeString(0), "");
                              EXPECT_FALSE(row.Null(1));
                              EXPECT_EQ(row.Text(3), "blob");
                              EXPECT_TRUE(row.Null(2));
                              EXPECT_EQ(row.MaybeReal(2), std::nullopt);
                              EXPECT_EQ(row.Int(2), 0);
                            })));
}

TEST_F(SqliteConnectionTest, ParametersAreNumberedNotOrdered) {
  ASSERT_TRUE(Ok(db_->Execute("INSERT INTO t (name, id, note) VALUES ($2, $1, $2)", {7, "seven"})));
  ASSERT_TRUE(Ok(db_->Execute("UPDATE t SET note = $2 WHERE id = $1", {7, "new"})));
  EXPECT_THAT(Names("note = $3 AND id = $1", {7, "unused", "new"}), ElementsAre("seven"));
}

TEST_F(SqliteConnectionTest, AMissingArgumentIsAnError) {
  const auto result = db_->Execute("UPDATE t SET note = $2 WHERE id = $1", {7});
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().kind, ErrorKind::kInternal);
  EXPECT_THAT(result.error().message, HasSubstr("$2"));
}

TEST_F(SqliteConnectionTest, ExecuteCountsChangedRows) {
  for (const char* name : {"a", "b", "c"}) {
    EXPECT_EQ(db_->Execute("INSERT INTO t (name) VALUES ($1)", {name}).value_or(-1), 1);
  }
  EXPECT_EQ(db_->Execute("UPDATE t SET note = 'x' WHERE id > $1", {1}).value_or(-1), 2);
  EXPECT_EQ(db_->Execute("UPDATE t SET note = 'x' WHERE id > $1", {100}).value_or(-1), 0);
  EXPECT_EQ(db_->Execute("CREATE TABLE u (a)").value_or(-1), 0);
  EXPECT_EQ(
      db_->Execute("INSERT INTO t (name) VALUES ('a') ON CONFLICT (name) DO NOTHING").value_or(-1),
      0);
}

TEST_F(SqliteConnectionTest, InsertManyWritesEveryRowOnce) {
  for (const int rows : {0, 1, 2, 127, 128, 129, 1000}) {
    ASSERT_TRUE(Ok(db_->Execute("DELETE FROM t")));
    std::vector<std::string> names;
    std::vector<Arg> values;
    for (int i = 0; i < rows; ++i) names.push_back("n" + std::to_string(i));
    for (int i = 0; i < rows; ++i) values.insert(values.end(), {Arg(i + 1), Arg(names[i])});
    ASSERT_TRUE(Ok(db_->InsertMany("INSERT INTO t (id, name) VALUES", 2, values, "")));
    EXPECT_EQ(Names(), names);
  }
}

TEST_F(SqliteConnectionTest, InsertManyTakesATail) {
  const std::vector<Arg> values = {1, "a", 2, "b", 1, "c"};
  ASSERT_TRUE(Ok(db_->InsertMany("INSERT INTO t (id, name) VALUES", 2, values,
                                 "ON CONFLICT (id) DO UPDATE SET name = excluded.name")));
  EXPECT_THAT(Names(), ElementsAre("c", "b"));
  EXPECT_FALSE(db_->InsertMany("INSERT INTO t (id, name) VALUES", 2, std::span(values).first(3), "")
                   .has_value());
}

TEST_F(SqliteConnectionTest, AStatementMayRunInsideItself) {
  for (int i = 1; i <= 3; ++i) {
    ASSERT_TRUE(
        Ok(db_->Execute("INSERT INTO t (id, name) VALUES ($1, $2)", {i, std::to_string(i)})));
  }
  const std::string_view sql = "SELECT id FROM t WHERE id > $1 ORDER BY id";
  std::string seen;
  ASSERT_TRUE(Ok(db_->Query(sql, {0}, [&](const Row& outer) {
    seen += outer.String(0) + ":";
    const int64_t id = outer.Int(0);
    EXPECT_TRUE(
        Ok(db_->Query(sql, {id}, [&](const Row& inner) { seen += inner.String(0) + ","; })));
  })));
  EXPECT_EQ(seen, "1:2,3,2:3,3:");
}

TEST_F(SqliteConnectionTest, ManyTextsDoNotExhaustTheCache) {
  for (int i = 0; i < 2000; ++i) {
    const auto found = db_->QueryInt("SELECT " + std::to_string(i));
    ASSERT_TRUE(Ok(found));
    EXPECT_EQ(**found, i);
  }
}

TEST_F(SqliteConnectionTest, ViolationsAreConflicts) {
  ASSERT_TRUE(Ok(db_->Execute("INSERT INTO t (id, name) VALUES (1, 'a')")));
  for (const char* sql :
       {"INSERT INTO t (id, name) VALUES (1, 'b')", "INSERT INTO t (id, name) VALUES (2, 'a')"}) {
    const auto result = db_->Execute(sql);
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().kind, ErrorKind::kConflict);
  }
  ASSERT_TRUE(Ok(db_->Execute("CREATE TABLE child (t INTEGER REFERENCES t (id))")));
  const auto orphan = db_->Execute("INSERT INTO child VALUES (99)");
  ASSERT_FALSE(orphan.has_value());
  EXPECT_EQ(orphan.error().kind, ErrorKind::kConflict);
}

TEST_F(SqliteConnectionTest, WrongSqlIsOurFault) {
  for (const char* sql :
       {"SELEC 1", "SELECT 1; SELECT 2", "", "SELECT $x", "INSERT INTO t (note) VALUES (NULL)"}) {
    const auto result = db_->Execute(sql);
    ASSERT_FALSE(result.has_value()) << sql;
    EXPECT_EQ(result.error().kind, ErrorKind::kInternal) << sql;
  }
}

TEST_F(SqliteConnectionTest, AReaderCannotWrite) {
  auto reader = SqliteConnection::Open(dir_.File("test.db"), SqliteConnection::Use::kRead, 1);
  ASSERT_TRUE(Ok(reader));
  EXPECT_FALSE((*reader)->Execute("INSERT INTO t (name) VALUES ('x')").has_value());
  EXPECT_THAT(Names(), ElementsAre());
}

TEST_F(SqliteConnectionTest, AFullDiskIsSaid) {
  ASSERT_TRUE(Ok(db_->Query("PRAGMA max_page_count = 20", {}, [](const Row&) {})));
  const auto result =
      db_->Execute("INSERT INTO t (name) VALUES ($1)", {std::string(1'000'000, 'x')});
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().kind, ErrorKind::kUnavailable);
  EXPECT_TRUE(result.error().temporary);
  EXPECT_THAT(result.error().Sentence(), HasSubstr("test.db is full. Free some space"));
}

TEST(SqliteOpenTest, TheFileIsPrivateAndInWalMode) {
  TempDir dir;
  auto db = SqliteConnection::Open(dir.File("new.db"), SqliteConnection::Use::kWrite, 1);
  ASSERT_TRUE(Ok(db));
  struct stat facts{};
  ASSERT_EQ(stat(dir.File("new.db").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600U);
  EXPECT_TRUE(std::filesystem::exists(dir.File("new.db-wal")));
}

TEST(SqliteOpenTest, WhatIsNoDatabaseIsRefused) {
  TempDir dir;
  std::ofstream(dir.File("notes.txt")) << std::string(5000, 'n');
  std::filesystem::create_directory(dir.File("folder"));
  const struct {
    std::string path;
    ErrorKind kind;
    std::string sentence;
  } cases[] = {
      {dir.File("notes.txt"), ErrorKind::kCorrupt, "notes.txt is not an SQLite database."},
      {dir.File("no/such/a.db"), ErrorKind::kNotFound, "no/such for the database does not exist."},
      {dir.File("folder"), ErrorKind::kInvalid, "folder is a directory"},
      {"", ErrorKind::kInvalid, "not a database file"},
      {":memory:", ErrorKind::kInvalid, "not a database file"},
  };
  for (const auto& expected : cases) {
    const auto opened = OpenSqlite(expected.path);
    ASSERT_FALSE(opened.has_value()) << expected.path;
    EXPECT_EQ(opened.error().kind, expected.kind) << expected.path;
    EXPECT_THAT(opened.error().Sentence(), HasSubstr(expected.sentence));
    EXPECT_FALSE(opened.error().advice.empty());
  }
}

TEST(SqliteOpenTest, AFileThatMayOnlyBeReadIsRefused) {
  TempDir dir;
  const std::string path = dir.File("a.db");
  ASSERT_TRUE(Ok(SqliteConnection::Open(path, SqliteConnection::Use::kWrite, 1)));
  std::filesystem::permissions(std::filesystem::path(path).parent_path(),
                               std::filesystem::perms(0555));
  std::filesystem::permissions(path, std::filesystem::perms(0444));
  setfsuid(65534);  // root may write everything; this thread no longer may
  const auto opened = OpenSqlite(path);
  setfsuid(geteuid());
  std::filesystem::permissions(std::filesystem::path(path).parent_path(),
                               std::filesystem::perms(0700));
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().kind, ErrorKind::kDenied);
  EXPECT_THAT(opened.error().Sentence(), HasSubstr("a.db may only be read."));
}

}  // namespace
}  // namespace millrace::db
