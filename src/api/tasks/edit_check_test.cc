#include "api/tasks/edit_check.h"

#include "api/testing.h"

namespace millrace::api {
namespace {

TEST(AgoTest, SaysItShortly) {
  const Time then{};
  using namespace std::chrono_literals;
  EXPECT_EQ(Ago(then, then + 59s), "just now");
  EXPECT_EQ(Ago(then, then - 1h), "just now") << "another clock";
  EXPECT_EQ(Ago(then, then + 2min), "2 min ago");
  EXPECT_EQ(Ago(then, then + 3h), "3 h ago");
  EXPECT_EQ(Ago(then, then + 72h), "3 days ago");
}

class EditCheckTest : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    const Answered task =
        Do("POST", "/api/tasks",
           R"({"project":)" + std::to_string(Project(kConfig)) + R"(,"data":{"image":"1"}})");
    task_ = "/api/tasks/" + task.text("id");
    made_ = Do("POST", task_ + "/annotations", R"({"result":[]})");
    annotation_ = "/api/annotations/" + made_.text("id");
  }
  static std::string Body(const std::string& seen) {
    return R"({"result":[{"id":"mine"}],"lead_time":2,"expected_updated_at":")" + seen + "\"}";
  }

  std::string task_, annotation_;
  Answered made_;
};

TEST_F(EditCheckTest, WhoSawAnOlderVersionIsRefusedAndKeepsHisWork) {
  const std::string seen = made_.text("updated_at");
  const Answered first = Do("PATCH", annotation_, Body(seen));
  ASSERT_EQ(first.status, 200) << first.body;
  for (int i = 0; i < 2; ++i) {  // the second refusal finds the draft of the first
    const Answered second = Do("PATCH", annotation_, Body(seen));
    ASSERT_EQ(second.status, 409) << second.body;
    EXPECT_EQ(second.text("detail"),
              "ann@example.com changed this annotation just now. Your version is kept in your "
              "draft; compare, then save again.");
  }
  const auto drafts = Do("GET", task_ + "/drafts").json();
  ASSERT_EQ(drafts.as_array().size(), 1U);
  EXPECT_EQ(drafts.at(0).at("result").at(0).at("id"), "mine");
  EXPECT_EQ(drafts.at(0).at("lead_time"), 2.0);
  EXPECT_EQ(Do("GET", annotation_).text("updated_at"), first.text("updated_at"));
  EXPECT_EQ(Do("PATCH", annotation_, Body(first.text("updated_at"))).status, 200);
}

TEST_F(EditCheckTest, TheHeaderSaysTheSameAndNothingIsNoCheck) {
  const std::string seen = made_.text("updated_at");
  EXPECT_EQ(Do("PATCH", annotation_, R"({"result":[]})").status, 200);
  EXPECT_EQ(Do("PATCH", annotation_, R"({"ground_truth":true})", {{"If-Match", "\"" + seen + "\""}})
                .status,
            409);
  EXPECT_EQ(Do("GET", task_ + "/drafts").body, "[]") << "nothing was labeled";
  EXPECT_EQ(Do("PATCH", annotation_, "{}", {{"If-Match", "*"}}).status, 200);
  EXPECT_EQ(Do("PATCH", annotation_, "{}", {{"If-Match", "junk"}}).status, 400);
  EXPECT_EQ(Do("PATCH", annotation_, R"({"expected_updated_at":"junk"})").status, 400);
  EXPECT_EQ(Do("PATCH", annotation_, R"({"expected_updated_at":null})").status, 200);
}

TEST_F(EditCheckTest, DraftsToo) {
  const Answered draft = Do("POST", task_ + "/drafts", R"({"result":[]})");
  const std::string path = "/api/drafts/" + draft.text("id");
  EXPECT_EQ(Do("PATCH", path, Body(draft.text("updated_at"))).status, 200);
  const Answered late = Do("PATCH", path, Body(draft.text("updated_at")));
  EXPECT_EQ(late.status, 409);
  EXPECT_NE(Do("GET", path).body.find("mine"), std::string::npos);
}

}  // namespace
}  // namespace millrace::api
