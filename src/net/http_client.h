// The HTTP client: libcurl's multi interface on one thread of its own. The only user of curl.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/address.h"
#include "net/headers.h"

namespace millrace::net {

// May the request connect to this address? Checked when connecting, on the resolved address, so
// that a name that resolves differently the second time gains nothing (design §3).
enum class AddressPolicy {
  kTrusted,  // the operator named it: command line, environment
  kUser,     // a user named it: link-local and metadata addresses refused, loopback and private
             // ranges as the client's options say
};

struct HttpRequest {
  std::string method = "GET";
  std::string url;  // sent as it is: no dot segment is removed, nothing is re-encoded
  Headers headers;
  std::string body;  // Content-Length is always sent for PUT and POST
  AddressPolicy addresses = AddressPolicy::kTrusted;
  std::string unix_socket;  // connect there instead
  std::string ca_file;      // extra trust: a file with PEM; empty = the system's
  std::string ca_pem;       // the same as text; not both
  bool verify_tls = true;
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds stall_timeout{30'000};  // no byte for so long
  std::chrono::milliseconds total_timeout{0};       // 0 = none
  size_t max_body = 64u << 20;  // Send() refuses a longer response body: kTooLarge
};

struct HttpResponse {
  int status = 0;
  Headers headers;
  std::string body;
};

// Receives one response on the client's thread; must not block and must not call Send().
class HttpSink {
 public:
  virtual ~HttpSink() = default;
  // False drops the transfer; OnDone follows with kCancelled.
  virtual bool OnHead(int status, const Headers& headers) = 0;
  virtual bool OnData(std::string_view bytes) = 0;
  // Exactly once, last. Ok means a whole response came, whatever its status. A body shorter than
  // its Content-Length is kUnavailable and temporary.
  virtual void OnDone(Result<void> outcome) = 0;
};

// Thread-safe. Connections (HTTP/1.1) are kept and shared by all users. Redirects are never
// followed. A request on a kept connection that the peer closes without a byte of answer is sent
// again on a fresh one, whatever its method. Requests over the limits of connections wait, hosts
// taking turns; their time limits begin when they start. Proxies come from http_proxy, https_proxy,
// all_proxy and no_proxy; AddressPolicy::kUser then concerns the address or localhost that the URL
// itself names. Errors say in a sentence what failed (name not found, refused, certificate,
// timeout) and name the host; they are temporary where a second try may help.
class HttpClient {
 public:
  struct Options {
    UserAddresses user_addresses;  // for AddressPolicy::kUser
    size_t max_connections = 512;
    size_t max_connections_per_host = 64;
    std::string user_agent = "millrace";
  };

  static std::unique_ptr<HttpClient> Make(Options options);
  virtual ~HttpClient() = default;

  // Begins a transfer and returns at once. A client that is being destroyed ends all with
  // kCancelled.
  virtual void Start(HttpRequest request, std::shared_ptr<HttpSink> sink) = 0;
  // Waits for the whole response.
  virtual Result<HttpResponse> Send(HttpRequest request) = 0;
};

// For messages: what a user of the store would call that status; one place for all providers.
// `retry_after` in seconds or an HTTP date, from the header.
struct HttpStatusMeaning {
  ErrorKind kind;
  bool temporary;
};
HttpStatusMeaning MeaningOf(int status);
long RetryAfterMs(const Headers& headers);  // 0 = none; capped at one hour

}  // namespace millrace::net
