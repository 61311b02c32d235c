// The HTTP server: Boost.Beast sessions on one I/O thread, handlers as plain blocking code on a
// pool of workers. The only user of Boost.Asio and Beast.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/byte_source.h"
#include "base/result.h"
#include "net/headers.h"
#include "net/url.h"

namespace millrace::net {

struct Request {
  std::string method;  // upper case
  std::string path;    // percent-encoded as it came, without the query
  std::string query;   // raw
  Headers headers;
  std::string body;
  // The body, where Admission let a long one into a file; `body` is empty then.
  std::shared_ptr<const ByteSource> spooled;
  std::string peer;  // "127.0.0.1"; "unix" over the Unix socket
  bool over_unix_socket = false;
  bool over_tls = false;
};

// A response body that is produced piece by piece. The session asks for the next piece only when
// the client has taken the last one, so a slow reader holds no worker and no memory.
class BodySource {
 public:
  virtual ~BodySource() = default;
  using Done = std::function<void(Result<std::string>)>;
  // Called on a worker, one call at a time. `done` gets the next bytes, "" at the end, or an Error
  // (the connection is then cut, so that the client sees an incomplete body). It may be called from
  // any thread, during the call or later; dropping it uncalled cuts the connection too. A client
  // that left is noticed at the next piece, so a source that waits for events sends a sign of life
  // now and then.
  virtual void Next(Done done) = 0;
};

struct Response {
  int status = 200;
  Headers headers;  // Content-Length, Transfer-Encoding, Date and Connection are the session's
  std::string body;
  std::shared_ptr<BodySource> source;     // instead of `body`
  std::optional<uint64_t> source_length;  // its length if known; else chunked
};

// An answer that comes later without holding a worker. The handler returns it and keeps a copy of
// the pointer; whoever has the answer calls Complete, from any thread; the first call wins.
class Pending {
 public:
  virtual ~Pending() = default;
  virtual void Complete(Response response) = 0;
  static std::shared_ptr<Pending> Make();
};

using Reply = std::variant<Response, std::shared_ptr<Pending>>;
// Runs on a worker. Must not throw; one that does answers 500 and is logged.
using Handler = std::function<Reply(Request&)>;

// What the server may receive of a request whose body is longer than Options::spool_above.
struct Admission {
  uint64_t max_body = 0;                 // bytes; 413 above it
  bool into_file = false;                // as Request::spooled; else as Request::body
  std::string advice = {};               // a sentence behind that of the 413
  std::optional<Response> refusal = {};  // answers at once, without the body
};

class HttpServer {
 public:
  struct Options {
    std::string host = "127.0.0.1";
    int port = 8080;                  // 0 = any free one
    std::string unix_socket;          // also listen here (mode 0600); a stale file is replaced
    std::string cert_file, key_file;  // PEM; both set = TLS on host:port
    int workers = 8;
    size_t max_body = 256u << 20;  // 413 above it, where `admit` is not set
    // Asked on a worker before more than `spool_above` bytes of a body are taken; the request has
    // no body yet.
    std::function<Admission(Request& head)> admit;
    size_t spool_above = 8u << 20;
    std::string spool_dir;                  // for bodies in files
    size_t max_header = 64u << 10;          // 431 above it
    std::chrono::seconds idle_timeout{75};  // a kept-alive connection without a request
    std::chrono::seconds io_timeout{60};    // one read or write without progress
    // The body of an answer the server makes itself (400, 408, 413, 431): status and sentence to
    // JSON.
    std::function<std::string(int status, std::string_view sentence)> error_body;
  };

  static Result<std::unique_ptr<HttpServer>> Start(Options options, Handler handler);
  // Stops accepting, lets running handlers end, closes the sessions.
  virtual ~HttpServer() = default;
  virtual int port() const = 0;
};

}  // namespace millrace::net
