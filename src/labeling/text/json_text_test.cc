#include "labeling/text/json_text.h"

#include <gmock/gmock.h>

#include "db/testing.h"

namespace millrace::labeling {
namespace {

using db::Ok;
using testing::ElementsAre;

std::string Nested(int depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(JsonTextTest, GoodTextIsAccepted) {
  const std::string huge =
      "[" + std::string(400, '9') + ", -0, 0.5e-7, 1E400, 12345678901234567890123]";
  for (const std::string& text : std::vector<std::string>{
           "{}", "[]", "null", "true", "false", "0", "-1.5", R"("x")", " \t\r\n{ } \n", huge,
           R"({"a":[1,{"b":null}],"":"","é":"\u00e9\ud83d\ude00\/"})", R"("\u0000")", "\"\x7F\"",
           R"({"a":1,"a":2})", Nested(512)}) {
    JsonText json;
    EXPECT_TRUE(Ok(json.Load(text))) << text;
  }
}

TEST(JsonTextTest, BadTextIsRefusedWithItsPlace) {
  const struct {
    std::string text, message;
  } cases[] = {
      {"", "line 1 is not JSON (it is empty)"},
      {" \n ", "line 1 is not JSON (it is empty)"},
      {"{", "line 1 is not JSON (it ends too early)"},
      {"{\n\"a\": 1,\n}", "line 3 is not JSON (unexpected \"}\")"},
      {"[1,\n2,]", "line 2 is not JSON (unexpected \"]\")"},
      {"[1 2]", "line 1 is not JSON (unexpected \"2\")"},
      {"[1,2}", "line 1 is not JSON (unexpected \"}\")"},
      {"{\"a\" 1}", "line 1 is not JSON (unexpected \"1\")"},
      {"{\"a\":}", "line 1 is not JSON (unexpected \"}\")"},
      {"{a:1}", "line 1 is not JSON (unexpected \"a\")"},
      {"{'a':1}", "line 1 is not JSON (unexpected \"'\")"},
      {"{\"a\":NaN}", "line 1 is not JSON (unexpected \"NaN\")"},
      {"{\"a\":-Infinity}", "line 1 is not JSON (\"-Infinity\" is not a number)"},
      {"[nul]", "line 1 is not JSON (unexpected \"nul\")"},
      {"[truex]", "line 1 is not JSON (unexpected \"truex\")"},
      {"[01]", "line 1 is not JSON (\"01\" is not a number)"},
      {"[1.]", "line 1 is not JSON (\"1.\" is not a number)"},
      {"[1e]", "line 1 is not JSON (\"1e\" is not a number)"},
      {"[+1]", "line 1 is not JSON (unexpected \"+\")"},
      {"[.5]", "line 1 is not JSON (unexpected \".\")"},
      {"{} {}", "line 1 is not JSON (unexpected \"{\")"},
      {"{},{}", "line 1 is not JSON (unexpected \",\")"},
      {"1],[2", "line 1 is not JSON (unexpected \"]\")"},
      {"{}]", "line 1 is not JSON (unexpected \"]\")"},
      {"\"abc", "line 1 is not JSON (a text is not closed)"},
      {"[\n\"abc\n\"]", "line 2 is not JSON (a text is not closed at the end of the line)"},
      {"[\"a\tb\"]", "line 1 is not JSON (a text holds the control character \\x09)"},
      {R"(["\x"])", "line 1 is not JSON (a text holds the bad escape \"\\x\"]\")"},
      {R"(["\ud800"])", "line 1 is not JSON (a text holds the bad escape \"\\ud800\")"},
      {R"(["\u12g4"])", "line 1 is not JSON (a text holds the bad escape \"\\u12g4\")"},
      {"[1]\n[\"\xFF\"]", "line 2 is not UTF-8 text"},
      {"\xFF\xFE{\0}\0", "line 1 is not UTF-8 text"},
      {Nested(513), "line 1 is not JSON (it is nested deeper than 512 levels)"},
      {std::string(100'000, '['), "line 1 is not JSON (it is nested deeper than 512 levels)"},
  };
  for (const auto& bad : cases) {
    JsonText json;
    const auto loaded = json.Load(bad.text);
    ASSERT_FALSE(loaded.has_value()) << bad.text.substr(0, 100);
    EXPECT_EQ(loaded.error().kind, ErrorKind::kInvalid);
    EXPECT_EQ(loaded.error().message, std::string(bad.message) + ".");
    EXPECT_FALSE(loaded.error().advice.empty());
    EXPECT_TRUE(json.text().empty());
  }
}

// simdjson decides and the finder explains: neither may see a fault where the other sees none.
TEST(JsonTextTest, ReaderAndFinderAgreeOnMutations) {
  const std::string good = R"({"a": [1, -2.5e3, "x\n\u00e9", true, null], "b": {"c": ""}})";
  for (size_t i = 0; i < good.size(); ++i) {
    for (const char c : std::string_view("\"\\{}[],:0-.e x\n")) {
      std::string text = good;
      text[i] = c;
      JsonText json;
      const bool accepted = json.Load(text).has_value();
      EXPECT_EQ(accepted, DescribeJsonFault(text) == "it is not JSON") << text;
    }
    JsonText json;
    EXPECT_FALSE(json.Load(good.substr(0, i)).has_value()) << good.substr(0, i);
  }
}

TEST(JsonTextTest, SlicesAreTheTextAsItCame) {
  JsonText json;
  ASSERT_TRUE(Ok(json.Load(R"( {"a" : [ 1 , {"x":1.50} , "s" ] , "\u0062": 12345678901234567890123 ,
                               "c":{ } } )")));
  ASSERT_EQ(json.members().size(), 3U);
  EXPECT_EQ(json.members()[0].key, "a");
  EXPECT_EQ(json.members()[0].value, R"([ 1 , {"x":1.50} , "s" ])");
  EXPECT_EQ(json.members()[1].key, "b");
  EXPECT_EQ(json.members()[1].value, "12345678901234567890123");
  EXPECT_EQ(json.members()[2].value, "{ }");
  const std::string_view list = json.members()[0].value;
  EXPECT_THAT(json.Elements(list), ElementsAre("1", R"({"x":1.50})", R"("s")"));
  EXPECT_THAT(json.Elements("\"no list\""), ElementsAre());
  std::string text;
  EXPECT_TRUE(json.Unescape(json.Elements(list)[2], text));
  EXPECT_EQ(text, "s");
  EXPECT_FALSE(json.Unescape(json.Elements(list)[0], text));
}

TEST(JsonTextTest, StringsInside) {
  JsonText json;
  std::vector<std::string> seen;
  const auto note = [&](std::string_view text) { seen.emplace_back(text); };
  ASSERT_TRUE(Ok(json.Load(R"({"key":"a\"b","n":[1,"c",{"d":"\u00e9"}],"e":null})")));
  json.ForEachString(json.text(), note);
  EXPECT_THAT(seen, ElementsAre("a\"b", "c", "é"));
  seen.clear();
  ASSERT_TRUE(Ok(json.Load("\"alone\"")));
  json.ForEachString(json.text(), note);
  EXPECT_THAT(seen, ElementsAre("alone"));
}

}  // namespace
}  // namespace millrace::labeling
