#include "storage/azure/sas.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "storage/aws/test_vectors.h"

namespace millrace::storage::azure {
namespace {

using testing::HasSubstr;
using testing::Not;

using Parameters = std::map<std::string, std::string>;

Parameters Sorted(const std::string& token) {
  Parameters out;
  for (auto& [name, value] : net::ParseQuery(token)) out.emplace(name, value);
  return out;
}

SasRequest RequestOf(const boost::json::object& vector) {
  using aws::Text;
  return {.container = Text(vector, "container"),
          .blob = Text(vector, "blob"),
          .permissions = Text(vector, "permission"),
          .start = ParseIso(Text(vector, "start")),
          .expiry = *ParseIso(Text(vector, "expiry")),
          .protocol = Text(vector, "protocol"),
          .ip = Text(vector, "ip"),
          .content_disposition = Text(vector, "content_disposition"),
          .content_type = Text(vector, "content_type"),
          .version = "2026-10-06"};
}

UserDelegationKey KeyOf(const boost::json::object& key) {
  using aws::Text;
  return {.oid = Text(key, "oid"),
          .tid = Text(key, "tid"),
          .start = Text(key, "start"),
          .expiry = Text(key, "expiry"),
          .service = Text(key, "service"),
          .version = Text(key, "version"),
          .value = Secret(Base64Decode(Text(key, "value")).value_or(""))};
}

TEST(Sas, TokensEqualTheVectors) {
  using aws::Text, aws::VectorsDirectory;
  VECTORS_OR_SKIP(path, "generated/azure_sharedkey_sas.json");
  const auto vectors = aws::ReadVectorJson(path).as_object();
  const std::string account = Text(vectors, "account");
  const auto key = MakeSharedKey(account, Secret(Text(vectors, "account_key")));
  ASSERT_TRUE(key.has_value());
  std::map<std::string, int> checked;
  for (const auto& item : vectors.at("sas").as_array()) {
    const auto& vector = item.as_object();
    const std::string kind = Text(vector, "kind"), token = Text(vector, "token");
    ++checked[kind];
    SCOPED_TRACE(kind + " " + Text(vector, "blob"));
    if (const auto* delegation = vector.if_contains("user_delegation_key")) {
      EXPECT_EQ(
          Sorted(UserDelegationSas(account, KeyOf(delegation->as_object()), RequestOf(vector))),
          Sorted(token));
    } else if (kind != "account") {
      EXPECT_EQ(Sorted(ServiceSas(*key, RequestOf(vector))), Sorted(token));
    } else {
      // We never make such a token, but people give them.
      EXPECT_EQ(Sign(key->key, Text(vector, "string_to_sign")), Sorted(token).at("sig"));
    }
    const auto parsed = ParseSasToken(Secret(token));
    ASSERT_TRUE(parsed.has_value()) << parsed.error().Sentence();
    EXPECT_EQ(parsed->account, kind == "account");
    EXPECT_EQ(parsed->permissions, Text(vector, "permission"));
    EXPECT_EQ(parsed->expiry, ParseIso(Text(vector, "expiry")));
    net::Query again = parsed->query;
    again.emplace_back("sig", parsed->signature.Reveal());
    EXPECT_EQ(Sorted(net::EncodeQuery(again)), Sorted(token));
  }
  EXPECT_EQ(checked, (std::map<std::string, int>{{"service-blob", 25},
                                                 {"user-delegation-blob", 25},
                                                 {"service-container", 1},
                                                 {"account", 1}}));
}

TEST(Sas, DelegationTextFollowsTheVersion) {
  const UserDelegationKey key{
      .oid = "o", .tid = "t", .start = "s", .expiry = "e", .value = Secret("k")};
  std::vector<std::string> signatures;
  for (const char* version : {"2021-12-02", "2025-07-05", "2026-04-06"}) {
    const SasRequest request{.container = "c", .blob = "b", .permissions = "r", .version = version};
    signatures.push_back(Sorted(UserDelegationSas("a", key, request)).at("sig"));
  }
  const std::string head = "r\n\n1970-01-01T00:00:00Z\n/blob/a/c/b\no\nt\ns\ne\n\n\n\n\n\n";
  EXPECT_EQ(signatures[0], Sign(key.value, head + "\n\n2021-12-02\nb\n\n\n\n\n\n\n"));
  EXPECT_EQ(signatures[1], Sign(key.value, head + "\n\n\n\n2025-07-05\nb\n\n\n\n\n\n\n"));
  EXPECT_EQ(signatures[2], Sign(key.value, head + "\n\n\n\n2026-04-06\nb\n\n\n\n\n\n\n\n\n"));
}

TEST(Sas, TokensAreReadAsPeoplePasteThem) {
  for (const char* text :
       {"sv=2021-12-02&sr=c&sp=rl&st=2026-01-01&se=2026-01-02T04:04Z&sig=a%2Bb%2Fc%3D",
        "?sv=2021-12-02&sr=c&sp=rl&st=2026-01-01&se=2026-01-02T04%3A04%3A00Z&sig=a+b/c=",
        " https://cats.blob.core.windows.net/raw?sp=rl&st=2026-01-01T00:00:00Z&"
        "se=2026-01-02T04:04:00Z&sv=2021-12-02&sr=c&sig=a%2Bb%2Fc%3D\n"}) {
    const auto token = ParseSasToken(Secret(text));
    ASSERT_TRUE(token.has_value()) << text;
    EXPECT_EQ(token->signature.Reveal(), "a+b/c=");
    EXPECT_EQ(token->resources, "c");
    EXPECT_FALSE(token->account);
    EXPECT_EQ(token->start, ParseIso("2026-01-01T00:00:00Z"));
    EXPECT_EQ(token->Describe(), "permissions rl, valid until 2026-01-02 04:04 UTC");
    EXPECT_TRUE(std::ranges::none_of(token->query, [](auto& p) { return p.first == "sig"; }));
  }
  EXPECT_EQ(ParseSasToken(Secret("sv=1&si=policy&sig=x"))->Describe(),
            "permissions of a stored policy");
}

TEST(Sas, OtherTextsAreRefusedWithoutShowingThem) {
  for (const char* text : {"", "hunter2", "sig=hunter2", "sv=2021-12-02&sp=hunter2",
                           "=&sig=hunter2", "sv=1&sig=%0Dhunter2", "sv=1&hunter2%20=1&sig=x"}) {
    const auto token = ParseSasToken(Secret(text));
    ASSERT_FALSE(token.has_value()) << text;
    EXPECT_EQ(token.error().kind, ErrorKind::kInvalid);
    EXPECT_THAT(token.error().Sentence(), Not(HasSubstr("hunter2")));
  }
}

}  // namespace
}  // namespace millrace::storage::azure
