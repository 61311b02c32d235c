#include "sync/limited_http.h"

#include <gtest/gtest.h>

#include <future>

#include "storage/http/fake_http_client.h"

namespace millrace::sync {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// Keeps what was started and never ends it by itself.
class SilentClient final : public net::HttpClient {
 public:
  void Start(net::HttpRequest, std::shared_ptr<net::HttpSink> sink) override {
    sink_ = std::move(sink);
    started_.set_value();
  }
  Result<net::HttpResponse> Send(net::HttpRequest) override {
    return Fail(ErrorKind::kInternal, "not used");
  }
  std::shared_ptr<net::HttpSink> sink_;
  std::promise<void> started_;
};

net::HttpResponse Page(const net::HttpRequest&) {
  return {.status = 200, .headers = {{"Date", "today"}}, .body = "a long body"};
}

TEST(LimitedHttpClient, ShortensLimitsToWhatIsLeft) {
  FakeClock clock;
  storage::http::FakeHttpClient inner(Page);
  LimitedHttpClient client(inner, clock, seconds(8), clock.Steady() + seconds(10), {});
  EXPECT_EQ(client.Send({.url = "http://a/"}).value().body, "a long body");
  clock.Advance(seconds(7));
  EXPECT_TRUE(client.Send({.url = "http://a/", .total_timeout = milliseconds(100)}).has_value());
  EXPECT_TRUE(client.Send({.url = "http://a/"}).has_value());
  clock.Advance(seconds(3));
  EXPECT_EQ(client.Send({.url = "http://a/"}).error().kind, ErrorKind::kTimeout);
  const auto sent = inner.requests();
  ASSERT_EQ(sent.size(), 3u);
  EXPECT_EQ(sent[0].total_timeout, seconds(8));
  EXPECT_EQ(sent[0].connect_timeout, seconds(8));
  EXPECT_EQ(sent[1].total_timeout, milliseconds(100));
  EXPECT_EQ(sent[2].total_timeout, seconds(3));
}

TEST(LimitedHttpClient, AStopEndsWhatIsUnderWay) {
  FakeClock clock;
  SilentClient inner;
  std::stop_source stop;
  LimitedHttpClient client(inner, clock, seconds(8), clock.Steady() + seconds(10),
                           stop.get_token());
  auto answer = std::async(std::launch::async, [&] { return client.Send({.url = "http://a/"}); });
  inner.started_.get_future().get();
  stop.request_stop();
  const auto ended = answer.get();
  ASSERT_FALSE(ended.has_value());
  EXPECT_EQ(ended.error().kind, ErrorKind::kCancelled);
  // What comes later is dropped.
  EXPECT_FALSE(inner.sink_->OnHead(200, {}));
  EXPECT_FALSE(inner.sink_->OnData("late"));
  inner.sink_->OnDone({});
  EXPECT_EQ(client.Send({.url = "http://a/"}).error().kind, ErrorKind::kCancelled);
}

TEST(LimitedHttpClient, TheBodyIsDroppedWhereOnlyTheHeadIsWanted) {
  storage::http::FakeHttpClient inner(Page);
  const auto answer = FetchHead(inner, {.url = "http://a/"});
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->headers.Get("Date"), "today");
  EXPECT_EQ(answer->body, "");
}

TEST(LimitedHttpClient, AnAnswerThatIsTooLongIsRefused) {
  FakeClock clock;
  storage::http::FakeHttpClient inner(Page);
  LimitedHttpClient client(inner, clock, seconds(8), clock.Steady() + seconds(10), {});
  EXPECT_EQ(client.Send({.url = "http://a/", .max_body = 4}).error().kind, ErrorKind::kTooLarge);
}

}  // namespace
}  // namespace millrace::sync
