#include "crypto/jwt.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "crypto/digest.h"

namespace millrace::crypto {
namespace {

const Secret kKey("a key that only this test knows");
constexpr std::string_view kClaims = R"({"token_type":"access","exp":1})";

TEST(JwtTest, SignedAndReadBack) {
  const Secret token = SignJwt(kKey, kClaims);
  EXPECT_EQ(VerifyJwt(kKey, token.Reveal()), kClaims);
  EXPECT_EQ(ReadJwt(token.Reveal()), kClaims);
  EXPECT_EQ(ReadJwt(JwtText(kClaims)), kClaims);
  EXPECT_TRUE(token.Reveal().starts_with(JwtText(kClaims) + "."));
}

// Made with PyJWT 2.13: jwt.encode({"a": 1}, "secret", "HS256").
TEST(JwtTest, AgreesWithAnotherImplementation) {
  constexpr std::string_view kOther =
      "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhIjoxfQ."
      "57TF7smP9XDhIexBqPC-F1toZReYZLWb_YRU5tv0sxM";
  EXPECT_EQ(SignJwt(Secret("secret"), R"({"a":1})").Reveal(), kOther);
  EXPECT_EQ(VerifyJwt(Secret("secret"), kOther), R"({"a":1})");
}

TEST(JwtTest, NothingElseIsTrusted) {
  const std::string token(SignJwt(kKey, kClaims).Reveal());
  const std::string text = JwtText(kClaims);
  EXPECT_FALSE(VerifyJwt(Secret("another key, as long as that"), token).has_value());
  EXPECT_FALSE(VerifyJwt(Secret(), SignJwt(Secret(), kClaims).Reveal()).has_value());
  for (size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(VerifyJwt(kKey, changed).has_value()) << i;
  }
  for (const std::string& bad :
       {std::string(), std::string("."), std::string(".."), std::string("a.b.c"), text, text + ".",
        token + ".", token + "=", token + "." + token, " " + token}) {
    EXPECT_FALSE(VerifyJwt(kKey, bad).has_value()) << bad;
  }
}

// A token that names another algorithm is refused even with a signature that is right for it.
TEST(JwtTest, TheAlgorithmIsOurs) {
  for (const char* header :
       {R"({"alg":"none"})", R"({"alg":"none","typ":"JWT"})", R"({"alg":"HS384","typ":"JWT"})",
        R"({"typ":"JWT","alg":"HS256"})", R"({"alg":"HS256","typ":"JWT","crit":["x"]})"}) {
    const std::string text = Base64UrlEncode(header) + "." + Base64UrlEncode(kClaims);
    const std::string signature = Base64UrlEncode(HmacSha256(kKey.Reveal(), text));
    EXPECT_FALSE(VerifyJwt(kKey, text + "." + signature).has_value()) << header;
    EXPECT_FALSE(VerifyJwt(kKey, text + ".").has_value()) << header;
  }
}

}  // namespace
}  // namespace millrace::crypto
