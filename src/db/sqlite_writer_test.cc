#include "db/sqlite_writer.h"

#include <gmock/gmock.h>

#include <atomic>

#include "db/testing.h"

namespace millrace::db {
namespace {

using testing::Each;
using testing::HasSubstr;

constexpr int kThreads = 8;

class SqliteWriterTest : public testing::Test {
 protected:
  void SetUp() override { Open(std::chrono::hours(1)); }

  void Open(std::chrono::milliseconds group_time) {
    writer_.reset();
    auto opened = SqliteConnection::Open(dir_.File("test.db"), SqliteConnection::Use::kWrite, 4);
    ASSERT_TRUE(Ok(opened));
    writer_ = std::make_unique<SqliteWriter>(*std::move(opened), group_time);
    auto reader = SqliteConnection::Open(dir_.File("test.db"), SqliteConnection::Use::kRead, 1);
    ASSERT_TRUE(Ok(reader));
    reader_ = *std::move(reader);
    ASSERT_TRUE(Ok(Run("CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, bytes TEXT)")));
  }

  Result<void> Run(std::string_view sql) {
    return writer_->Run(Durability::kNormal, [&](Connection& tx) -> Result<void> {
      RETURN_IF_ERROR(tx.Execute(sql));
      return {};
    });
  }

  // Runs body(i) for i in 0…7 from eight threads, so that all of them wait together.
  template <class F>
  std::vector<Result<void>> RunTogether(const F& body) {
    std::vector<Result<void>> outcomes(kThreads);
    std::vector<std::thread> threads;
    EXPECT_TRUE(Ok(writer_->Run(Durability::kNormal, [&](Connection&) -> Result<void> {
      for (int i = 0; i < kThreads; ++i) {
        threads.emplace_back([&, i] {
          outcomes[i] = writer_->Run(Durability::kNormal,
                                     [&](Connection& tx) -> Result<void> { return body(tx, i); });
        });
      }
      while (writer_->waiting() < kThreads) std::this_thread::yield();
      return {};
    })));
    for (std::thread& thread : threads) thread.join();
    return outcomes;
  }

  int64_t Count(Connection& connection) {
    const auto count = connection.QueryInt("SELECT COUNT(*) FROM t");
    EXPECT_TRUE(Ok(count));
    return count.has_value() ? count->value_or(-1) : -1;
  }

  TempDir dir_;
  std::unique_ptr<SqliteWriter> writer_;
  std::unique_ptr<SqliteConnection> reader_;
};

TEST_F(SqliteWriterTest, BodiesThatWaitShareATransaction) {
  std::atomic<int> ran = 0;
  const auto outcomes = RunTogether([&](Connection& tx, int i) -> Result<void> {
    EXPECT_EQ(Count(tx), ran);      // sees the bodies before it
    EXPECT_EQ(Count(*reader_), 0);  // which are not committed yet
    ++ran;
    RETURN_IF_ERROR(tx.Execute("INSERT INTO t (id) VALUES ($1)", {i}));
    return {};
  });
  for (const auto& outcome : outcomes) EXPECT_TRUE(Ok(outcome));
  EXPECT_EQ(Count(*reader_), kThreads);
}

TEST_F(SqliteWriterTest, AGroupEndsWhenItsTimeIsUp) {
  Open(std::chrono::milliseconds(0));
  int64_t ran = 0;
  const auto outcomes = RunTogether([&](Connection& tx, int i) -> Result<void> {
    EXPECT_EQ(Count(*reader_), ran++);  // each is committed before the next begins
    RETURN_IF_ERROR(tx.Execute("INSERT INTO t (id) VALUES ($1)", {i}));
    return {};
  });
  for (const auto& outcome : outcomes) EXPECT_TRUE(Ok(outcome));
  EXPECT_EQ(Count(*reader_), kThreads);
}

TEST_F(SqliteWriterTest, AFailedBodyUndoesOnlyItself) {
  const auto outcomes = RunTogether([&](Connection& tx, int i) -> Result<void> {
    RETURN_IF_ERROR(tx.Execute("INSERT INTO t (id) VALUES ($1)", {i}));
    if (i == 3) return Fail(ErrorKind::kInvalid, "three is refused");
    if (i == 5) RETURN_IF_ERROR(tx.Execute("INSERT INTO t (id) VALUES ($1)", {i}));
    return {};
  });
  for (int i = 0; i < kThreads; ++i) EXPECT_EQ(outcomes[i].has_value(), i != 3 && i != 5) << i;
  EXPECT_EQ(outcomes[3].error().message, "three is refused");
  EXPECT_EQ(outcomes[5].error().kind, ErrorKind::kConflict);
  EXPECT_EQ(Count(*reader_), kThreads - 2);
  EXPECT_EQ(reader_->QueryInt("SELECT COUNT(*) FROM t WHERE id IN (3, 5)").value(), 0);
}

TEST_F(SqliteWriterTest, AFailureThatEndsTheTransactionFailsAllOfIt) {
  const auto outcomes = RunTogether([&](Connection& tx, int i) -> Result<void> {
    RETURN_IF_ERROR(tx.Execute("INSERT INTO t (id) VALUES ($1)", {i}));
    // Stands in for SQLite's own rollback, as after an I/O error.
    if (Count(tx) == kThreads) {
      RETURN_IF_ERROR(tx.Execute("ROLLBACK"));
      return FailForNow(ErrorKind::kUnavailable, "the disk failed");
    }
    return {};
  });
  for (const auto& outcome : outcomes) {
    ASSERT_FALSE(outcome.has_value());
    EXPECT_EQ(outcome.error().message, "the disk failed");
  }
  EXPECT_EQ(Count(*reader_), 0);
  EXPECT_TRUE(Ok(Run("INSERT INTO t (id) VALUES (1)")));
}

TEST_F(SqliteWriterTest, AFailedBodyAloneIsUndone) {
  const auto outcome = writer_->Run(Durability::kFull, [&](Connection& tx) -> Result<void> {
    RETURN_IF_ERROR(tx.Execute("INSERT INTO t (id) VALUES (1)"));
    return Fail(ErrorKind::kInvalid, "no");
  });
  EXPECT_FALSE(outcome.has_value());
  EXPECT_EQ(Count(*reader_), 0);
}

TEST_F(SqliteWriterTest, AFullDiskLeavesTheWriterUsable) {
  ASSERT_TRUE(Ok(writer_->Run(Durability::kNormal, [](Connection& tx) {
    return tx.Query("PRAGMA max_page_count = 20", {}, [](const Row&) {});
  })));
  const std::string large(1'000'000, 'x');
  const auto outcome = writer_->Run(Durability::kFull, [&](Connection& tx) -> Result<void> {
    RETURN_IF_ERROR(tx.Execute("INSERT INTO t (id, bytes) VALUES (1, $1)", {large}));
    return {};
  });
  ASSERT_FALSE(outcome.has_value());
  EXPECT_THAT(outcome.error().Sentence(), HasSubstr("is full"));
  EXPECT_EQ(Count(*reader_), 0);
  EXPECT_TRUE(Ok(Run("INSERT INTO t (id) VALUES (2)")));
}

TEST_F(SqliteWriterTest, SynchronousFollowsTheStrictest) {
  const auto synchronous = [&](Durability durability) {
    int64_t mode = -1;
    EXPECT_TRUE(Ok(writer_->Run(durability, [&](Connection& tx) -> Result<void> {
      ASSIGN_OR_RETURN(const auto value, tx.QueryInt("PRAGMA synchronous"));
      mode = value.value_or(-1);
      return {};
    })));
    return mode;
  };
  EXPECT_EQ(synchronous(Durability::kFull), 2);
  EXPECT_EQ(synchronous(Durability::kNormal), 1);
  EXPECT_EQ(synchronous(Durability::kFull), 2);
}

TEST_F(SqliteWriterTest, OneFullBodyMakesItsGroupFull) {
  std::vector<int64_t> modes(2, -1);
  std::vector<std::thread> threads;
  const auto note = [&](int i) {
    return [&modes, i](Connection& tx) -> Result<void> {
      ASSIGN_OR_RETURN(const auto value, tx.QueryInt("PRAGMA synchronous"));
      modes[i] = value.value_or(-1);
      return {};
    };
  };
  ASSERT_TRUE(Ok(writer_->Run(Durability::kNormal, [&](Connection&) -> Result<void> {
    threads.emplace_back([&] { EXPECT_TRUE(Ok(writer_->Run(Durability::kNormal, note(0)))); });
    threads.emplace_back([&] { EXPECT_TRUE(Ok(writer_->Run(Durability::kFull, note(1)))); });
    while (writer_->waiting() < 2) std::this_thread::yield();
    return {};
  })));
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(modes, Each(2));
}

TEST_F(SqliteWriterTest, AnExceptionIsAnErrorAndUndone) {
  const auto outcome = writer_->Run(Durability::kNormal, [&](Connection& tx) -> Result<void> {
    RETURN_IF_ERROR(tx.Execute("INSERT INTO t (id) VALUES (1)"));
    throw std::runtime_error("thrown by a library");
  });
  ASSERT_FALSE(outcome.has_value());
  EXPECT_THAT(outcome.error().message, HasSubstr("thrown by a library"));
  EXPECT_EQ(Count(*reader_), 0);
}

}  // namespace
}  // namespace millrace::db
