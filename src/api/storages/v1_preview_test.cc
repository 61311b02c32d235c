#include "api/storages/v1_preview.h"

#include <gmock/gmock.h>

#include "api/storages/preview_table.h"
#include "api/testing.h"
#include "base/ids.h"

namespace millrace::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class PreviewTest : public ApiTest {
 protected:
  Answered Preview(const std::string& params, const std::string& more = "") {
    return Do("POST", "/api/v1/storages/preview",
              R"({"role":"source","kind":"local","params":{"recursive_scan":true,"path":")" +
                  root_ + "/pics\"" + params + "}" + more + "}");
  }
  static std::vector<std::string> Keys(const Answered& answer, bool match) {
    std::vector<std::string> keys;
    const boost::json::value json = answer.json();
    for (const boost::json::value& row : json.at("rows").as_array())
      if (row.at("match").as_bool() == match) keys.emplace_back(row.at("key").as_string());
    return keys;
  }
  static boost::json::value Of(const Answered& answer, std::string_view member) {
    return answer.json().at(member);
  }
};

TEST_F(PreviewTest, RowsSayWhatMatchesAndWhyNot) {
  Write("pics/a.jpg", "aa");
  Write("pics/b.txt", "b");
  const Answered found = Preview(R"(,"regex_filter":".*\\.jpg","use_blob_urls":true)");
  ASSERT_EQ(found.status, 200) << found.body;
  EXPECT_EQ(found.text("sentence"), "1 of 2 objects match.");
  EXPECT_TRUE(Of(found, "suggestion").is_null());
  EXPECT_TRUE(Of(found, "complete").as_bool());
  EXPECT_EQ(Of(found, "counts").at("skipped_regex").as_int64(), 1);
  EXPECT_THAT(Keys(found, true), ElementsAre("a.jpg"));
  EXPECT_THAT(Keys(found, false), ElementsAre("b.txt"));
  EXPECT_EQ(Of(found, "rows").at(0).at("becomes").as_string(), "task");
  EXPECT_EQ(Of(found, "rows").at(1).at("why").as_string(), "regex");
  EXPECT_EQ(Do("GET", "/api/v1/storages").json().at("results").as_array().size(), 0u);
}

TEST_F(PreviewTest, AnEmptyRegexIsExplainedWithWhatToUse) {
  Write("pics/a.jpg", "aa");
  const Answered found = Preview(R"(,"regex_filter":"","empty_regex_skips":true)");
  EXPECT_EQ(found.text("sentence"), "0 of 1 object match: an empty regex skips everything.");
  EXPECT_EQ(Of(found, "suggestion").at("field").as_string(), "regex_filter");
  EXPECT_EQ(Of(found, "suggestion").at("value").as_string(), ".*");
  EXPECT_EQ(Of(found, "suggestion").at("title").as_string(), "Use .*");
}

TEST_F(PreviewTest, ARegexThatMatchesNothingShowsTheNearestThatDoes) {
  Write("pics/a.JPG", "aa");
  Write("pics/b.jpg", "bb");
  const auto nearest = [&](const std::string& regex) {
    const Answered found = Preview(R"(,"use_blob_urls":true,"regex_filter":")" + regex + "\"");
    return std::string(Of(found, "suggestion").at("value").as_string());
  };
  EXPECT_EQ(nearest("jpg"), ".*jpg");
  EXPECT_EQ(nearest("PG"), ".*PG") << "inside the name before another case";
  EXPECT_EQ(nearest("B\\\\."), "(?i)B\\.");
  EXPECT_TRUE(Of(Preview(R"(,"regex_filter":"zebra")"), "suggestion").is_null());
}

TEST_F(PreviewTest, NamesTellWhetherObjectsAreTasksOrHoldThem) {
  Write("pics/a.jpg", "aa");
  const Answered pictures = Preview("");
  EXPECT_EQ(Of(pictures, "suggestion").at("field").as_string(), "use_blob_urls");
  EXPECT_TRUE(Of(pictures, "suggestion").at("value").as_bool());
  EXPECT_EQ(Of(pictures, "rows").at(0).at("becomes").as_string(), "json");
  std::filesystem::remove(root_ + "/pics/a.jpg");
  Write("pics/a.json", "{}");
  EXPECT_TRUE(Of(Preview(""), "suggestion").is_null());
  EXPECT_FALSE(Of(Preview(R"(,"use_blob_urls":true)"), "suggestion").at("value").as_bool());
}

TEST_F(PreviewTest, FewRowsStillShowSomeThatDoNotMatch) {
  for (int i = 10; i < 30; ++i) Write("pics/" + std::to_string(i) + ".jpg", "x");
  for (int i = 30; i < 50; ++i) Write("pics/" + std::to_string(i) + ".txt", "x");
  const Answered found =
      Preview(R"(,"use_blob_urls":true,"regex_filter":".*jpg")", R"(,"limit":8)");
  EXPECT_EQ(Keys(found, true).size(), 6u);
  EXPECT_EQ(Keys(found, false).size(), 2u);
  EXPECT_EQ(Of(found, "counts").at("matched").as_int64(), 20);
  EXPECT_EQ(Preview("", R"(,"limit":201)").status, 400);
}

TEST_F(PreviewTest, PicturesAreShownToWhoAskedAndToNobodyElse) {
  Write("pics/a.jpg", "the picture");
  Write("pics/b.html", "<script>");
  const Answered found = Preview(R"(,"use_blob_urls":true)");
  ASSERT_EQ(found.status, 200) << found.body;
  const std::string picture(Of(found, "rows").at(0).at("picture").as_string());
  EXPECT_TRUE(Of(found, "rows").at(1).at("picture").is_null()) << "no picture";
  const Answered shown = Do("GET", picture);
  EXPECT_EQ(shown.status, 200);
  EXPECT_EQ(shown.body, "the picture");
  EXPECT_EQ(shown.headers.Get("Content-Type"), "image/jpeg");
  EXPECT_THAT(std::string(shown.headers.Get("Content-Security-Policy")), HasSubstr("sandbox"));
  EXPECT_EQ(Operator("GET", picture).status, 404) << "somebody else's";
  EXPECT_EQ(Do("GET", picture.substr(0, picture.size() - 1) + "1").status, 404);
  EXPECT_EQ(Do("GET", "/api/v1/storages/preview/" + RandomHex(16) + "/0").status, 404);
  std::filesystem::resize_file(root_ + "/pics/a.jpg", (10u << 20) + 1);
  EXPECT_EQ(Do("GET", picture).status, 413);
  const Answered large = Preview(R"(,"use_blob_urls":true)");
  EXPECT_TRUE(Of(large, "rows").at(0).at("picture").is_null());
  EXPECT_TRUE(Of(large, "expires").is_null());
}

TEST_F(PreviewTest, WrongSettingsAreNamed) {
  std::filesystem::create_directories(root_ + "/pics");
  const Answered regex = Preview(R"(,"regex_filter":"*.jpg")");
  EXPECT_EQ(regex.status, 400);
  EXPECT_THAT(regex.text("validation_errors"), HasSubstr("Do you mean"));
  EXPECT_EQ(Preview(R"(,"prefix":"nothing")").text("sentence"),
            "There is no object below " + root_ + "/pics/nothing/.");
  EXPECT_EQ(Do("POST", "/api/v1/storages/preview", "{}").status, 400);
  EXPECT_EQ(Do("POST", "/api/v1/storages/preview",
               R"({"role":"target","kind":"local","params":{"path":")" + root_ + "\"}}")
                .status,
            400);
}

TEST(PreviewTableTest, ForgetsWhatIsOldAndWhatIsTooMuch) {
  FakeClock clock;
  PreviewTable table(clock);
  const auto add = [&] { return table.Add({.account = 7, .keys = {"a.jpg"}}).token; };
  const std::string first = add();
  EXPECT_EQ(table.Find(first, 7, 0).value().key, "a.jpg");
  EXPECT_FALSE(table.Find(first, 8, 0).has_value());
  EXPECT_FALSE(table.Find(first, 7, 1).has_value());
  EXPECT_FALSE(table.Find(first, 7, -1).has_value());
  std::string last;
  for (int i = 0; i < 16; ++i) last = add();
  EXPECT_FALSE(table.Find(first, 7, 0).has_value());
  EXPECT_TRUE(table.Find(last, 7, 0).has_value());
  clock.Advance(std::chrono::minutes(10));
  EXPECT_FALSE(table.Find(last, 7, 0).has_value());
}

}  // namespace
}  // namespace millrace::api
