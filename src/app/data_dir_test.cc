#include "app/data_dir.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace millrace::app {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class DataDirTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = ::testing::TempDir() + "data_dirXXXXXX";
    dir_ = mkdtemp(pattern.data());
  }
  void TearDown() override { fs::remove_all(dir_); }

  Result<DataLock> Take(Holder* holder) {
    return DataLock::Take(dir_, dir_ / "millrace.sqlite3", "sync", holder);
  }

  fs::path dir_;
};

TEST_F(DataDirTest, SecondHolderLearnsWhoTheFirstIs) {
  Holder holder;
  auto first = Take(&holder);
  ASSERT_TRUE(first.has_value());
  first->Announce("start", "http://127.0.0.1:9");
  const auto second = Take(&holder);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().kind, ErrorKind::kConflict);
  EXPECT_EQ(holder.pid, getpid());
  EXPECT_EQ(holder.address, "http://127.0.0.1:9");
  EXPECT_THAT(second.error().message, HasSubstr(std::to_string(getpid()) + ", http://127.0.0.1:9"));
}

TEST_F(DataDirTest, LockIsGivenBack) {
  Holder holder;
  {
    ASSERT_TRUE(Take(&holder).has_value());
  }
  EXPECT_TRUE(Take(&holder).has_value());
}

TEST_F(DataDirTest, OneDatabaseOfTwoDirectories) {
  const fs::path a = dir_ / "a", b = dir_ / "b", database = dir_ / "shared.sqlite3";
  ASSERT_TRUE(MakeDataDir(a).has_value());
  ASSERT_TRUE(MakeDataDir(b).has_value());
  Holder holder;
  auto first = DataLock::Take(a, database, "start", &holder);
  ASSERT_TRUE(first.has_value());
  const auto second = DataLock::Take(b, database, "start", &holder);
  ASSERT_FALSE(second.has_value());
  EXPECT_THAT(second.error().message, HasSubstr("shared.sqlite3"));
}

TEST_F(DataDirTest, DamagedLockFileIsNoObstacle) {
  std::ofstream(dir_ / "millrace.lock") << "{\"pid\": \"x";
  Holder holder;
  auto first = Take(&holder);
  ASSERT_TRUE(first.has_value());
  std::ofstream(dir_ / "millrace.lock") << "garbage";
  EXPECT_FALSE(Take(&holder).has_value());
  EXPECT_EQ(holder.Describe(), "another Millrace");
}

TEST_F(DataDirTest, MakesADirectoryForItsOwnerOnly) {
  const fs::path made = dir_ / "x" / "y";
  ASSERT_TRUE(MakeDataDir(made).has_value());
  EXPECT_EQ(fs::status(made).permissions(), fs::perms::owner_all);
  EXPECT_TRUE(MakeDataDir(made).has_value());
  std::ofstream(dir_ / "file") << "";
  const auto wrong = MakeDataDir(dir_ / "file");
  ASSERT_FALSE(wrong.has_value());
  EXPECT_THAT(wrong.error().message, HasSubstr("a file of that name"));
}

}  // namespace
}  // namespace millrace::app
