// Digests and MACs, by OpenSSL. All take and give raw bytes. Thread-safe;
// each thread that calls them keeps a context of its own.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace millrace::crypto {

std::string Sha256(std::string_view data);
std::string Sha1(std::string_view data);
std::string Md5(std::string_view data);
std::string HmacSha256(std::string_view key, std::string_view data);

// A digest of data that arrives in pieces. Not thread-safe.
class DigestStream {
 public:
  ~DigestStream();
  void Update(std::string_view data);
  std::string Finish();  // once

 protected:
  struct Impl;
  explicit DigestStream(std::unique_ptr<Impl> impl);

 private:
  std::unique_ptr<Impl> impl_;
};

class Sha256Stream : public DigestStream {
 public:
  Sha256Stream();
};

class Md5Stream : public DigestStream {
 public:
  Md5Stream();
};

class Sha1Stream : public DigestStream {
 public:
  Sha1Stream();
};

}  // namespace millrace::crypto
