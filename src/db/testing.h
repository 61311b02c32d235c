// For tests of every room above: a database file in a directory of its own.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <string>

#include "db/database.h"

namespace millrace::db {

// Made at once, removed with all it holds.
class TempDir {
 public:
  TempDir() {
    std::string name = (std::filesystem::temp_directory_path() / "millrace-test-XXXXXX").string();
    if (mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~TempDir() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  std::string File(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

// For ASSERT_TRUE(Ok(result)): shows the sentence of a failure.
template <class T>
testing::AssertionResult Ok(const Result<T>& result) {
  if (result.has_value()) return testing::AssertionSuccess();
  return testing::AssertionFailure()
         << KindName(result.error().kind) << ": " << result.error().Sentence();
}

// A fixture with an empty database.
class DatabaseTest : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = OpenSqlite(dir_.File("test.db"));
    ASSERT_TRUE(Ok(opened));
    database_ = *std::move(opened);
  }
  // Runs `fn` in a write transaction; the test fails when that fails.
  template <class F>
  auto Write(F&& fn) {
    auto result = database_->Write(Durability::kNormal, std::forward<F>(fn));
    EXPECT_TRUE(Ok(result));
    return result;
  }

  TempDir dir_;
  std::unique_ptr<Database> database_;
};

}  // namespace millrace::db
