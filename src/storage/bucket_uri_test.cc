#include "storage/bucket_uri.h"

#include <gtest/gtest.h>

namespace millrace::storage {
namespace {

TEST(BucketUri, DotSegmentsAreFound) {
  for (const char* key : {".", "..", "./a", "../a", "a/./b", "a/../b", "a/.", "a/.."}) {
    EXPECT_TRUE(HasDotSegment(key)) << key;
  }
  for (const char* key : {"a", ".hidden", "a/.b", "a/...", "a.", "", "//", "a/b.."}) {
    EXPECT_FALSE(HasDotSegment(key)) << key;
  }
}

}  // namespace
}  // namespace millrace::storage
