// One HTTP exchange on a curl easy handle. A Transfer is used again and again; its handle keeps
// what does not change from one exchange to the next.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/address.h"
#include "net/client/proxy.h"
#include "net/http_client.h"

namespace millrace::net {

// What all transfers of a client have in common. Outlives them.
struct TransferContext {
  HttpClient::Options options;
  ProxySettings proxies;
  CURLSH* share = nullptr;
  // Told of every socket that curl opens and closes through us; see socket_watch.h.
  std::function<void(int fd)> socket_opened, socket_closed;
};

// Used on the client's thread only.
class Transfer {
 public:
  // Null if memory ran out.
  static std::unique_ptr<Transfer> Make(const TransferContext& context);
  ~Transfer();
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  // Prepares the handle. On an Error the sink was not told.
  Result<void> Begin(HttpRequest request, std::shared_ptr<HttpSink> sink);
  // After the handle left the multi: what the sink is to be told.
  Result<void> Outcome(CURLcode code);
  // Forgets request and sink, and returns the sink.
  std::shared_ptr<HttpSink> Release();

  // True if request.stall_timeout passed without a byte in either direction. Not while connecting,
  // which has its own limit.
  bool Stalled(std::chrono::steady_clock::time_point now);

  CURL* easy() const { return easy_; }
  const HttpRequest& request() const { return request_; }

 private:
  explicit Transfer(const TransferContext& context) : context_(context) {}
  bool Prepare();
  bool HasBody() const;
  void SetMethod();
  void SetHeaders();
  void SetConnection();
  bool ChecksAddress() const;
  bool MayConnect(const std::optional<IpAddress>& address);
  bool OnHeaderLine(std::string_view line);
  bool OnData(std::string_view bytes);

  static size_t HeaderCallback(char* data, size_t size, size_t count, void* self);
  static size_t WriteCallback(char* data, size_t size, size_t count, void* self);
  static curl_socket_t OpenCallback(void* self, curlsocktype purpose, curl_sockaddr* address);
  static int CloseCallback(void* self, curl_socket_t fd);
  static int RequestCallback(void* self, char* remote_ip, char* local_ip, int remote_port,
                             int local_port);

  const TransferContext& context_;
  CURL* easy_ = nullptr;
  HttpRequest request_;
  std::shared_ptr<HttpSink> sink_;
  std::string proxy_;  // "" = direct
  // As the handle has them.
  std::string ca_file_, ca_pem_, custom_method_, set_proxy_, unix_socket_;
  char detail_[CURL_ERROR_SIZE] = {};

  // Of the request's header; curl reads as many of them as there are nodes_.
  std::vector<std::string> lines_;
  std::vector<curl_slist> nodes_;

  int status_ = 0;
  Headers headers_;
  bool head_done_ = false;
  bool dropped_ = false;  // by the sink
  std::optional<Error> refused_;

  curl_off_t moved_ = 0;  // bytes so far, at last_move_
  std::chrono::steady_clock::time_point last_move_;
};

}  // namespace millrace::net
