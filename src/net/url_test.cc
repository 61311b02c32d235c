#include "net/url.h"

#include <gmock/gmock.h>

namespace millrace::net {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

TEST(ParseUrlTest, TakesAUrlApart) {
  const auto url = ParseUrl("HTTPS://Minio.Example.COM:9000/base/a%2Fb//c/../d?x=1&y=%20");
  ASSERT_TRUE(url.has_value()) << url.error().Sentence();
  EXPECT_EQ(url->scheme, "https");
  EXPECT_EQ(url->host, "minio.example.com");
  EXPECT_EQ(url->port, 9000);
  EXPECT_EQ(url->path, "/base/a%2Fb//c/../d");
  EXPECT_EQ(url->query, "x=1&y=%20");
  EXPECT_EQ(url->Authority(), "minio.example.com:9000");
  EXPECT_EQ(url->Origin(), "https://minio.example.com:9000");
  EXPECT_EQ(url->ToString(), "https://minio.example.com:9000/base/a%2Fb//c/../d?x=1&y=%20");
}

TEST(ParseUrlTest, TakesHostsOfAllKinds) {
  EXPECT_EQ(ParseUrl("http://minio")->host, "minio");
  EXPECT_EQ(ParseUrl("http://minio_1.local")->host, "minio_1.local");
  EXPECT_EQ(ParseUrl("http://10.0.0.1:80")->Authority(), "10.0.0.1");
  EXPECT_EQ(ParseUrl("https://h:443/")->ToString(), "https://h/");
  EXPECT_EQ(ParseUrl("http://h:443")->port, 443);
  EXPECT_EQ(ParseUrl("http://h:")->port, 0);
  const auto six = ParseUrl("http://[2001:DB8::1]:9000?a");
  ASSERT_TRUE(six.has_value());
  EXPECT_EQ(six->host, "2001:db8::1");
  EXPECT_EQ(six->path, "");
  EXPECT_EQ(six->ToString(), "http://[2001:db8::1]:9000?a");
}

TEST(ParseUrlTest, SaysWhatIsWrong) {
  const auto sentence = [](std::string_view text) {
    const auto url = ParseUrl(text);
    if (url.has_value()) return std::string("accepted");
    EXPECT_EQ(url.error().kind, ErrorKind::kInvalid);
    EXPECT_NE(url.error().advice, "");
    return url.error().Sentence();
  };
  EXPECT_THAT(sentence(""), HasSubstr("empty"));
  EXPECT_THAT(sentence("minio:9000"), HasSubstr("\"minio:9000\" does not start with http://"));
  EXPECT_THAT(sentence("://minio"), HasSubstr("does not start with"));
  EXPECT_THAT(sentence("s3://bucket"), HasSubstr("\"s3://\""));
  EXPECT_THAT(sentence("http://"), HasSubstr("no host name"));
  EXPECT_THAT(sentence("http:///path"), HasSubstr("no host name"));
  EXPECT_THAT(sentence("http://a b"), HasSubstr("has a space"));
  EXPECT_THAT(sentence("http://a\nb"), HasSubstr("control character"));
  EXPECT_THAT(sentence(std::string_view("http://a\0b", 10)), HasSubstr("control character"));
  EXPECT_THAT(sentence("http://a/#x"), HasSubstr("\"#\""));
  EXPECT_THAT(sentence("http://h:0"), HasSubstr("port \"0\""));
  EXPECT_THAT(sentence("http://h:65536"), HasSubstr("port \"65536\""));
  EXPECT_THAT(sentence("http://h:-1"), HasSubstr("port \"-1\""));
  EXPECT_THAT(sentence("http://h:+1"), HasSubstr("port"));
  EXPECT_THAT(sentence("http://h:99999999999999999999"), HasSubstr("port"));
  EXPECT_THAT(sentence("http://2001:db8::1/"), HasSubstr("without brackets"));
  EXPECT_THAT(sentence("http://[2001:db8::1/"), HasSubstr("without its"));
  EXPECT_THAT(sentence("http://[bad]/"), HasSubstr("not an IPv6 address"));
  EXPECT_THAT(sentence("http://[::1]x/"), HasSubstr("else than a port"));
  EXPECT_THAT(sentence("http://ex\xc3\xa4mple"), HasSubstr("xn--"));
  EXPECT_THAT(sentence("http://a*b"), HasSubstr("\"*\""));
  EXPECT_THAT(sentence("http://a\\b"), HasSubstr("\\"));
  EXPECT_THAT(sentence("http://" + std::string(300, 'a')), HasSubstr("255"));
}

TEST(ParseUrlTest, NeverRepeatsCredentials) {
  for (const char* text :
       {"https://user:hunter2@host/x", "ftp://user:hunter2@host", "user:hunter2@host",
        "https://h:99999/?sig=hunter2", "https://user:hunter2 @h", "http://a@b/?x@hunter2"}) {
    const auto url = ParseUrl(text);
    ASSERT_FALSE(url.has_value()) << text;
    EXPECT_THAT(url.error().Sentence(), Not(HasSubstr("hunter2")));
  }
  EXPECT_THAT(ParseUrl("https://user:pw@host/x").error().message, HasSubstr("…@host/x"));
}

TEST(PercentTest, EncodesAllButTheUnreserved) {
  EXPECT_EQ(PercentEncode("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(PercentEncode("a b/+&=%\xff"), "a%20b%2F%2B%26%3D%25%FF");
  EXPECT_EQ(PercentEncode("a/b c", "/"), "a/b%20c");
  EXPECT_EQ(PercentEncode(std::string_view("\0\n", 2)), "%00%0A");
}

TEST(PercentTest, DecodesAndLeavesMalformedEscapes) {
  EXPECT_EQ(PercentDecode("a%20b%2f%2F+"), "a b//+");
  EXPECT_EQ(PercentDecode("a+b%2B", true), "a b+");
  EXPECT_EQ(PercentDecode("%"), "%");
  EXPECT_EQ(PercentDecode("%4"), "%4");
  EXPECT_EQ(PercentDecode("%zz%41"), "%zzA");
}

TEST(PercentTest, AllBytesComeBack) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  EXPECT_EQ(PercentDecode(PercentEncode(bytes)), bytes);
  EXPECT_EQ(PercentDecode(PercentEncode(bytes), true), bytes);
}

TEST(QueryTest, EncodesInOrder) {
  EXPECT_EQ(EncodeQuery({{"b", "x y"}, {"a/", ""}, {"b", "é"}}), "b=x%20y&a%2F=&b=%C3%A9");
  EXPECT_EQ(EncodeQuery({}), "");
}

TEST(QueryTest, ParsesInOrder) {
  EXPECT_THAT(ParseQuery("a=1&b=x%20y+z&c&=d&&e=f=g&"),
              ElementsAre(Pair("a", "1"), Pair("b", "x y z"), Pair("c", ""), Pair("", "d"),
                          Pair("e", "f=g")));
  EXPECT_TRUE(ParseQuery("").empty());
}

}  // namespace
}  // namespace millrace::net
