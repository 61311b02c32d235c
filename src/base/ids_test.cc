#include "base/ids.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace millrace {
namespace {

using ::testing::MatchesRegex;

TEST(RandomTest, HasTheLengthAskedFor) {
  for (const size_t size : {0, 1, 16, 1000}) {
    EXPECT_EQ(RandomBytes(size).size(), size);
    EXPECT_EQ(RandomHex(size).size(), 2 * size);
  }
  EXPECT_THAT(RandomHex(16), MatchesRegex("[0-9a-f]+"));
}

TEST(RandomTest, EveryByteIsDrawn) {
  // Misses one of the 256 values with a probability below 1e-100.
  const std::string bytes = RandomBytes(65536);
  EXPECT_EQ(std::set<char>(bytes.begin(), bytes.end()).size(), 256u);
}

TEST(RandomTest, UuidsAreOfVersionFourAndDiffer) {
  std::set<std::string> seen;
  for (int i = 0; i < 200; ++i) {
    const std::string uuid = RandomUuid();
    EXPECT_THAT(uuid, MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-"
                                   "[0-9a-f]{12}"));
    EXPECT_TRUE(seen.insert(uuid).second);
  }
}

TEST(UuidTest, OfADigestIsAlwaysTheSame) {
  EXPECT_EQ(UuidOfDigest(std::string(32, '\x11')), "11111111-1111-8111-9111-111111111111");
  EXPECT_EQ(UuidOfDigest(std::string(16, '\xff')), "ffffffff-ffff-8fff-bfff-ffffffffffff");
}

}  // namespace
}  // namespace millrace
