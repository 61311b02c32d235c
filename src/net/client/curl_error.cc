#include "net/client/curl_error.h"

#include <curl/curl.h>

#include <cerrno>

#include "base/text.h"
#include "net/url.h"

namespace millrace::net {
namespace {

constexpr const char* kCheckEndpoint =
    "Check host and port of the endpoint, and that the service is running.";

Error Permanent(ErrorKind kind, std::string message, std::string advice) {
  return {.kind = kind, .message = std::move(message), .advice = std::move(advice)};
}

Error Temporary(ErrorKind kind, std::string message, std::string advice) {
  return {
      .kind = kind, .temporary = true, .message = std::move(message), .advice = std::move(advice)};
}

std::string Duration(std::chrono::milliseconds time) {
  if (time.count() % 1000 == 0) return std::to_string(time.count() / 1000) + " s";
  return std::to_string(time.count()) + " ms";
}

// curl ends some texts with a period and some without.
std::string Detail(const TransferFailure& failure) {
  std::string_view detail = Trim(failure.detail);
  while (detail.ends_with('.')) detail.remove_suffix(1);
  return detail.empty() ? std::string(curl_easy_strerror(static_cast<CURLcode>(failure.code)))
                        : Printable(detail);
}

Error ConnectError(const TransferFailure& failure, const HttpRequest& request,
                   const std::string& peer) {
  switch (failure.os_error) {
    case ECONNREFUSED:
      return Temporary(ErrorKind::kUnavailable, peer + " refused the connection.", kCheckEndpoint);
    case ENOENT:
      return Permanent(ErrorKind::kNotFound,
                       "There is no socket at " + Printable(request.unix_socket) + ".",
                       "Check that the server is running.");
    case EACCES:
    case EPERM:
      return Permanent(ErrorKind::kDenied, "This user may not connect to " + peer + ".",
                       "Check the permissions, or a firewall of this machine.");
    case ENETUNREACH:
    case EHOSTUNREACH:
      return Temporary(ErrorKind::kUnavailable, "No route leads to " + peer + ".",
                       "Check the network of this machine.");
  }
  return Temporary(ErrorKind::kUnavailable, "No connection to " + peer + " could be made.",
                   kCheckEndpoint);
}

Error ProxyError(const TransferFailure& failure, const std::string& peer) {
  return Temporary(ErrorKind::kUnavailable,
                   "The proxy did not connect to " + peer + ": " + Detail(failure) + ".",
                   "Check http_proxy and https_proxy in the server's environment.");
}

Error TimeoutError(const TransferFailure& failure, const HttpRequest& request,
                   const std::string& peer) {
  const bool total_first =
      request.total_timeout.count() > 0 && request.total_timeout < request.connect_timeout;
  if (!failure.connected && !total_first) {
    return Temporary(
        ErrorKind::kTimeout,
        peer + " did not accept a connection within " + Duration(request.connect_timeout) + ".",
        kCheckEndpoint);
  }
  return Temporary(
      ErrorKind::kTimeout,
      peer + " did not finish its answer within " + Duration(request.total_timeout) + ".",
      "Try again, or raise the time limit.");
}

Error TlsError(const TransferFailure& failure, const std::string& peer) {
  if (failure.detail.find("wrong version number") != std::string::npos ||
      failure.detail.find("packet length too long") != std::string::npos) {
    return Permanent(ErrorKind::kInvalid, peer + " does not speak TLS.",
                     "Write its address with http:// instead of https://.");
  }
  if (failure.os_error == ECONNRESET ||
      failure.detail.find("SSL_ERROR_SYSCALL") != std::string::npos) {
    return Temporary(ErrorKind::kUnavailable,
                     peer + " closed the connection during the TLS handshake.",
                     "Try again; if it stays so, check the port of the endpoint.");
  }
  return Permanent(ErrorKind::kUnavailable,
                   "No TLS connection to " + peer + " could be agreed on: " + Detail(failure) + ".",
                   "Check the TLS settings of that service.");
}

}  // namespace

std::string PeerName(const HttpRequest& request) {
  if (!request.unix_socket.empty()) return "the socket " + Printable(request.unix_socket);
  if (const auto url = ParseUrl(std::string_view(request.url).substr(0, request.url.find('#')))) {
    return url->Authority();
  }
  return "the server";
}

Error StallError(const HttpRequest& request) {
  return Temporary(ErrorKind::kTimeout,
                   "No data moved to or from " + PeerName(request) + " for " +
                       Duration(request.stall_timeout) + ".",
                   "Try again; if it stays so, check the network and the load of that service.");
}

Error ErrorOf(const TransferFailure& failure, const HttpRequest& request) {
  const std::string peer = PeerName(request);
  if (failure.proxied && failure.code != CURLE_PROXY &&
      (failure.code == CURLE_COULDNT_CONNECT ||
       failure.detail.find("CONNECT") != std::string::npos)) {
    return ProxyError(failure, peer);
  }
  switch (failure.code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return Temporary(ErrorKind::kUnavailable,
                       "No address was found for the name of " + peer + ".",
                       "Check its spelling, and the name service of this machine.");
    case CURLE_COULDNT_RESOLVE_PROXY:
      return Temporary(ErrorKind::kUnavailable, "No address was found for the proxy.",
                       "Check http_proxy and https_proxy in the server's environment.");
    case CURLE_PROXY: return ProxyError(failure, peer);
    case CURLE_COULDNT_CONNECT: return ConnectError(failure, request, peer);
    case CURLE_OPERATION_TIMEDOUT: return TimeoutError(failure, request, peer);
    case CURLE_PEER_FAILED_VERIFICATION:
      return Permanent(ErrorKind::kUnavailable,
                       "The certificate of " + peer + " is not trusted: " + Detail(failure) + ".",
                       "Use the host name that the certificate is for, and give the certificate of "
                       "its authority as CA file if it is a private one.");
    case CURLE_SSL_CACERT_BADFILE:
      return Permanent(ErrorKind::kInvalid,
                       request.ca_file.empty()
                           ? "The CA certificate is not in PEM form."
                           : "The CA file " + Printable(request.ca_file) + " could not be read.",
                       "Give certificates in PEM form.");
    case CURLE_SSL_CONNECT_ERROR: return TlsError(failure, peer);
    case CURLE_PARTIAL_FILE:
      return Temporary(ErrorKind::kUnavailable,
                       peer + " closed the connection in the middle of its answer.", "Try again.");
    case CURLE_GOT_NOTHING:
      return Temporary(ErrorKind::kUnavailable, peer + " closed the connection without an answer.",
                       "Try again; if it stays so, check that this port speaks HTTP.");
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_SEND_FAIL_REWIND:
      return Temporary(ErrorKind::kUnavailable, "The connection to " + peer + " broke.",
                       "Try again.");
    case CURLE_UNSUPPORTED_PROTOCOL:
      if (failure.connected) {
        return Permanent(ErrorKind::kUnavailable,
                         peer + " answered with something that is not HTTP.",
                         "Check the port of the endpoint.");
      }
      [[fallthrough]];
    case CURLE_URL_MALFORMAT:
    case CURLE_LOGIN_DENIED:
      return Permanent(ErrorKind::kInvalid,
                       "The address of " + peer + " is not a usable http or https URL.",
                       "Write it like https://minio.example.com:9000.");
    case CURLE_WEIRD_SERVER_REPLY:
      return Permanent(ErrorKind::kUnavailable, peer + " answered with something that is not HTTP.",
                       "Check the port of the endpoint.");
    case CURLE_OUT_OF_MEMORY:
      return Temporary(ErrorKind::kInternal, "Memory ran out while talking to " + peer + ".",
                       "Try again.");
  }
  return Temporary(ErrorKind::kUnavailable,
                   "The transfer with " + peer + " failed: " + Detail(failure) + ".", "Try again.");
}

}  // namespace millrace::net
