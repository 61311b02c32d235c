// The bytes of one answer on their way out: its head, then its body, whole or piece by piece, each
// in the framing that the client understands (RFC 9112 §6).
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "net/http_server.h"

namespace millrace::net {

class Outgoing {
 public:
  struct Manner {
    bool keep_alive = false;
    bool http11 = true;
    bool head_only = false;  // the answer to HEAD
  };

  // Before the answer: "100 Continue". All else must be sent.
  void BeginInterim(std::string_view line);
  // Head and body, or the head alone if a source gives the body. Whether the connection may carry
  // another request afterwards.
  bool Begin(Response response, const Manner& manner);
  // What the source gave next; nothing is its end. False: more or less than was announced.
  bool Append(std::string piece);

  // Of the body; nullptr: what was begun is all.
  const std::shared_ptr<BodySource>& source() const { return source_; }
  void DropSource() { source_.reset(); }

  // What is still to be sent; empty if nothing is. Until the next call; the bytes stay until they
  // are sent.
  std::span<const std::string_view> Left();
  void Sent(size_t count);

 private:
  size_t total() const { return prefix_.size() + body_.size() + suffix_.size(); }

  std::shared_ptr<BodySource> source_;
  std::optional<uint64_t> source_left_;
  bool chunked_ = false;

  std::string prefix_, body_;
  std::string_view suffix_;
  size_t sent_ = 0;
  std::array<std::string_view, 3> left_;
};

}  // namespace millrace::net
