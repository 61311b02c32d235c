#include "app/client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace millrace::app {
namespace {

namespace json = boost::json;

// Gives "abc" in three pieces, then an error or the end.
class Pieces final : public net::BodySource {
 public:
  explicit Pieces(bool fails) : fails_(fails) {}
  void Next(Done done) override {
    if (left_.empty()) {
      if (fails_)
        done(Fail(ErrorKind::kUnavailable, "lost"));
      else
        done(std::string());
      return;
    }
    std::string piece(1, left_.front());
    left_.erase(0, 1);
    done(std::move(piece));
  }

 private:
  std::string left_ = "abc";
  bool fails_;
};

std::unique_ptr<Client> Answering(net::Response response) {
  return MakeInProcessClient([response](net::Request&) { return response; });
}

TEST(Client, SpeaksAsTheOperator) {
  net::Request seen;
  const auto client = MakeInProcessClient([&](net::Request& request) {
    seen = request;
    return net::Response{.status = 200, .body = "{\"ok\": true}"};
  });
  const json::object body{{"a", 1}};
  const auto answer = CallObject(*client, "POST", "/api/x?y=1", &body);
  ASSERT_TRUE(answer.has_value());
  EXPECT_TRUE(answer->at("ok").as_bool());
  EXPECT_TRUE(seen.over_unix_socket);
  EXPECT_EQ(seen.path, "/api/x");
  EXPECT_EQ(seen.query, "y=1");
  EXPECT_EQ(seen.body, "{\"a\":1}");
  EXPECT_EQ(seen.headers.Get("content-type"), "application/json");
}

TEST(Client, CollectsStreamedBodies) {
  net::Response response;
  response.source = std::make_shared<Pieces>(false);
  const auto answer = Answering(response)->Call("GET", "/", "");
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->body, "abc");
}

TEST(Client, DownloadReportsACutBody) {
  net::Response response;
  response.source = std::make_shared<Pieces>(true);
  std::string got;
  const auto done = Answering(response)->Download("/", [&](std::string_view bytes) -> Result<void> {
    got += bytes;
    return {};
  });
  EXPECT_EQ(got, "abc");
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().message, "lost");
}

TEST(Client, DownloadStopsWhereTheWriterFails) {
  net::Response response;
  response.source = std::make_shared<Pieces>(false);
  int calls = 0;
  const auto done = Answering(response)->Download("/", [&](std::string_view) -> Result<void> {
    ++calls;
    return Fail(ErrorKind::kUnavailable, "disk full");
  });
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(done.error().message, "disk full");
}

TEST(Client, ErrorsInTheServersWords) {
  const Error error = ErrorOf({404, R"({"detail": "There is no project \"cats\". Use --init."})"});
  EXPECT_EQ(error.kind, ErrorKind::kNotFound);
  EXPECT_EQ(error.Sentence(), "There is no project \"cats\". Use --init.");
}

TEST(Client, FieldsWhereTheDetailSaysNothing) {
  const Error error = ErrorOf({400, R"({"detail": "Validation error", "validation_errors":
      {"bucket": ["This field is required."], "non_field_errors": ["Too many."]}})"});
  EXPECT_EQ(error.message, "bucket: This field is required. Too many.");
  EXPECT_EQ(error.fields.size(), 2u);
}

TEST(Client, AnswersThatAreNoJson) {
  EXPECT_EQ(ErrorOf({502, "<html>"}).status, 502);
  EXPECT_FALSE(ErrorOf({502, "<html>"}).message.empty());
  const auto answer = CallJson(*Answering({.status = 200, .body = "<html>"}), "GET", "/");
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().kind, ErrorKind::kCorrupt);
  EXPECT_FALSE(CallObject(*Answering({.status = 200, .body = "[]"}), "GET", "/").has_value());
}

}  // namespace
}  // namespace millrace::app
