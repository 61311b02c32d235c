// Keys are bytes: what a store can hold, it lists, loads and presigns as it was named.
#include <algorithm>

#include "base/text.h"
#include "tests/conformance/suite.h"

namespace millrace::conformance {
namespace {

using namespace storage;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

std::vector<std::string> AwkwardKeys() {
  return {"with space.json",
          " leading space",
          "trailing space ",
          "a+b",
          "100%",
          "a%2Fb",
          "%zz",
          "q?x=1&y=2",
          "hash#1",
          "quote\"s'.json",
          "<xml>&amp;",
          "a\\b",
          "semi;colon,comma",
          "~tilde!'()*",
          "@at:colon",
          "=equals&amp",
          "emoji-\xF0\x9F\x90\xB1.jpg",
          "\xC3\xBC"
          "ber/\xC3\xB1",
          "cafe\xCC\x81",
          "new\nline",
          "tab\there",
          "bell\x07",
          "del\x7F",
          ".hidden",
          "dots...",
          "/leading",
          "double//slash",
          "trailing/",
          "..",
          "a/../b",
          "./x",
          "a/.",
          std::string("nul\0byte", 8),
          "\xFF\xFE-not-utf8",
          "latin1-\xE9",
          std::string(255, 's'),
          std::string(300, 't'),
          std::string(1100, 'u'),
          std::string(1024, 'v'),
          "deep/" + ReplaceAll(std::string(20, '-'), "-", "d/") + "x"};
}

// What a browser would get by the signed URL; keys that URLs cannot carry are proxied instead.
class KeyConformance : public Conformance {
 protected:
  void ExpectPresigned(const std::string& key, const std::string& body) {
    const auto url = store().Presign({.key = key, .ttl = std::chrono::seconds(60)});
    if (!url.has_value()) {
      EXPECT_EQ(url.error().kind, ErrorKind::kUnsupported) << url.error().Sentence();
      return;
    }
    EXPECT_TRUE(store().capabilities().presign);
    EXPECT_THAT(*url, StartsWith(store().BrowserOrigin(true) + "/"));
    // Nothing between us and a faulty peer repeats this one.
    for (int tries = 0; tries < 50; ++tries) {
      const auto answer = Http().Send({.url = *url});
      if (!answer.has_value() || answer->status >= 500) continue;
      EXPECT_EQ(answer->status, 200) << answer->body.substr(0, 500);
      EXPECT_EQ(answer->body, body);
      return;
    }
    ADD_FAILURE() << "no answer to " << *url;
  }
};

TEST_P(KeyConformance, AwkwardKeysWorkOrAreRefusedByName) {
  size_t held = 0;
  for (const std::string& key : AwkwardKeys()) {
    SCOPED_TRACE(Printable(key));
    const auto allowed = store().CheckKey(key);
    if (!allowed.has_value()) {
      EXPECT_EQ(allowed.error().kind, ErrorKind::kInvalid);
      EXPECT_EQ(allowed.error().key, key);
      EXPECT_THAT(allowed.error().message, HasSubstr(Printable(key).substr(0, 50)));
      EXPECT_EQ(Put({.key = key, .body = "x"}).error().kind, ErrorKind::kInvalid);
      EXPECT_FALSE(Fetch({{.key = key}})[0].outcome);
      continue;
    }
    if (instance().peer_cannot(key)) continue;
    ++held;
    const std::string body = "body of " + key;
    Write(key, body);
    EXPECT_EQ(Read(key), body);
    EXPECT_TRUE(store().Head(key));
    ExpectPresigned(key, body);
    EXPECT_THAT(ListAll({}), ElementsAre(key));
    EXPECT_THAT(ListAll({.prefix = key}), ElementsAre(key));
    EXPECT_TRUE(store().Delete(key, ""));
    EXPECT_THAT(ListAll({}), IsEmpty());
  }
  EXPECT_GE(held, 20u);
}

TEST_P(KeyConformance, EmptyKeyIsRefused) {
  EXPECT_EQ(store().CheckKey("").error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(Put({.key = "", .body = "x"}).error().kind, ErrorKind::kInvalid);
}

// Neighbours that a wrong order, or a wrong idea of a folder, would mix up: U+FF21 stands behind
// U+1F600 in UTF-16 and before it in UTF-8.
TEST_P(KeyConformance, NeighboursStayApart) {
  std::vector<std::string> keys;
  for (const char* key :
       {"a.txt", "a/b", "a", "a/b/c", "a0", "A", "z\xEF\xBC\xA1.jpg", "z\xF0\x9F\x98\x80.jpg"}) {
    if (instance().peer_cannot(key)) continue;
    if (const auto put = Put({.key = key, .body = key}); put.has_value()) {
      keys.push_back(key);
    } else {
      // A file cannot be a directory too.
      EXPECT_TRUE(std::string(key) == "a" || std::string(key) == "a/b/c") << put.error().Sentence();
      EXPECT_THAT(put.error().message, HasSubstr("a"));
      EXPECT_FALSE(put.error().temporary);
    }
  }
  ASSERT_GE(keys.size(), 6u);
  for (const std::string& key : keys) {
    EXPECT_EQ(Read(key), key);
    ExpectPresigned(key, key);
  }
  std::ranges::sort(keys);
  for (const size_t limit : {1u, 3u, 1000u})
    EXPECT_THAT(ListAll({.limit = limit}), ::testing::UnorderedElementsAreArray(keys)) << limit;
  std::erase_if(keys, [](const std::string& key) { return !key.starts_with("a/"); });
  EXPECT_THAT(ListAll({.prefix = "a/"}), ::testing::UnorderedElementsAreArray(keys));
}

INSTANTIATE_TEST_SUITE_P(Storages, KeyConformance, ::testing::ValuesIn(Candidates()),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace millrace::conformance
