#include "api/web/csp.h"

#include <gmock/gmock.h>

namespace millrace::api {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const std::vector<std::string> kOrigins = {"http://127.0.0.1:9000", "https://cats.s3.amazonaws.com",
                                           "http://[::1]:9000"};

// One directive of a policy, with its name.
std::string Directive(const std::string& policy, const std::string& name) {
  const size_t at = policy.find(name + " ");
  return at == std::string::npos ? "" : policy.substr(at, policy.find(';', at) - at);
}

TEST(Csp, ScriptsComeFromTheServerAlone) {
  for (const std::string& policy : {AppPolicy(kOrigins), EditorPolicy(kOrigins)}) {
    EXPECT_EQ(Directive(policy, "script-src"), "script-src 'self'");
    EXPECT_THAT(policy, AllOf(testing::StartsWith("default-src 'none'; "),
                              HasSubstr("object-src 'none'"), HasSubstr("base-uri 'none'")));
  }
  EXPECT_EQ(Directive(PlainPagePolicy(), "default-src"), "default-src 'none'");
  EXPECT_EQ(Directive(PlainPagePolicy(), "script-src"), "");
}

TEST(Csp, MediaComeFromTheStoragesToo) {
  EXPECT_EQ(Directive(AppPolicy(kOrigins), "img-src"),
            "img-src 'self' data: blob: https: http://127.0.0.1:9000 http://[::1]:9000");
  EXPECT_EQ(Directive(AppPolicy(kOrigins), "connect-src"), "connect-src 'self'");
  EXPECT_EQ(Directive(EditorPolicy(kOrigins), "media-src"),
            "media-src 'self' data: blob: https: http://127.0.0.1:9000 http://[::1]:9000");
  EXPECT_EQ(Directive(EditorPolicy(kOrigins), "connect-src"),
            "connect-src 'self' data: blob: http://127.0.0.1:9000 https://cats.s3.amazonaws.com "
            "http://[::1]:9000");
  EXPECT_EQ(Directive(EditorPolicy({}), "connect-src"), "connect-src 'self' data: blob:");
}

TEST(Csp, OnlyTheServersOwnPagesMayFrameTheEditor) {
  EXPECT_EQ(Directive(AppPolicy({}), "frame-ancestors"), "frame-ancestors 'none'");
  EXPECT_EQ(Directive(PlainPagePolicy(), "frame-ancestors"), "frame-ancestors 'none'");
  EXPECT_EQ(Directive(EditorPolicy({}), "frame-ancestors"), "frame-ancestors 'self'");
}

TEST(Csp, WhatIsNoOriginCannotWidenAPolicy) {
  for (const char* odd : {"http://a.test; script-src *", "http://a.test 'unsafe-eval'", "http://",
                          "javascript:", "*", "http://a.test/path", "http://*", "http://a\r\nX: y",
                          "data:", "'self'", "", "http://a,b"}) {
    EXPECT_EQ(AppPolicy({{odd}}), AppPolicy({})) << odd;
    EXPECT_EQ(EditorPolicy({{odd}}), EditorPolicy({})) << odd;
  }
}

}  // namespace
}  // namespace millrace::api
