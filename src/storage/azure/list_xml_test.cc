#include "storage/azure/list_xml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace millrace::storage::azure {
namespace {

using testing::HasSubstr;

std::string Page(std::string_view blobs, std::string_view marker = "<NextMarker />") {
  return "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults "
         "ServiceEndpoint=\"https://cats.blob.core.windows.net/\" ContainerName=\"raw\"><Prefix>a"
         "</Prefix><Blobs>" +
         std::string(blobs) + "</Blobs>" + std::string(marker) + "</EnumerationResults>";
}

std::string Blob(std::string_view name, std::string_view properties = "",
                 std::string_view more = "", std::string_view size = "4096") {
  return "<Blob>" + std::string(name) +
         "<Properties><Creation-Time>Fri, 02 Jan 2026 03:04:05 GMT</Creation-Time>"
         "<Last-Modified>Fri, 02 Jan 2026 03:04:05 GMT</Last-Modified><Etag>0x8DE49A1B2C3D4E5"
         "</Etag><Content-Length>" +
         std::string(size) + "</Content-Length><Content-Type>image/jpeg</Content-Type>" +
         std::string(properties) + "</Properties>" + std::string(more) + "</Blob>";
}

TEST(AzureListXml, ReadsAnEntry) {
  const auto page = ParseListXml(
      Page(Blob("<Name>raw/a b&amp;ü.jpg</Name>",
                "<Content-MD5>sQqNsWTgdUEFt6mb5y4/5Q==</Content-MD5><BlobType>BlockBlob</BlobType>",
                "<Metadata><by>ann</by></Metadata><OrMetadata />"),
           "<NextMarker>2!92!MDAwMDE-</NextMarker>"));
  ASSERT_TRUE(page.has_value()) << page.error().Sentence();
  ASSERT_EQ(page->objects.size(), 1u);
  const ObjectInfo& object = page->objects[0];
  EXPECT_EQ(object.key, "raw/a b&ü.jpg");
  EXPECT_EQ(object.size, 4096u);
  EXPECT_EQ(object.token, "sQqNsWTgdUEFt6mb5y4/5Q==-4096");
  EXPECT_EQ(object.version, "\"0x8DE49A1B2C3D4E5\"");
  EXPECT_EQ(object.condition(), "\"0x8DE49A1B2C3D4E5\"");
  EXPECT_EQ(object.modified, *ParseIso("2026-01-02T03:04:05Z"));
  EXPECT_EQ(page->next, "2!92!MDAwMDE-");
  EXPECT_EQ(page->directories, 0u);
}

TEST(AzureListXml, WithoutMd5TheEtagTellsChanges) {
  const auto page =
      ParseListXml(Page(Blob("<Name>big</Name>", "<Content-MD5 />") + Blob("<Name> x </Name>")));
  ASSERT_TRUE(page.has_value()) << page.error().Sentence();
  EXPECT_EQ(page->objects[0].token, "\"0x8DE49A1B2C3D4E5\"");
  EXPECT_EQ(page->objects[1].key, " x ");
  EXPECT_EQ(page->next, "");
}

TEST(AzureListXml, NamesAreDecodedOnlyWhereAzureEncodedThem) {
  const auto page = ParseListXml(Page(Blob("<Name Encoded=\"true\">a%EF%BF%BEb%25.jpg</Name>") +
                                      Blob("<Name>100%25.jpg</Name>") +
                                      Blob("<Name Encoded=\"false\">a%20b</Name>")));
  ASSERT_TRUE(page.has_value()) << page.error().Sentence();
  EXPECT_EQ(page->objects[0].key,
            "a\xEF\xBF\xBE"
            "b%.jpg");
  EXPECT_EQ(page->objects[1].key, "100%25.jpg");
  EXPECT_EQ(page->objects[2].key, "a%20b");
}

TEST(AzureListXml, DirectoriesAreCountedNotGiven) {
  const auto page = ParseListXml(Page(
      "<BlobPrefix><Name>sub/</Name></BlobPrefix>" +
      Blob("<Name>raw</Name>", "<ResourceType>directory</ResourceType>", "", "0") +
      Blob("<Name>old</Name>", "", "<Metadata><Hdi_isfolder>true</Hdi_isfolder></Metadata>", "0") +
      Blob("<Name>full</Name>", "<ResourceType>file</ResourceType>",
           "<Metadata><hdi_isfolder>true</hdi_isfolder></Metadata>") +
      Blob("<Name>empty</Name>", "", "<Metadata><hdi_isfolder>false</hdi_isfolder></Metadata>",
           "0")));
  ASSERT_TRUE(page.has_value()) << page.error().Sentence();
  EXPECT_EQ(page->directories, 2u);
  ASSERT_EQ(page->objects.size(), 2u);
  EXPECT_EQ(page->objects[0].key, "full");
  EXPECT_EQ(page->objects[1].key, "empty");
}

TEST(AzureListXml, HalfAPageIsRefused) {
  const std::string whole = Page(Blob("<Name>a</Name>"));
  const std::pair<std::string, const char*> cases[] = {
      {whole.substr(0, whole.size() - 30), "at byte"},
      {"", "no document element"},
      {"<html><body>Sign in</body></html>", "it starts with <html>"},
      {Page(Blob("<Name>a</Name>"), ""), "NextMarker is missing"},
      {"<EnumerationResults><NextMarker/></EnumerationResults>", "Blobs is missing"},
      {Page(Blob("<Name></Name>")), "no Name"},
      {Page(Blob("<Name>a</Name>", "", "", "-1")), "Content-Length"},
      {Page(Blob("<Name>a</Name>", "<Last-Modified>soon</Last-Modified>")), "Last-Modified"},
      {Page("<Blob><Name>a</Name><Properties><Content-Length>1</Content-Length></Properties></"
            "Blob>"),
       "Etag"},
  };
  for (const auto& [xml, why] : cases) {
    const auto page = ParseListXml(xml);
    ASSERT_FALSE(page.has_value()) << xml;
    EXPECT_EQ(page.error().kind, ErrorKind::kCorrupt);
    EXPECT_TRUE(page.error().temporary);
    EXPECT_THAT(page.error().message, HasSubstr(why)) << xml;
  }
}

TEST(AzureListXml, EntitiesAreNotExpanded) {
  const auto page = ParseListXml("<!DOCTYPE x [<!ENTITY e \"boom\">]>" +
                                 Page(Blob("<Name>&e;</Name>")).substr(3 + 38));
  ASSERT_TRUE(page.has_value()) << page.error().Sentence();
  EXPECT_EQ(page->objects[0].key, "&e;");
}

TEST(AzureListXml, ReadsADelegationKey) {
  const auto key = ParseDelegationKey(
      "<?xml version=\"1.0\" encoding=\"utf-8\"?><UserDelegationKey><SignedOid>oid</SignedOid>"
      "<SignedTid>tid</SignedTid><SignedStart>2026-01-02T03:00:00Z</SignedStart>"
      "<SignedExpiry>2026-01-03T03:00:00Z</SignedExpiry><SignedService>b</SignedService>"
      "<SignedVersion>2021-12-02</SignedVersion><Value>a2V5</Value></UserDelegationKey>");
  ASSERT_TRUE(key.has_value()) << key.error().Sentence();
  EXPECT_EQ(key->oid, "oid");
  EXPECT_EQ(key->tid, "tid");
  EXPECT_EQ(key->start, "2026-01-02T03:00:00Z");
  EXPECT_EQ(key->expiry, "2026-01-03T03:00:00Z");
  EXPECT_EQ(key->service, "b");
  EXPECT_EQ(key->version, "2021-12-02");
  EXPECT_EQ(key->value.Reveal(), "key");
  for (const char* other : {"", "<UserDelegationKey/>", "<Error><Code>x</Code></Error>"})
    EXPECT_EQ(ParseDelegationKey(other).error().kind, ErrorKind::kCorrupt) << other;
}

TEST(AzureListXml, ReadsAnError) {
  const auto error = ParseErrorXml(
      "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>AuthenticationFailed"
      "</Code><Message>Server failed to authenticate the request.\nRequestId:1f2e\nTime:2026"
      "</Message><AuthenticationErrorDetail>The MAC signature</AuthenticationErrorDetail></Error>");
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->code, "AuthenticationFailed");
  EXPECT_EQ(error->message, "Server failed to authenticate the request.");
  EXPECT_EQ(error->detail, "The MAC signature");
  EXPECT_FALSE(ParseErrorXml("<html/>").has_value());
  EXPECT_FALSE(ParseErrorXml("").has_value());
}

}  // namespace
}  // namespace millrace::storage::azure
