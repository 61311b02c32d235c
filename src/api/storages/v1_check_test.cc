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

// "event: NAME\ndata: JSON" of each event, in order.
std::vector<std::pair<std::string, boost::json::value>> Events(const Answered& answer) {
  std::vector<std::pair<std::string, boost::json::value>> events;
  for (std::string_view text = answer.body; !text.empty();) {
    const size_t end = text.find("\n\n");
    const std::string_view event = text.substr(0, end);
    const size_t data = event.find("\ndata: ");
    EXPECT_TRUE(event.starts_with("event: ") && data != std::string_view::npos) << event;
    events.emplace_back(event.substr(7, data - 7), boost::json::parse(event.substr(data + 7)));
    text.remove_prefix(end + 2);
  }
  return events;
}

TEST_F(CheckTest, EventsTellOfEachProbeAndEndWithAllOfThem) {
  Write("pics/a.json", "{}");
  const Answered answer =
      Do("POST", "/api/v1/storages/check", Body("pics"), {{"Accept", "text/event-stream"}});
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.headers.Get("Content-Type"), "text/event-stream");
  const auto events = Events(answer);
  ASSERT_GT(events.size(), 2u);
  EXPECT_EQ(events.back().first, "done");
  const boost::json::array& probes = events.back().second.at("probes").as_array();
  size_t ended = 0, started = 0;
  for (const auto& [name, data] : events) {
    started += name == "started" ? 1 : 0;
    if (name != "probe") continue;
    EXPECT_EQ(data.at("name"), probes.at(ended).at("name"));
    ++ended;
  }
  EXPECT_EQ(ended, probes.size());
  EXPECT_GT(started, 2u);

  const Answered wrong =
      Do("POST", "/api/v1/storages/check",
         R"({"role":"source","kind":"local","params":{"path":"x","regex_filter":"((("}})",
         {{"Accept", "text/event-stream"}});
  EXPECT_EQ(wrong.status, 400) << "not a stream that ends in an error";
  EXPECT_THAT(wrong.text("validation_errors"), HasSubstr("regex_filter"));
}

TEST_F(CheckTest, ChangesOfASavedStorage) {
  Write("pics/a.json", "{}");
  const int64_t project = Project(kConfig);
  const Answered made =
      Do("POST", "/api/v1/storages",
         "{\"project\":" + std::to_string(project) + "," + Body("pics").substr(1));
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string id = std::to_string(made.json().at("storage").at("id").as_int64());
  const Answered found = Do("POST", "/api/v1/storages/check",
                            R"({"params":{"regex_filter":".*\\.png"},"id":)" + id + "}");
  ASSERT_EQ(found.status, 200) << found.body;
  EXPECT_EQ(boost::json::serialize(found.json().at("storage").at("id")), id);
  EXPECT_EQ(Probe(found, "regex").at("state").as_string(), "warning");
  EXPECT_EQ(Do("POST", "/api/v1/storages/check", R"({"id":999})").status, 404);
  const Answered unknown =
      Do("POST", "/api/v1/storages/check", R"({"params":{"color":"red"},"id":)" + id + "}");
  EXPECT_EQ(unknown.status, 400);
  EXPECT_THAT(unknown.text("validation_errors"), HasSubstr("color"));
}

}  // namespace
}  // namespace millrace::api
