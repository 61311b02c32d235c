#include "api/web/encoding.h"

#include <gtest/gtest.h>

namespace millrace::api {
namespace {

constexpr WebFile kFile{.path = "a.js", .plain = "plain bytes", .gzip = "gzipped", .brotli = "br"};

std::string_view Chosen(std::string_view accepted) { return ChooseEncoding(kFile, accepted).name; }

TEST(Encoding, TheShortestOfWhatIsAccepted) {
  EXPECT_EQ(Chosen("gzip, deflate, br, zstd"), "br");
  EXPECT_EQ(Chosen("gzip, deflate"), "gzip");
  EXPECT_EQ(Chosen("GZIP"), "gzip");
  EXPECT_EQ(Chosen("*"), "br");
  EXPECT_EQ(Chosen(""), "");
  EXPECT_EQ(Chosen("deflate"), "");
  EXPECT_EQ(ChooseEncoding(kFile, "br").bytes, "br");
  EXPECT_EQ(ChooseEncoding(kFile, "").bytes, "plain bytes");
}

TEST(Encoding, WeightsDecideFirst) {
  EXPECT_EQ(Chosen("gzip;q=1.0, br;q=0.5"), "gzip");
  EXPECT_EQ(Chosen("br;q=0, gzip; q=0.1"), "gzip");
  EXPECT_EQ(Chosen("br;q=0, *"), "gzip");
  EXPECT_EQ(Chosen("identity, br;q=0.5"), "");
  EXPECT_EQ(Chosen("*;q=0"), "");
  EXPECT_EQ(Chosen("br;q=x,gzip;q=0.2"), "gzip");
}

TEST(Encoding, WhatIsNotPackedIsNotChosen) {
  const WebFile file{.path = "a.png", .plain = "bytes"};
  EXPECT_EQ(ChooseEncoding(file, "gzip, br").name, "");
  EXPECT_EQ(ChooseEncoding(file, "gzip, br").bytes, "bytes");
}

}  // namespace
}  // namespace millrace::api
