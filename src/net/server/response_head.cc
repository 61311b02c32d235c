#include "net/server/response_head.h"

#include <algorithm>
#include <array>
#include <boost/beast/http/status.hpp>

#include "base/clock.h"
#include "base/text.h"

namespace millrace::net {
namespace {

constexpr std::array<std::string_view, 5> kOwnFields = {"Content-Length", "Transfer-Encoding",
                                                        "Date", "Connection", "Keep-Alive"};

void AppendClean(std::string& out, std::string_view text) {
  if (text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos) {
    out += text;
    return;
  }
  for (const char c : text) out += c == '\r' || c == '\n' || c == '\0' ? ' ' : c;
}

// The line changes once a second; each thread keeps its own.
const std::string& DateLine() {
  thread_local int64_t second = -1;
  thread_local std::string line;
  const Time now = SystemClock().Now();
  const int64_t current = ToMicros(now) / 1'000'000;
  if (current != second) {
    second = current;
    line = "Date: " + FormatHttpDate(now) + "\r\n";
  }
  return line;
}

}  // namespace

bool MayHaveBody(int status) { return status >= 200 && status != 204 && status != 304; }

void AppendHead(std::string& out, int status, const Headers& headers, const Framing& framing) {
  out += framing.http11 ? "HTTP/1.1 " : "HTTP/1.0 ";
  out += std::to_string(status);
  out += ' ';
  const auto reason =
      boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status));
  out.append(reason.data(), reason.size());
  out += "\r\n";
  for (const auto& [name, value] : headers) {
    if (std::ranges::any_of(kOwnFields, [&](auto own) { return EqualsIgnoreCase(own, name); }))
      continue;
    AppendClean(out, name);
    out += ": ";
    AppendClean(out, value);
    out += "\r\n";
  }
  out += DateLine();
  if (framing.length) {
    out += "Content-Length: ";
    out += std::to_string(*framing.length);
    out += "\r\n";
  } else if (framing.chunked) {
    out += "Transfer-Encoding: chunked\r\n";
  }
  if (!framing.keep_alive)
    out += "Connection: close\r\n";
  else if (!framing.http11)
    out += "Connection: keep-alive\r\n";
  out += "\r\n";
}

}  // namespace millrace::net
