#include <gmock/gmock.h>

#include <latch>
#include <thread>

#include "db/testing.h"

namespace millrace::db {
namespace {

class SqliteTest : public DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    Write([](Connection& tx) { return tx.Execute("CREATE TABLE t (id INTEGER PRIMARY KEY)"); });
  }
  Result<int64_t> Add(int id) {
    return database_->Write(Durability::kNormal, [&](Connection& tx) {
      return tx.Execute("INSERT INTO t (id) VALUES ($1)", {id});
    });
  }
  static Result<int64_t> Count(Connection& tx) {
    ASSIGN_OR_RETURN(const auto count, tx.QueryInt("SELECT COUNT(*) FROM t"));
    return count.value_or(-1);
  }
};

TEST_F(SqliteTest, AReadKeepsItsSnapshot) {
  ASSERT_TRUE(Ok(Add(1)));
  const auto counts = database_->Read([&](Connection& tx) -> Result<std::pair<int64_t, int64_t>> {
    ASSIGN_OR_RETURN(const int64_t before, Count(tx));
    std::thread([&] { EXPECT_TRUE(Ok(Add(2))); }).join();
    ASSIGN_OR_RETURN(const int64_t after, Count(tx));
    return std::pair(before, after);
  });
  ASSERT_TRUE(Ok(counts));
  EXPECT_EQ(*counts, std::pair(int64_t{1}, int64_t{1}));
  EXPECT_EQ(database_->Read(Count).value_or(-1), 2);
}

TEST_F(SqliteTest, AWriteSeesItsOwnRows) {
  const auto count = database_->Write(Durability::kFull, [](Connection& tx) -> Result<int64_t> {
    RETURN_IF_ERROR(tx.Execute("INSERT INTO t (id) VALUES (1), (2)"));
    return Count(tx);
  });
  EXPECT_EQ(count.value_or(-1), 2);
}

TEST_F(SqliteTest, WhatWasWrittenSurvivesReopening) {
  ASSERT_TRUE(Ok(Add(7)));
  database_.reset();
  auto again = OpenSqlite(dir_.File("test.db"));
  ASSERT_TRUE(Ok(again));
  EXPECT_EQ((*again)->Read(Count).value_or(-1), 1);
}

TEST_F(SqliteTest, MoreThreadsThanReadersTakeTurns) {
  ASSERT_TRUE(Ok(Add(1)));
  auto small = OpenSqlite(dir_.File("test.db"), {.readers = 2});
  ASSERT_TRUE(Ok(small));
  std::latch start(8);
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      start.arrive_and_wait();
      for (int j = 0; j < 20; ++j) EXPECT_EQ((*small)->Read(Count).value_or(-1), 1);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST_F(SqliteTest, TransactionsDoNotNest) {
  const auto in_write = database_->Write(Durability::kNormal, [&](Connection&) { return Add(1); });
  ASSERT_FALSE(in_write.has_value());
  EXPECT_EQ(in_write.error().kind, ErrorKind::kInternal);
  const auto read_in_write =
      database_->Write(Durability::kNormal, [&](Connection&) { return database_->Read(Count); });
  ASSERT_FALSE(read_in_write.has_value());
  EXPECT_EQ(read_in_write.error().kind, ErrorKind::kInternal);
  const auto read_in_read = database_->Read([&](Connection&) { return database_->Read(Count); });
  ASSERT_FALSE(read_in_read.has_value());
  EXPECT_EQ(read_in_read.error().kind, ErrorKind::kInternal);
  EXPECT_EQ(database_->Read(Count).value_or(-1), 0);
}

TEST_F(SqliteTest, AReadCannotWrite) {
  const auto result =
      database_->Read([](Connection& tx) { return tx.Execute("INSERT INTO t (id) VALUES (1)"); });
  EXPECT_FALSE(result.has_value());
  EXPECT_EQ(database_->Read(Count).value_or(-1), 0);
}

}  // namespace
}  // namespace millrace::db
