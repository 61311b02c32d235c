#include "storage/providers/gcs_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <deque>
#include <map>

#include "base/text.h"
#include "storage/common_fields.h"
#include "storage/google/test_account.h"
#include "storage/http/fake_http_client.h"
#include "storage/providers/gcs.h"

namespace millrace::storage {
namespace {

using net::HttpRequest;
using net::HttpResponse;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

constexpr char kObject[] =
    R"({"name":"a/1","size":"2","generation":"17","updated":"2026-01-02T03:04:05Z"})";
constexpr char kBase[] = "https://storage.googleapis.com";

// Answers tokens by itself: token-1, token-2, …; what goes to the bucket is answered by a queue,
// whose last answer repeats.
class GcsStore : public testing::Test {
 protected:
  GcsStore()
      : client_([this](const HttpRequest& request) -> Result<HttpResponse> {
          if (request.url == "https://oauth2.googleapis.com/token") {
            ++tokens_;
            return HttpResponse{
                200,
                {},
                R"({"access_token":"token-)" + std::to_string(tokens_) + R"(","expires_in":3600})"};
          }
          sent_.push_back(request);
          const HttpResponse answer = answers_.front();
          if (answers_.size() > 1) answers_.pop_front();
          return answer;
        }) {
    environment_.http = &client_;
    environment_.clock = &clock_;
    environment_.home = "/nonexistent";
    environment_.env = [this](const std::string& name) -> std::optional<std::string> {
      const auto found = variables_.find(name);
      return found == variables_.end() ? std::nullopt : std::optional(found->second);
    };
    values_.Set(kGcsBucket, "cats");
    values_.Set(kGcsCredentials, google::TestAccountJson());
  }

  void Answer(int status, std::string body, net::Headers headers = {}) {
    answers_.push_back({status, std::move(headers), std::move(body)});
  }
  void AnswerPage(const std::string& names) {
    std::string items;
    for (const std::string& name : Split(names, ' ')) {
      items += (items.empty() ? "" : ",") + (R"({"name":")" + name) +
               R"(","size":"1","generation":"1"})";
    }
    Answer(200, R"({"kind":"storage#objects","nextPageToken":"n","items":[)" + items + "]}");
  }
  std::unique_ptr<ObjectStore> Open(net::AddressPolicy addresses = net::AddressPolicy::kUser) {
    auto store = kGcs.open(values_, environment_, addresses);
    EXPECT_TRUE(store.has_value()) << store.error().Sentence();
    return store.has_value() ? *std::move(store) : nullptr;
  }

  FakeClock clock_{*ParseIso("2026-01-02T03:04:05Z")};
  std::deque<HttpResponse> answers_;
  std::vector<HttpRequest> sent_;  // to the bucket
  int tokens_ = 0;
  std::map<std::string, std::string> variables_;
  http::FakeHttpClient client_;
  Environment environment_;
  Values values_;
};

TEST_F(GcsStore, ListsOnlyWhatIsNeeded) {
  AnswerPage("a\\u0020b/1 x");
  const auto page = Open()->List({.prefix = "a b/", .limit = 5000, .recursive = false});
  ASSERT_TRUE(page.has_value()) << page.error().Sentence();
  EXPECT_EQ(page->next, "n");
  EXPECT_EQ(page->objects[0].key, "a b/1");
  EXPECT_EQ(sent_[0].url, std::string(kBase) +
                              "/storage/v1/b/cats/o?fields=kind%2CnextPageToken%2Citems%28name%2C"
                              "size%2Cgeneration%2Cupdated%29&prefix=a%20b%2F&delimiter=%2F&"
                              "maxResults=1000");
  EXPECT_EQ(sent_[0].headers.Get("Authorization"), "Bearer token-1");
}

TEST_F(GcsStore, StartsBehindAKeyAndGoesOnByToken) {
  AnswerPage("b c d");
  const auto store = Open();
  const auto page = store->List({.start_after = "b", .limit = 2});
  ASSERT_EQ(page->objects.size(), 2u) << "the first is the one that is known";
  EXPECT_EQ(page->objects[0].key, "c");
  EXPECT_THAT(sent_[0].url, HasSubstr("&startOffset=b&maxResults=3"));
  EXPECT_EQ(store->List({.position = "n", .start_after = "b", .limit = 2})->objects.size(), 3u);
  EXPECT_THAT(sent_[1].url, HasSubstr("&pageToken=n&maxResults=2"));
}

class Bodies final : public GetSink {
 public:
  bool Start(size_t, const ObjectInfo& info) override {
    infos.push_back(info);
    return true;
  }
  bool Data(size_t, std::string_view bytes) override {
    body += bytes;
    return true;
  }
  void Done(size_t, Result<void> outcome) override { outcomes.push_back(std::move(outcome)); }
  std::vector<ObjectInfo> infos;
  std::string body;
  std::vector<Result<void>> outcomes;
};

TEST_F(GcsStore, ReadsAPartOfOneGeneration) {
  Answer(206, "34",
         {{"Content-Range", "bytes 3-4/10"},
          {"x-goog-generation", "17"},
          {"Last-Modified", "Fri, 02 Jan 2026 03:04:05 GMT"}});
  Bodies sink;
  const std::vector<GetRequest> requests{
      {.key = "a/b c?", .offset = 3, .length = 2, .if_match = "17"}};
  Open()->GetMany(requests, sink);
  ASSERT_TRUE(sink.outcomes.at(0).has_value()) << sink.outcomes[0].error().Sentence();
  EXPECT_EQ(sink.body, "34");
  EXPECT_EQ(sink.infos[0].size, 10u);
  EXPECT_EQ(sink.infos[0].token, "17");
  EXPECT_EQ(sent_[0].url,
            std::string(kBase) +
                "/download/storage/v1/b/cats/o/a%2Fb%20c%3F?alt=media&ifGenerationMatch=17");
  EXPECT_EQ(sent_[0].headers.Get("Range"), "bytes=3-4");
  EXPECT_EQ(sent_[0].headers.Get("Accept-Encoding"), "gzip") << "as it is stored";
}

TEST_F(GcsStore, WritesWithConditions) {
  Answer(200, kObject);
  const auto store = Open();
  const auto info = store->Put({.key = "a/1", .body = "{}", .precondition = Precondition::kAbsent});
  ASSERT_TRUE(info.has_value()) << info.error().Sentence();
  EXPECT_EQ(info->token, "17");
  EXPECT_EQ(sent_[0].method, "POST");
  EXPECT_EQ(sent_[0].body, "{}");
  EXPECT_EQ(sent_[0].headers.Get("Content-Type"), "application/json");
  EXPECT_EQ(sent_[0].url,
            std::string(kBase) +
                "/upload/storage/v1/b/cats/o?uploadType=media&fields=name%2Csize%2Cgeneration%2C"
                "updated&ifGenerationMatch=0&name=a%2F1");
  ASSERT_TRUE(store->Put({.key = "a/1", .precondition = Precondition::kMatches, .version = "17"}));
  EXPECT_THAT(sent_[1].url, HasSubstr("&ifGenerationMatch=17&"));
  ASSERT_TRUE(store->Put({.key = "a/1"}));
  EXPECT_EQ(sent_[2].url.find("ifGenerationMatch"), std::string::npos);
}

TEST_F(GcsStore, DeletesAGenerationAndWhatIsGone) {
  Answer(204, "");
  const auto store = Open();
  EXPECT_TRUE(store->Delete("a/1", "17").has_value());
  EXPECT_EQ(sent_[0].method, "DELETE");
  EXPECT_EQ(sent_[0].url, std::string(kBase) + "/storage/v1/b/cats/o/a%2F1?ifGenerationMatch=17");
  answers_.clear();
  Answer(404, "No such object: cats/a/1");
  EXPECT_TRUE(store->Delete("a/1", "").has_value());
  answers_.clear();
  Answer(404, R"({"error":{"code":404,"message":"The specified bucket does not exist."}})");
  EXPECT_EQ(store->Delete("a/1", "").error().kind, ErrorKind::kNotFound);
  answers_.clear();
  Answer(412, "");
  EXPECT_EQ(store->Delete("a/1", "17").error().kind, ErrorKind::kConflict);
}

// The token ended before its time: revoked, or the clock jumped.
TEST_F(GcsStore, ATokenThatIsRefusedIsRenewedOnce) {
  Answer(401, R"({"error":{"code":401,"message":"Invalid Credentials"}})");
  Answer(200, kObject);
  const auto store = Open();
  ASSERT_TRUE(store->Head("a/1").has_value());
  EXPECT_EQ(sent_[1].headers.Get("Authorization"), "Bearer token-2");
  answers_.clear();
  Answer(401, R"({"error":{"code":401,"message":"Invalid Credentials"}})");
  const auto refused = store->Head("a/1");
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::kUnauthenticated);
  EXPECT_THAT(refused.error().message, HasSubstr("token of the service account ml@test-project"));
  EXPECT_THAT(refused.error().message, testing::Not(HasSubstr("token-")));
  EXPECT_EQ(sent_.size(), 4u);
}

TEST_F(GcsStore, ATokenThatEndsDuringUseIsReplacedInTime) {
  Answer(200, kObject);
  const auto store = Open();
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(store->Head("a/1").has_value());
    clock_.Advance(std::chrono::minutes(20));
  }
  EXPECT_EQ(tokens_, 4);
  for (const HttpRequest& request : sent_) {
    EXPECT_THAT(std::string(request.headers.Get("Authorization")), StartsWith("Bearer token-"));
  }
}

TEST_F(GcsStore, WhereTheRequesterPaysTheProjectIsNamed) {
  Answer(400, R"({"error":{"code":400,"message":)"
              R"("Bucket is a requester pays bucket but no user project provided."}})");
  Answer(200, kObject);
  const auto store = Open();
  ASSERT_TRUE(store->Head("a/1").has_value());
  EXPECT_EQ(sent_[0].url.find("userProject"), std::string::npos);
  EXPECT_THAT(sent_[1].url, HasSubstr("&userProject=test-project"));
  ASSERT_TRUE(store->Head("a/1").has_value());
  EXPECT_EQ(sent_.size(), 3u) << "it is remembered";
  EXPECT_THAT(store->Presign({.key = "a"}).value(), HasSubstr("&userProject=test-project&"));
}

TEST_F(GcsStore, PresignsWithTheAccountsKeyAndAsksNobody) {
  const auto store = Open();
  const auto url = store->Presign(
      {.key = "a b/+", .ttl = std::chrono::hours(1000), .response_content_type = "image/png"});
  ASSERT_TRUE(url.has_value()) << url.error().Sentence();
  EXPECT_THAT(*url, StartsWith(std::string(kBase) +
                               "/cats/a%20b/%2B?X-Goog-Algorithm=GOOG4-RSA-SHA256&"
                               "X-Goog-Credential=ml%40test-project.iam.gserviceaccount.com%2F"
                               "20260102%2Fauto%2Fstorage%2Fgoog4_request&"
                               "X-Goog-Date=20260102T030405Z&X-Goog-Expires=604800&"
                               "X-Goog-SignedHeaders=host&response-content-type=image%2Fpng&"
                               "X-Goog-Signature="));
  EXPECT_TRUE(client_.requests().empty());
  for (const char* key : {"../x", "a/./b", "a/.."}) {
    EXPECT_EQ(store->Presign({.key = key}).error().kind, ErrorKind::kUnsupported) << key;
  }
}

TEST_F(GcsStore, NamesThatGoogleForbidsAreRefusedBeforehand) {
  Answer(200, kObject);
  const auto store = Open();
  const std::string wrong[] = {"",
                               ".",
                               "..",
                               "new\nline",
                               "a\rb",
                               "\xFF",
                               std::string(1025, 'a'),
                               ".well-known/acme-challenge/x"};
  for (const std::string& key : wrong) {
    EXPECT_EQ(store->CheckKey(key).error().kind, ErrorKind::kInvalid) << Printable(key);
    EXPECT_EQ(store->Head(key).error().kind, ErrorKind::kInvalid);
    EXPECT_EQ(store->Put({.key = key}).error().kind, ErrorKind::kInvalid);
    EXPECT_EQ(store->Delete(key, "").error().kind, ErrorKind::kInvalid);
    EXPECT_EQ(store->Presign({.key = key}).error().kind, ErrorKind::kInvalid);
    EXPECT_EQ(GetObject(*store, {.key = key}, 100).error().kind, ErrorKind::kInvalid);
  }
  EXPECT_TRUE(sent_.empty());
  for (const std::string& key : {std::string("a/../b"), std::string(1024, 'a'), std::string("...")})
    EXPECT_TRUE(store->CheckKey(key).has_value());
}

TEST_F(GcsStore, CheckListsBelowThePrefix) {
  values_.Set(kPrefix, "raw");
  Answer(200, R"({"kind":"storage#objects"})");
  EXPECT_TRUE(Open()->Check().has_value());
  EXPECT_THAT(sent_[0].url, HasSubstr("&prefix=raw%2F&maxResults=1"));
}

TEST_F(GcsStore, TellsADoctorWhoItIsAndWhomItTalksTo) {
  const auto store = Open();
  EXPECT_EQ(store->Identity().value(),
            "service account ml@test-project.iam.gserviceaccount.com (key 0123456789ab…) from the "
            "storage's settings");
  EXPECT_EQ(tokens_, 1) << "credentials that are refused are no identity";
  EXPECT_EQ(store->peer().host, "storage.googleapis.com");
  EXPECT_EQ(store->peer().port, 443);
  EXPECT_TRUE(store->peer().tls);
  EXPECT_EQ(store->peer().url, "https://storage.googleapis.com/");
  Answer(200, R"({"location":"EUROPE-WEST1","retentionPolicy":{"retentionPeriod":"2592000"}})");
  const auto findings = store->Examine();
  ASSERT_EQ(findings.size(), 2u);
  EXPECT_EQ(findings[0].name, "signing");
  EXPECT_EQ(findings[0].state, Finding::State::kOk);
  EXPECT_EQ(findings[1].state, Finding::State::kWarning);
  EXPECT_THAT(findings[1].detail, HasSubstr("EUROPE-WEST1"));
  EXPECT_THAT(findings[1].detail, HasSubstr("30 days"));
  answers_.clear();
  Answer(403, "");
  EXPECT_EQ(store->Examine()[1].state, Finding::State::kSkipped);
}

TEST_F(GcsStore, ALoginThatCannotSignIsProxied) {
  values_.Set(kGcsCredentials, R"({"type":"authorized_user","client_id":"i","client_secret":"s",)"
                               R"("refresh_token":"r","quota_project_id":"payer"})");
  Answer(200, kObject);
  const auto store = Open();
  EXPECT_FALSE(store->capabilities().presign);
  EXPECT_EQ(store->Presign({.key = "a"}).error().kind, ErrorKind::kUnsupported);
  EXPECT_EQ(store->BrowserOrigin(true), "");
  EXPECT_EQ(store->Examine()[0].state, Finding::State::kWarning);
  ASSERT_TRUE(store->Head("a/1").has_value());
  EXPECT_EQ(sent_.back().headers.Get("x-goog-user-project"), "payer");
}

}  // namespace
}  // namespace millrace::storage
