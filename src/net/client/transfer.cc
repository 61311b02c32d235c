#include "net/client/transfer.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

#include "base/text.h"
#include "net/address.h"
#include "net/client/curl_error.h"
#include "net/url.h"

namespace millrace::net {
namespace {

template <class T>
void Set(CURL* easy, CURLoption option, T value) {
  // Fails for options that this libcurl lacks (Prepare checks those) and when memory runs out,
  // which the transfer itself then reports.
  curl_easy_setopt(easy, option, value);
}

bool IsHeaderText(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

bool IsToken(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return c > ' ' && c < 0x7f &&
           std::string_view("()<>@,;:\\\"/[]?={}").find(c) == std::string_view::npos;
  });
}

}  // namespace

std::unique_ptr<Transfer> Transfer::Make(const TransferContext& context) {
  std::unique_ptr<Transfer> transfer(new Transfer(context));
  transfer->easy_ = curl_easy_init();
  if (transfer->easy_ == nullptr || !transfer->Prepare()) return nullptr;
  return transfer;
}

Transfer::~Transfer() {
  if (easy_ != nullptr) curl_easy_cleanup(easy_);
}

bool Transfer::Prepare() {
  Set(easy_, CURLOPT_PRIVATE, this);
  Set(easy_, CURLOPT_SHARE, context_.share);
  Set(easy_, CURLOPT_NOSIGNAL, 1L);
  Set(easy_, CURLOPT_ERRORBUFFER, detail_);
  Set(easy_, CURLOPT_PATH_AS_IS, 1L);
  Set(easy_, CURLOPT_FOLLOWLOCATION, 0L);
  Set(easy_, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  Set(easy_, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  // A connection for each transfer: over one HTTP/2 connection a sink that is slow would hold back
  // the others, and object stores give more throughput to several connections anyway.
  Set(easy_, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  Set(easy_, CURLOPT_TCP_NODELAY, 1L);
  Set(easy_, CURLOPT_TCP_KEEPALIVE, 1L);
  Set(easy_, CURLOPT_BUFFERSIZE, 64L << 10);
  Set(easy_, CURLOPT_UPLOAD_BUFFERSIZE, 128L << 10);
  Set(easy_, CURLOPT_USERAGENT, context_.options.user_agent.c_str());
  Set(easy_, CURLOPT_NOPROXY, "");  // proxy.h decides
  Set(easy_, CURLOPT_PROXY, "");
  Set(easy_, CURLOPT_HEADERFUNCTION, &HeaderCallback);
  Set(easy_, CURLOPT_HEADERDATA, this);
  Set(easy_, CURLOPT_WRITEFUNCTION, &WriteCallback);
  Set(easy_, CURLOPT_WRITEDATA, this);
  Set(easy_, CURLOPT_OPENSOCKETFUNCTION, &OpenCallback);
  Set(easy_, CURLOPT_OPENSOCKETDATA, this);
  // A connection outlives its transfer, so the closing is the context's.
  Set(easy_, CURLOPT_CLOSESOCKETFUNCTION, &CloseCallback);
  Set(easy_, CURLOPT_CLOSESOCKETDATA, const_cast<TransferContext*>(&context_));
  Set(easy_, CURLOPT_PREREQDATA, this);
  // Without these the promises of http_client.h do not hold.
  return curl_easy_setopt(easy_, CURLOPT_PREREQFUNCTION, &RequestCallback) == CURLE_OK &&
         curl_easy_setopt(easy_, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK;
}

Result<void> Transfer::Begin(HttpRequest request, std::shared_ptr<HttpSink> sink) {
  request_ = std::move(request);
  sink_ = std::move(sink);
  status_ = 0;
  headers_.Clear();
  head_done_ = dropped_ = false;
  refused_.reset();
  detail_[0] = '\0';
  moved_ = 0;
  last_move_ = std::chrono::steady_clock::now();

  if (!IsToken(request_.method)) {
    return Fail(ErrorKind::kInvalid,
                "\"" + Printable(request_.method) + "\" is not an HTTP method.",
                "Use GET, HEAD, PUT, POST, PATCH or DELETE.");
  }
  for (const auto& [name, value] : request_.headers) {
    if (IsToken(name) && IsHeaderText(value)) continue;
    return Fail(ErrorKind::kInvalid, "The header field \"" + Printable(name) + "\" cannot be sent.",
                "Remove line breaks from it.");
  }
  if (!request_.url.starts_with("http://") && !request_.url.starts_with("https://")) {
    RETURN_IF_ERROR(ParseUrl(request_.url));  // "HTTP://…" is the one that passes
  }
  proxy_.clear();
  if (!context_.proxies.none() && request_.unix_socket.empty()) {
    ASSIGN_OR_RETURN(const Url url, ParseUrl(request_.url));
    proxy_ = context_.proxies.For(url.scheme, url.host);
    if (!proxy_.empty() && request_.addresses == AddressPolicy::kUser) {
      // The proxy resolves the name; all that can be checked here is what the name itself says.
      auto address = IpAddress::ParseHost(url.host);
      if (url.host == "localhost" || url.host.ends_with(".localhost"))
        address = IpAddress::Parse("127.0.0.1");
      if (address) {
        RETURN_IF_ERROR(CheckUserAddress(url.host, *address, context_.options.user_addresses));
      }
    }
  }
  Set(easy_, CURLOPT_URL, request_.url.c_str());
  SetMethod();
  SetHeaders();
  SetConnection();
  return {};
}

bool Transfer::HasBody() const {
  const std::string& method = request_.method;
  return !request_.body.empty() || method == "PUT" || method == "POST" || method == "PATCH";
}

void Transfer::SetMethod() {
  const std::string& method = request_.method;
  const bool has_body = HasBody();
  if (has_body) {
    Set(easy_, CURLOPT_POST, 1L);
    Set(easy_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
    Set(easy_, CURLOPT_POSTFIELDS, request_.body.data());
  } else {
    Set(easy_, CURLOPT_HTTPGET, 1L);
    if (method == "HEAD") Set(easy_, CURLOPT_NOBODY, 1L);
  }
  const bool implied = has_body ? method == "POST" : method == "GET" || method == "HEAD";
  const std::string_view custom = implied ? std::string_view() : method;
  if (custom != custom_method_) {
    custom_method_ = custom;
    Set(easy_, CURLOPT_CUSTOMREQUEST, implied ? nullptr : method.c_str());
  }
}

void Transfer::SetHeaders() {
  size_t count = 0;
  // The lines of the exchange before lend their memory.
  const auto next = [&]() -> std::string& {
    if (count == lines_.size()) lines_.emplace_back();
    return lines_[count++];
  };
  for (const auto& [name, value] : request_.headers) {
    // "Name:" would remove a field of curl's own; "Name;" sends it with an empty value.
    std::string& line = next().assign(name);
    if (value.empty())
      line += ';';
    else
      line.append(": ").append(value);
  }
  if (HasBody()) {  // without curl's own additions to it
    if (!request_.headers.Has("Content-Type")) next() = "Content-Type:";
    if (!request_.headers.Has("Expect")) next() = "Expect:";
  }
  nodes_.resize(count);
  for (size_t i = 0; i < count; ++i) {
    nodes_[i].data = lines_[i].data();
    nodes_[i].next = i + 1 < count ? &nodes_[i + 1] : nullptr;
  }
  Set(easy_, CURLOPT_HTTPHEADER, nodes_.empty() ? nullptr : nodes_.data());
}

void Transfer::SetConnection() {
  // curl copies every text that it is given.
  if (proxy_ != set_proxy_) {
    set_proxy_ = proxy_;
    Set(easy_, CURLOPT_PROXY, proxy_.c_str());
  }
  if (request_.unix_socket != unix_socket_) {
    unix_socket_ = request_.unix_socket;
    Set(easy_, CURLOPT_UNIX_SOCKET_PATH, unix_socket_.empty() ? nullptr : unix_socket_.c_str());
  }
  if (request_.ca_file != ca_file_) {
    // Replaces the system's bundle of certificates but not its directory, so those stay trusted.
    ca_file_ = request_.ca_file;
    Set(easy_, CURLOPT_CAINFO,
        ca_file_.empty() ? curl_version_info(CURLVERSION_NOW)->cainfo : ca_file_.c_str());
  }
  if (request_.ca_pem != ca_pem_) {
    ca_pem_ = request_.ca_pem;
    curl_blob blob{.data = ca_pem_.data(), .len = ca_pem_.size(), .flags = CURL_BLOB_COPY};
    Set(easy_, CURLOPT_CAINFO_BLOB, ca_pem_.empty() ? nullptr : &blob);
  }
  Set(easy_, CURLOPT_SSL_VERIFYPEER, request_.verify_tls ? 1L : 0L);
  Set(easy_, CURLOPT_SSL_VERIFYHOST, request_.verify_tls ? 2L : 0L);
  Set(easy_, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request_.connect_timeout.count()));
  Set(easy_, CURLOPT_TIMEOUT_MS, static_cast<long>(request_.total_timeout.count()));
}

Result<void> Transfer::Outcome(CURLcode code) {
  if (refused_) return std::unexpected(*refused_);
  if (dropped_) return Fail(ErrorKind::kCancelled, "The transfer was stopped.");
  if (code == CURLE_OK) {
    if (head_done_) return {};
    code = CURLE_WEIRD_SERVER_REPLY;
  }
  TransferFailure failure{.code = code, .proxied = !proxy_.empty(), .detail = detail_};
  curl_off_t connected = 0;
  curl_easy_getinfo(easy_, CURLINFO_PRETRANSFER_TIME_T, &connected);
  failure.connected = connected > 0;
  curl_easy_getinfo(easy_, CURLINFO_OS_ERRNO, &failure.os_error);
  return std::unexpected(ErrorOf(failure, request_));
}

std::shared_ptr<HttpSink> Transfer::Release() {
  // The handle must not keep pointers into a request that is gone.
  Set(easy_, CURLOPT_POSTFIELDS, nullptr);
  Set(easy_, CURLOPT_HTTPHEADER, nullptr);
  request_ = {};
  headers_.Clear();
  return std::move(sink_);
}

bool Transfer::Stalled(std::chrono::steady_clock::time_point now) {
  if (request_.stall_timeout.count() <= 0) return false;
  curl_off_t connected = 0, down = 0, up = 0;
  long head = 0;
  curl_easy_getinfo(easy_, CURLINFO_PRETRANSFER_TIME_T, &connected);
  curl_easy_getinfo(easy_, CURLINFO_SIZE_DOWNLOAD_T, &down);
  curl_easy_getinfo(easy_, CURLINFO_SIZE_UPLOAD_T, &up);
  curl_easy_getinfo(easy_, CURLINFO_HEADER_SIZE, &head);
  const curl_off_t moved = down + up + head;
  if (connected == 0 || moved != moved_) {
    moved_ = moved;
    last_move_ = now;
  }
  return now - last_move_ >= request_.stall_timeout;
}

bool Transfer::OnHeaderLine(std::string_view line) {
  if (head_done_) return true;  // a trailer
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
  if (line.starts_with("HTTP/")) {
    headers_.Clear();
    long status = 0;
    curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
    status_ = static_cast<int>(status);
    return true;
  }
  if (!line.empty()) {
    const size_t colon = line.find(':');
    if (colon != std::string_view::npos) {
      headers_.Add(std::string(line.substr(0, colon)), std::string(Trim(line.substr(colon + 1))));
    }
    return true;
  }
  if (status_ < 200) return true;  // an interim response; the real one follows
  head_done_ = true;
  dropped_ = !sink_->OnHead(status_, headers_);
  return !dropped_;
}

bool Transfer::OnData(std::string_view bytes) {
  dropped_ = !sink_->OnData(bytes);
  return !dropped_;
}

size_t Transfer::HeaderCallback(char* data, size_t size, size_t count, void* self) {
  const std::string_view line(data, size * count);
  return static_cast<Transfer*>(self)->OnHeaderLine(line) ? line.size() : 0;
}

size_t Transfer::WriteCallback(char* data, size_t size, size_t count, void* self) {
  const std::string_view bytes(data, size * count);
  return static_cast<Transfer*>(self)->OnData(bytes) ? bytes.size() : 0;
}

// Remembers the refusal.
bool Transfer::MayConnect(const std::optional<IpAddress>& address) {
  if (!address) return false;
  const UserAddresses& allowed = context_.options.user_addresses;
  if (CheckUserAddress({}, *address, allowed)) return true;
  const auto url = ParseUrl(request_.url);
  refused_ = CheckUserAddress(url ? url->host : request_.url, *address, allowed).error();
  return false;
}

bool Transfer::ChecksAddress() const {
  return request_.addresses == AddressPolicy::kUser && request_.unix_socket.empty() &&
         proxy_.empty();
}

curl_socket_t Transfer::OpenCallback(void* self, curlsocktype, curl_sockaddr* address) {
  auto* transfer = static_cast<Transfer*>(self);
  if (transfer->ChecksAddress() && !transfer->MayConnect(IpAddress::From(&address->addr))) {
    return CURL_SOCKET_BAD;
  }
  const int fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  if (fd < 0) return CURL_SOCKET_BAD;
  if (transfer->context_.socket_opened) transfer->context_.socket_opened(fd);
  return fd;
}

int Transfer::CloseCallback(void* context, curl_socket_t fd) {
  const auto* shared = static_cast<TransferContext*>(context);
  if (shared->socket_closed) shared->socket_closed(fd);
  return close(fd);
}

// A kept connection was opened for somebody else, perhaps under the operator's rules: what it leads
// to is checked again before every request.
int Transfer::RequestCallback(void* self, char* remote_ip, char*, int, int) {
  auto* transfer = static_cast<Transfer*>(self);
  // Another of the host's addresses may have been refused before this one was taken.
  transfer->refused_.reset();
  const bool go = !transfer->ChecksAddress() || transfer->MayConnect(IpAddress::Parse(remote_ip));
  return go ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

}  // namespace millrace::net
