#include "crypto/digest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "base/text.h"

namespace millrace::crypto {
namespace {

constexpr char kTwoBlocks[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
const std::string kMillion(1'000'000, 'a');

// NIST's example values for FIPS 180-4.
TEST(Digest, Sha256) {
  EXPECT_EQ(HexEncode(Sha256("")),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(HexEncode(Sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(HexEncode(Sha256(kTwoBlocks)),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(HexEncode(Sha256(kMillion)),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Digest, Sha1) {
  EXPECT_EQ(HexEncode(Sha1("")), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  EXPECT_EQ(HexEncode(Sha1("abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(HexEncode(Sha1(kTwoBlocks)), "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
}

// RFC 1321 §A.5.
TEST(Digest, Md5) {
  EXPECT_EQ(HexEncode(Md5("")), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(HexEncode(Md5("abc")), "900150983cd24fb0d6963f7d28e17f72");
  EXPECT_EQ(HexEncode(Md5("message digest")), "f96b697d7cb7938d525a2f31aaf161d0");
}

// RFC 4231 §4, without the truncated one.
TEST(Hmac, Sha256) {
  struct Case {
    std::string key, data;
    const char* mac;
  };
  std::string counting;
  for (char c = 1; c <= 25; ++c) counting += c;
  const Case cases[] = {
      {std::string(20, '\x0b'), "Hi There",
       "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {"Jefe", "what do ya want for nothing?",
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {std::string(20, '\xaa'), std::string(50, '\xdd'),
       "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
      {counting, std::string(50, '\xcd'),
       "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
      {std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
      {std::string(131, '\xaa'),
       "This is a test using a larger than block-size key and a larger than block-size data. The "
       "key needs to be hashed before being used by the HMAC algorithm.",
       "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"}};
  for (const Case& c : cases) EXPECT_EQ(HexEncode(HmacSha256(c.key, c.data)), c.mac);
}

TEST(Hmac, AnEmptyKeyIsNotTheKeyOfTheCallBefore) {
  constexpr char kOfNothing[] = "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad";
  HmacSha256("some key", "some data");
  EXPECT_EQ(HexEncode(HmacSha256(std::string_view(), std::string_view())), kOfNothing);
  HmacSha256("some key", "some data");
  EXPECT_EQ(HexEncode(HmacSha256("", "")), kOfNothing);
}

TEST(Sha256StreamTest, PiecesGiveTheDigestOfTheWhole) {
  const std::string text = kMillion.substr(0, 1000);
  for (const size_t piece : {1, 63, 64, 65, 999, 1000}) {
    Sha256Stream stream;
    for (size_t at = 0; at < text.size(); at += piece)
      stream.Update(std::string_view(text).substr(at, piece));
    EXPECT_EQ(stream.Finish(), Sha256(text)) << piece;
  }
  EXPECT_EQ(Sha256Stream().Finish(), Sha256(""));
}

TEST(Sha1StreamTest, PiecesGiveTheDigestOfTheWhole) {
  Sha1Stream stream;
  for (const char* piece : {"a", "", "bc"}) stream.Update(piece);
  EXPECT_EQ(stream.Finish(), Sha1("abc"));
}

TEST(Sha256StreamTest, StreamsAndOtherCallsDoNotDisturbEachOther) {
  Sha256Stream first, second;
  first.Update("ab");
  second.Update("x");
  EXPECT_EQ(Sha256("y").size(), 32u);
  first.Update("c");
  EXPECT_EQ(second.Finish(), Sha256("x"));
  EXPECT_EQ(first.Finish(), Sha256("abc"));
}

TEST(Digest, ThreadsDoNotDisturbEachOther) {
  const std::string sha256 = Sha256(kTwoBlocks), sha1 = Sha1(kTwoBlocks), md5 = Md5(kTwoBlocks),
                    mac = HmacSha256("key", kTwoBlocks);
  std::atomic<int> wrong = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 500; ++i) {
          HmacSha256(std::to_string(t), std::to_string(i));
          wrong += Sha256(kTwoBlocks) != sha256;
          wrong += HmacSha256("key", kTwoBlocks) != mac;
          wrong += Sha1(kTwoBlocks) != sha1;
          wrong += Md5(kTwoBlocks) != md5;
        }
      });
    }
  }
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace millrace::crypto
