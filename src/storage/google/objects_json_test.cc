#include "storage/google/objects_json.h"

#include <gtest/gtest.h>

namespace millrace::storage::google {
namespace {

constexpr char kItem[] =
    R"({"name":"a/ü \"1\"","size":"12345678901","generation":"1700000000000001",)"
    R"("updated":"2026-01-02T03:04:05.678Z","unknown":{"x":[1,2,{"y":null}]}})";

std::string Page(const std::string& items, const std::string& more = "") {
  return R"({"kind":"storage#objects",)" + more + R"("items":[)" + items + "]}";
}

TEST(ObjectsJson, ReadsAPage) {
  const auto page = ParseObjects(Page(kItem, R"("nextPageToken":"CgE=",)"));
  ASSERT_TRUE(page.has_value()) << page.error().Sentence();
  EXPECT_EQ(page->next, "CgE=");
  ASSERT_EQ(page->objects.size(), 1u);
  const ObjectInfo& object = page->objects[0];
  EXPECT_EQ(object.key, "a/\xC3\xBC \"1\"");
  EXPECT_EQ(object.size, 12'345'678'901u);
  EXPECT_EQ(object.token, "1700000000000001");
  EXPECT_EQ(FormatIso(object.modified), "2026-01-02T03:04:05.678000Z");
}

TEST(ObjectsJson, AnEmptyListHasNoItems) {
  const auto page = ParseObjects(R"({"kind":"storage#objects"})");
  ASSERT_TRUE(page.has_value()) << page.error().Sentence();
  EXPECT_TRUE(page->objects.empty());
  EXPECT_TRUE(page->next.empty());
}

TEST(ObjectsJson, WhatIsNoWholePageIsNeverAShortOne) {
  const std::string whole = Page(std::string(kItem) + "," + kItem);
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(ParseObjects(whole.substr(0, size)).has_value()) << size;
  }
  for (const std::string text :
       {std::string("<html>"), std::string("[]"), std::string("{}"), std::string("null"),
        std::string(R"({"kind":"storage#object","name":"a"})"), std::string(R"({"items":[]})"),
        Page(R"({"size":"1","generation":"1"})"), Page(R"({"name":"a","generation":"1"})"),
        Page(R"({"name":"a","size":"1"})"), Page(R"({"name":"a","size":"-1","generation":"1"})"),
        Page(R"({"name":"a","size":"1x","generation":"1"})"),
        Page(R"({"name":"a","size":"1","generation":"one"})"),
        Page(R"({"name":7,"size":"1","generation":"1"})"),
        Page(R"({"name":"a","size":"1","generation":"1","updated":"yesterday"})"), Page("7"),
        std::string(R"({"kind":"storage#objects","items":7})"),
        std::string(R"({"kind":"storage#objects","nextPageToken":7})")}) {
    const auto page = ParseObjects(text);
    ASSERT_FALSE(page.has_value()) << text;
    EXPECT_EQ(page.error().kind, ErrorKind::kCorrupt);
    EXPECT_TRUE(page.error().temporary);
  }
}

TEST(ObjectsJson, ReadsOneObject) {
  const auto object = ParseObjectResource(kItem);
  ASSERT_TRUE(object.has_value()) << object.error().Sentence();
  EXPECT_EQ(object->token, "1700000000000001");
  // Some servers write numbers without quotes.
  EXPECT_EQ(ParseObjectResource(R"({"name":"a","size":5,"generation":7})")->token, "7");
  EXPECT_FALSE(ParseObjectResource("").has_value());
  EXPECT_FALSE(ParseObjectResource(R"({"kind":"storage#objects"})").has_value());
}

}  // namespace
}  // namespace millrace::storage::google
