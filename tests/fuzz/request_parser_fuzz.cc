// Raw bytes of a connection: any cut of them gives the same requests, or the same refusal.
#include "net/server/request_parser.h"
#include "tests/fuzz/fuzzing.h"

namespace millrace::net {
namespace {

using fuzz::Require;
using State = RequestParser::State;

constexpr RequestParser::Limits kLimits{.max_header = 2048, .max_body = 4096};

struct Seen {
  int status = 0;  // of a refusal; it is the last
  std::string method, path, query, body;
  std::vector<Headers::value_type> headers;
  bool keep_alive = false, http11 = false;

  bool operator==(const Seen&) const = default;
};

Seen Take(RequestParser& parser) {
  Seen seen;
  if (parser.state() == State::kFailed) {
    seen.status = parser.status();
    Require(seen.status >= 400 && !parser.sentence().empty(),
            "a refusal has a status and a sentence");
    return seen;
  }
  const Request& request = parser.request();
  Require(!request.method.empty(), "a request has a method");
  Require(request.body.size() <= kLimits.max_body, "a body keeps its limit");
  return {.method = request.method,
          .path = request.path,
          .query = request.query,
          .body = request.body,
          .headers = {request.headers.begin(), request.headers.end()},
          .keep_alive = parser.keep_alive(),
          .http11 = parser.http11()};
}

std::vector<Seen> Read(const std::vector<std::string_view>& pieces) {
  RequestParser parser(kLimits);
  std::vector<Seen> requests;
  std::string buffer;
  for (const std::string_view piece : pieces) {
    buffer.append(piece);
    while (!buffer.empty()) {
      const size_t used = parser.Feed(buffer);
      Require(used <= buffer.size(), "no more is used than was given");
      buffer.erase(0, used);
      if (parser.state() < State::kDone) break;  // it needs more
      requests.push_back(Take(parser));
      if (parser.state() == State::kFailed) return requests;
      parser.Reset();
    }
  }
  return requests;
}

// The same requests, then the same refusal or none yet. Near a limit it depends on the cut whether
// it is passed: Beast counts a head without the request line that it took before, and a chunk each
// time it sees its line again.
void RequireSame(std::vector<Seen> a, std::vector<Seen> b) {
  const auto take_refusal = [](std::vector<Seen>& all) {
    const int status = all.empty() ? 0 : all.back().status;
    if (status != 0) all.pop_back();
    return status;
  };
  const int first = take_refusal(a), second = take_refusal(b);
  const auto limit = [](int status) { return status == 413 || status == 431; };
  if (limit(first) || limit(second)) {
    a.resize(std::min(a.size(), b.size()));
    b.resize(a.size());
  } else {
    Require(first == second || first == 0 || second == 0, "any cut gives the same refusal");
  }
  Require(a == b, "any cut gives the same requests");
}

}  // namespace
}  // namespace millrace::net

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace millrace;
  // A head that is not complete may be refused early or not yet; with an end it is complete.
  const std::string text = std::string(fuzz::Text(data, size)) + "\r\n\r\n";
  net::RequireSame(net::Read({text}), net::Read(fuzz::Pieces(text)));
  return 0;
}
