#include "labeling/formats/media.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "labeling/formats/image_size.h"
#include "labeling/formats/wave.h"

namespace millrace::labeling {
namespace {

// The hashes are those of label-studio-sdk.
TEST(MediaTest, NamesFilesAsTheSdkDoes) {
  EXPECT_EQ(MediaName("https://e.x/1.jpg"), "7bfc2a1a__1.jpg");
  EXPECT_EQ(MediaName("https://e.x/a/1.jpg?size=2#x").substr(8), "__1.jpg");
  EXPECT_EQ(MediaName("s3://bucket/a/b c?.jpg").substr(8), "__b c?.jpg");
  EXPECT_EQ(MediaName("/data/local-files/?d=dir/1.png").substr(8), "__1.png");
  EXPECT_EQ(MediaName("/data/upload/7/0a1b2c3d-cat%20x.jpg"), "0a1b2c3d-cat x.jpg");
  EXPECT_EQ(MediaName("upload/7/0a1b2c3d-cat.jpg"), "0a1b2c3d-cat.jpg");
}

TEST(MediaTest, NamesLeadNowhereElse) {
  EXPECT_EQ(MediaName("/data/upload/7/%2e%2e").find('.'), std::string::npos);
  EXPECT_EQ(MediaName("/data/upload/7/..%2F..%2Fx"), "..-..-x");
  EXPECT_LE(MediaName("s3://b/" + std::string(1'000, 'x') + ".jpg").size(), 240u);
  EXPECT_TRUE(MediaName("s3://b/" + std::string(1'000, 'x') + ".jpg").ends_with("x.jpg"));
}

TEST(MediaTest, SplitsNamesAsPython) {
  EXPECT_EQ(StemOf("a.b.jpg"), "a.b");
  EXPECT_EQ(StemOf(".hidden"), ".hidden");
  EXPECT_EQ(StemOf("..x.y"), "..x");
  EXPECT_EQ(StemOf("plain"), "plain");
}

TEST(MediaTest, OneImageOfTwoTasksHasTwoNames) {
  FreeNames names;
  EXPECT_EQ(names.Take("a.jpg", 1), "a.jpg");
  EXPECT_EQ(names.Take("a.jpg", 2), "a-2.jpg");
  EXPECT_EQ(names.Take("a.png", 3), "a-3.png");
  EXPECT_EQ(names.Take("b.png", 4), "b.png");
}

std::optional<ImageSize> SizeOf(std::string head) {
  head.resize(std::max<size_t>(head.size(), 64));
  return ReadImageSize(*MemoryBytes(head));
}

TEST(ImageSizeTest, ReadsHeads) {
  const auto png = SizeOf(std::string("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\1\2\0\0\0\3\x08\x06", 26));
  ASSERT_TRUE(png.has_value());
  EXPECT_EQ(png->width, 258);
  EXPECT_EQ(png->height, 3);
  EXPECT_EQ(png->channels, 4);
  const auto jpeg = SizeOf(std::string("\xFF\xD8\xFF\xE0\0\4ab\xFF\xC0\0\x11\x08\0\3\1\2\1", 19));
  ASSERT_TRUE(jpeg.has_value());
  EXPECT_EQ(jpeg->width, 258);
  EXPECT_EQ(jpeg->height, 3);
  EXPECT_EQ(jpeg->channels, 1);
  const auto gif = SizeOf(std::string("GIF89a\2\1\3\0", 10));
  ASSERT_TRUE(gif.has_value());
  EXPECT_EQ(gif->width, 258);
  EXPECT_FALSE(SizeOf("no image").has_value());
  EXPECT_FALSE(SizeOf(std::string("\xFF\xD8\xFF\xE0\xFF\xFF", 6)).has_value());
  EXPECT_FALSE(ReadImageSize(*MemoryBytes("\x89PNG")).has_value());
}

TEST(WaveTest, ReadsTheLength) {
  const std::string head("RIFF\x2C\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\4\0\0\0\4\0\0\0\1\0\x08\0", 36);
  EXPECT_EQ(WaveSeconds(*MemoryBytes(head + std::string("data\6\0\0\0", 8) + "abcdef")), 1.5);
  EXPECT_EQ(
      WaveSeconds(*MemoryBytes(head + std::string("LIST\1\0\0\0x\0data\4\0\0\0", 18) + "abcd")),
      1.0);
  // A stream that did not know its end.
  EXPECT_EQ(WaveSeconds(*MemoryBytes(head + std::string("data\xFF\xFF\xFF\xFF", 8) + "abcd")), 1.0);
  EXPECT_FALSE(WaveSeconds(*MemoryBytes(head)).has_value());
  EXPECT_FALSE(WaveSeconds(*MemoryBytes("")).has_value());
}

}  // namespace
}  // namespace millrace::labeling
