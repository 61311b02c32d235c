#include "base/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace millrace {
namespace {

using namespace std::string_literals;
using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::Optional;

TEST(Hex, BothWays) {
  EXPECT_EQ(HexEncode("\x00\x7f\x80\xff"s), "007f80ff");
  EXPECT_EQ(HexEncode(""), "");
  EXPECT_THAT(HexDecode("007f80Ff"), Optional("\x00\x7f\x80\xff"s));
  EXPECT_THAT(HexDecode(""), Optional(""s));
}

TEST(Hex, OddLengthAndOtherCharactersAreRefused) {
  for (const char* wrong : {"0", "0g", "g0", "0x", " 0", "00 "})
    EXPECT_EQ(HexDecode(wrong), std::nullopt) << wrong;
}

// RFC 4648 §10.
constexpr std::pair<const char*, const char*> kBase64[] = {{"", ""},
                                                           {"f", "Zg=="},
                                                           {"fo", "Zm8="},
                                                           {"foo", "Zm9v"},
                                                           {"foob", "Zm9vYg=="},
                                                           {"fooba", "Zm9vYmE="},
                                                           {"foobar", "Zm9vYmFy"}};

TEST(Base64, VectorsOfTheRfc) {
  for (const auto& [plain, encoded] : kBase64) {
    EXPECT_EQ(Base64Encode(plain), encoded);
    EXPECT_THAT(Base64Decode(encoded), Optional(std::string(plain)));
    const std::string unpadded = ReplaceAll(encoded, "=", "");
    EXPECT_EQ(Base64UrlEncode(plain), unpadded);
    EXPECT_THAT(Base64Decode(unpadded), Optional(std::string(plain)));
  }
}

TEST(Base64, EveryByteInBothAlphabets) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  for (size_t cut = 0; cut < 3; ++cut) {
    const std::string plain = bytes.substr(cut);
    EXPECT_THAT(Base64Decode(Base64Encode(plain)), Optional(plain));
    EXPECT_THAT(Base64Decode(Base64UrlEncode(plain)), Optional(plain));
  }
  EXPECT_EQ(Base64Encode("\xfb\xff"), "+/8=");
  EXPECT_EQ(Base64UrlEncode("\xfb\xff"), "-_8");
}

TEST(Base64, WrongLengthPaddingAndCharactersAreRefused) {
  for (const char* wrong : {"A", "AAAAA", "Zg=", "Zg===", "Zm8==", "Z===", "=",
                            "====", "Zm9v====", "Zg==Zg==", "Zm 9", "Zm9v\n", "Zm9\xc3"})
    EXPECT_EQ(Base64Decode(wrong), std::nullopt) << wrong;
}

TEST(Utf8, LengthOfASequence) {
  EXPECT_EQ(Utf8Length(""), 0u);
  EXPECT_EQ(Utf8Length("ab"), 1u);
  EXPECT_EQ(Utf8Length("\0"s), 1u);
  EXPECT_EQ(Utf8Length("éa"), 2u);
  EXPECT_EQ(Utf8Length("€a"), 3u);
  EXPECT_EQ(Utf8Length("😀a"), 4u);
}

TEST(Utf8, BordersOfRfc3629) {
  for (const char* right : {"\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf",
                            "\xee\x80\x80", "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"})
    EXPECT_TRUE(IsUtf8("a"s + right + "b")) << HexEncode(right);
  for (const char* wrong : {"\x80", "\xbf",                      // a tail alone
                            "\xc0\x80", "\xc1\xbf",              // two bytes for an ASCII character
                            "\xe0\x9f\xbf", "\xf0\x8f\xbf\xbf",  // longer than need be
                            "\xed\xa0\x80", "\xed\xbf\xbf",      // surrogates
                            "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",  // above U+10FFFF
                            "\xff", "\xfe",                          // never
                            "\xc3", "\xe2\x82", "\xf0\x9f\x98",      // cut off
                            "\xc3\x28", "\xe2\x28\xa1", "\xe2\x82\x28", "\xf0\x9f\x98\x28"}) {
    EXPECT_FALSE(IsUtf8(wrong)) << HexEncode(wrong);
    EXPECT_FALSE(IsUtf8("a"s + wrong + "b")) << HexEncode(wrong);
    EXPECT_EQ(Utf8Length(wrong), 0u) << HexEncode(wrong);
  }
  EXPECT_TRUE(IsUtf8(""));
}

TEST(PrintableTest, TextStaysAndTheRestIsEscaped) {
  EXPECT_EQ(Printable("a b/ü/😀.jpg"), "a b/ü/😀.jpg");
  EXPECT_EQ(Printable("a\nb\0c\x1b[2J\x7f"s), "a\\x0ab\\x00c\\x1b[2J\\x7f");
  EXPECT_EQ(Printable("\xff\xc3(é"), "\\xff\\xc3(é");
  EXPECT_EQ(Printable(""), "");
}

TEST(PrintableTest, ControlSequencesOfTwoBytesDoNotReachATerminal) {
  EXPECT_EQ(Printable("\xc2\x9b"
                      "31m"),
            "\\xc2\\x9b31m");  // U+009B starts one, as ESC [ does
  EXPECT_EQ(Printable("\xc2\xa0"), "\xc2\xa0");
}

TEST(PrintableTest, LongTextIsCutBetweenCharacters) {
  EXPECT_EQ(Printable("abcd", 4), "abcd");
  EXPECT_EQ(Printable("abcde", 4), "abcd…");
  EXPECT_EQ(Printable("abc😀d", 4), "abc😀…");
  EXPECT_EQ(Printable(std::string(1000, 'x')), std::string(200, 'x') + "…");
}

TEST(TextTest, CaseIsOfAsciiOnly) {
  EXPECT_EQ(ToLower("AZ az 09 @[ Ä"), "az az 09 @[ Ä");
  EXPECT_TRUE(EqualsIgnoreCase("Content-TYPE", "content-type"));
  EXPECT_FALSE(EqualsIgnoreCase("content-type", "content-typ"));
  EXPECT_FALSE(EqualsIgnoreCase("@", "`"));
  EXPECT_FALSE(EqualsIgnoreCase("Ä", "ä"));
}

TEST(TextTest, TrimTakesWhiteSpaceFromBothEnds) {
  EXPECT_EQ(Trim(" \t\r\n\v\fa b \n"), "a b");
  EXPECT_EQ(Trim("ab"), "ab");
  EXPECT_EQ(Trim(" \n"), "");
  EXPECT_EQ(Trim(""), "");
}

TEST(TextTest, SplitKeepsEmptyParts) {
  EXPECT_THAT(Split("a,b,,c,", ','), ElementsAre("a", "b", "", "c", ""));
  EXPECT_THAT(Split("", ','), ElementsAre(""));
  EXPECT_THAT(Split("abc", ','), ElementsAre("abc"));
}

TEST(TextTest, ReplaceAllGoesOnBehindWhatItReplaced) {
  EXPECT_EQ(ReplaceAll("aXbXX", "X", "--"), "a--b----");
  EXPECT_EQ(ReplaceAll("aaa", "aa", "a"), "aa");
  EXPECT_EQ(ReplaceAll("a", "a", "aa"), "aa");
  EXPECT_EQ(ReplaceAll("abc", "x", "y"), "abc");
  EXPECT_EQ(ReplaceAll("abc", "", "y"), "abc");
}

TEST(ParseIntTest, TheWholeTextOrNothing) {
  EXPECT_THAT(ParseInt("0"), Optional(Eq(0)));
  EXPECT_THAT(ParseInt("-17"), Optional(Eq(-17)));
  EXPECT_THAT(ParseInt("9223372036854775807"), Optional(Eq(std::numeric_limits<int64_t>::max())));
  EXPECT_THAT(ParseInt("-9223372036854775808"), Optional(Eq(std::numeric_limits<int64_t>::min())));
  for (const char* wrong : {"", " ", "-", "+1", " 1", "1 ", "1.0", "1e3", "0x10", "--1", "1_000",
                            "9223372036854775808", "-9223372036854775809"})
    EXPECT_EQ(ParseInt(wrong), std::nullopt) << wrong;
}

TEST(ParseBoolTest, WordsInAnyCase) {
  for (const char* yes : {"true", "True", "1", "YES", "on", " true\n"})
    EXPECT_THAT(ParseBool(yes), Optional(true)) << yes;
  for (const char* no : {"false", "False", "0", "NO", "off"})
    EXPECT_THAT(ParseBool(no), Optional(false)) << no;
  for (const char* neither : {"", "2", "t", "truee", "none"})
    EXPECT_EQ(ParseBool(neither), std::nullopt) << neither;
}

TEST(Numbers, Thousands) {
  EXPECT_EQ(WithThousands(0), "0");
  EXPECT_EQ(WithThousands(999), "999");
  EXPECT_EQ(WithThousands(1000), "1,000");
  EXPECT_EQ(WithThousands(1'204'118), "1,204,118");
  EXPECT_EQ(WithThousands(-999), "-999");
  EXPECT_EQ(WithThousands(-123'456), "-123,456");
  EXPECT_EQ(WithThousands(std::numeric_limits<int64_t>::min()), "-9,223,372,036,854,775,808");
}

TEST(Numbers, Bytes) {
  EXPECT_EQ(HumanBytes(0), "0 B");
  EXPECT_EQ(HumanBytes(1023), "1023 B");
  EXPECT_EQ(HumanBytes(1024), "1.0 KiB");
  EXPECT_EQ(HumanBytes(1536 * 1024), "1.5 MiB");
  EXPECT_EQ(HumanBytes(uint64_t{96} << 20), "96 MiB");
  EXPECT_EQ(HumanBytes(std::numeric_limits<uint64_t>::max()), "16384 PiB");
}

TEST(Numbers, BytesAreRoundedBeforeTheUnitIsChosen) {
  EXPECT_EQ(HumanBytes((1 << 20) - 1), "1.0 MiB");
  EXPECT_EQ(HumanBytes((10 << 10) - 1), "10 KiB");
}

TEST(Numbers, Plurals) {
  EXPECT_EQ(Plural(0, "object"), "0 objects");
  EXPECT_EQ(Plural(1, "object"), "1 object");
  EXPECT_EQ(Plural(1204, "object"), "1,204 objects");
}

}  // namespace
}  // namespace millrace
