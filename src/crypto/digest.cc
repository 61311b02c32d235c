#include "crypto/digest.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

namespace millrace::crypto {
namespace {

struct Free {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
using DigestContext = std::unique_ptr<EVP_MD_CTX, Free>;
using MacContext = std::unique_ptr<EVP_MAC_CTX, Free>;

// OpenSSL looks an algorithm up by name at every one-shot call, which costs more than digesting a
// request. So each is fetched once (and never freed: a thread may digest until the very end), and
// each thread keeps its contexts.
const EVP_MD* Fetch(const char* name) {
  const EVP_MD* algorithm = EVP_MD_fetch(nullptr, name, nullptr);
  if (algorithm == nullptr) abort();
  return algorithm;
}

const EVP_MD* Sha256Algorithm() {
  static const EVP_MD* const algorithm = Fetch("SHA256");
  return algorithm;
}

const EVP_MD* Sha1Algorithm() {
  static const EVP_MD* const algorithm = Fetch("SHA1");
  return algorithm;
}

const EVP_MD* Md5Algorithm() {
  static const EVP_MD* const algorithm = Fetch("MD5");
  return algorithm;
}

void Start(EVP_MD_CTX* context, const EVP_MD* algorithm) {
  if (EVP_DigestInit_ex2(context, algorithm, nullptr) != 1) abort();
}

void Add(EVP_MD_CTX* context, std::string_view data) {
  if (EVP_DigestUpdate(context, data.data(), data.size()) != 1) abort();
}

std::string End(EVP_MD_CTX* context) {
  std::string out(static_cast<size_t>(EVP_MD_CTX_get_size(context)), '\0');
  if (EVP_DigestFinal_ex(context, reinterpret_cast<unsigned char*>(out.data()), nullptr) != 1)
    abort();
  return out;
}

std::string Digest(EVP_MD_CTX* context, const EVP_MD* algorithm, std::string_view data) {
  Start(context, algorithm);
  Add(context, data);
  return End(context);
}

MacContext MakeHmacSha256() {
  static EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, OSSL_MAC_NAME_HMAC, nullptr);
  MacContext context(EVP_MAC_CTX_new(algorithm));
  char digest[] = "SHA256";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_end()};
  if (context == nullptr || EVP_MAC_CTX_set_params(context.get(), parameters) != 1) abort();
  return context;
}

}  // namespace

std::string Sha256(std::string_view data) {
  thread_local const DigestContext context(EVP_MD_CTX_new());
  return Digest(context.get(), Sha256Algorithm(), data);
}

std::string Sha1(std::string_view data) {
  thread_local const DigestContext context(EVP_MD_CTX_new());
  return Digest(context.get(), Sha1Algorithm(), data);
}

std::string Md5(std::string_view data) {
  thread_local const DigestContext context(EVP_MD_CTX_new());
  return Digest(context.get(), Md5Algorithm(), data);
}

std::string HmacSha256(std::string_view key, std::string_view data) {
  constexpr size_t kSize = 32;
  thread_local const MacContext context = MakeHmacSha256();
  // A null key would mean the key of the call before.
  const char* key_bytes = key.empty() ? "" : key.data();
  std::string out(kSize, '\0');
  size_t length = 0;
  if (EVP_MAC_init(context.get(), reinterpret_cast<const unsigned char*>(key_bytes), key.size(),
                   nullptr) != 1 ||
      EVP_MAC_update(context.get(), reinterpret_cast<const unsigned char*>(data.data()),
                     data.size()) != 1 ||
      EVP_MAC_final(context.get(), reinterpret_cast<unsigned char*>(out.data()), &length,
                    out.size()) != 1) {
    abort();
  }
  return out;
}

struct DigestStream::Impl {
  explicit Impl(const EVP_MD* algorithm) { Start(context.get(), algorithm); }
  const DigestContext context{EVP_MD_CTX_new()};
};

DigestStream::DigestStream(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
DigestStream::~DigestStream() = default;
void DigestStream::Update(std::string_view data) { Add(impl_->context.get(), data); }
std::string DigestStream::Finish() { return End(impl_->context.get()); }

Sha256Stream::Sha256Stream() : DigestStream(std::make_unique<Impl>(Sha256Algorithm())) {}
Md5Stream::Md5Stream() : DigestStream(std::make_unique<Impl>(Md5Algorithm())) {}
Sha1Stream::Sha1Stream() : DigestStream(std::make_unique<Impl>(Sha1Algorithm())) {}

}  // namespace millrace::crypto
