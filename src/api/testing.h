// For tests of this room: an Api over a real database, a real engine and real storages in a
// directory of its own.
#pragma once

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <future>

#include "api/server.h"
#include "base/text.h"
#include "crypto/sealer.h"
#include "db/testing.h"
#include "labeling/migrations.h"
#include "ml/engine.h"
#include "net/http_client.h"
#include "sync/engine.h"
#include "webhooks/sender.h"

namespace millrace::api {

struct Answered {
  int status = 0;
  net::Headers headers;
  std::string body;

  // The body as JSON; null if it is none.
  boost::json::value json() const {
    boost::system::error_code ec;
    boost::json::value value = boost::json::parse(body, ec);
    return ec ? boost::json::value() : value;
  }
  std::string text(std::string_view member) const {
    const boost::json::value value = json();
    if (!value.is_object()) return "";
    const boost::json::value* found = value.get_object().if_contains(member);
    if (found == nullptr) return "";
    return found->is_string() ? std::string(found->get_string()) : boost::json::serialize(*found);
  }
  int64_t number(std::string_view member) const { return ParseInt(text(member)).value_or(-1); }
  // The value of a cookie that it sets, the last one of that name; "" if there is none.
  std::string cookie(std::string_view name) const {
    std::string value;
    for (const auto& [header, text] : headers) {
      if (header == "Set-Cookie" && text.starts_with(std::string(name) + "="))
        value = text.substr(name.size() + 1, text.find(';') - name.size() - 1);
    }
    return value;
  }
};

class ApiTest : public testing::Test {
 protected:
  void SetUp() override {
    root_ = directory_.File("root");
    std::filesystem::create_directories(root_);
    std::filesystem::create_directories(directory_.File("data"));
    auto database = db::OpenSqlite(directory_.File("test.db"));
    ASSERT_TRUE(db::Ok(database));
    database_ = *std::move(database);
    ASSERT_TRUE(db::Ok(db::Migrate(*database_, labeling::Migrations())));
    auto sealer = crypto::Sealer::FromSecret(Secret("a key that only this test knows"));
    ASSERT_TRUE(db::Ok(sealer));
    sealer_.emplace(*std::move(sealer));
    http_ = net::HttpClient::Make({});
    sync::Context context;
    context.db = database_.get();
    context.sealer = &*sealer_;
    context.clock = &SystemClock();
    context.environment.http = http_.get();
    context.environment.clock = &SystemClock();
    context.environment.env = [](const std::string&) { return std::nullopt; };
    context.environment.local_roots = {root_};
    context.environment.document_root = root_;
    context.environment.data_dir = directory_.File("data");
    context.environment.retry_base = std::chrono::milliseconds(1);
    context.environment.retry_budget = std::chrono::milliseconds(50);
    auto engine = sync::Engine::Start(context, {});
    ASSERT_TRUE(db::Ok(engine));
    engine_ = *std::move(engine);
    ml_ = ml::Engine::Start({.db = database_.get(),
                             .sealer = &*sealer_,
                             .clock = &SystemClock(),
                             .http = http_.get(),
                             .hostname = "http://label.test:8080"},
                            {.pauses = {.first = std::chrono::milliseconds(1),
                                        .most = std::chrono::milliseconds(5),
                                        .patience = std::chrono::milliseconds(20)}});
    webhooks_ = webhooks::Sender::Start(
        {.db = database_.get(), .http = http_.get(), .sealer = &*sealer_, .clock = &SystemClock()},
        {.deliver = false});
    Restart({});
    const Answered made = Operator(
        "POST", "/api/v1/accounts/ensure",
        R"({"email":"ann@example.com","password":"long enough","token":")" + token_ + "\"}");
    ASSERT_EQ(made.status, 201) << made.body;
  }

  void TearDown() override {
    api_.reset();
    webhooks_.reset();
    ml_.reset();
    engine_.reset();
  }

  void Restart(ApiOptions options) {
    api_ = Api::Make(*engine_, *ml_, *webhooks_, std::move(options));
  }

  Answered Send(net::Request request) {
    const size_t question = request.path.find('?');
    if (question != std::string::npos) {
      request.query = request.path.substr(question + 1);
      request.path.resize(question);
    }
    if (request.peer.empty()) request.peer = "127.0.0.1";
    if (!request.headers.Has("Host")) request.headers.Add("Host", "label.test:8080");
    net::Response response = api_->Answer(request);
    Answered answered{response.status, response.headers, std::move(response.body)};
    while (response.source != nullptr) {
      std::promise<Result<std::string>> promise;
      response.source->Next(
          [&](Result<std::string> given) { promise.set_value(std::move(given)); });
      const Result<std::string> piece = promise.get_future().get();
      EXPECT_TRUE(db::Ok(piece));
      if (!piece.has_value() || piece->empty()) break;
      answered.body += *piece;
    }
    return answered;
  }

  // With the token of ann@example.com, an administrator.
  Answered Do(const std::string& method, const std::string& path, const std::string& body = "",
              net::Headers headers = {}) {
    headers.Add("Authorization", "Token " + token_);
    if (!body.empty() && !headers.Has("Content-Type"))
      headers.Add("Content-Type", "application/json");
    return Send({.method = method, .path = path, .headers = std::move(headers), .body = body});
  }
  // With somebody's token.
  Answered As(const std::string& token, const std::string& method, const std::string& path,
              const std::string& body = "") {
    return Send(
        {.method = method,
         .path = path,
         .headers = {{"Authorization", "Token " + token}, {"Content-Type", "application/json"}},
         .body = body});
  }
  // As over the Unix socket.
  Answered Operator(const std::string& method, const std::string& path,
                    const std::string& body = "") {
    return Send({.method = method,
                 .path = path,
                 .headers = {{"Content-Type", "application/json"}},
                 .body = body,
                 .peer = "unix",
                 .over_unix_socket = true});
  }

  int64_t Project(const std::string& config = "<View></View>") {
    const Answered made = Do("POST", "/api/projects",
                             boost::json::serialize(boost::json::object{{"title", "Pictures"},
                                                                        {"label_config", config}}));
    EXPECT_EQ(made.status, 201) << made.body;
    return made.number("id");
  }
  // Of a project with kConfig.
  int64_t AddTask(int64_t project) {
    const Answered made =
        Do("POST", "/api/tasks",
           R"({"project":)" + std::to_string(project) + R"(,"data":{"image":"http://x/a.png"}})");
    EXPECT_EQ(made.status, 201) << made.body;
    return made.number("id");
  }
  void Write(const std::string& name, const std::string& bytes) {
    const std::filesystem::path path = std::filesystem::path(root_) / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
  }

  static constexpr const char* kConfig =
      R"(<View><Image name="img" value="$image"/><Choices name="c" toName="img">)"
      R"(<Choice value="a"/><Choice value="b"/></Choices></View>)";

  db::TempDir directory_;
  std::string root_;
  const std::string token_ = "0123456789012345678901234567890123456789";
  std::unique_ptr<db::Database> database_;
  std::optional<crypto::Sealer> sealer_;
  std::unique_ptr<net::HttpClient> http_;
  std::unique_ptr<sync::Engine> engine_;
  std::unique_ptr<ml::Engine> ml_;
  std::unique_ptr<webhooks::Sender> webhooks_;
  std::unique_ptr<Api> api_;
};

}  // namespace millrace::api
