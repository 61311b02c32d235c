// Credentials that ask services of the test's own, for tests.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/ids.h"
#include "net/url.h"
#include "storage/google/credentials.h"
#include "storage/http/fake_http_client.h"

namespace millrace::storage::google {

inline constexpr char kImpersonation[] =
    "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/"
    "target@p.iam.gserviceaccount.com:generateAccessToken";

// The services that give out tokens, by URL; others do not answer.
class CredentialsTest : public testing::Test {
 protected:
  CredentialsTest()
      : client_([this](const net::HttpRequest& request) { return Answer(request); }),
        folder_(std::filesystem::temp_directory_path() / ("millrace-google-" + RandomHex(8))) {
    std::filesystem::create_directories(folder_);
  }
  ~CredentialsTest() override { std::filesystem::remove_all(folder_); }

  Result<net::HttpResponse> Answer(const net::HttpRequest& request) {
    const auto found = answers_.find(request.url);
    if (found == answers_.end()) {
      return FailForNow(ErrorKind::kUnavailable, request.url + " does not answer.");
    }
    return found->second;
  }
  void Give(const std::string& url, const std::string& body, int status = 200,
            net::Headers headers = {}) {
    answers_[url] = net::HttpResponse{status, std::move(headers), body};
  }
  void GiveToken(const std::string& url, const std::string& token) {
    Give(url, R"({"access_token":")" + token + R"(","expires_in":3600,"token_type":"Bearer"})");
  }
  std::string Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
    return (folder_ / name).string();
  }

  Result<std::unique_ptr<Credentials>> Find(
      const std::string& given, net::AddressPolicy addresses = net::AddressPolicy::kTrusted,
      bool ambient = true) {
    return FindCredentials(
        {.given = Secret(given),
         .caller = {.http = &client_,
                    .clock = &clock_,
                    .addresses = addresses,
                    .env = [this](const std::string& name) -> std::optional<std::string> {
                      const auto found = variables_.find(name);
                      return found == variables_.end() ? std::nullopt
                                                       : std::optional(found->second);
                    }},
         .home = folder_.string(),
         .ambient = ambient});
  }
  std::unique_ptr<Credentials> Open(const boost::json::object& file,
                                    net::AddressPolicy addresses = net::AddressPolicy::kTrusted) {
    auto found = Find(boost::json::serialize(file), addresses);
    EXPECT_TRUE(found.has_value()) << found.error().Sentence();
    return found.has_value() ? *std::move(found) : nullptr;
  }
  std::string TokenOf(const std::unique_ptr<Credentials>& credentials) {
    const auto token = credentials->tokens->Get();
    return token.has_value() ? std::string((*token)->value.Reveal()) : token.error().Sentence();
  }
  net::Query FormOf(size_t request) { return net::ParseQuery(client_.requests().at(request).body); }
  static std::string Of(const net::Query& query, std::string_view name) {
    for (const auto& [key, value] : query)
      if (key == name) return value;
    return "";
  }

  FakeClock clock_{*ParseIso("2026-01-02T03:04:05Z")};
  std::map<std::string, net::HttpResponse> answers_;
  std::map<std::string, std::string> variables_;
  http::FakeHttpClient client_;
  const std::filesystem::path folder_;
};

}  // namespace millrace::storage::google
