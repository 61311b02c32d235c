#include "base/secret.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstring>
#include <new>
#include <type_traits>

namespace millrace {
namespace {

// Fits into the string object itself, which moves by copying its bytes.
constexpr char kShort[] = "hunter2-short";
const std::string kLong = "a secret that is much too long to fit into the string object itself";

template <class T>
bool Holds(const T& object, std::string_view bytes) {
  return memmem(&object, sizeof object, bytes.data(), bytes.size()) != nullptr;
}

static_assert(!std::is_convertible_v<std::string, Secret>);
static_assert(!std::is_convertible_v<Secret, std::string>);
static_assert(!std::is_convertible_v<Secret, std::string_view>);

TEST(WipeTest, ClearsAllOfTheMemory) {
  std::string text = kLong;
  const char* memory = text.data();
  const size_t size = text.size();
  text.resize(5);  // the rest of the secret is behind the end now
  Wipe(text);
  EXPECT_TRUE(text.empty());
  ASSERT_EQ(text.data(), memory);
  EXPECT_EQ(std::string(memory, size), std::string(size, '\0'));
}

TEST(WipeTest, ClearsAShortStringThatWasMovedFrom) {
  std::string text = kShort;
  ASSERT_TRUE(Holds(text, kShort)) << "the string is not stored in place: the test shows nothing";
  const std::string moved = std::move(text);
  Wipe(text);
  EXPECT_FALSE(Holds(text, std::string_view(kShort).substr(1)));
  EXPECT_EQ(moved, kShort);
}

TEST(SecretTest, CopiesAreIndependent) {
  for (const std::string& value : {std::string(kShort), kLong, std::string()}) {
    const Secret secret(value);
    Secret copy(secret);
    EXPECT_EQ(copy.Reveal(), value);
    copy = Secret("other");
    EXPECT_EQ(secret.Reveal(), value);
    copy = secret;
    EXPECT_EQ(copy.Reveal(), value);
    const Secret& same = copy;
    copy = same;
    EXPECT_EQ(copy.Reveal(), value);
    EXPECT_EQ(copy.empty(), value.empty());
  }
}

TEST(SecretTest, MovingLeavesNothingBehind) {
  for (const std::string& value : {std::string(kShort), kLong}) {
    Secret first(value);
    Secret second(std::move(first));
    EXPECT_EQ(second.Reveal(), value);
    EXPECT_TRUE(first.empty());
    EXPECT_FALSE(Holds(first, value.substr(1)));
    Secret third(kLong + "more");
    third = std::move(second);
    EXPECT_EQ(third.Reveal(), value);
    EXPECT_TRUE(second.empty());
    EXPECT_FALSE(Holds(second, value.substr(1)));
  }
}

TEST(SecretTest, DyingOverwritesTheBytes) {
  alignas(Secret) std::byte memory[sizeof(Secret)];
  auto* secret = new (memory) Secret(kShort);
  ASSERT_TRUE(Holds(memory, kShort));
  secret->~Secret();
  EXPECT_FALSE(Holds(memory, std::string_view(kShort).substr(1)));
}

TEST(SecretTest, Equality) {
  EXPECT_EQ(Secret("abc"), Secret("abc"));
  EXPECT_EQ(Secret(), Secret(""));
  EXPECT_FALSE(Secret("abc") == Secret("abd"));
  EXPECT_FALSE(Secret("abc") == Secret("Abc"));
  EXPECT_FALSE(Secret("abc") == Secret("abcd"));
  EXPECT_FALSE(Secret("abc") == Secret());
}

TEST(SecretTest, HintShowsLittle) {
  EXPECT_EQ(Secret("AKIAIOSFODNN7EXAMPLE").Hint(), "AKIA…LE");
  EXPECT_EQ(Secret("12345678901").Hint(), "set");
  EXPECT_EQ(Secret("a").Hint(), "set");
}

}  // namespace
}  // namespace millrace
