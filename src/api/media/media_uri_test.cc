#include "api/media/media_uri.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/json_text.h"
#include "api/media/media_type.h"
#include "base/text.h"

namespace millrace::api {
namespace {

std::vector<std::string> Uris(std::string_view text) {
  std::vector<std::string> out;
  for (const UriPlace& place : FindUris(text)) {
    EXPECT_EQ(text.substr(place.begin, place.end - place.begin), place.uri);
    out.emplace_back(place.uri);
  }
  return out;
}

TEST(FindUrisTest, WholeStringsAndQuotedOnes) {
  using testing::ElementsAre;
  using testing::IsEmpty;
  EXPECT_THAT(Uris("s3://b/a b+c%20.jpg"), ElementsAre("s3://b/a b+c%20.jpg"));
  EXPECT_THAT(Uris("azure-blob://c/x?y#z"), ElementsAre("azure-blob://c/x?y#z"));
  EXPECT_THAT(Uris(R"(<img src="s3://b/1.jpg"><a href='gs://c/2'>s3://b/3</a>)"),
              ElementsAre("s3://b/1.jpg", "gs://c/2"));
  EXPECT_THAT(Uris("https://example.com/a.jpg"), IsEmpty());
  EXPECT_THAT(Uris("see s3://b/a"), IsEmpty());
  EXPECT_THAT(Uris(""), IsEmpty());
  EXPECT_THAT(Uris(R"(src="s3://b/open)"), IsEmpty());
}

TEST(ContainsUriTest, OnlyWholeUris) {
  const std::string data =
      R"({"image": "s3://b/a.jpg.bak", "html": "<img src=\"s3://b/in html.png\">",
                              "list": [{"x": "s3://b/\u00e4\/y"}], "s3://b/name": 1})";
  EXPECT_TRUE(ContainsUri(data, "s3://b/a.jpg.bak"));
  EXPECT_TRUE(ContainsUri(data, "s3://b/in html.png"));
  EXPECT_TRUE(ContainsUri(data, "s3://b/\xc3\xa4/y"));
  EXPECT_FALSE(ContainsUri(data, "s3://b/a.jpg"));
  EXPECT_FALSE(ContainsUri(data, "3://b/a.jpg.bak"));
  EXPECT_FALSE(ContainsUri(data, "s3://b/"));
  EXPECT_FALSE(ContainsUri(data, "s3://b/in html"));
  EXPECT_FALSE(ContainsUri(data, "s3://b/name"));
  EXPECT_FALSE(ContainsUri(data, ""));
}

TEST(DecodeFileUriTest, EveryForm) {
  const std::string uri = "s3://b/dir \xc3\xa9/>>>???.jpg";
  EXPECT_EQ(DecodeFileUri(Base64Encode(uri)), uri);
  EXPECT_EQ(DecodeFileUri(Base64UrlEncode(uri)), uri);
  EXPECT_EQ(DecodeFileUri(uri), uri);
  EXPECT_EQ(DecodeFileUri("s3%3A%2F%2Fb%2Fa%20b"), "s3://b/a b");
  EXPECT_EQ(DecodeFileUri("zzz"), "zzz");
}

TEST(JsonTextTest, MembersAndReplacement) {
  const std::string json = R"({"a": {"b": [1, "}"]}, "c\u0064": "x", "a": "last"})";
  EXPECT_EQ(FindMember(json, "a"), "\"last\"");
  EXPECT_EQ(FindMember(json, "cd"), "\"x\"");
  EXPECT_EQ(FindMember(json, "b"), std::nullopt);
  EXPECT_EQ(FindMember("[1]", "a"), std::nullopt);
  EXPECT_EQ(DecodeJsonString(R"("\ud83d\ude00\n\"")"), "\xF0\x9F\x98\x80\n\"");
  EXPECT_EQ(ReplaceStrings(R"({"k" : "k", "n": ["k", 1.50, {"k": "\u006b"}]})",
                           [](std::string_view text) {
                             return text == "k" ? std::optional<std::string>("new\"")
                                                : std::nullopt;
                           }),
            R"({"k" : "new\"", "n": ["new\"", 1.50, {"k": "new\""}]})");
}

TEST(MediaTypeTest, AllowList) {
  EXPECT_EQ(MediaTypeOf("a/b.JPG").type, "image/jpeg");
  EXPECT_FALSE(MediaTypeOf("a.mp3").attachment);
  for (const char* key :
       {"a.html", "a.htm", "a.xhtml", "a.js", "a.xml", "noext", "a.jpg/b", "a.", "", "x.jpg.exe"}) {
    EXPECT_TRUE(MediaTypeOf(key).attachment) << key;
    EXPECT_EQ(MediaTypeOf(key).type, "application/octet-stream") << key;
  }
  EXPECT_EQ(AttachmentHeader("d/a\"b\r\n.exe"),
            "attachment; filename=\"a_b__.exe\"; filename*=UTF-8''a%22b%0D%0A.exe");
}

}  // namespace
}  // namespace millrace::api
