// For tests of this room and those above: a model server that answers as a test wants, for faults
// that the real one does not make.
#pragma once

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "net/http_server.h"

namespace millrace::ml {

class TestModelServer {
 public:
  struct Asked {
    std::string question;  // "predict"
    std::string authorization;
    boost::json::value body;

    std::string text(std::string_view member) const {
      return std::string(body.at(member).as_string());
    }
    // The ids of the tasks it is about.
    std::vector<int64_t> tasks() const {
      std::vector<int64_t> ids;
      if (const auto* tasks = body.as_object().if_contains("tasks"))
        for (const auto& task : tasks->as_array()) ids.push_back(task.at("id").as_int64());
      return ids;
    }
  };
  // An answer instead of the usual one; status 0 = the usual one.
  using Answer = std::function<net::Response(const Asked&)>;

  TestModelServer() {
    auto server = net::HttpServer::Start(
        {.port = 0}, [this](net::Request& request) -> net::Reply { return Handle(request); });
    EXPECT_TRUE(server.has_value());
    server_ = *std::move(server);
  }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_->port()); }
  void Set(Answer answer) {
    std::lock_guard lock(mutex_);
    answer_ = std::move(answer);
  }
  void SetVersion(std::string version) {
    std::lock_guard lock(mutex_);
    version_ = std::move(version);
  }
  std::vector<Asked> asked(const std::string& question) const {
    std::lock_guard lock(mutex_);
    std::vector<Asked> found;
    for (const Asked& one : asked_)
      if (one.question == question) found.push_back(one);
    return found;
  }

  static net::Response Json(int status, std::string body) {
    return {.status = status,
            .headers = {{"Content-Type", "application/json"}},
            .body = std::move(body)};
  }
  // What the usual answer says about each task.
  static constexpr std::string_view kPrediction =
      R"({"result":[{"from_name":"c","to_name":"img","type":"choices",)"
      R"("value":{"choices":["a"]}}],"score":0.5})";
  static std::string Results(size_t count) {
    std::string out;
    for (size_t i = 0; i < count; ++i) out.append(out.empty() ? "" : ",").append(kPrediction);
    return "{\"results\":[" + out + "]}";
  }

 private:
  net::Response Handle(net::Request& request) {
    Asked asked{.question = request.path.substr(request.path.rfind('/') + 1),
                .authorization = std::string(request.headers.Get("Authorization")),
                .body = boost::json::object()};
    if (!request.body.empty()) asked.body = boost::json::parse(request.body);
    Answer answer;
    std::string version;
    {
      std::lock_guard lock(mutex_);
      asked_.push_back(asked);
      answer = answer_;
      version = version_;
    }
    if (answer) {
      net::Response own = answer(asked);
      if (own.status != 0) return own;
    }
    if (asked.question == "health") return Json(200, R"({"status":"UP"})");
    if (asked.question == "setup") return Json(200, "{\"model_version\":\"" + version + "\"}");
    if (asked.question == "predict") return Json(200, Results(asked.tasks().size()));
    if (asked.question == "versions") return Json(200, R"({"versions":["v1","v0"]})");
    if (asked.question == "webhook") return Json(201, R"({"job_id":"1"})");
    return Json(404, "{}");
  }

  mutable std::mutex mutex_;
  Answer answer_;
  std::string version_ = "v1";
  std::vector<Asked> asked_;
  std::unique_ptr<net::HttpServer> server_;  // last: it uses all of the above
};

}  // namespace millrace::ml
