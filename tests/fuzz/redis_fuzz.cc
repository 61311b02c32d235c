// What a Redis answers, which is whatever server a user names: a listing, reads and writes with it.
#include "storage/redis/examine.h"
#include "storage/redis/scan.h"
#include "storage/redis/scripted_stream.h"
#include "storage/redis/values.h"
#include "storage/redis/writing.h"
#include "tests/fuzz/fuzzing.h"

namespace redis = millrace::storage::redis;
using millrace::fuzz::Require;

namespace {

class CountingSink final : public millrace::storage::PutSink {
 public:
  void Done(size_t, millrace::Result<millrace::storage::ObjectInfo>) override { ++done; }
  size_t done = 0;
};

// The whole text is there to be read, whatever was asked.
std::unique_ptr<redis::Connection> Connect(std::string_view text,
                                           const redis::ConnectionOptions& options) {
  redis::Answers answers = redis::Welcome();
  answers.emplace_back(text);
  auto connection = redis::Connection::SignIn(
      std::make_unique<redis::ScriptedStream>(std::move(answers), nullptr, 1 + text.size() % 97),
      options);
  return *std::move(connection);
}

void ReadReplies(std::string_view text) {
  redis::ReplyReader whole(1 << 20), cut(1 << 20);
  size_t replies = 0, again = 0;
  whole.Feed(text);
  for (auto next = whole.Next(); next.has_value() && next->has_value(); next = whole.Next())
    ++replies;
  for (const std::string_view piece : millrace::fuzz::Pieces(text)) {
    cut.Feed(piece);
    for (auto next = cut.Next(); next.has_value() && next->has_value(); next = cut.Next()) ++again;
  }
  Require(replies == again, "replies do not depend on how they are cut");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = millrace::fuzz::Text(data, size);
  const redis::ConnectionOptions options = redis::ScriptedOptions();
  const redis::Place place = options.place();
  ReadReplies(text);

  (void)redis::Connection::SignIn(
      std::make_unique<redis::ScriptedStream>(redis::Answers{std::string(text)}), options);

  const auto listed = redis::ScanKeys(*Connect(text, options), place, "run1", {.limit = 10});
  if (listed.has_value()) {
    Require(listed->keys.size() <= 10, "a page keeps its limit");
    if (!listed->next.empty())
      Require(redis::ScanPosition::Parse(listed->next).has_value(),
              "a page's next position can be asked for");
  } else {
    Require(!listed.error().message.empty(), "a listing that fails says why");
  }

  const std::string_view keys[] = {"a", "b", "c"};
  int held = 0;
  const auto read = redis::ReadValues(*Connect(text, options), place, "get", keys,
                                      [&](size_t, redis::Held) { ++held; });
  Require(read.has_value() ? held == 3 : held <= 3, "each key is answered once");

  const std::vector<millrace::storage::PutRequest> puts{
      {.key = "a", .body = "x"},
      {.key = "b", .body = "x", .precondition = millrace::storage::Precondition::kMatches}};
  CountingSink sink;
  redis::PutValues(*Connect(text, options), place, puts, {0, 1}, sink, {});
  Require(sink.done == 2, "each write has one outcome");

  (void)redis::Describe(*Connect(text, options), place);
  (void)redis::Examine(*Connect(text, options), place);
  (void)redis::ScanPosition::Parse(text);
  return 0;
}
