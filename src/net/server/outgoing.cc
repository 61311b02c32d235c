#include "net/server/outgoing.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "net/server/response_head.h"

namespace millrace::net {
namespace {

constexpr size_t kJoin = 16u << 10;  // below it a body is copied behind its head

}  // namespace

void Outgoing::BeginInterim(std::string_view line) {
  prefix_ = line;
  body_.clear();
  suffix_ = {};
  sent_ = 0;
}

bool Outgoing::Begin(Response response, const Manner& manner) {
  source_ = std::move(response.source);
  Framing framing{.keep_alive = manner.keep_alive, .http11 = manner.http11};
  chunked_ = false;
  source_left_.reset();
  if (!MayHaveBody(response.status)) {
    source_.reset();
    response.body.clear();
  } else if (source_ == nullptr) {
    framing.length = response.body.size();
  } else if (response.source_length) {
    framing.length = source_left_ = *response.source_length;
  } else if (manner.http11) {
    framing.chunked = chunked_ = true;
  } else {
    framing.keep_alive = false;  // its end is the connection's
  }
  if (manner.head_only) {
    source_.reset();
    response.body.clear();
  }
  prefix_.clear();
  AppendHead(prefix_, response.status, response.headers, framing);
  suffix_ = {};
  if (response.body.size() <= kJoin) {
    prefix_ += response.body;
    body_.clear();
  } else {
    body_ = std::move(response.body);
  }
  sent_ = 0;
  return framing.keep_alive;
}

bool Outgoing::Append(std::string piece) {
  const bool end = piece.empty();
  body_ = std::move(piece);
  prefix_.clear();
  suffix_ = {};
  sent_ = 0;
  if (source_left_) {
    // Neither more nor less than was announced, or the client takes the rest for the next answer.
    if (body_.size() > *source_left_ || (end && *source_left_ > 0)) return false;
    *source_left_ -= body_.size();
  } else if (chunked_) {
    if (!end) {
      char size[16];
      prefix_.assign(size, std::to_chars(size, std::end(size), body_.size(), 16).ptr);
    } else {
      prefix_ = "0";
    }
    prefix_ += "\r\n";
    suffix_ = "\r\n";
  }
  return true;
}

std::span<const std::string_view> Outgoing::Left() {
  size_t skip = sent_, count = 0;
  for (const std::string_view piece :
       {std::string_view(prefix_), std::string_view(body_), suffix_}) {
    const size_t gone = std::min(skip, piece.size());
    skip -= gone;
    if (gone < piece.size()) left_[count++] = piece.substr(gone);
  }
  return {left_.data(), count};
}

void Outgoing::Sent(size_t count) {
  sent_ += count;
  if (sent_ < total()) return;
  // A long piece gives its memory back while the next one is awaited.
  if (body_.capacity() > kJoin) body_ = {};
  body_.clear();
  prefix_.clear();
  suffix_ = {};
  sent_ = 0;
}

}  // namespace millrace::net
