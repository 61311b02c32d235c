#include <gmock/gmock.h>

#include "api/testing.h"

namespace millrace::api {
namespace {

using testing::HasSubstr;
using testing::Not;

class CheckTest : public ApiTest {
 protected:
  std::string Body(const std::string& path, const std::string& role = "source") {
    return R"({"role":")" + role + R"(","kind":"local","params":{"path":")" + root_ + "/" + path +
           "\"}}";
  }
  static boost::json::object Probe(const Answered& answer, std::string_view name) {
    const boost::json::value found = answer.json();
    for (const boost::json::value& probe : found.at("probes").as_array())
      if (probe.at("name").as_string() == name) return probe.as_object();
    ADD_FAILURE() << "no probe " << name << " in " << answer.body;
    return {};
  }
};

TEST_F(CheckTest, SettingsThatAreNotSaved) {
  Write("pics/a.json", "{}");
  const Answered found = Do("POST", "/api/v1/storages/check", Body("pics"));
  ASSERT_EQ(found.status, 200) << found.body;
  EXPECT_EQ(found.text("ok"), "true");
  EXPECT_EQ(found.json().at("storage").at("id"), nullptr);
  EXPECT_EQ(found.json().at("storage").at("uri").as_string(), root_ + "/pics");
  EXPECT_EQ(found.json().at("counts").at("failed").as_int64(), 0);
  EXPECT_EQ(Probe(found, "list").at("state").as_string(), "ok");
  EXPECT_EQ(Probe(found, "regex").at("matching").as_array().at(0).as_string(), "a.json");
  EXPECT_THAT(Do("GET", "/api/v1/storages").body, Not(HasSubstr("pics")));

  EXPECT_EQ(Do("POST", "/api/v1/storages/check", Body("pics", "both")).status, 400);
  EXPECT_EQ(Do("POST", "/api/v1/storages/check", R"({"kind":"local"})").status, 400);
  const Answered outside =
      Do("POST", "/api/v1/storages/check",
         R"({"role":"source","kind":"local","params":{"path":"/etc","regex_filter":"((("}})");
  EXPECT_EQ(outside.status, 400) << "only the operator may name any directory";
  EXPECT_THAT(outside.text("validation_errors"), HasSubstr("regex_filter"));
}

TEST_F(CheckTest, WhatFailsIsAnAnswerAndNoError) {
  const Answered found = Do("POST", "/api/v1/storages/check", Body("missing"));
  ASSERT_EQ(found.status, 200) << found.body;
  EXPECT_EQ(found.text("ok"), "false");
  EXPECT_EQ(Probe(found, "bucket").at("state").as_string(), "failed");
  EXPECT_THAT(std::string(Probe(found, "bucket").at("detail").as_string()), HasSubstr("missing"));
  EXPECT_EQ(Probe(found, "list").at("state").as_string(), "skipped");
}

TEST_F(CheckTest, LabelStudiosQuestionGetsTheSentenceOfTheProbe) {
  const int64_t project = Project(kConfig);
  const auto validate = [&](const std::string& more) {
    return Do("POST", "/api/storages/localfiles/validate",
              "{\"project\":" + std::to_string(project) + "," + more + "}");
  };
  Write("pics/a.json", "{}");
  const Answered fine = validate("\"path\":\"" + root_ + "/pics\"");
  EXPECT_EQ(fine.status, 200);
  EXPECT_EQ(fine.body, "");
  const Answered missing = validate("\"path\":\"" + root_ + "/missing\"");
  EXPECT_EQ(missing.status, 400);
  const boost::json::object bucket =
      Probe(Do("POST", "/api/v1/storages/check", Body("missing")), "bucket");
  EXPECT_THAT(missing.text("validation_errors"),
              HasSubstr(std::string(bucket.at("advice").as_string())));
  const Answered empty = validate("\"path\":\"" + root_ + "/pics\",\"prefix\":\"nothing\"");
  EXPECT_EQ(empty.status, 400);
  EXPECT_THAT(empty.text("validation_errors"), HasSubstr("prefix"));
}

TEST_F(CheckTest, ATargetIsLeftAsItWas) {
  std::filesystem::create_directories(root_ + "/out");
  const Answered found = Do("POST", "/api/v1/storages/check", Body("out", "target"));
  for (const char* name : {"write", "read_back", "delete", "conditions", "contents"})
    EXPECT_EQ(Probe(found, name).at("state").as_string(), "ok") << found.body;
  EXPECT_TRUE(std::filesystem::is_empty(root_ + "/out"));
}

}  // namespace
}  // namespace millrace::api
