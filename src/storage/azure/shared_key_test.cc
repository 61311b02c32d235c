#include "storage/azure/shared_key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "storage/aws/test_vectors.h"

namespace millrace::storage::azure {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kFile[] = "generated/azure_sharedkey_sas.json";

TEST(SharedKey, SignsLikeTheVectors) {
  using aws::Text, aws::VectorsDirectory;
  VECTORS_OR_SKIP(path, kFile);
  const auto vectors = aws::ReadVectorJson(path).as_object();
  const auto key = MakeSharedKey(Text(vectors, "account"), Secret(Text(vectors, "account_key")));
  ASSERT_TRUE(key.has_value());
  size_t checked = 0;
  for (const auto& item : vectors.at("shared_key").as_array()) {
    const auto& vector = item.as_object();
    const auto url = net::ParseUrl(Text(vector, "url"));
    ASSERT_TRUE(url.has_value());
    net::Headers headers;
    for (const auto& [name, value] : vector.at("headers").as_object())
      headers.Add(std::string(name), std::string(value.as_string()));
    const net::Query query = net::ParseQuery(url->query);
    const std::string method = Text(vector, "method");
    const SigningRequest request{
        .method = method,
        .path = url->path,
        .query = query,
        .headers = headers,
        .content_length = static_cast<size_t>(ParseInt(headers.Get("Content-Length")).value_or(0))};
    EXPECT_EQ(StringToSign(key->account, request), Text(vector, "string_to_sign"));
    EXPECT_EQ(Authorization(*key, request), Text(vector, "authorization")) << url->ToString();
    ++checked;
  }
  EXPECT_EQ(checked, 14u);

  const auto& ruby = vectors.at("azure_storage_ruby_vector").as_object();
  const auto other = MakeSharedKey(Text(ruby, "account"), Secret(Text(ruby, "account_key")));
  ASSERT_TRUE(other.has_value());
  EXPECT_EQ(Sign(other->key, Text(ruby, "string_to_sign")), Text(ruby, "signature"));
}

TEST(SharedKey, ParametersOfOneNameAreJoinedAndSorted) {
  const net::Query query{{"Comp", "list"}, {"include", "metadata"}, {"include", "copy"}};
  const net::Headers headers{{"x-ms-date", "d"}};
  EXPECT_THAT(
      StringToSign("a", {.method = "GET", .path = "/c", .query = query, .headers = headers}),
      testing::EndsWith("\n/a/c\ncomp:list\ninclude:copy,metadata"));
}

TEST(SharedKey, ConditionsAndChecksumsAreSigned) {
  const net::Query query;
  const net::Headers headers{{"If-Match", "\"e\""}, {"Content-MD5", "m="}, {"x-ms-date", "d"}};
  EXPECT_EQ(StringToSign("a", {.method = "PUT",
                               .path = "/c/k",
                               .query = query,
                               .headers = headers,
                               .content_length = 12}),
            "PUT\n\n\n12\nm=\n\n\n\n\"e\"\n\n\n\nx-ms-date:d\n/a/c/k");
}

TEST(SharedKey, KeysThatAreNotBase64AreRefusedWithoutShowingThem) {
  for (const char* text : {"not base64!", "abcde", "=", ""}) {
    const auto key = MakeSharedKey("cats", Secret(text));
    ASSERT_FALSE(key.has_value()) << text;
    EXPECT_EQ(key.error().kind, ErrorKind::kInvalid);
    EXPECT_THAT(key.error().message, HasSubstr("\"cats\""));
    EXPECT_THAT(key.error().Sentence(), Not(HasSubstr("not base64!")));
  }
  EXPECT_EQ(MakeSharedKey("cats", Secret(" a2V5\n"))->key.Reveal(), "key");
}

}  // namespace
}  // namespace millrace::storage::azure
