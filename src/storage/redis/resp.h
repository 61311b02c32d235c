// RESP2, the protocol of Redis (redis.io, "Redis serialization protocol specification"): commands
// out, replies in. Reading is done by hiredis.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

struct redisReader;

namespace millrace::storage::redis {

struct Reply {
  enum class Type { kNil, kString, kStatus, kError, kInteger, kArray };

  Type type = Type::kNil;
  std::string text;          // of a string, a status or an error
  int64_t integer = 0;       // of an integer
  std::vector<Reply> items;  // of an array

  bool nil() const { return type == Type::kNil; }
  bool error() const { return type == Type::kError; }
  bool string() const { return type == Type::kString; }
};

// Commands in a row, as they are sent.
class Commands {
 public:
  void Add(std::initializer_list<std::string_view> words) { Add({words.begin(), words.size()}); }
  void Add(std::span<const std::string_view> words);
  // Overwrites what was in it: a password may have been.
  void Wipe();
  void Clear();

  std::string_view bytes() const { return bytes_; }
  size_t count() const { return count_; }

 private:
  std::string bytes_;
  size_t count_ = 0;
};

// Cuts what a server sends into replies. Used by one thread. Memory is that of the bytes fed and
// not yet given out, whatever lengths the server announces.
class ReplyReader {
 public:
  // A reply of more bytes than `max_reply` is an error.
  explicit ReplyReader(size_t max_reply);
  ~ReplyReader();
  ReplyReader(const ReplyReader&) = delete;
  ReplyReader& operator=(const ReplyReader&) = delete;

  void Feed(std::string_view bytes);
  // The next whole reply; nothing until more bytes are fed. kCorrupt if the bytes are not RESP, and
  // from then on always.
  Result<std::optional<Reply>> Next();

 private:
  struct Free {
    void operator()(redisReader* reader) const;
  };
  std::unique_ptr<redisReader, Free> reader_;
  const size_t max_reply_;
  size_t in_reply_ = 0;  // bytes fed since the last whole reply
  bool broken_ = false;
};

// The value of a line "name:value" of INFO's answer; "" if there is none.
std::string InfoValue(std::string_view info, std::string_view name);

}  // namespace millrace::storage::redis
