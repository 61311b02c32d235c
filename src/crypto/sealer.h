// Secrets at rest: sealed with a key that does not lie in the database.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace millrace::crypto {

// Authenticated encryption (XSalsa20-Poly1305, libsodium secretbox) with a random nonce per value.
// Thread-safe; a plain value type.
class Sealer {
 public:
  // The key is derived from `secret`, any text of at least 16 bytes.
  static Result<Sealer> FromSecret(const Secret& secret);
  // MILLRACE_SECRET_KEY, else the file named by MILLRACE_SECRET_KEY_FILE, else
  // `data_dir`/secret.key, which is made (mode 0600) when missing. A key file holds the key as
  // text, at most 64 KiB; white space around it does not count. The error names the variable or
  // file that was used.
  static Result<Sealer> FromEnvironment(const std::filesystem::path& data_dir);

  std::string Seal(std::string_view plain) const;
  // kCorrupt with advice if `sealed` was changed or sealed with another key.
  Result<Secret> Open(std::string_view sealed) const;

 private:
  explicit Sealer(Secret key) : key_(std::move(key)) {}
  Secret key_;  // 32 bytes
};

}  // namespace millrace::crypto
