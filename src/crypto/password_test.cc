#include "crypto/password.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace millrace::crypto {
namespace {

using ::testing::StartsWith;

TEST(PasswordTest, OnlyTheSamePasswordMatches) {
  const std::string hash = HashPassword(Secret("correct horse"));
  EXPECT_THAT(hash, StartsWith("$argon2id$v=19$m=19456,t=2,p=1$"));
  EXPECT_TRUE(VerifyPassword(Secret("correct horse"), hash));
  EXPECT_FALSE(VerifyPassword(Secret("correct horsf"), hash));
  EXPECT_FALSE(VerifyPassword(Secret("correct horse "), hash));
  EXPECT_FALSE(VerifyPassword(Secret(), hash));
}

TEST(PasswordTest, EachHashHasItsOwnSalt) {
  EXPECT_NE(HashPassword(Secret("same")), HashPassword(Secret("same")));
}

TEST(PasswordTest, BytesOfAnyKindCount) {
  using namespace std::string_literals;
  const std::string hash = HashPassword(Secret("a\0b\xff"s));
  EXPECT_TRUE(VerifyPassword(Secret("a\0b\xff"s), hash));
  EXPECT_FALSE(VerifyPassword(Secret("a\0c\xff"s), hash));
  EXPECT_TRUE(VerifyPassword(Secret(), HashPassword(Secret())));
}

// A hash of the reference implementation's test suite (256 KiB, password "password", salt
// "somesalt").
TEST(PasswordTest, HashesWithOtherCostsAreRead) {
  constexpr char kHash[] =
      "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
  EXPECT_TRUE(VerifyPassword(Secret("password"), kHash));
  EXPECT_FALSE(VerifyPassword(Secret("passwore"), kHash));
}

TEST(PasswordTest, WhatIsNoHashMatchesNothing) {
  const std::string hash = HashPassword(Secret("password"));
  for (const std::string& foreign :
       {std::string(), std::string("password"), std::string("$argon2id$"),
        std::string("pbkdf2_sha256$260000$salt$hash="), hash.substr(0, hash.size() / 2)})
    EXPECT_FALSE(VerifyPassword(Secret("password"), foreign)) << foreign;
}

}  // namespace
}  // namespace millrace::crypto
