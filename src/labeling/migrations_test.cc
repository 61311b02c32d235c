#include "labeling/migrations.h"

#include <gmock/gmock.h>

#include "labeling/testing.h"

namespace millrace::labeling {
namespace {

class MigrationsTest : public LabelingTest {};

TEST_F(MigrationsTest, ApplyOnceAndKeepWhatIsThere) {
  const Project project = AddProject();
  AddTask(project);
  database_.reset();
  auto again = db::OpenSqlite(dir_.File("test.db"));
  ASSERT_TRUE(db::Ok(again));
  database_ = *std::move(again);
  ASSERT_TRUE(db::Ok(db::Migrate(*database_, Migrations())));
  EXPECT_EQ(Reload(project).task_number, 1);
}

TEST_F(MigrationsTest, ADatabaseOfANewerVersionIsRefused) {
  Write([](db::Connection& tx) {
    return tx.Execute("INSERT INTO schema_migration (number, name) VALUES (1000, 'later')");
  });
  const auto result = db::Migrate(*database_, Migrations());
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().kind, ErrorKind::kConflict);
  EXPECT_THAT(result.error().message, testing::HasSubstr("newer version of Millrace"));
}

// The queries of every page and every sync must not walk a table.
TEST_F(MigrationsTest, FrequentQueriesUseAnIndex) {
  for (const char* sql : {
           "SELECT data FROM task WHERE project_id = 1 ORDER BY id LIMIT 10",
           "SELECT data FROM task WHERE project_id = 1 AND is_labeled = 0 ORDER BY id LIMIT 1",
           "SELECT id FROM annotation WHERE task_id = 1 ORDER BY task_id, id",
           "SELECT id FROM annotation WHERE project_id = 1",
           "SELECT id FROM prediction WHERE task_id IN (1, 2)",
           "SELECT id FROM account WHERE token_digest = x'00'",
           "SELECT key FROM source_object WHERE source_id = 1 AND key > x'00' ORDER BY key",
       }) {
    std::string plan;
    Write([&](db::Connection& tx) {
      return tx.Query("EXPLAIN QUERY PLAN " + std::string(sql), {},
                      [&](const db::Row& row) { plan += row.String(3) + "\n"; });
    });
    EXPECT_THAT(plan, testing::HasSubstr("SEARCH")) << sql;
    EXPECT_THAT(plan, testing::Not(testing::HasSubstr("SCAN"))) << sql << "\n" << plan;
    EXPECT_THAT(plan, testing::Not(testing::HasSubstr("TEMP B-TREE"))) << sql << "\n" << plan;
  }
}

}  // namespace
}  // namespace millrace::labeling
