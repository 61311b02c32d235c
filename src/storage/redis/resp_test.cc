#include "storage/redis/resp.h"

#include <gmock/gmock.h>

namespace millrace::storage::redis {
namespace {

constexpr size_t kLimit = 1 << 20;

TEST(CommandsTest, WordsAreBytes) {
  Commands commands;
  commands.Add({"SET", std::string_view("k\r\n\0", 4), ""});
  commands.Add({"PING"});
  EXPECT_EQ(commands.bytes(), std::string("*3\r\n$3\r\nSET\r\n$4\r\nk\r\n") + '\0' +
                                  "\r\n$0\r\n\r\n*1\r\n$4\r\nPING\r\n");
  EXPECT_EQ(commands.count(), 2u);
  commands.Wipe();
  EXPECT_EQ(commands.bytes(), "");
  EXPECT_EQ(commands.count(), 0u);
}

TEST(ReplyReaderTest, ReadsAllKindsHoweverTheyAreCut) {
  const std::string bytes =
      "+OK\r\n-ERR no\r\n:-7\r\n$-1\r\n*-1\r\n$4\r\na\r\nb\r\n"
      "*3\r\n$1\r\n0\r\n*2\r\n$1\r\nx\r\n$0\r\n\r\n:5\r\n*0\r\n";
  for (size_t piece = 1; piece <= bytes.size(); ++piece) {
    ReplyReader reader(kLimit);
    std::vector<Reply> replies;
    for (size_t at = 0; at < bytes.size(); at += piece) {
      reader.Feed(std::string_view(bytes).substr(at, piece));
      for (;;) {
        auto next = reader.Next();
        ASSERT_TRUE(next.has_value()) << next.error().Sentence();
        if (!next->has_value()) break;
        replies.push_back(**std::move(next));
      }
    }
    ASSERT_EQ(replies.size(), 8u) << piece;
    EXPECT_EQ(replies[0].type, Reply::Type::kStatus);
    EXPECT_EQ(replies[0].text, "OK");
    EXPECT_TRUE(replies[1].error());
    EXPECT_EQ(replies[1].text, "ERR no");
    EXPECT_EQ(replies[2].integer, -7);
    EXPECT_TRUE(replies[3].nil());
    EXPECT_TRUE(replies[4].nil());
    EXPECT_EQ(replies[5].text, "a\r\nb");
    ASSERT_EQ(replies[6].items.size(), 3u);
    EXPECT_EQ(replies[6].items[0].text, "0");
    ASSERT_EQ(replies[6].items[1].items.size(), 2u);
    EXPECT_EQ(replies[6].items[1].items[0].text, "x");
    EXPECT_TRUE(replies[6].items[1].items[1].string());
    EXPECT_EQ(replies[6].items[2].integer, 5);
    EXPECT_EQ(replies[7].type, Reply::Type::kArray);
    EXPECT_TRUE(replies[7].items.empty());
  }
}

TEST(ReplyReaderTest, WhatIsNoRespStaysAnError) {
  for (const char* bytes :
       {"HTTP/1.1 400 Bad Request\r\n", "$abc\r\n", "*x\r\n", "$-2\r\n", "\x15\x03\x03",
        "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n"}) {
    ReplyReader reader(kLimit);
    reader.Feed(bytes);
    auto reply = reader.Next();
    ASSERT_FALSE(reply.has_value()) << bytes;
    EXPECT_EQ(reply.error().kind, ErrorKind::kCorrupt);
    reader.Feed("+OK\r\n");
    EXPECT_FALSE(reader.Next().has_value()) << bytes;
  }
}

TEST(ReplyReaderTest, AnnouncedLengthsCostNothing) {
  for (const char* bytes :
       {"$9223372036854775807\r\nx", "*2147483647\r\n:1\r\n", "*2000000000\r\n*2000000000\r\n"}) {
    ReplyReader reader(kLimit);
    reader.Feed(bytes);
    const auto reply = reader.Next();
    if (reply.has_value()) EXPECT_FALSE(reply->has_value()) << bytes;
  }
}

TEST(ReplyReaderTest, AReplyHasALimit) {
  ReplyReader reader(100);
  reader.Feed("$1000\r\n" + std::string(50, 'x'));
  ASSERT_TRUE(reader.Next().has_value());
  reader.Feed(std::string(50, 'x'));
  const auto reply = reader.Next();
  ASSERT_FALSE(reply.has_value());
  EXPECT_EQ(reply.error().kind, ErrorKind::kTooLarge);
  EXPECT_FALSE(reader.Next().has_value());
  // Many small ones have none.
  ReplyReader other(100);
  for (int i = 0; i < 100; ++i) {
    other.Feed(":12345\r\n");
    EXPECT_EQ(other.Next().value()->integer, 12345);
  }
}

TEST(InfoValueTest, FindsWholeNames) {
  const std::string info = "# Server\r\nredis_version:7.0.15\r\nrun_id:abc\r\nempty:\r\n\r\nos:a:b";
  EXPECT_EQ(InfoValue(info, "run_id"), "abc");
  EXPECT_EQ(InfoValue(info, "redis_version"), "7.0.15");
  EXPECT_EQ(InfoValue(info, "version"), "");
  EXPECT_EQ(InfoValue(info, "redis"), "");
  EXPECT_EQ(InfoValue(info, "empty"), "");
  EXPECT_EQ(InfoValue(info, "os"), "a:b");
  EXPECT_EQ(InfoValue("", "os"), "");
}

}  // namespace
}  // namespace millrace::storage::redis
