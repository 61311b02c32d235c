#include "net/server/request_parser.h"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <optional>

#include "base/text.h"

namespace millrace::net {
namespace {

namespace http = boost::beast::http;
using ErrorCode = boost::beast::error_code;

std::string_view View(boost::beast::string_view text) { return {text.data(), text.size()}; }

// Fills a Request while parsing.
class Parser final : public http::basic_parser<true> {
 public:
  explicit Parser(RequestParser::Limits limits) {
    eager(true);
    header_limit(static_cast<uint32_t>(std::min<size_t>(limits.max_header, UINT32_MAX)));
    body_limit(boost::none);  // checked below: the limit may be known only after the head
    max_body = limits.max_body;
  }

  Request request;
  int status = 0;  // set by a check of ours that failed
  std::string sentence;
  bool http11 = false;
  bool expects_continue = false;
  uint64_t max_body = 0, body_received = 0;
  std::optional<uint64_t> body_announced;
  std::string advice;

  std::string TooLong() const {
    return "The request's body is longer than " + HumanBytes(max_body) + "." +
           (advice.empty() ? "" : " " + advice);
  }

 private:
  // Any error code stops the parser; status and sentence say what it was.
  void Refuse(int code, std::string text, ErrorCode& error) {
    status = code;
    sentence = std::move(text);
    error = http::error::bad_value;
  }

  void on_request_impl(http::verb, boost::beast::string_view method,
                       boost::beast::string_view target, int version, ErrorCode& error) override {
    request.method = View(method);
    for (char& c : request.method) {
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    http11 = version >= 11;
    SetTarget(View(target), error);
  }

  void SetTarget(std::string_view target, ErrorCode& error) {
    // RFC 9112 §3.2: origin-form, absolute-form as to a proxy, or "*" of OPTIONS.
    if (!target.starts_with('/')) {
      const std::string scheme = ToLower(target.substr(0, 8));
      if (scheme.starts_with("http://") || scheme.starts_with("https://")) {
        const size_t authority = target.find("//") + 2;
        target.remove_prefix(std::min(target.find_first_of("/?", authority), target.size()));
      } else if (!(target == "*" && request.method == "OPTIONS")) {
        return Refuse(400, "The request's target is not a path.", error);
      }
    }
    const size_t mark = std::min(target.find('?'), target.size());
    request.path = target.substr(0, mark);
    if (request.path.empty()) request.path = "/";
    if (mark < target.size()) request.query = target.substr(mark + 1);
  }

  void on_field_impl(http::field name, boost::beast::string_view name_text,
                     boost::beast::string_view value, ErrorCode& error) override {
    switch (name) {
      case http::field::host:
        if (request.headers.Has("Host")) {
          return Refuse(400, "The request has two Host fields.", error);
        }
        break;
      case http::field::transfer_encoding:
        // With any other coding proxies disagree about where the body ends. Beast refuses a second
        // field, and a Content-Length beside it.
        if (!EqualsIgnoreCase(View(value), "chunked")) {
          return Refuse(501, "The request's Transfer-Encoding is not \"chunked\".", error);
        }
        if (!http11) {
          return Refuse(400, "An HTTP/1.0 request cannot have a Transfer-Encoding.", error);
        }
        break;
      case http::field::expect:
        expects_continue = http11 && EqualsIgnoreCase(View(value), "100-continue");
        break;
      default: break;
    }
    if (!in_trailer_) request.headers.Add(std::string(name_text), std::string(value));
  }

  void on_header_impl(ErrorCode& error) override {
    in_trailer_ = true;
    if (http11 && !request.headers.Has("Host")) {
      return Refuse(400, "The request has no Host field.", error);
    }
    if (const auto length = content_length(); length) body_announced = *length;
    if (body_announced.value_or(0) > max_body) Refuse(413, TooLong(), error);
  }

  void on_body_init_impl(const boost::optional<uint64_t>& length, ErrorCode&) override {
    // What a client claims is not yet worth memory.
    if (length) request.body.reserve(std::min<uint64_t>(*length, 1u << 20));
  }

  size_t on_body_impl(boost::beast::string_view body, ErrorCode& error) override {
    body_received += body.size();
    if (body_received > max_body) {
      Refuse(413, TooLong(), error);
      return 0;
    }
    request.body.append(body.data(), body.size());
    return body.size();
  }

  void on_response_impl(int, boost::beast::string_view, int, ErrorCode&) override {}
  void on_chunk_header_impl(uint64_t, boost::beast::string_view, ErrorCode&) override {}
  size_t on_chunk_body_impl(uint64_t, boost::beast::string_view body, ErrorCode& error) override {
    return on_body_impl(body, error);
  }
  void on_finish_impl(ErrorCode&) override {}

  bool in_trailer_ = false;
};

}  // namespace

class RequestParser::Impl {
 public:
  explicit Impl(Limits limits) { parser.emplace(limits); }

  void FailAs(int code, std::string text) {
    state = State::kFailed;
    status = code;
    sentence = std::move(text);
  }

  void Fail(ErrorCode error, const Limits& limits) {
    if (parser->status != 0) {
      FailAs(parser->status, std::move(parser->sentence));
    } else if (error == http::error::header_limit) {
      FailAs(431, "The request's header is longer than " + HumanBytes(limits.max_header) + ".");
    } else if (error == http::error::bad_version) {
      FailAs(505, "The request is not HTTP/1.0 or HTTP/1.1.");
    } else {
      FailAs(400, "The request is not valid HTTP: " + error.message() + ".");
    }
  }

  std::optional<Parser> parser;  // Beast's parsers serve once
  State state = State::kNothing;
  int status = 0;
  std::string sentence;
};

RequestParser::RequestParser(Limits limits)
    : limits_(limits), impl_(std::make_unique<Impl>(limits)) {}

RequestParser::~RequestParser() = default;

size_t RequestParser::Feed(std::string_view bytes) {
  size_t used = 0;
  if (impl_->state == State::kNothing) {
    // RFC 9112 §2.2: empty lines before a request line are skipped.
    while (used < bytes.size() && (bytes[used] == '\r' || bytes[used] == '\n')) ++used;
  }
  while (used < bytes.size() && impl_->state < State::kDone) {
    // Shown the line of a last chunk alone, Beast asserts that the next call brings all of it.
    constexpr size_t kLastChunk = 5;  // "0\r\n\r\n"
    if (impl_->state == State::kBody && impl_->parser->chunked() && bytes[used] == '0' &&
        bytes.size() - used < kLastChunk) {
      break;
    }
    impl_->state = std::max(impl_->state, State::kHead);
    ErrorCode error;
    const size_t taken = impl_->parser->put({bytes.data() + used, bytes.size() - used}, error);
    used += taken;
    if (error && error != http::error::need_more) {
      impl_->Fail(error, limits_);
      break;
    }
    if (impl_->parser->is_header_done()) impl_->state = State::kBody;
    if (impl_->parser->is_done()) impl_->state = State::kDone;
    if (taken == 0) {
      // Beast limits neither a chunk's line nor the trailer, and nobody else would stop them.
      if (impl_->state == State::kBody && bytes.size() - used > limits_.max_header) {
        impl_->FailAs(431, "The line of a chunk or the request's trailer is longer than " +
                               HumanBytes(limits_.max_header) + ".");
      }
      break;
    }
  }
  return used;
}

RequestParser::State RequestParser::state() const { return impl_->state; }
int RequestParser::status() const { return impl_->status; }
const std::string& RequestParser::sentence() const { return impl_->sentence; }
Request& RequestParser::request() { return impl_->parser->request; }
uint64_t RequestParser::body_received() const { return impl_->parser->body_received; }
std::optional<uint64_t> RequestParser::body_announced() const {
  return impl_->parser->body_announced;
}

bool RequestParser::LimitBody(uint64_t max_body, const std::string& advice) {
  Parser& parser = *impl_->parser;
  parser.max_body = max_body;
  parser.advice = advice;
  if (std::max(parser.body_received, parser.body_announced.value_or(0)) <= max_body) return true;
  impl_->FailAs(413, parser.TooLong());
  return false;
}
bool RequestParser::keep_alive() const { return impl_->parser->keep_alive(); }
bool RequestParser::http11() const { return impl_->parser->http11; }
bool RequestParser::expects_continue() const { return impl_->parser->expects_continue; }

void RequestParser::Reset() {
  impl_->parser.emplace(limits_);
  impl_->state = State::kNothing;
}

}  // namespace millrace::net
