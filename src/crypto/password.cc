#include "crypto/password.h"

#include <argon2.h>

#include "base/ids.h"

namespace millrace::crypto {
namespace {

constexpr uint32_t kPasses = 2, kMemoryKib = 19 * 1024, kLanes = 1;
constexpr size_t kSalt = 16, kHash = 32;

}  // namespace

std::string HashPassword(const Secret& password) {
  const std::string salt = RandomBytes(kSalt);
  std::string encoded(argon2_encodedlen(kPasses, kMemoryKib, kLanes, kSalt, kHash, Argon2_id),
                      '\0');
  if (argon2id_hash_encoded(kPasses, kMemoryKib, kLanes, password.Reveal().data(),
                            password.Reveal().size(), salt.data(), salt.size(), kHash,
                            encoded.data(), encoded.size()) != ARGON2_OK)
    abort();  // only out of memory can do that
  encoded.resize(encoded.find('\0'));
  return encoded;
}

bool VerifyPassword(const Secret& password, const std::string& encoded) {
  const int outcome =
      argon2id_verify(encoded.c_str(), password.Reveal().data(), password.Reveal().size());
  // Anything but a match or a mismatch (no hash, another kind, cut off) ended before the work was
  // done.
  if (outcome != ARGON2_OK && outcome != ARGON2_VERIFY_MISMATCH) HashPassword(password);
  return outcome == ARGON2_OK;
}

}  // namespace millrace::crypto
