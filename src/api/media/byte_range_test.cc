#include "api/media/byte_range.h"

#include <gtest/gtest.h>

namespace millrace::api {
namespace {

using Kind = ByteRange::Kind;

struct Case {
  const char* header;
  uint64_t size;
  Kind kind;
  uint64_t offset, length;
};

TEST(ByteRangeTest, Table) {
  const Case cases[] = {
      {"", 10, Kind::kWhole, 0, 10},
      {"bytes=2-5", 10, Kind::kPart, 2, 4},
      {"bytes=2-", 10, Kind::kPart, 2, 8},
      {"bytes=0-0", 10, Kind::kPart, 0, 1},
      {"bytes=-5", 10, Kind::kPart, 5, 5},
      {"bytes=-50", 10, Kind::kPart, 0, 10},
      {"bytes=5-50", 10, Kind::kPart, 5, 5},
      {"Bytes = 2-5", 10, Kind::kWhole, 0, 10},
      {"bytes=9-99999999999999999999999", 10, Kind::kPart, 9, 1},
      {"bytes=10-", 10, Kind::kUnsatisfiable, 0, 0},
      {"bytes=99999999999999999999999-", 10, Kind::kUnsatisfiable, 0, 0},
      {"bytes=-0", 10, Kind::kUnsatisfiable, 0, 0},
      {"bytes=0-", 0, Kind::kUnsatisfiable, 0, 0},
      {"bytes=-1", 0, Kind::kUnsatisfiable, 0, 0},
      {"bytes=5-2", 10, Kind::kWhole, 0, 10},
      {"bytes=0-1,3-4", 10, Kind::kWhole, 0, 10},
      {"bytes=a-b", 10, Kind::kWhole, 0, 10},
      {"bytes=", 10, Kind::kWhole, 0, 10},
      {"bytes=-", 10, Kind::kWhole, 0, 10},
      {"junk", 10, Kind::kWhole, 0, 10},
      {"items=0-1", 10, Kind::kWhole, 0, 10},
  };
  for (const Case& c : cases) {
    const ByteRange range = ParseRange(c.header, c.size);
    EXPECT_EQ(range.kind, c.kind) << c.header;
    EXPECT_EQ(range.offset, c.offset) << c.header;
    EXPECT_EQ(range.length, c.length) << c.header;
  }
}

TEST(EtagTest, Lists) {
  EXPECT_TRUE(MatchesEtag("\"a\"", "\"a\""));
  EXPECT_TRUE(MatchesEtag("\"b\", W/\"a\"", "\"a\""));
  EXPECT_TRUE(MatchesEtag("*", "\"a\""));
  EXPECT_FALSE(MatchesEtag("", "\"a\""));
  EXPECT_FALSE(MatchesEtag("\"ab\"", "\"a\""));
}

}  // namespace
}  // namespace millrace::api
