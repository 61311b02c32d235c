#include "storage/http/bucket.h"

#include <algorithm>

#include "base/text.h"

namespace millrace::storage::http {
namespace {

constexpr std::chrono::milliseconds kConnectTimeout{5'000};
constexpr std::chrono::milliseconds kStallTimeout{20'000};

}  // namespace

std::string_view OperationName(Operation operation) {
  switch (operation) {
    case Operation::kList: return "list";
    case Operation::kGet: return "get";
    case Operation::kHead: return "head";
    case Operation::kPut: return "put";
    case Operation::kDelete: return "delete";
    case Operation::kCheck: return "check";
  }
  return "";
}

bool OnBucket(Operation operation) {
  return operation == Operation::kList || operation == Operation::kCheck;
}

net::HttpRequest Compose(Call call, std::string url, net::AddressPolicy addresses,
                         size_t max_body) {
  if (!call.query.empty()) url += "?" + net::EncodeQuery(call.query);
  return {.method = std::move(call.method),
          .url = std::move(url),
          .headers = std::move(call.headers),
          .body = std::move(call.body),
          .addresses = addresses,
          .connect_timeout = kConnectTimeout,
          .stall_timeout = kStallTimeout,
          .max_body = max_body};
}

Result<net::HttpResponse> Send(Bucket& bucket, const Call& call, net::HttpResponse* answer) {
  for (bool again = true;; again = false) {
    ASSIGN_OR_RETURN(const std::unique_ptr<Attempt> attempt, bucket.Prepare(call));
    auto response = bucket.client().Send(std::move(attempt->request));
    if (!response.has_value()) {
      response.error().operation = OperationName(call.operation);
      response.error().key = call.about;
      return response;
    }
    if (response->status >= 200 && response->status < 300) return response;
    const bool learned =
        again && attempt->Learn(response->status, response->headers, response->body);
    if (answer != nullptr) *answer = *response;
    if (learned) continue;
    return std::unexpected(attempt->Refused(response->status, response->headers, response->body));
  }
}

Peer PeerAt(const std::string& url, net::AddressPolicy addresses) {
  Peer peer{.url = url, .addresses = addresses};
  const auto parts = net::ParseUrl(url);
  if (!parts.has_value()) return peer;
  peer.host = parts->host;
  peer.tls = parts->scheme == "https";
  peer.port = parts->port != 0 ? parts->port : peer.tls ? 443 : 80;
  return peer;
}

std::string RangeHeader(const GetRequest& request) {
  if (request.offset == 0 && request.length == 0) return "";
  std::string out = "bytes=" + std::to_string(request.offset) + "-";
  if (request.length != 0) out += std::to_string(request.offset + request.length - 1);
  return out;
}

Call ReadCall(const GetRequest& request, std::string range_header) {
  Call call{.operation = Operation::kGet, .key = request.key, .about = request.key};
  if (std::string range = RangeHeader(request); !range.empty())
    call.headers.Add(std::move(range_header), std::move(range));
  if (!request.if_match.empty()) {
    call.headers.Add("If-Match", request.if_match);
    call.precondition = Precondition::kMatches;
  }
  return call;
}

Call DeleteCall(std::string_view key, std::string_view version) {
  Call call{.operation = Operation::kDelete,
            .method = "DELETE",
            .key = std::string(key),
            .about = std::string(key)};
  if (!version.empty()) {
    call.headers.Add("If-Match", std::string(version));
    call.precondition = Precondition::kMatches;
  }
  return call;
}

net::Query PresignQuery(const PresignRequest& request) {
  if (request.response_content_type.empty() || request.method != "GET") return {};
  return {{"response-content-type", request.response_content_type}};
}

ObjectInfo SizeAndDate(std::string_view key, const net::Headers& headers) {
  ObjectInfo info{.key = std::string(key)};
  std::string_view size = headers.Get("Content-Length");
  if (const std::string_view range = headers.Get("Content-Range"); !range.empty()) {
    const size_t slash = range.rfind('/');
    if (slash != std::string_view::npos && range.substr(slash) != "/*")
      size = range.substr(slash + 1);
  }
  info.size = static_cast<uint64_t>(std::max<int64_t>(0, ParseInt(size).value_or(0)));
  info.modified = ParseHttpDate(headers.Get("Last-Modified")).value_or(Time{});
  return info;
}

}  // namespace millrace::storage::http
