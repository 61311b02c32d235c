#include "base/json_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace millrace {
namespace {

using namespace std::string_literals;

std::string Quoted(std::string_view text) {
  std::string out;
  AppendJsonString(out, text);
  return out;
}

TEST(JsonString, TextStaysAndAppends) {
  std::string out = "[";
  AppendJsonString(out, "a ü 😀 /");
  EXPECT_EQ(out, "[\"a ü 😀 /\"");
  EXPECT_EQ(Quoted(""), "\"\"");
}

TEST(JsonString, Escapes) {
  EXPECT_EQ(Quoted("\"\\"), R"("\"\\")");
  EXPECT_EQ(Quoted("\n\r\t"), R"("\n\r\t")");
  EXPECT_EQ(Quoted("\0\x01\x1f\x7f"s), R"("\u0000\u0001\u001f\u007f")");
  EXPECT_EQ(Quoted("é\"é\\é"), R"("é\"é\\é")");
}

TEST(JsonString, EachByteThatIsNotUtf8BecomesAReplacementCharacter) {
  EXPECT_EQ(Quoted("\xff"), "\"\uFFFD\"");
  EXPECT_EQ(Quoted("a\x80\x80z"), "\"a\uFFFD\uFFFDz\"");
  EXPECT_EQ(Quoted("é\xc3"), "\"é\uFFFD\"");
  EXPECT_EQ(Quoted("\xed\xa0\x80"), "\"\uFFFD\uFFFD\uFFFD\"");  // a surrogate
}

// What follows a character must not be taken for a part of it.
TEST(JsonString, EscapesBesideBytesThatAreNotUtf8) {
  EXPECT_EQ(Quoted("\xffé\"\n"), "\"\uFFFDé\\\"\\n\"");
  EXPECT_EQ(Quoted("\xff€\"x"), "\"\uFFFD€\\\"x\"");
  EXPECT_EQ(Quoted("é\"\xff"), "\"é\\\"\uFFFD\"");
  EXPECT_EQ(Quoted("\"\xff\""), "\"\\\"\uFFFD\\\"\"");
}

TEST(JsonWriterTest, PlacesCommas) {
  JsonWriter json;
  json.BeginObject();
  json.Member("id", 7);
  json.Key("list");
  json.BeginArray();
  json.Int(1);
  json.BeginObject();
  json.EndObject();
  json.BeginArray();
  json.EndArray();
  json.Null();
  json.EndArray();
  json.Member("last", "x");
  json.EndObject();
  EXPECT_EQ(json.text(), R"({"id":7,"list":[1,{},[],null],"last":"x"})");
  EXPECT_EQ(std::move(json).Take(), R"({"id":7,"list":[1,{},[],null],"last":"x"})");
}

TEST(JsonWriterTest, MembersTakeTheirTypeFromTheValue) {
  JsonWriter json;
  json.BeginObject();
  json.Member("view", std::string_view("v"));
  json.Member("string", std::string("s"));
  json.Member("chars", "c");
  json.Member("true", true);
  json.Member("int", int64_t{-5});
  json.Member("size", size_t{5});
  json.Member("double", 0.5);
  json.Member("null", nullptr);
  json.Member("some", std::optional<int>(1));
  json.Member("none", std::optional<std::string>());
  json.RawMember("raw", "[1, 2]");
  json.RawMember("empty", "");
  json.EndObject();
  EXPECT_EQ(json.text(),
            R"({"view":"v","string":"s","chars":"c","true":true,"int":-5,"size":5,"double":0.5,)"
            R"("null":null,"some":1,"none":null,"raw":[1, 2],"empty":null})");
}

TEST(JsonWriterTest, NamesAreEscaped) {
  JsonWriter json;
  json.BeginObject();
  json.Member("a\"b", false);
  json.EndObject();
  EXPECT_EQ(json.text(), R"({"a\"b":false})");
}

TEST(JsonWriterTest, NumbersAreExactAndFinite) {
  JsonWriter json;
  json.BeginArray();
  json.Int(std::numeric_limits<int64_t>::min());
  json.Int(std::numeric_limits<int64_t>::max());
  json.Double(0.1);
  json.Double(1e300);
  json.Double(-std::numeric_limits<double>::denorm_min());
  json.Double(NAN);
  json.Double(INFINITY);
  json.EndArray();
  EXPECT_EQ(json.text(), "[-9223372036854775808,9223372036854775807,0.1,1e+300,-5e-324,null,null]");
}

}  // namespace
}  // namespace millrace
