#include "crypto/sealer.h"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "base/ids.h"
#include "base/text.h"
#include "base/unique_fd.h"
#include "crypto/digest.h"

namespace millrace::crypto {
namespace {

constexpr char kVersion = 1;  // first byte of a sealed value
constexpr size_t kMaxKeyFile = 64 * 1024;
constexpr char kGiveAccess[] = "Check its path and that the user that runs Millrace may read it.";

class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (fd_ >= 0) close(fd_);
  }
  int fd() const { return fd_; }

 private:
  const int fd_;
};

std::string Shown(const std::filesystem::path& path) { return Printable(path.native(), 1000); }

// The text of a key file, without white space around it. kNotFound if there is no such file.
Result<Secret> ReadKeyFile(const std::filesystem::path& path) {
  const File file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.fd() < 0)
    return Fail(errno == ENOENT ? ErrorKind::kNotFound : ErrorKind::kDenied,
                "The secret key file " + Shown(path) + " cannot be read: " + strerror(errno) + ".",
                kGiveAccess);
  std::string text(kMaxKeyFile + 1, '\0');
  size_t size = 0;
  while (size < text.size()) {
    const ssize_t n = read(file.fd(), text.data() + size, text.size() - size);
    if (n == 0) break;
    if (n > 0) {
      size += static_cast<size_t>(n);
    } else if (errno != EINTR) {
      return Fail(
          ErrorKind::kInvalid,
          "The secret key file " + Shown(path) + " cannot be read: " + strerror(errno) + ".",
          kGiveAccess);
    }
  }
  const bool complete = size <= kMaxKeyFile;
  Secret key{std::string(Trim(std::string_view(text).substr(0, size)))};
  Wipe(text);
  if (!complete)
    return Fail(
        ErrorKind::kTooLarge,
        "The secret key file " + Shown(path) + " is longer than " + HumanBytes(kMaxKeyFile) + ".",
        "Name a file that holds nothing but the key.");
  return key;
}

// Gives `from` the name `to` unless that exists. Some file systems lack the one call, some the
// other.
bool MoveToNewName(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return true;
  if (errno != EINVAL && errno != ENOSYS) return false;
  if (link(from.c_str(), to.c_str()) != 0) return false;
  unlink(from.c_str());
  return true;
}

// Makes the file with a random key; another process that did so first wins. The file appears under
// its name only when the whole key is on the disk: secrets sealed with a lost key could not be
// opened again.
Result<void> MakeKeyFile(const std::filesystem::path& path) {
  const std::filesystem::path draft = path.native() + "." + RandomHex(8);
  const auto failed = [&] {
    const int cause = errno;
    unlink(draft.c_str());
    return Fail(cause == EACCES || cause == EPERM || cause == EROFS ? ErrorKind::kDenied
                                                                    : ErrorKind::kInternal,
                "The secret key file " + Shown(path) + " cannot be made: " + strerror(cause) + ".",
                cause == ENOSPC || cause == EDQUOT
                    ? "Free some disk space and start again."
                    : "Make the data directory writable for the user that runs Millrace, or set "
                      "MILLRACE_SECRET_KEY.");
  };
  const File file(open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.fd() < 0) return failed();
  const Secret key(RandomHex(32));
  if (!WriteAll(file.fd(), key.Reveal()) || !WriteAll(file.fd(), "\n") || fsync(file.fd()) != 0)
    return failed();
  if (!MoveToNewName(draft, path)) {
    if (errno != EEXIST) return failed();
    unlink(draft.c_str());
    return {};
  }
  const File directory(open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.fd() >= 0) fsync(directory.fd());
  return {};
}

// A Sealer, or an error that says where the key came from.
Result<Sealer> FromNamed(std::string_view name, const Secret& key) {
  Result<Sealer> sealer = Sealer::FromSecret(key);
  if (!sealer.has_value() && sealer.error().kind == ErrorKind::kInvalid)
    sealer.error().message = "The secret key in " + std::string(name) + " is " +
                             (key.empty() ? "empty." : "shorter than 16 characters.");
  return sealer;
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
    return FromNamed("MILLRACE_SECRET_KEY", Secret(key));
  if (const char* file = getenv("MILLRACE_SECRET_KEY_FILE"); file != nullptr && *file != '\0') {
    ASSIGN_OR_RETURN(const Secret key, ReadKeyFile(file));
    return FromNamed(Shown(file), key);
  }
  const std::filesystem::path path = data_dir / "secret.key";
  Result<Secret> key = ReadKeyFile(path);
  if (!key.has_value() && key.error().kind == ErrorKind::kNotFound) {
    RETURN_IF_ERROR(MakeKeyFile(path));
    key = ReadKeyFile(path);
  }
  RETURN_IF_ERROR(key);
  return FromNamed(Shown(path), *key);
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
    if (crypto_secretbox_open_easy(
            reinterpret_cast<unsigned char*>(plain.data()), bytes + kHead, sealed.size() - kHead,
            bytes + 1, reinterpret_cast<const unsigned char*>(key_.Reveal().data())) == 0) {
      Secret opened(std::move(plain));
      Wipe(plain);
      return opened;
    }
  }
  return Fail(
      ErrorKind::kCorrupt, "A stored secret cannot be opened with this secret key.",
      "Start with the MILLRACE_SECRET_KEY or secret.key that was used when it was saved, or "
      "enter the secret again.");
}

}  // namespace millrace::crypto
