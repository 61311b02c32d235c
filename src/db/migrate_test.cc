#include <gmock/gmock.h>

#include "db/testing.h"

namespace millrace::db {
namespace {

using testing::HasSubstr;

class MigrateTest : public DatabaseTest {
 protected:
  int64_t Number(std::string_view sql) {
    const auto value = database_->Read([&](Connection& tx) { return tx.QueryInt(sql); });
    EXPECT_TRUE(Ok(value));
    return value.has_value() ? value->value_or(-1) : -1;
  }
};

TEST_F(MigrateTest, AppliesWhatIsMissingOnce) {
  constexpr Migration kBoth[] = {{1, "first", "CREATE TABLE a (x); INSERT INTO a VALUES (1), (2)"},
                                 {2, "second", "ALTER TABLE a ADD COLUMN y INTEGER DEFAULT 5"}};
  ASSERT_TRUE(Ok(Migrate(*database_, std::span(kBoth).first(1))));
  EXPECT_EQ(Number("SELECT COUNT(*) FROM schema_migration"), 1);
  ASSERT_TRUE(Ok(Migrate(*database_, kBoth)));
  ASSERT_TRUE(Ok(Migrate(*database_, kBoth)));
  EXPECT_EQ(Number("SELECT COUNT(*) FROM schema_migration"), 2);
  EXPECT_EQ(Number("SELECT SUM(y) FROM a"), 10);
}

TEST_F(MigrateTest, SemicolonsInQuotesAndCommentsDoNotSplit) {
  constexpr Migration kQuotes[] = {{1, "quotes", R"sql(
    CREATE TABLE a (x TEXT DEFAULT 'it''s; -- no comment');  -- a comment; with a semicolon
    /* another; one */
    INSERT INTO a DEFAULT VALUES;;
    INSERT INTO a (x) VALUES ('one;two')
  )sql"}};
  ASSERT_TRUE(Ok(Migrate(*database_, kQuotes)));
  EXPECT_EQ(Number("SELECT COUNT(*) FROM a WHERE x IN ('it''s; -- no comment', 'one;two')"), 2);
}

TEST_F(MigrateTest, AFailedStepLeavesNothingBehind) {
  constexpr Migration kBroken[] = {{1, "good", "CREATE TABLE a (x)"},
                                   {2, "broken", "CREATE TABLE b (x); CREATE TABLE a (x)"}};
  EXPECT_FALSE(Migrate(*database_, kBroken).has_value());
  EXPECT_EQ(Number("SELECT MAX(number) FROM schema_migration"), 1);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM sqlite_schema WHERE name = 'b'"), 0);
}

TEST_F(MigrateTest, ANewerDatabaseIsRefused) {
  constexpr Migration kTwo[] = {{1, "a", "CREATE TABLE a (x)"}, {2, "b", "CREATE TABLE b (x)"}};
  ASSERT_TRUE(Ok(Migrate(*database_, kTwo)));
  const auto result = Migrate(*database_, std::span(kTwo).first(1));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().kind, ErrorKind::kConflict);
  EXPECT_THAT(result.error().Sentence(), HasSubstr("made by a newer version of Millrace"));
  EXPECT_THAT(result.error().advice, HasSubstr("Start that version"));
}

TEST_F(MigrateTest, NumbersMustNotHaveGaps) {
  constexpr Migration kGap[] = {{1, "a", "CREATE TABLE a (x)"}, {3, "c", "CREATE TABLE c (x)"}};
  const auto result = Migrate(*database_, kGap);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().kind, ErrorKind::kInternal);
}

}  // namespace
}  // namespace millrace::db
