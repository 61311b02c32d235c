#include "storage/redis/values.h"

#include <gmock/gmock.h>

#include <map>

#include "storage/redis/scripted_stream.h"

namespace millrace::storage::redis {
namespace {

using ::testing::HasSubstr;

class ValuesTest : public testing::Test {
 protected:
  // What each key was found to hold; the last answer to a key may not come twice.
  std::map<std::string, Held> Read(const std::vector<std::string_view>& keys,
                                   const Answers& answers, bool measure = false) {
    const auto connection = ScriptedConnection(options_, answers, &asked_);
    std::map<std::string, Held> found;
    const auto take = [&](size_t i, Held held) {
      EXPECT_TRUE(found.emplace(keys[i], std::move(held)).second) << keys[i];
    };
    const Place place = options_.place();
    const auto done = measure ? MeasureValues(*connection, place, "list", keys, take)
                              : ReadValues(*connection, place, "get", keys, take);
    EXPECT_TRUE(done.has_value()) << done.error().Sentence();
    EXPECT_EQ(found.size(), keys.size());
    return found;
  }

  const ConnectionOptions options_ = ScriptedOptions();
  std::string asked_;
};

TEST_F(ValuesTest, TellsWhatKeysHold) {
  constexpr const char* kWrong = "-WRONGTYPE Operation against a key\r\n";
  const auto found = Read({"small", "empty", "none", "large", "hash", "list", "mine"},
                          {Bulk("{}"), Bulk(""), Bulk(""), Bulk(std::string(kWholeValue + 1, 'x')),
                           kWrong, kWrong, "-NOPERM this user may not access one of the keys\r\n",
                           // GET of what gave nothing
                           Bulk(""), "$-1\r\n",
                           // STRLEN of the large one, TYPE, HLEN, HGETALL
                           ":2000000\r\n", "+hash\r\n", "+list\r\n", ":2\r\n",
                           "*4\r\n" + Bulk("text") + Bulk("a \"b\"") + Bulk("n") + Bulk("1")});
  EXPECT_EQ(found.at("small").body, "{}");
  EXPECT_EQ(found.at("small").size, 2u);
  EXPECT_EQ(found.at("empty").kind, Held::Kind::kWhole);
  EXPECT_EQ(found.at("empty").size, 0u);
  EXPECT_EQ(found.at("none").kind, Held::Kind::kMissing);
  EXPECT_EQ(found.at("large").kind, Held::Kind::kLarge);
  EXPECT_EQ(found.at("large").size, 2'000'000u);
  EXPECT_EQ(found.at("hash").body, R"({"n":"1","text":"a \"b\""})");
  const Held& list = found.at("list");
  EXPECT_EQ(list.kind, Held::Kind::kRefused);
  EXPECT_EQ(list.type, "list");
  EXPECT_EQ(list.error.kind, ErrorKind::kInvalid);
  EXPECT_EQ(list.error.key, "list");
  EXPECT_THAT(list.error.message, HasSubstr("\"list\" holds a list"));
  EXPECT_EQ(found.at("mine").error.kind, ErrorKind::kDenied);
  EXPECT_THAT(asked_, HasSubstr("GETRANGE\r\n$5\r\nsmall\r\n$1\r\n0\r\n$7\r\n1048576\r\n"));
}

TEST_F(ValuesTest, AHashThatIsTooLongIsNotRead) {
  const auto found = Read({"h"}, {"-WRONGTYPE x\r\n", "+hash\r\n", ":100001\r\n"});
  EXPECT_EQ(found.at("h").kind, Held::Kind::kRefused);
  EXPECT_THAT(found.at("h").error.message, HasSubstr("100,001 fields"));
}

TEST_F(ValuesTest, WhatChangesMeanwhileIsNotMistaken) {
  // A key that becomes another type between the questions, and one that goes.
  const auto found = Read({"a", "b"}, {"-WRONGTYPE x\r\n", "-WRONGTYPE x\r\n", "+none\r\n",
                                       "+hash\r\n", ":1\r\n", "-WRONGTYPE x\r\n"});
  EXPECT_EQ(found.at("a").kind, Held::Kind::kMissing);
  EXPECT_EQ(found.at("b").kind, Held::Kind::kRefused);
}

TEST_F(ValuesTest, MeasuringReadsNoValue) {
  const auto found = Read(
      {"small", "large", "hash", "set"},
      {":5\r\n", ":2000000\r\n", "-WRONGTYPE x\r\n", "-WRONGTYPE x\r\n", "+hash\r\n", "+set\r\n"},
      true);
  EXPECT_EQ(found.at("small").size, 5u);
  EXPECT_EQ(found.at("large").kind, Held::Kind::kLarge);
  EXPECT_EQ(found.at("hash").kind, Held::Kind::kWhole);
  EXPECT_EQ(found.at("set").kind, Held::Kind::kRefused);
  EXPECT_THAT(asked_, ::testing::Not(HasSubstr("GET")));
}

TEST_F(ValuesTest, AnAnswerOfAnotherShapeIsRefused) {
  for (const char* answer : {":1\r\n", "*0\r\n", "$-1\r\n"}) {
    const auto found = Read({"a"}, {answer});
    EXPECT_EQ(found.at("a").kind, Held::Kind::kRefused) << answer;
    EXPECT_EQ(found.at("a").error.kind, ErrorKind::kCorrupt) << answer;
  }
}

TEST(HashAsJsonTest, FieldsHaveOneOrder) {
  const auto text = [](std::string value) {
    return Reply{.type = Reply::Type::kString, .text = std::move(value)};
  };
  const Reply one{.type = Reply::Type::kArray,
                  .items = {text("b"), text("2"), text("a"), text("1")}};
  const Reply two{.type = Reply::Type::kArray,
                  .items = {text("a"), text("1"), text("b"), text("2")}};
  EXPECT_EQ(HashAsJson(one, "h").value(), R"({"a":"1","b":"2"})");
  EXPECT_EQ(HashAsJson(one, "h").value(), HashAsJson(two, "h").value());
  const Reply bytes{.type = Reply::Type::kArray, .items = {text("photo"), text("\xFF\xD8")}};
  const auto refused = HashAsJson(bytes, "h");
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().message, HasSubstr("\"photo\""));
}

}  // namespace
}  // namespace millrace::storage::redis
