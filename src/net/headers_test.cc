#include "net/headers.h"

#include <gmock/gmock.h>

namespace millrace::net {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST(HeadersTest, NamesCompareWithoutCase) {
  const Headers headers{{"ETag", "\"1\""}, {"Set-Cookie", "a=1"}, {"set-cookie", "b=2"}};
  EXPECT_EQ(headers.Get("etag"), "\"1\"");
  EXPECT_EQ(headers.Get("SET-COOKIE"), "a=1");
  EXPECT_EQ(headers.Get("absent"), "");
  EXPECT_TRUE(headers.Has("eTAG"));
  EXPECT_FALSE(headers.Has("etags"));
}

TEST(HeadersTest, SetReplacesAllOfThatNameAndAddKeepsThem) {
  Headers headers{{"A", "1"}, {"a", "2"}, {"B", "3"}};
  headers.Set("A", "4");
  headers.Add("b", "5");
  EXPECT_THAT(headers, ElementsAre(Pair("B", "3"), Pair("A", "4"), Pair("b", "5")));
  headers.Remove("B");
  EXPECT_THAT(headers, ElementsAre(Pair("A", "4")));
}

}  // namespace
}  // namespace millrace::net
