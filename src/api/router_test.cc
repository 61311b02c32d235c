#include "api/router.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace millrace::api {
namespace {

Outcome First(Service&, Call&) { return EmptyAnswer(201); }
Outcome Second(Service&, Call&) { return EmptyAnswer(202); }

constexpr Route kTable[] = {
    {"GET", "/", Right::kPublic, First},
    {"GET", "/things", Right::kPublic, First},
    {"POST", "/things", Right::kPublic, First},
    {"GET", "/things/types", Right::kPublic, First},
    {"GET", "/things/{word}", Right::kPublic, Second},
    {"DELETE", "/things/{id}", Right::kPublic, Second},
    {"GET", "/things/{word}/{id}/parts/{id}", Right::kPublic, Second},
    {"PUT", "/things/{word}", Right::kPublic, Second},
};

struct Found {
  Router::Match match;
  std::array<int64_t, 3> ids;
  std::array<std::string, 2> words;
};

Found Find(const std::string& method, const std::string& path) {
  net::Request request{.method = method, .path = path};
  Call call(request, true);
  const Router router(kTable);
  Router::Match match = router.Find(call);
  return {match, call.ids, {std::string(call.words[0]), std::string(call.words[1])}};
}

TEST(RouterTest, FindsWithAndWithoutTrailingSlash) {
  EXPECT_EQ(Find("GET", "/").match.route, &kTable[0]);
  EXPECT_EQ(Find("GET", "/things").match.route, &kTable[1]);
  EXPECT_EQ(Find("POST", "/things/").match.route, &kTable[2]);
  EXPECT_FALSE(Find("GET", "/things//").match.path_known);
  EXPECT_FALSE(Find("GET", "//things").match.path_known);
  EXPECT_FALSE(Find("GET", "").match.path_known);
  EXPECT_FALSE(Find("GET", "/a/b/c/d/e/f/g/h/i/j/k/l/m").match.path_known);
}

TEST(RouterTest, MostLiteralPatternWins) {
  EXPECT_EQ(Find("DELETE", "/things/types").match.route, nullptr);
  EXPECT_EQ(Find("PUT", "/things/types").match.route, nullptr);
  EXPECT_EQ(Find("PUT", "/things/types").match.allow, "GET, HEAD, OPTIONS");
  EXPECT_EQ(Find("PUT", "/things/s3").match.route, &kTable[7]);
  EXPECT_EQ(Find("GET", "/things/types").match.route, &kTable[3]);
  EXPECT_EQ(Find("GET", "/things/s3").match.route, &kTable[4]);
  EXPECT_EQ(Find("GET", "/things/s3").words[0], "s3");
}

TEST(RouterTest, ReadsIds) {
  const Found found = Find("GET", "/things/s3/7/parts/9223372036854775807/");
  ASSERT_EQ(found.match.route, &kTable[6]);
  EXPECT_EQ(found.ids[0], 7);
  EXPECT_EQ(found.ids[1], 9223372036854775807);
}

TEST(RouterTest, AnIdThatIsNoNumberIsAnUnknownPath) {
  EXPECT_FALSE(Find("GET", "/things/s3/9223372036854775808/parts/1").match.path_known);
  EXPECT_FALSE(Find("GET", "/things/s3/-1/parts/1").match.path_known);
  EXPECT_FALSE(Find("GET", "/things/s3/x/parts/1").match.path_known);
  EXPECT_FALSE(Find("GET", "/things/s3/99999999999999999999/parts/1").match.path_known);
}

TEST(RouterTest, NamesAllowedMethods) {
  const Found wrong = Find("PATCH", "/things");
  EXPECT_TRUE(wrong.match.path_known);
  EXPECT_EQ(wrong.match.route, nullptr);
  EXPECT_EQ(wrong.match.allow, "GET, POST, HEAD, OPTIONS");
  EXPECT_EQ(Find("HEAD", "/things").match.route, &kTable[1]);
  EXPECT_EQ(Find("POST", "/things/5").match.allow, "GET, DELETE, PUT, HEAD, OPTIONS");
}

TEST(RoutesTest, EveryPatternIsThereOncePerMethod) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const Route& route : Routes()) {
    EXPECT_TRUE(seen.emplace(route.method, route.pattern).second)
        << route.method << " " << route.pattern;
    EXPECT_TRUE(route.pattern.starts_with('/'));
    EXPECT_TRUE(route.pattern == "/" || !route.pattern.ends_with('/')) << route.pattern;
    EXPECT_NE(route.method, "HEAD");
  }
}

}  // namespace
}  // namespace millrace::api
