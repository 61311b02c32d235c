// Files and pages of the web app, over an app of a few bytes.
#include <gmock/gmock.h>

#include "api/testing.h"
#include "storage/common_fields.h"
#include "storage/providers/azure.h"
#include "storage/providers/gcs.h"
#include "storage/providers/local.h"
#include "storage/providers/s3.h"

namespace millrace::api {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr WebFile kApp[] = {
    {"assets/app-1a2b.js", "text/javascript; charset=utf-8", "aa", "let plain = 1;", "gz", "b"},
    {"editor/frame.html", "text/html; charset=utf-8", "cc", "<title>Editor</title>", "", ""},
    {"favicon.svg", "image/svg+xml", "dd", "<svg/>", "", ""},
    {"samples/tide.csv", "text/csv; charset=utf-8", "ff", "time,water", "", ""},
    {"index.html", "text/html; charset=utf-8", "bb", "<title>App</title>", "", ""},
    {"licenses.txt", "text/plain; charset=utf-8", "ee", "MIT", "", ""},
};
constexpr char kScript[] = "/assets/app-1a2b.js";

class WebAppTest : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    Restart({.web = kApp});
  }

  Answered Get(const std::string& path, net::Headers headers = {}) {
    return Send({.method = "GET", .path = path, .headers = std::move(headers)});
  }
  std::string Policy(const std::string& path, const std::string& directive) {
    const Answered answer = Do("GET", path);
    EXPECT_EQ(answer.status, 200) << answer.body;
    const std::string policy(answer.headers.Get("Content-Security-Policy"));
    const size_t at = policy.find(directive + " ");
    return at == std::string::npos ? "" : policy.substr(at, policy.find(';', at) - at);
  }
  // Made without asking the bucket.
  void Source(int64_t project, const storage::Provider& provider, const Values& values) {
    bool created = false;
    ASSERT_TRUE(db::Ok(engine_->connections().Create(
        {.project_id = project, .provider = &provider, .values = values, .trusted = true}, false,
        &created)));
  }
  static Values Anonymous(const std::string& bucket, const std::string& endpoint) {
    Values values;
    values.Set(storage::kS3Bucket, bucket);
    values.Set(storage::kS3Endpoint, endpoint);
    values.Set(storage::kS3Anonymous, true);
    return values;
  }
};

TEST_F(WebAppTest, AssetsAreCachedForGoodAndPacked) {
  const Answered plain = Get(kScript);
  EXPECT_EQ(plain.status, 200);
  EXPECT_EQ(plain.body, "let plain = 1;");
  EXPECT_EQ(plain.headers.Get("Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(plain.headers.Get("Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(plain.headers.Get("Vary"), "Accept-Encoding");
  EXPECT_EQ(plain.headers.Get("X-Content-Type-Options"), "nosniff");
  EXPECT_FALSE(plain.headers.Has("Content-Encoding"));
  const Answered packed = Get(kScript, {{"Accept-Encoding", "gzip, br"}});
  EXPECT_EQ(packed.body, "b");
  EXPECT_EQ(packed.headers.Get("Content-Encoding"), "br");
  EXPECT_NE(packed.headers.Get("ETag"), plain.headers.Get("ETag"));
}

TEST_F(WebAppTest, WhatABrowserHasIsNotSentAgain) {
  const net::Headers accept = {{"Accept-Encoding", "gzip"}};
  net::Headers again = accept;
  again.Add("If-None-Match", std::string(Get(kScript, accept).headers.Get("ETag")));
  const Answered same = Get(kScript, again);
  EXPECT_EQ(same.status, 304);
  EXPECT_EQ(same.body, "");
  EXPECT_EQ(same.headers.Get("ETag"), again.Get("If-None-Match"));
  EXPECT_EQ(same.headers.Get("Vary"), "Accept-Encoding");
  again.Set("If-None-Match", "\"other\"");
  EXPECT_EQ(Get(kScript, again).status, 200);
}

TEST_F(WebAppTest, AnAssetOfAnotherVersionIsNotFound) {
  const Answered missing = Get("/assets/app-0000.js");
  EXPECT_EQ(missing.status, 404);
  EXPECT_THAT(missing.text("detail"), HasSubstr("Load the page again"));
  EXPECT_EQ(Get("/assets/..%2Findex.html").status, 404);
  EXPECT_EQ(Get("/favicon.svg").body, "<svg/>");
  EXPECT_EQ(Get("/samples/tide.csv").body, "time,water");
  EXPECT_EQ(Get("/samples/tide.csv").headers.Get("Content-Type"), "text/csv; charset=utf-8");
  EXPECT_EQ(Get("/samples/tide.csv", {{"Range", "bytes=5-"}}).body, "water");
  EXPECT_EQ(Get("/samples/none.csv").status, 404);
  EXPECT_EQ(Get("/licenses").body, "MIT");
}

TEST_F(WebAppTest, EveryPageIsTheApp) {
  const std::string project = "/projects/" + std::to_string(Project());
  for (const std::string& path :
       {std::string("/"), std::string("/projects"), std::string("/projects/"),
        std::string("/projects/new"), project, project + "/data", project + "/settings/storage",
        std::string("/organization"), std::string("/status"), std::string("/user/account"),
        std::string("/user/account/personal-access-token"), std::string("/signed-in")}) {
    const Answered page = Do("GET", path, "", {{"Accept", "text/html"}});
    EXPECT_EQ(page.status, 200) << path;
    EXPECT_EQ(page.body, "<title>App</title>") << path;
    EXPECT_EQ(page.headers.Get("Cache-Control"), "no-cache");
    EXPECT_EQ(page.headers.Get("Referrer-Policy"), "same-origin");
    EXPECT_EQ(page.headers.Get("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(page.headers.Get("Cross-Origin-Opener-Policy"), "same-origin");
    EXPECT_TRUE(page.headers.Has("Permissions-Policy"));
    EXPECT_THAT(std::string(page.headers.Get("Content-Security-Policy")),
                HasSubstr("script-src 'self';"));
  }
}

TEST_F(WebAppTest, WhoeverIsNotSignedInSignsInAndComesBack) {
  EXPECT_EQ(Get("/").headers.Get("Location"), "/user/login/");
  const Answered page = Get("/projects/1/data?tab=2&task=3");
  EXPECT_EQ(page.status, 302);
  EXPECT_EQ(page.headers.Get("Location"),
            "/user/login/?next=/projects/1/data%3Ftab%3D2%26task%3D3");
  const Answered form = Get(std::string(page.headers.Get("Location")));
  EXPECT_THAT(form.body,
              HasSubstr("action=\"/user/login/?next=/projects/1/data%3Ftab%3D2%26task%3D3\""));
  EXPECT_THAT(form.body, HasSubstr("href=\"/user/signup/?next=/projects/1/data"));
}

TEST_F(WebAppTest, UnknownPagesAreNotFoundInTheApp) {
  const net::Headers browser = {{"Accept", "text/html,application/xhtml+xml,*/*;q=0.8"}};
  for (const char* path : {"/nowhere", "/projects/999", "/projects/999/data", "/projects/x"}) {
    const Answered page = Do("GET", path, "", browser);
    EXPECT_EQ(page.status, 404) << path;
    EXPECT_EQ(page.body, "<title>App</title>") << path;
  }
  const Answered stranger = Get("/nowhere<b>", browser);
  EXPECT_EQ(stranger.status, 404);
  EXPECT_THAT(stranger.body,
              AllOf(HasSubstr("There is nothing at /nowhere&lt;b&gt;"), Not(HasSubstr("<script"))));
  // A program gets what it can read, and so does whoever looks for a path of the API.
  EXPECT_TRUE(Do("GET", "/nowhere").json().is_object());
  EXPECT_TRUE(Do("GET", "/api/nowhere", "", browser).json().is_object());
  EXPECT_TRUE(Do("POST", "/nowhere", "{}", browser).json().is_object());
}

TEST_F(WebAppTest, TheEditorsFrameMayLoadTheProjectsMedia) {
  const int64_t project = Project(kConfig), other = Project(kConfig);
  const std::string frame = "/editor/projects/" + std::to_string(project) + "/frame";
  EXPECT_EQ(Policy(frame, "connect-src"), "connect-src 'self' data: blob:");
  Write("pictures/a.jpg", "a");
  Values local, s3, azure, gcs;
  local.Set(storage::kLocalPath, root_ + "/pictures");
  s3.Set(storage::kS3Bucket, std::string("cats"));
  s3.Set(storage::kS3Region, std::string("eu-west-1"));
  s3.Set(storage::kS3Anonymous, true);
  azure.Set(storage::kAzureContainer, std::string("raw"));
  azure.Set(storage::kAzureAccountName, std::string("cats"));
  azure.Set(storage::kAzureAccountKey, std::string("c2VjcmV0LWtleQ=="));
  gcs.Set(storage::kGcsBucket, std::string("birds"));
  gcs.Set(storage::kGcsAnonymous, true);
  Values proxied = Anonymous("proxied", "http://127.0.0.1:10");
  proxied.Set(storage::kPresign, false);
  Source(project, storage::kLocal, local);
  Source(project, storage::kS3, s3);
  Source(project, storage::kS3, Anonymous("dogs", "http://127.0.0.1:9"));
  Source(project, storage::kS3, proxied);
  Source(project, storage::kAzureBlob, azure);
  Source(other, storage::kGcs, gcs);
  EXPECT_EQ(Policy(frame, "connect-src"),
            "connect-src 'self' data: blob: https://cats.s3.eu-west-1.amazonaws.com "
            "http://127.0.0.1:9 https://cats.blob.core.windows.net");
  EXPECT_EQ(Policy(frame, "img-src"), "img-src 'self' data: blob: https: http://127.0.0.1:9");
  EXPECT_EQ(Policy("/editor/projects/" + std::to_string(other) + "/frame", "connect-src"),
            "connect-src 'self' data: blob: https://storage.googleapis.com");
  EXPECT_EQ(Policy("/editor/frame", "connect-src"), "connect-src 'self' data: blob:");
  EXPECT_EQ(Policy("/projects", "img-src"), "img-src 'self' data: blob: https: http://127.0.0.1:9");
  EXPECT_EQ(Get(frame).status, 401);
  EXPECT_EQ(Do("GET", "/editor/projects/999/frame").status, 404);
}

TEST_F(WebAppTest, ThePolicyFollowsTheStorages) {
  const int64_t project = Project(kConfig);
  const auto policy = [&] { return Policy("/", "img-src"); };
  EXPECT_EQ(policy(), "img-src 'self' data: blob: https:");
  Source(project, storage::kS3, Anonymous("dogs", "http://127.0.0.1:9"));
  EXPECT_EQ(policy(), "img-src 'self' data: blob: https: http://127.0.0.1:9");
  EXPECT_EQ(policy(), "img-src 'self' data: blob: https: http://127.0.0.1:9");
  EXPECT_EQ(Do("DELETE", "/api/v1/storages/1").status, 200);
  EXPECT_EQ(policy(), "img-src 'self' data: blob: https:");
}

TEST_F(WebAppTest, AStorageThatCannotBeOpenedBreaksNoPage) {
  const int64_t project = Project(kConfig);
  Source(project, storage::kS3, Anonymous("dogs", "http://127.0.0.1:9"));
  ASSERT_TRUE(db::Ok(database_->Write(db::Durability::kNormal, [](db::Connection& tx) {
    return tx.Execute("UPDATE storage SET parameters = '{\"bucket\": 5}'");
  })));
  Restart({.web = kApp});
  engine_->connections().Forget(1);
  EXPECT_EQ(Policy("/", "img-src"), "img-src 'self' data: blob: https:");
  EXPECT_EQ(Policy("/editor/projects/" + std::to_string(project) + "/frame", "img-src"),
            "img-src 'self' data: blob: https:");
}

TEST_F(WebAppTest, WithoutTheAppPagesSaySo) {
  Restart({});
  const Answered home = Do("GET", "/");
  EXPECT_EQ(home.status, 404);
  EXPECT_THAT(home.body, HasSubstr("built without its web app"));
  EXPECT_EQ(Do("GET", "/editor/frame").status, 404);
  EXPECT_EQ(Get("/licenses").status, 404);
}

}  // namespace
}  // namespace millrace::api
