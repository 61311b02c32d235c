// For tests: a server that says what a test wrote down, whatever it is asked.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/redis/connection.h"

namespace millrace::storage::redis {

// The answers to one command each.
using Answers = std::vector<std::string>;

class ScriptedStream final : public net::Stream {
 public:
  // Answers a command when it is asked, in pieces of `piece` bytes, and closes when it has no
  // answer. `asked` gets what was written.
  ScriptedStream(Answers answers, std::string* asked = nullptr, size_t piece = 4096)
      : answers_(std::move(answers)), asked_(asked), piece_(piece) {}

  Result<void> Write(std::string_view bytes, std::chrono::milliseconds) override {
    if (asked_ != nullptr) asked_->append(bytes);
    commands_.Feed(bytes);  // commands look as replies do
    while (commands_.Next().value().has_value() && given_ < answers_.size())
      waiting_ += answers_[given_++];
    return {};
  }
  Result<size_t> Read(char* buffer, size_t size, std::chrono::milliseconds) override {
    const size_t count = std::min({size, piece_, waiting_.size()});
    waiting_.copy(buffer, count);
    waiting_.erase(0, count);
    return count;
  }
  bool Quiet() override { return waiting_.empty(); }

 private:
  const Answers answers_;
  std::string* const asked_;
  const size_t piece_;
  ReplyReader commands_{1 << 20};
  size_t given_ = 0;
  std::string waiting_;
};

// "$5\r\nhello\r\n"
inline std::string Bulk(std::string_view text) {
  return "$" + std::to_string(text.size()) + "\r\n" + std::string(text) + "\r\n";
}

// Where the scripted servers stand.
inline ConnectionOptions ScriptedOptions() {
  ConnectionOptions options;
  options.stream.host = "redis.example.com";
  options.stream.port = 6379;
  options.db = 1;
  return options;
}

// What a server says while a client signs in without a password.
inline Answers Welcome(const std::string& run_id = "run1") {
  return {"+OK\r\n", Bulk("# Server\r\nredis_version:7.0.15\r\nrun_id:" + run_id + "\r\n")};
}

// A connection that is signed in, and then gets `answers`. `options` outlives it.
inline std::unique_ptr<Connection> ScriptedConnection(const ConnectionOptions& options,
                                                      const Answers& answers,
                                                      std::string* asked = nullptr) {
  Answers all = Welcome();
  all.insert(all.end(), answers.begin(), answers.end());
  auto made = Connection::SignIn(std::make_unique<ScriptedStream>(std::move(all), asked), options);
  if (asked != nullptr) asked->clear();
  return made.has_value() ? *std::move(made) : nullptr;
}

}  // namespace millrace::storage::redis
