#include "crypto/rsa_key.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

namespace millrace::crypto {
namespace {

std::string Pem(EVP_PKEY* key, const EVP_CIPHER* cipher = nullptr) {
  BIO* bio = BIO_new(BIO_s_mem());
  char password[] = "password";
  PEM_write_bio_PrivateKey(bio, key, cipher, nullptr, 0, nullptr, password);
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio, &text);
  std::string out(text, static_cast<size_t>(size));
  BIO_free(bio);
  return out;
}

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

TEST(RsaKey, SignatureIsVerifiedByThePublicKey) {
  const Key key(EVP_RSA_gen(2048), &EVP_PKEY_free);
  const auto signer = RsaKey::FromPem(Secret(Pem(key.get())));
  ASSERT_TRUE(signer.has_value()) << signer.error().Sentence();
  const auto verify = [&](std::string_view text, const std::string& signature) {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    EVP_DigestVerifyInit(context, nullptr, EVP_sha256(), nullptr, key.get());
    const int outcome = EVP_DigestVerify(
        context, reinterpret_cast<const unsigned char*>(signature.data()), signature.size(),
        reinterpret_cast<const unsigned char*>(text.data()), text.size());
    EVP_MD_CTX_free(context);
    return outcome == 1;
  };
  for (const std::string text : {"", "a", "GOOG4-RSA-SHA256\n20190201T090000Z"}) {
    const std::string signature = signer->SignSha256(text);
    EXPECT_EQ(signature.size(), 256u);
    EXPECT_TRUE(verify(text, signature));
    EXPECT_FALSE(verify(text + "x", signature));
  }
}

TEST(RsaKey, OtherTextIsRefusedWithoutShowingIt) {
  const Key curve(EVP_EC_gen("P-256"), &EVP_PKEY_free);
  const Key key(EVP_RSA_gen(2048), &EVP_PKEY_free);
  const std::string whole = Pem(key.get());
  const std::string texts[] = {"", "hunter2-not-a-key", whole.substr(0, whole.size() / 2),
                               Pem(curve.get()), Pem(key.get(), EVP_aes_128_cbc())};
  for (const std::string& text : texts) {
    const auto signer = RsaKey::FromPem(Secret(text));
    ASSERT_FALSE(signer.has_value());
    EXPECT_EQ(signer.error().kind, ErrorKind::kInvalid);
    EXPECT_EQ(signer.error().Sentence().find("hunter2"), std::string::npos);
  }
  EXPECT_NE(RsaKey::FromPem(Secret(texts[3])).error().message.find("RSA"), std::string::npos);
  EXPECT_NE(RsaKey::FromPem(Secret(texts[4])).error().message.find("password"), std::string::npos);
}

}  // namespace
}  // namespace millrace::crypto
