// An HTTP client that plays a recorded conversation of the published test vectors, and the
// surroundings of one of their scenarios.
#pragma once

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "net/url.h"
#include "storage/aws/credential_source.h"
#include "storage/aws/test_vectors.h"
#include "storage/http/fake_http_client.h"

namespace millrace::storage::aws {

inline EnvironmentVariables EnvOf(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
}

// One request and its answer.
struct Exchange {
  std::string method, url;
  std::map<std::string, std::string> headers, form;
  net::HttpResponse answer;
};

inline std::vector<Exchange> ReadTraffic(const std::filesystem::path& path) {
  if (!std::filesystem::exists(path)) return {};
  std::map<int64_t, Exchange> exchanges;
  const boost::json::value file = ReadVectorJson(path);
  for (const auto& value : file.at("events").as_array()) {
    const auto& event = value.as_object();
    Exchange& exchange = exchanges[event.at("connection_id").as_int64()];
    const auto& action = event.at("action").as_object();
    if (const auto* request = action.if_contains("Request")) {
      const auto& parts = request->at("request").as_object();
      exchange.method = Text(parts, "method");
      exchange.url = Text(parts, "uri");
      for (const auto& [name, values] : parts.at("headers").as_object())
        exchange.headers[std::string(name)] = std::string(values.as_array().at(0).as_string());
    } else if (const auto* response = action.if_contains("Response")) {
      exchange.answer.status =
          static_cast<int>(response->at("response").at("Ok").at("status").as_int64());
    } else if (const auto* data = action.if_contains("Data")) {
      const std::string text = Text(data->at("data").as_object(), "Utf8");
      if (Text(data->as_object(), "direction") == "Response") {
        exchange.answer.body += text;
      } else {
        for (const auto& [name, part] : net::ParseQuery(text)) exchange.form[name] = part;
      }
    }
  }
  std::vector<Exchange> out;
  for (auto& [id, exchange] : exchanges) out.push_back(std::move(exchange));
  return out;
}

// What has to be the same in our request: who is asked for what, with which tokens. Signatures
// cover the headers of the recording's own client, so only who signed is compared. In some
// recordings names and keys were replaced after the fact and no longer fit each other: `edited`.
inline void ExpectSame(const Exchange& recorded, const net::HttpRequest& request, bool edited) {
  EXPECT_EQ(request.method, recorded.method);
  const auto ours = net::ParseUrl(request.url), theirs = net::ParseUrl(recorded.url);
  ASSERT_TRUE(ours.has_value() && theirs.has_value()) << request.url;
  EXPECT_EQ(ours->Origin(), theirs->Origin());
  EXPECT_EQ(ours->path.empty() ? "/" : ours->path, theirs->path.empty() ? "/" : theirs->path);
  auto query = net::ParseQuery(ours->query), wanted = net::ParseQuery(theirs->query);
  std::sort(query.begin(), query.end());
  std::sort(wanted.begin(), wanted.end());
  EXPECT_EQ(query, wanted);
  std::map<std::string, std::string> form;
  for (const auto& [name, value] : net::ParseQuery(request.body)) form[name] = value;
  for (const char* name : {"Action", "Version", "RoleArn", "ExternalId"}) {
    if (edited && name == std::string_view("RoleArn")) continue;
    const auto part = recorded.form.find(name);
    EXPECT_EQ(form[name], part == recorded.form.end() ? "" : part->second) << name;
  }
  if (edited) return;
  for (const char* name : {"x-aws-ec2-metadata-token-ttl-seconds", "x-aws-ec2-metadata-token",
                           "x-amz-sso_bearer_token", "x-amz-security-token"}) {
    const auto header = recorded.headers.find(name);
    if (header != recorded.headers.end()) {
      EXPECT_EQ(request.headers.Get(name), header->second) << name;
    }
    EXPECT_EQ(request.headers.Has(name), header != recorded.headers.end()) << name;
  }
  const auto signer = [](std::string_view authorization) {
    return std::string(authorization.substr(0, authorization.find('/')));
  };
  const auto signature = recorded.headers.find("authorization");
  EXPECT_EQ(signer(request.headers.Get("Authorization")),
            signature == recorded.headers.end() ? "" : signer(signature->second));
}

// One scenario: env.json, fs/ and http-traffic.json of a folder. Paths in env.json and in the
// profiles are those of the scenario's own root, so they are moved into its fs/.
class Scenario {
 public:
  explicit Scenario(const std::filesystem::path& folder, bool edited = false)
      : edited_(edited),
        traffic_(ReadTraffic(folder / "http-traffic.json")),
        client_([this](const net::HttpRequest& request) { return Answer(request); }) {
    const std::string root = (folder / "fs").string();
    std::map<std::string, std::string> variables;
    const boost::json::object env = ReadVectorJson(folder / "env.json").as_object();
    for (const auto& [name, value] : env) {
      std::string text(value.as_string());
      if (text == "/token.jwt") text = root + text;
      variables[std::string(name)] = std::move(text);
    }
    around_ = {.http = &client_,
               .clock = &clock_,
               .env = EnvOf(variables),
               .home = root + variables["HOME"]};
    around_.files = std::make_shared<ProfileFiles>(around_.env, around_.home, "");
  }

  // The recording was played to its end.
  void ExpectAllAsked() const { EXPECT_EQ(next_, traffic_.size()); }
  const Surroundings& around() const { return around_; }

 private:
  Result<net::HttpResponse> Answer(const net::HttpRequest& request) {
    // A failure for now may be asked about more often than the recording's client did.
    if (next_ == traffic_.size() && next_ > 0 && traffic_.back().answer.status >= 500) --next_;
    if (next_ >= traffic_.size()) {
      ADD_FAILURE() << "one request too many: " << request.url;
      return Fail(ErrorKind::kInternal, "nothing recorded");
    }
    const Exchange& exchange = traffic_[next_++];
    ExpectSame(exchange, request, edited_);
    return exchange.answer;
  }

  const bool edited_;
  const std::vector<Exchange> traffic_;
  size_t next_ = 0;
  // Before all that the recordings lend expires.
  FakeClock clock_{Time(std::chrono::seconds(1'230'000'000))};
  http::FakeHttpClient client_;
  Surroundings around_;
};

}  // namespace millrace::storage::aws
