#include "api/body.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace millrace::api {
namespace {

using testing::HasSubstr;

net::Request Request(std::string type, std::string body) {
  return {
      .method = "POST", .headers = {{"Content-Type", std::move(type)}}, .body = std::move(body)};
}

std::string ParseFailure(const std::string& text) {
  const net::Request request = Request("application/json", text);
  const Result<Body> body = ReadBody(request);
  if (body.has_value()) return "accepted";
  EXPECT_EQ(body.error().operation, kParseFailed);
  return body.error().message;
}

TEST(BodyTest, JsonFaultsSayWhere) {
  EXPECT_EQ(ParseFailure(R"({"a":)"),
            "JSON parse error - the text ends too early: line 1 column 6 (char 5)");
  EXPECT_EQ(ParseFailure("{\"a\": 1,\n \"b\": }"),
            "JSON parse error - unexpected \"}\": line 2 column 7 (char 15)");
  EXPECT_EQ(ParseFailure("{} x"), "JSON parse error - Extra data: line 1 column 4 (char 3)");
  EXPECT_THAT(ParseFailure("NaN"), HasSubstr("JSON parse error"));
  EXPECT_THAT(ParseFailure("[1,]"), HasSubstr("JSON parse error"));
  EXPECT_THAT(ParseFailure("\"\xff\""), HasSubstr("JSON parse error"));
  EXPECT_THAT(ParseFailure(R"("\ud800")"), HasSubstr("JSON parse error"));
  EXPECT_THAT(ParseFailure(std::string(600, '[') + std::string(600, ']')),
              HasSubstr("deeper than 512"));
  EXPECT_EQ(ParseFailure(std::string(500, '[') + std::string(500, ']')), "accepted");
}

TEST(BodyTest, MembersKeepTheirBytes) {
  const net::Request request =
      Request("application/json; charset=utf-8",
              R"( {"result": [ 1.50, 12345678901234567890123 ], "x": {"result": 2}} )");
  const auto body = ReadBody(request);
  ASSERT_TRUE(body.has_value());
  EXPECT_EQ(body->Raw("result"), "[ 1.50, 12345678901234567890123 ]");
  EXPECT_EQ(body->Raw("nothing"), std::nullopt);
}

TEST(BodyTest, FormsAndMultipartAreObjects) {
  const net::Request form =
      Request("application/x-www-form-urlencoded", "a=1&b=x+y%21&a=2&data=%7B%22k%22%3A1%7D");
  const auto read = ReadBody(form);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(boost::json::serialize(read->object()), R"({"a":"2","b":"x y!","data":"{\"k\":1}"})");
  EXPECT_EQ(read->Raw("data"), R"({"k":1})");
  EXPECT_EQ(read->Raw("b"), std::nullopt);

  const net::Request parts =
      Request("multipart/form-data; boundary=XX",
              "--XX\r\nContent-Disposition: form-data; "
              "name=\"title\"\r\n\r\nCats\r\n--XX\r\nContent-Disposition: form-data; "
              "name=\"f\"; filename=\"a;b.json\"\r\nContent-Type: application/json\r\n\r\n[{\"x\": "
              "1}]\r\n--XX--\r\n");
  const auto multipart = ReadBody(parts);
  ASSERT_TRUE(multipart.has_value());
  EXPECT_EQ(boost::json::serialize(multipart->object()), R"({"title":"Cats"})");
  ASSERT_EQ(multipart->files().size(), 1u);
  EXPECT_EQ(multipart->files()[0].name, "a;b.json");
  EXPECT_EQ(multipart->files()[0].bytes, "[{\"x\": 1}]");
}

TEST(BodyTest, BrokenMultipartIsRefused) {
  for (const char* body :
       {"", "--XX", "--XX\r\n", "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nabc",
        "--XX\r\n\r\nabc\r\n--XX--", "nothing at all"}) {
    const net::Request request =
        Request("multipart/form-data; boundary=XX", std::string(body) + " ");
    const auto read = ReadBody(request);
    if (std::string_view(body).empty()) continue;  // an empty body is an empty object
    ASSERT_FALSE(read.has_value()) << body;
    EXPECT_THAT(read.error().message, HasSubstr("multipart"));
  }
  EXPECT_FALSE(ReadBody(Request("multipart/form-data", "x")).has_value());
}

TEST(BodyTest, ContentTypes) {
  EXPECT_TRUE(ReadBody(Request("", R"({"a":1})")).has_value());
  EXPECT_TRUE(ReadBody(Request("text/plain", "  ")).has_value());
  const auto text = ReadBody(Request("text/plain", "hello"));
  ASSERT_FALSE(text.has_value());
  EXPECT_EQ(text.error().operation, kMediaType);
}

TEST(FormTest, CollectsWhatIsWrong) {
  const net::Request request = Request(
      "application/json",
      R"({"title":"ab","count":"x","flag":"maybe","n":5,"list":{"a":1},"big":99,"ok":"true"})");
  const auto body = ReadBody(request);
  ASSERT_TRUE(body.has_value());
  Form form(*body);
  EXPECT_EQ(form.Text("title", {.min = 3}), std::nullopt);
  EXPECT_EQ(form.Int("count"), std::nullopt);
  EXPECT_EQ(form.Bool("flag"), std::nullopt);
  EXPECT_EQ(form.List("list"), std::nullopt);
  EXPECT_EQ(form.Int("big", 0, 10), std::nullopt);
  EXPECT_EQ(form.Text("n"), "5");
  EXPECT_EQ(form.Bool("ok"), true);
  form.Require("absent");
  const auto done = form.Done();
  ASSERT_FALSE(done.has_value());
  using Wrong = std::pair<std::string, std::string>;
  EXPECT_THAT(done.error().fields,
              testing::ElementsAre(Wrong("title", "Ensure this field has at least 3 characters."),
                                   Wrong("count", "A valid integer is required."),
                                   Wrong("flag", "Must be a valid boolean."),
                                   Wrong("list", "Expected a list of items."),
                                   Wrong("big", "Ensure this value is less than or equal to 10."),
                                   Wrong("absent", "This field is required.")));
}

TEST(FormTest, AListIsNoForm) {
  const net::Request request = Request("application/json", "[1]");
  const auto body = ReadBody(request);
  ASSERT_TRUE(body.has_value());
  EXPECT_EQ(Form(*body).Done().error().message,
            "Invalid data. Expected a dictionary, but got list.");
}

}  // namespace
}  // namespace millrace::api
