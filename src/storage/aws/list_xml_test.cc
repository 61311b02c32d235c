#include "storage/aws/list_xml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace millrace::storage::aws {
namespace {

using testing::HasSubstr;

std::string Page(std::string_view members) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
         "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">" +
         std::string(members) + "</ListBucketResult>";
}

std::string Entry(std::string_view key, std::string_view more = "") {
  return "<Contents><Key>" + std::string(key) +
         "</Key><LastModified>2024-02-03T04:05:06.789Z</LastModified>"
         "<ETag>&quot;9bb58f26192e4ba00f01e2e7b136bbd8-3&quot;</ETag><Size>434234</Size>"
         "<StorageClass>STANDARD</StorageClass>" +
         std::string(more) + "</Contents>";
}

constexpr std::string_view kEnd = "<IsTruncated>false</IsTruncated>";

TEST(ListXml, ReadsAnEntry) {
  const auto page = ParseListXml(
      Page("<Name>cats</Name><EncodingType>url</EncodingType>" +
           Entry("raw/a%2Bb+c%F0%9F%98%80.jpg", "<Owner><ID>x</ID></Owner>") + std::string(kEnd)));
  ASSERT_TRUE(page.has_value()) << page.error().Sentence();
  ASSERT_EQ(page->objects.size(), 1u);
  const ObjectInfo& object = page->objects[0];
  EXPECT_EQ(object.key, "raw/a+b c😀.jpg");
  EXPECT_EQ(object.size, 434234u);
  EXPECT_EQ(object.token, "\"9bb58f26192e4ba00f01e2e7b136bbd8-3\"");
  EXPECT_EQ(object.modified, *ParseIso("2024-02-03T04:05:06.789Z"));
  EXPECT_EQ(page->next, "");
}

TEST(ListXml, KeysAreDecodedOnlyWhenTheServerEncodedThem) {
  const auto page =
      ParseListXml(Page(Entry("a%2Fb+c &amp; d&lt;e&#233;") + Entry(" ") + std::string(kEnd)));
  ASSERT_TRUE(page.has_value()) << page.error().Sentence();
  EXPECT_EQ(page->objects[0].key, "a%2Fb+c & d<eé");
  EXPECT_EQ(page->objects[1].key, " ");
}

TEST(ListXml, EncodedKeysMayHoldAnyByte) {
  const auto page = ParseListXml(
      Page("<EncodingType>url</EncodingType>" + Entry("a%0Ab%00c%25%zz") + std::string(kEnd)));
  ASSERT_TRUE(page.has_value());
  EXPECT_EQ(page->objects[0].key, std::string("a\nb\0c%%zz", 9));
}

TEST(ListXml, EtagsAreQuotedHoweverTheyCome) {
  EXPECT_EQ(NormalizeEtag("\"abc\""), "\"abc\"");
  EXPECT_EQ(NormalizeEtag("abc"), "\"abc\"");
  EXPECT_EQ(NormalizeEtag("W/\"abc\""), "W/\"abc\"");
  EXPECT_EQ(NormalizeEtag(""), "");
}

TEST(ListXml, PositionIsTheToken) {
  const auto page =
      ParseListXml(Page(Entry("a") + "<IsTruncated>true</IsTruncated>"
                                     "<NextContinuationToken>1ueG/XY+w=</NextContinuationToken>"));
  ASSERT_TRUE(page.has_value());
  const auto position = ParsePosition(page->next);
  ASSERT_TRUE(position.has_value());
  EXPECT_EQ(position->continuation_token, "1ueG/XY+w=");
  EXPECT_EQ(position->start_after, "");
}

TEST(ListXml, WithoutATokenTheLastKeyIsThePosition) {
  const auto page = ParseListXml(Page("<IsTruncated>true</IsTruncated>" + Entry("a") + Entry("b") +
                                      "<CommonPrefixes><Prefix>b/</Prefix></CommonPrefixes>"));
  ASSERT_TRUE(page.has_value());
  EXPECT_EQ(ParsePosition(page->next)->start_after, "b/");
  EXPECT_EQ(ParsePosition(page->next)->continuation_token, "");
}

TEST(ListXml, PositionsOfOthersAreRefused) {
  EXPECT_TRUE(ParsePosition("")->continuation_token.empty());
  for (const char* wrong : {"t", "x123", "raw/a.jpg"}) {
    EXPECT_EQ(ParsePosition(wrong).error().kind, ErrorKind::kInvalid) << wrong;
  }
}

TEST(ListXml, OtherFormsOfTimeAreRead) {
  for (const char* time :
       {"2024-02-03T04:05:06Z", "2024-02-03T05:05:06+01:00", "2024-02-03T04:05:06.000000Z"}) {
    const auto page =
        ParseListXml(Page("<Contents><Key>a</Key><Size>0</Size><LastModified>" + std::string(time) +
                          "</LastModified></Contents>" + std::string(kEnd)));
    ASSERT_TRUE(page.has_value()) << time;
    EXPECT_EQ(page->objects[0].modified, *ParseIso("2024-02-03T04:05:06Z")) << time;
  }
}

TEST(ListXml, AnythingElseIsCorruptForNow) {
  const std::string whole = Page(Entry("a") + std::string(kEnd));
  std::vector<std::string> wrong = {
      "",
      "not xml",
      "<html><body>Bad Gateway</body></html>",
      "<Error><Code>InternalError</Code></Error>",
      Page(Entry("a")),  // no IsTruncated: maybe there is more
      Page("<IsTruncated>maybe</IsTruncated>"),
      Page("<IsTruncated>true</IsTruncated>"),  // more, but from where?
      Page("<Contents><Size>1</Size></Contents>" + std::string(kEnd)),
      Page("<Contents><Key></Key><Size>1</Size></Contents>" + std::string(kEnd)),
      Page("<Contents><Key>a</Key></Contents>" + std::string(kEnd)),
      Page("<Contents><Key>a</Key><Size>-1</Size></Contents>" + std::string(kEnd)),
      Page("<Contents><Key>a</Key><Size>1x</Size></Contents>" + std::string(kEnd)),
      Page("<Contents><Key>a</Key><Size>99999999999999999999</Size></Contents>" +
           std::string(kEnd)),
      Page("<Contents><Key>a</Key><Size>1</Size><LastModified>2024-02-30T00:00:00.000Z"
           "</LastModified></Contents>" +
           std::string(kEnd)),
  };
  for (size_t cut = 1; cut < whole.size(); ++cut) wrong.push_back(whole.substr(0, cut));
  for (const std::string& text : wrong) {
    const auto page = ParseListXml(text);
    ASSERT_FALSE(page.has_value()) << text;
    EXPECT_EQ(page.error().kind, ErrorKind::kCorrupt) << text;
    EXPECT_TRUE(page.error().temporary) << text;
    EXPECT_FALSE(page.error().message.empty());
  }
}

TEST(ListXml, EntitiesOfADocumentTypeAreNotExpanded) {
  const auto page =
      ParseListXml("<!DOCTYPE l [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>" +
                   Page(Entry("&b;") + std::string(kEnd)));
  ASSERT_TRUE(page.has_value()) << page.error().Sentence();
  EXPECT_EQ(page->objects[0].key, "&b;");
}

TEST(ListXml, ReadsErrorDocuments) {
  const auto error = ParseErrorXml(
      "<?xml version=\"1.0\"?><Error><Code>AuthorizationHeaderMalformed</Code><Message>the region "
      "'us-east-1' is wrong; expecting 'eu-west-1'</Message><Region>eu-west-1</Region>"
      "<RequestId>1</RequestId></Error>");
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->code, "AuthorizationHeaderMalformed");
  EXPECT_EQ(error->region, "eu-west-1");
  EXPECT_THAT(error->message, HasSubstr("expecting"));
  EXPECT_FALSE(ParseErrorXml("").has_value());
  EXPECT_FALSE(ParseErrorXml("<html>502</html>").has_value());
  EXPECT_FALSE(ParseErrorXml(Page(kEnd)).has_value());
}

}  // namespace
}  // namespace millrace::storage::aws
