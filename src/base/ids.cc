#include "base/ids.h"

#include <sys/random.h>

#include <cerrno>
#include <cstdlib>

#include "base/secret.h"
#include "base/text.h"

namespace millrace {

std::string RandomBytes(size_t bytes) {
  std::string out(bytes, '\0');
  for (size_t done = 0; done < bytes;) {
    const ssize_t n = getrandom(out.data() + done, bytes - done, 0);
    if (n > 0)
      done += static_cast<size_t>(n);
    else if (errno != EINTR)
      abort();  // a kernel without randomness: nothing secret can be made
  }
  return out;
}

std::string RandomHex(size_t bytes) {
  std::string raw = RandomBytes(bytes);
  std::string hex = HexEncode(raw);
  Wipe(raw);
  return hex;
}

namespace {

std::string Uuid(std::string raw, int version) {
  raw[6] = static_cast<char>((raw[6] & 0x0F) | (version << 4));
  raw[8] = static_cast<char>((raw[8] & 0x3F) | 0x80);
  std::string hex = HexEncode(raw);
  for (const size_t at : {20, 16, 12, 8}) hex.insert(at, "-");
  return hex;
}

}  // namespace

std::string RandomUuid() { return Uuid(RandomBytes(16), 4); }

std::string UuidOfDigest(std::string_view digest) {
  return Uuid(std::string(digest.substr(0, 16)), 8);
}

}  // namespace millrace
