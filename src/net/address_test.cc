#include "net/address.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/un.h>

namespace millrace::net {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(AddressTest, Classifies) {
  const struct {
    const char* text;
    AddressClass of;
  } kTable[] = {
      {"8.8.8.8", AddressClass::kOrdinary},
      {"10.0.0.1", AddressClass::kPrivate},
      {"172.16.0.1", AddressClass::kPrivate},
      {"192.168.1.1", AddressClass::kPrivate},
      {"100.64.0.1", AddressClass::kPrivate},
      {"2001:db8::1", AddressClass::kPrivate},
      {"fd00::1", AddressClass::kPrivate},
      {"172.32.0.1", AddressClass::kOrdinary},
      {"::ffff:10.0.0.1", AddressClass::kPrivate},
      {"198.19.255.255", AddressClass::kPrivate},
      {"240.0.0.1", AddressClass::kPrivate},
      {"2001:4860::1", AddressClass::kOrdinary},
      {"127.0.0.1", AddressClass::kLoopback},
      {"127.255.255.255", AddressClass::kLoopback},
      {"128.0.0.1", AddressClass::kOrdinary},
      {"::1", AddressClass::kLoopback},
      {"::ffff:127.0.0.1", AddressClass::kLoopback},
      {"::127.0.0.1", AddressClass::kLoopback},
      {"64:ff9b::7f00:1", AddressClass::kLoopback},
      {"2002:7f00:1::", AddressClass::kLoopback},
      {"169.254.0.1", AddressClass::kLinkLocal},
      {"169.255.0.1", AddressClass::kOrdinary},
      {"fe80::1", AddressClass::kLinkLocal},
      {"febf::1", AddressClass::kLinkLocal},
      {"fec0::1", AddressClass::kOrdinary},
      {"fe80::1%eth0", AddressClass::kLinkLocal},
      {"169.254.169.254", AddressClass::kMetadata},
      {"::ffff:a9fe:a9fe", AddressClass::kMetadata},
      {"64:ff9b::169.254.169.254", AddressClass::kMetadata},
      {"169.254.170.2", AddressClass::kMetadata},
      {"fd00:ec2::254", AddressClass::kMetadata},
      {"fd20:ce::254", AddressClass::kMetadata},
      {"100.100.100.200", AddressClass::kMetadata},
      {"168.63.129.16", AddressClass::kMetadata},
      {"0.0.0.0", AddressClass::kUnspecified},
      {"0.1.2.3", AddressClass::kUnspecified},
      {"::", AddressClass::kUnspecified},
      {"224.0.0.1", AddressClass::kMulticast},
      {"239.255.255.255", AddressClass::kMulticast},
      {"255.255.255.255", AddressClass::kMulticast},
      {"ff02::1", AddressClass::kMulticast},
  };
  for (const auto& row : kTable) {
    const auto address = IpAddress::Parse(row.text);
    ASSERT_TRUE(address.has_value()) << row.text;
    EXPECT_EQ(Classify(*address), row.of) << row.text;
  }
}

TEST(AddressTest, ParsesAddressesOnly) {
  for (const char* text : {"", "localhost", "1.2.3", "1.2.3.4.5", "256.1.1.1", ":::", "[::1]"}) {
    EXPECT_FALSE(IpAddress::Parse(text).has_value()) << text;
  }
}

TEST(AddressTest, SeesThroughTheNumericFormsOfAHost) {
  for (const char* text : {"127.0.0.1", "127.1", "0x7f000001", "2130706433", "0177.0.0.1", "[::1]",
                           "[::ffff:127.0.0.1]", "127.0.0.1."}) {
    const auto address = IpAddress::ParseHost(text);
    ASSERT_TRUE(address.has_value()) << text;
    EXPECT_EQ(Classify(*address), AddressClass::kLoopback) << text;
  }
  EXPECT_FALSE(IpAddress::ParseHost("localhost").has_value());
  EXPECT_FALSE(IpAddress::ParseHost("1.example.com").has_value());
  EXPECT_FALSE(IpAddress::ParseHost("127.0.0.1 x").has_value());
}

TEST(AddressTest, TakesSocketAddresses) {
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  v4.sin_addr.s_addr = htonl(0x0a000001);
  EXPECT_EQ(IpAddress::From(reinterpret_cast<sockaddr*>(&v4))->ToString(), "10.0.0.1");
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  inet_pton(AF_INET6, "::ffff:10.0.0.1", &v6.sin6_addr);
  EXPECT_EQ(IpAddress::From(reinterpret_cast<sockaddr*>(&v6))->ToString(), "10.0.0.1");
  inet_pton(AF_INET6, "2001:db8::1", &v6.sin6_addr);
  EXPECT_EQ(IpAddress::From(reinterpret_cast<sockaddr*>(&v6))->ToString(), "2001:db8::1");
  sockaddr_un local{};
  local.sun_family = AF_UNIX;
  EXPECT_FALSE(IpAddress::From(reinterpret_cast<sockaddr*>(&local)).has_value());
}

TEST(AddressTest, MatchesNetworks) {
  const auto address = *IpAddress::Parse("10.1.2.3");
  EXPECT_TRUE(address.In(*IpAddress::Parse("10.1.0.0"), 16));
  EXPECT_TRUE(address.In(*IpAddress::Parse("10.1.2.2"), 31));
  EXPECT_FALSE(address.In(*IpAddress::Parse("10.1.2.2"), 32));
  EXPECT_TRUE(address.In(*IpAddress::Parse("99.0.0.0"), 0));
  EXPECT_FALSE(address.In(*IpAddress::Parse("::"), 0));
  EXPECT_FALSE(address.In(*IpAddress::Parse("10.1.2.3"), 33));
}

TEST(AddressTest, RefusalNamesHostAddressAndRule) {
  const auto metadata = CheckUserAddress("cats.local", *IpAddress::Parse("169.254.169.254"), {});
  ASSERT_FALSE(metadata.has_value());
  EXPECT_EQ(metadata.error().kind, ErrorKind::kDenied);
  EXPECT_FALSE(metadata.error().temporary);
  EXPECT_THAT(metadata.error().message, HasSubstr("\"cats.local\" leads to 169.254.169.254"));
  EXPECT_THAT(metadata.error().message, HasSubstr("metadata address"));
  EXPECT_THAT(metadata.error().advice, Not(HasSubstr("SSRF_PROTECTION_ENABLED=false")));

  const auto loopback =
      CheckUserAddress("127.0.0.1", *IpAddress::Parse("127.0.0.1"), {.loopback = false});
  ASSERT_FALSE(loopback.has_value());
  EXPECT_THAT(loopback.error().message, HasSubstr("127.0.0.1 is a loopback address"));
  EXPECT_THAT(loopback.error().advice, HasSubstr("SSRF_PROTECTION_ENABLED=false"));

  EXPECT_TRUE(CheckUserAddress("localhost", *IpAddress::Parse("::1"), {}).has_value());
  EXPECT_TRUE(
      CheckUserAddress("nas", *IpAddress::Parse("192.168.0.9"), {.loopback = false}).has_value());
  const UserAddresses outside{.loopback = false, .private_ranges = false};
  const auto inside = CheckUserAddress("nas", *IpAddress::Parse("192.168.0.9"), outside);
  ASSERT_FALSE(inside.has_value());
  EXPECT_THAT(inside.error().message, HasSubstr("private or reserved range"));
  EXPECT_THAT(inside.error().advice, HasSubstr("ML_BLOCK_LOCAL_IP"));
  EXPECT_TRUE(CheckUserAddress("far", *IpAddress::Parse("8.8.8.8"), outside).has_value());
}

}  // namespace
}  // namespace millrace::net
