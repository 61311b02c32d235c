#include "crypto/sealer.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

#include "base/ids.h"
#include "base/text.h"
#include "crypto/digest.h"

namespace millrace::crypto {
namespace {

constexpr char kVersion = 1;  // first byte of a sealed value

Result<Secret> ReadKeyFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file)
    return Fail(ErrorKind::kNotFound, "The secret key file " + path.string() + " cannot be read.",
                "Check its path and that this user may read it.");
  std::string text((std::istreambuf_iterator<char>(file)), {});
  Secret key{std::string(Trim(text))};
  Wipe(text);
  return key;
}

// Makes the file with a random key; another process that did so first wins.
Result<void> MakeKeyFile(const std::filesystem::path& path) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) {
    if (errno == EEXIST) return {};
    return Fail(ErrorKind::kInternal,
                "The secret key file " + path.string() + " cannot be made: " + strerror(errno) + ".",
                "Give the data directory to the user that runs Millrace.");
  }
  const std::string key = RandomHex(32) + "\n";
  const bool written = write(fd, key.data(), key.size()) == static_cast<ssize_t>(key.size()) &&
                       fsync(fd) == 0;
  close(fd);
  if (!written) {
    unlink(path.c_str());
    return Fail(ErrorKind::kInternal, "The secret key file " + path.string() + " cannot be written.",
                "Free some disk space and start again.");
  }
  return {};
}

}  // namespace

Result<Sealer> Sealer::FromSecret(const Secret& secret) {
  if (sodium_init() < 0) return Fail(ErrorKind::kInternal, "libsodium could not be started.");
  if (secret.Reveal().size() < 16)
    return Fail(ErrorKind::kInvalid, "The secret key is shorter than 16 characters.",
                "Use a random one, for example the output of `openssl rand -hex 32`.");
  return Sealer(Secret(HmacSha256("millrace sealed secrets v1", secret.Reveal())));
}

Result<Sealer> Sealer::FromEnvironment(const std::filesystem::path& data_dir) {
  if (const char* key = getenv("MILLRACE_SECRET_KEY"); key != nullptr && *key != '\0')
    return FromSecret(Secret(key));
  if (const char* file = getenv("MILLRACE_SECRET_KEY_FILE"); file != nullptr && *file != '\0') {
    ASSIGN_OR_RETURN(const Secret key, ReadKeyFile(file));
    return FromSecret(key);
  }
  const std::filesystem::path path = data_dir / "secret.key";
  if (!std::filesystem::exists(path)) RETURN_IF_ERROR(MakeKeyFile(path));
  ASSIGN_OR_RETURN(const Secret key, ReadKeyFile(path));
  return FromSecret(key);
}

std::string Sealer::Seal(std::string_view plain) const {
  const std::string nonce = RandomBytes(crypto_secretbox_NONCEBYTES);
  std::string out(1, kVersion);
  out += nonce;
  out.resize(out.size() + crypto_secretbox_MACBYTES + plain.size());
  crypto_secretbox_easy(reinterpret_cast<unsigned char*>(out.data()) + 1 + nonce.size(),
                        reinterpret_cast<const unsigned char*>(plain.data()), plain.size(),
                        reinterpret_cast<const unsigned char*>(nonce.data()),
                        reinterpret_cast<const unsigned char*>(key_.Reveal().data()));
  return out;
}

Result<Secret> Sealer::Open(std::string_view sealed) const {
  constexpr size_t kHead = 1 + crypto_secretbox_NONCEBYTES;
  std::string plain;
  if (sealed.size() >= kHead + crypto_secretbox_MACBYTES && sealed[0] == kVersion) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(sealed.data());
    plain.resize(sealed.size() - kHead - crypto_secretbox_MACBYTES);
    if (crypto_secretbox_open_easy(reinterpret_cast<unsigned char*>(plain.data()), bytes + kHead,
                                   sealed.size() - kHead, bytes + 1,
                                   reinterpret_cast<const unsigned char*>(key_.Reveal().data())) == 0)
      return Secret(std::move(plain));
  }
  return Fail(ErrorKind::kCorrupt, "A stored secret cannot be opened with this secret key.",
              "Start with the MILLRACE_SECRET_KEY or secret.key that was used when it was saved, or "
              "enter the secret again.");
}

}  // namespace millrace::crypto
