#include "crypto/sealer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <fstream>
#include <thread>
#include <vector>

#include "base/text.h"

namespace millrace::crypto {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string kKey = "a key of 32 characters, any text";

Sealer MakeSealer(const std::string& key = kKey) { return *Sealer::FromSecret(Secret(key)); }

TEST(SealerTest, OpensWhatItSealed) {
  const Sealer sealer = MakeSealer();
  for (const std::string& plain :
       {std::string(), std::string("x"), std::string("\0\xff\n", 3), std::string(100'000, 's')}) {
    const std::string sealed = sealer.Seal(plain);
    const auto opened = sealer.Open(sealed);
    ASSERT_TRUE(opened.has_value());
    EXPECT_EQ(opened->Reveal(), plain);
    EXPECT_EQ(MakeSealer().Open(sealed)->Reveal(), plain) << "another sealer with the same key";
  }
}

TEST(SealerTest, HidesTheTextAndThatTwoAreEqual) {
  const Sealer sealer = MakeSealer();
  const std::string plain = "wJalrXUtnFEMI/K7MDENG";
  EXPECT_THAT(sealer.Seal(plain), Not(HasSubstr(plain)));
  EXPECT_NE(sealer.Seal(plain), sealer.Seal(plain));
}

TEST(SealerTest, EveryChangedBitIsFound) {
  const Sealer sealer = MakeSealer();
  const std::string sealed = sealer.Seal("secret");
  for (size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    std::string changed = sealed;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ 1 << bit % 8);
    const auto opened = sealer.Open(changed);
    ASSERT_FALSE(opened.has_value()) << bit;
    EXPECT_EQ(opened.error().kind, ErrorKind::kCorrupt);
  }
}

TEST(SealerTest, EveryOtherLengthIsFound) {
  const Sealer sealer = MakeSealer();
  const std::string sealed = sealer.Seal("secret");
  for (size_t size = 0; size < sealed.size(); ++size)
    EXPECT_FALSE(sealer.Open(std::string_view(sealed).substr(0, size)).has_value()) << size;
  EXPECT_FALSE(sealer.Open(sealed + '\0').has_value());
}

TEST(SealerTest, AnotherKeyDoesNotOpen) {
  const auto opened = MakeSealer(kKey + "!").Open(MakeSealer().Seal("secret"));
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().kind, ErrorKind::kCorrupt);
  EXPECT_THAT(opened.error().advice, HasSubstr("MILLRACE_SECRET_KEY"));
}

TEST(SealerTest, AShortKeyIsRefused) {
  EXPECT_TRUE(Sealer::FromSecret(Secret(std::string(16, 'k'))).has_value());
  for (const size_t size : {0, 15}) {
    const auto sealer = Sealer::FromSecret(Secret(std::string(size, 'k')));
    ASSERT_FALSE(sealer.has_value());
    EXPECT_EQ(sealer.error().kind, ErrorKind::kInvalid);
    EXPECT_THAT(sealer.error().message, HasSubstr("16 characters"));
    EXPECT_THAT(sealer.error().advice, HasSubstr("openssl rand -hex 32"));
  }
}

// A data directory of its own and an environment without keys.
class SealerFromEnvironmentTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "sealer_test_XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    dir_ = pattern;
    Unset();
  }
  void TearDown() override {
    Unset();
    std::filesystem::remove_all(dir_);
  }

  static void Unset() {
    unsetenv("MILLRACE_SECRET_KEY");
    unsetenv("MILLRACE_SECRET_KEY_FILE");
  }
  std::filesystem::path Write(const std::string& name, const std::string& text) const {
    std::ofstream(dir_ / name, std::ios::binary) << text;
    return dir_ / name;
  }
  Error FailureOf(const std::filesystem::path& data_dir) const {
    const auto sealer = Sealer::FromEnvironment(data_dir);
    EXPECT_FALSE(sealer.has_value());
    return sealer.has_value() ? Error{} : sealer.error();
  }
  // Whether the environment's sealer has `key`.
  bool Uses(const std::string& key) const {
    const auto sealer = Sealer::FromEnvironment(dir_);
    EXPECT_TRUE(sealer.has_value()) << sealer.error().Sentence();
    return sealer.has_value() && sealer->Open(MakeSealer(key).Seal("x")).has_value();
  }

  std::filesystem::path dir_;
};

TEST_F(SealerFromEnvironmentTest, MakesAKeyFileOnceAndForItsOwnerOnly) {
  const mode_t before = umask(0);
  const auto first = Sealer::FromEnvironment(dir_);
  umask(before);
  ASSERT_TRUE(first.has_value()) << first.error().Sentence();
  struct stat info{};
  ASSERT_EQ(stat((dir_ / "secret.key").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0600u);
  EXPECT_EQ(info.st_size, 65);  // 32 bytes in hex and a new line
  const auto second = Sealer::FromEnvironment(dir_);
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(second->Open(first->Seal("secret"))->Reveal(), "secret");
}

TEST_F(SealerFromEnvironmentTest, EachDirectoryGetsItsOwnKey) {
  std::filesystem::create_directories(dir_ / "a");
  std::filesystem::create_directories(dir_ / "b");
  const auto a = Sealer::FromEnvironment(dir_ / "a"), b = Sealer::FromEnvironment(dir_ / "b");
  ASSERT_TRUE(a.has_value() && b.has_value());
  EXPECT_FALSE(b->Open(a->Seal("secret")).has_value());
}

TEST_F(SealerFromEnvironmentTest, StartedTogetherAllGetOneKeyAndNothingElseIsLeft) {
  std::vector<std::string> sealed(4);
  {
    std::vector<std::jthread> threads;
    for (std::string& out : sealed) {
      threads.emplace_back([&] {
        const auto sealer = Sealer::FromEnvironment(dir_);
        if (sealer.has_value()) out = sealer->Seal("secret");
      });
    }
  }
  const auto sealer = Sealer::FromEnvironment(dir_);
  ASSERT_TRUE(sealer.has_value());
  for (const std::string& one : sealed) EXPECT_TRUE(sealer->Open(one).has_value());
  const std::filesystem::directory_iterator files(dir_);
  EXPECT_EQ(std::distance(begin(files), end(files)), 1);
}

TEST_F(SealerFromEnvironmentTest, TheVariableComesBeforeTheFileBeforeTheDirectory) {
  Write("secret.key", kKey + " of the directory\n");
  EXPECT_TRUE(Uses(kKey + " of the directory"));
  setenv("MILLRACE_SECRET_KEY_FILE", Write("named", " " + kKey + " of the file\r\n").c_str(), 1);
  EXPECT_TRUE(Uses(kKey + " of the file"));
  setenv("MILLRACE_SECRET_KEY", (kKey + " of the variable").c_str(), 1);
  EXPECT_TRUE(Uses(kKey + " of the variable"));
  setenv("MILLRACE_SECRET_KEY", "", 1);
  setenv("MILLRACE_SECRET_KEY_FILE", "", 1);
  EXPECT_TRUE(Uses(kKey + " of the directory")) << "empty variables count as not set";
}

TEST_F(SealerFromEnvironmentTest, AGivenKeyLeavesNoKeyFile) {
  setenv("MILLRACE_SECRET_KEY", kKey.c_str(), 1);
  EXPECT_TRUE(Uses(kKey));
  EXPECT_FALSE(std::filesystem::exists(dir_ / "secret.key"));
}

TEST_F(SealerFromEnvironmentTest, AShortKeyIsBlamedOnItsPlace) {
  Write("secret.key", "short\n");
  EXPECT_THAT(FailureOf(dir_).message, HasSubstr((dir_ / "secret.key").string()));
  setenv("MILLRACE_SECRET_KEY_FILE", Write("named", " \n").c_str(), 1);
  EXPECT_EQ(FailureOf(dir_).message,
            "The secret key in " + (dir_ / "named").string() + " is empty.");
  setenv("MILLRACE_SECRET_KEY", "fifteen letters", 1);
  const Error error = FailureOf(dir_);
  EXPECT_EQ(error.kind, ErrorKind::kInvalid);
  EXPECT_EQ(error.message, "The secret key in MILLRACE_SECRET_KEY is shorter than 16 characters.");
  EXPECT_THAT(error.advice, HasSubstr("openssl rand"));
}

TEST_F(SealerFromEnvironmentTest, AKeyFileThatIsNoneIsNamed) {
  setenv("MILLRACE_SECRET_KEY_FILE", (dir_ / "missing").c_str(), 1);
  EXPECT_EQ(FailureOf(dir_).kind, ErrorKind::kNotFound);
  EXPECT_THAT(FailureOf(dir_).message, HasSubstr((dir_ / "missing").string()));
  EXPECT_FALSE(std::filesystem::exists(dir_ / "secret.key")) << "no key in place of the named one";

  setenv("MILLRACE_SECRET_KEY_FILE", dir_.c_str(), 1);
  EXPECT_EQ(FailureOf(dir_).kind, ErrorKind::kInvalid);
  EXPECT_THAT(FailureOf(dir_).message, HasSubstr("directory"));

  setenv("MILLRACE_SECRET_KEY_FILE", "/dev/zero", 1);
  EXPECT_EQ(FailureOf(dir_).message, "The secret key file /dev/zero is longer than 64 KiB.");
}

TEST_F(SealerFromEnvironmentTest, AMissingDataDirectoryIsNamed) {
  const Error error = FailureOf(dir_ / "nowhere");
  EXPECT_THAT(error.message, HasSubstr((dir_ / "nowhere" / "secret.key").string()));
  EXPECT_THAT(error.message, HasSubstr("cannot be made"));
  EXPECT_THAT(error.advice, HasSubstr("data directory"));
}

}  // namespace
}  // namespace millrace::crypto
