// redis_values MODE PORT DB …: the limit of reading and writing values of a Redis on 127.0.0.1,
// with hiredis and one connection; many commands are under way at once.
//   fill PORT DB < LINES       sets each line's first word to what stands behind the space
//   get  PORT DB PREFIX        scans for keys with that prefix and gets their values
//   copy PORT DB PREFIX INTO   gets the same, then (measured) sets keys that are not there yet:
//   INTO
//                              in place of PREFIX
#include <hiredis.h>

#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "figure.h"

namespace millrace::bench {
namespace {

constexpr size_t kAtOnce = 500;

struct FreeReply {
  void operator()(redisReply* reply) const { freeReplyObject(reply); }
};
using Reply = std::unique_ptr<redisReply, FreeReply>;
using Pairs = std::vector<std::pair<std::string, std::string>>;

class Client {
 public:
  Client(int port, const char* db) : context_(redisConnect("127.0.0.1", port)) {
    if (context_ == nullptr || context_->err != 0) Stop("redis_values", "cannot connect");
    Send({"SELECT", db});
    Next();
  }
  ~Client() { redisFree(context_); }

  void Send(const std::vector<std::string>& words) {
    std::vector<const char*> data;
    std::vector<size_t> sizes;
    for (const std::string& word : words) {
      data.push_back(word.data());
      sizes.push_back(word.size());
    }
    redisAppendCommandArgv(context_, static_cast<int>(words.size()), data.data(), sizes.data());
  }
  Reply Next() {
    void* reply = nullptr;
    if (redisGetReply(context_, &reply) != REDIS_OK || reply == nullptr)
      Stop("redis_values", context_->errstr);
    Reply out(static_cast<redisReply*>(reply));
    if (out->type == REDIS_REPLY_ERROR) Stop("redis_values", out->str);
    return out;
  }

 private:
  redisContext* context_;
};

std::string Text(const redisReply* reply) { return {reply->str, reply->len}; }

// Calls on_value(key, value) for each key with that prefix; returns the bytes of the values.
template <class OnValue>
int64_t Read(Client& client, const std::string& prefix, const OnValue& on_value) {
  int64_t bytes = 0;
  std::string cursor = "0";
  do {
    client.Send({"SCAN", cursor, "MATCH", prefix + "*", "COUNT", std::to_string(kAtOnce)});
    const Reply page = client.Next();
    cursor = Text(page->element[0]);
    const redisReply* keys = page->element[1];
    if (keys->elements == 0) continue;
    std::vector<std::string> get{"MGET"};
    for (size_t i = 0; i < keys->elements; ++i) get.push_back(Text(keys->element[i]));
    client.Send(get);
    const Reply values = client.Next();
    for (size_t i = 0; i < values->elements; ++i) {
      bytes += static_cast<int64_t>(values->element[i]->len);
      on_value(get[i + 1], values->element[i]);
    }
  } while (cursor != "0");
  return bytes;
}

int64_t Write(Client& client, const Pairs& pairs, bool only_new) {
  int64_t bytes = 0;
  size_t answered = 0;
  for (size_t sent = 0; sent < pairs.size(); ++sent) {
    std::vector<std::string> set{"SET", pairs[sent].first, pairs[sent].second};
    if (only_new) set.push_back("NX");
    client.Send(set);
    bytes += static_cast<int64_t>(pairs[sent].second.size());
    if (sent + 1 - answered < kAtOnce && sent + 1 < pairs.size()) continue;
    for (; answered <= sent; ++answered)
      if (client.Next()->type != REDIS_REPLY_STATUS) Stop("redis_values", "a key was there");
  }
  return bytes;
}

}  // namespace
}  // namespace millrace::bench

int main(int argc, char** argv) {
  using namespace millrace::bench;
  const std::string mode = argc > 3 ? argv[1] : "";
  const int words = mode == "fill" ? 4 : mode == "get" ? 5 : mode == "copy" ? 6 : 0;
  if (argc != words) Stop("usage", "redis_values fill|get|copy PORT DB [PREFIX [INTO]]");
  Client client(atoi(argv[2]), argv[3]);
  Pairs pairs;
  if (mode == "fill") {
    for (std::string line; std::getline(std::cin, line);) {
      const size_t space = line.find(' ');
      if (space == std::string::npos) Stop("redis_values", "a line without a value");
      pairs.emplace_back(line.substr(0, space), line.substr(space + 1));
    }
    const Stopwatch watch;
    const int64_t bytes = Write(client, pairs, false);
    PrintFigure(static_cast<int64_t>(pairs.size()), bytes, watch.Seconds());
    return 0;
  }
  const std::string prefix = argv[4];
  if (mode == "get") {
    const Stopwatch watch;
    int64_t count = 0;
    const int64_t bytes =
        Read(client, prefix, [&](const std::string&, const redisReply*) { ++count; });
    PrintFigure(count, bytes, watch.Seconds());
    return 0;
  }
  Read(client, prefix, [&](const std::string& key, const redisReply* value) {
    pairs.emplace_back(argv[5] + key.substr(prefix.size()), Text(value));
  });
  const Stopwatch watch;
  const int64_t bytes = Write(client, pairs, true);
  PrintFigure(static_cast<int64_t>(pairs.size()), bytes, watch.Seconds());
  return 0;
}
