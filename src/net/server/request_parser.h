// Bytes to a Request (RFC 9112). Beast's parser does the work; it refuses what can be read in two
// ways (request smuggling), and this adds what it leaves to its user.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "net/http_server.h"

namespace millrace::net {

// One request. Not thread-safe. Takes any bytes.
class RequestParser {
 public:
  struct Limits {
    size_t max_header;
    uint64_t max_body;
  };
  enum class State {
    kNothing,  // no byte yet
    kHead,
    kBody,  // the head is complete
    kDone,
    kFailed,  // answer `status` and close
  };

  explicit RequestParser(Limits limits);
  ~RequestParser();

  // Takes as much as it can use and returns how much that was: what is left must be given again,
  // with more behind it. Nothing is used after kDone or kFailed.
  size_t Feed(std::string_view bytes);

  State state() const;
  // kFailed: 400, 413, 431, 501 or 505, and why, as a sentence.
  int status() const;
  const std::string& sentence() const;

  // From kBody on.
  Request& request();
  // Bytes of the body so far; they are taken out of request().body as the caller likes.
  uint64_t body_received() const;
  std::optional<uint64_t> body_announced() const;  // by Content-Length
  // For the rest of this request. `advice` goes behind the sentence of the 413. False, and kFailed,
  // if the body is known to be longer.
  bool LimitBody(uint64_t max_body, const std::string& advice);
  bool keep_alive() const;
  bool http11() const;  // else HTTP/1.0, which knows no chunks
  bool expects_continue() const;

  // Ready for the next request.
  void Reset();

 private:
  class Impl;
  Limits limits_;
  std::unique_ptr<Impl> impl_;
};

}  // namespace millrace::net
