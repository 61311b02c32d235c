#include "net/client/proxy.h"

#include <gtest/gtest.h>

#include <map>

namespace millrace::net {
namespace {

ProxySettings Make(std::map<std::string, std::string> variables) {
  return ProxySettings::From([&](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

TEST(ProxyTest, NoneWithoutVariables) {
  EXPECT_TRUE(Make({}).none());
  EXPECT_TRUE(Make({{"http_proxy", ""}, {"no_proxy", "*"}}).none());
  EXPECT_EQ(Make({}).For("http", "h"), "");
}

TEST(ProxyTest, ChoosesByScheme) {
  const auto both = Make({{"http_proxy", "http://a:1"}, {"HTTPS_PROXY", "http://b:2"}});
  EXPECT_EQ(both.For("http", "h"), "http://a:1");
  EXPECT_EQ(both.For("https", "h"), "http://b:2");
  const auto rest = Make({{"https_proxy", "http://b:2"}, {"ALL_PROXY", "socks5h://c:3"}});
  EXPECT_EQ(rest.For("http", "h"), "socks5h://c:3");
  EXPECT_EQ(rest.For("https", "h"), "http://b:2");
}

TEST(ProxyTest, IgnoresUpperCaseHttpProxy) {
  EXPECT_TRUE(Make({{"HTTP_PROXY", "http://a:1"}}).none());
}

TEST(ProxyTest, NeverAsksOthersForMetadata) {
  const ProxySettings settings = ProxySettings::From([](const char* name) {
    return std::string_view(name) == "http_proxy" ? "http://p:1" : nullptr;
  });
  EXPECT_EQ(settings.For("http", "169.254.169.254"), "");
  EXPECT_EQ(settings.For("http", "169.254.170.2"), "");
  EXPECT_EQ(settings.For("http", "fd00:ec2::254"), "");
  EXPECT_EQ(settings.For("http", "metadata.google.internal"), "");
  EXPECT_EQ(settings.For("http", "169.255.0.1"), "http://p:1");
}

TEST(ProxyTest, RespectsExceptions) {
  const auto settings =
      Make({{"all_proxy", "p:1"},
            {"no_proxy", "localhost, .corp.example,10.0.0.0/8 [fd00::1],9.9.9.9"}});
  for (const char* host : {"localhost", "corp.example", "minio.corp.example", "minio.corp.example.",
                           "10.20.30.40", "fd00::1", "9.9.9.9"}) {
    EXPECT_EQ(settings.For("http", host), "") << host;
  }
  for (const char* host :
       {"mycorp.example", "localhost.example", "11.0.0.1", "fd00::2", "9.9.9.99"}) {
    EXPECT_EQ(settings.For("http", host), "p:1") << host;
  }
  EXPECT_EQ(Make({{"all_proxy", "p:1"}, {"NO_PROXY", "*"}}).For("https", "any"), "");
}

}  // namespace
}  // namespace millrace::net
