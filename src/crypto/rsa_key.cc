#include "crypto/rsa_key.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

namespace millrace::crypto {
namespace {

// OpenSSL would ask the terminal for the password of an encrypted key.
int NoPassword(char*, int, int, void*) { return -1; }

}  // namespace

Result<RsaKey> RsaKey::FromPem(const Secret& pem) {
  const std::string_view text = pem.Reveal();
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(
      BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free);
  EVP_PKEY* read =
      bio == nullptr ? nullptr : PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassword, nullptr);
  ERR_clear_error();
  std::shared_ptr<EVP_PKEY> key(read, &EVP_PKEY_free);
  if (key == nullptr) {
    return Fail(
        ErrorKind::kInvalid,
        text.find("ENCRYPTED") != std::string_view::npos
            ? "The private key is protected by a password."
            : "The private key is not a whole PEM block (\"-----BEGIN PRIVATE KEY-----\").");
  }
  if (EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA) {
    return Fail(ErrorKind::kInvalid, "The private key is not an RSA key.");
  }
  return RsaKey(std::move(key));
}

std::string RsaKey::SignSha256(std::string_view data) const {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free);
  const auto* bytes = reinterpret_cast<const unsigned char*>(data.data());
  std::string out(static_cast<size_t>(EVP_PKEY_get_size(key_.get())), '\0');
  size_t size = out.size();
  if (context == nullptr ||
      EVP_DigestSignInit_ex(context.get(), nullptr, "SHA256", nullptr, nullptr, key_.get(),
                            nullptr) != 1 ||
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size, bytes,
                     data.size()) != 1) {
    abort();
  }
  out.resize(size);
  return out;
}

}  // namespace millrace::crypto
