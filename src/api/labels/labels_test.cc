#include <gmock/gmock.h>

#include "api/testing.h"

namespace millrace::api {
namespace {

using testing::HasSubstr;
namespace json = boost::json;

class LabelsTest : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    project_ = Project(kBoxes);
    other_ = Project(kBoxes);
  }

  static std::string Item(int64_t project, const std::string& title, const std::string& more = "") {
    return R"({"project":)" + std::to_string(project) + R"(,"from_name":"box","title":")" + title +
           R"(","value":[")" + title + "\"]" + more + "}";
  }
  Answered Make(const std::string& items) { return Do("POST", "/api/labels/", "[" + items + "]"); }
  int64_t MakeOne(const std::string& title) {
    const Answered made = Make(Item(project_, title));
    EXPECT_EQ(made.status, 201) << made.body;
    return made.json().as_array().at(0).at("id").as_int64();
  }
  static std::string Sentence(const Answered& answer, const char* member = "non_field_errors") {
    const json::value body = answer.json();
    const json::value* said =
        body.is_object() ? body.as_object().if_contains("validation_errors") : nullptr;
    if (said == nullptr || !said->as_object().contains(member)) return "nothing: " + answer.body;
    return std::string(said->at(member).at(0).as_string());
  }
  void Annotate(int64_t project, const std::string& label) {
    const Answered made =
        Do("POST", "/api/projects/" + std::to_string(project) + "/import",
           R"([{"data":{"image":"x"},"annotations":[{"result":[{"id":"b","from_name":"box",)"
           R"("to_name":"img","type":"rectanglelabels","value":{"x":1,"y":1,"width":1,"height":1,)"
           R"("rectanglelabels":[")" +
               label + R"("]}}]}]}])");
    ASSERT_EQ(made.status, 201) << made.body;
  }
  json::value Links(const std::string& query) {
    const Answered answer = Do("GET", "/api/label_links/?" + query);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.json().at("results");
  }

  static constexpr const char* kBoxes =
      R"(<View><Image name="img" value="$image"/><RectangleLabels name="box" toName="img">)"
      R"(<Label value="Cat"/><Label value="Dog"/></RectangleLabels></View>)";
  int64_t project_ = 0, other_ = 0;
};

TEST_F(LabelsTest, AreMadeWithTheirLinks) {
  const Answered made =
      Make(Item(project_, "Cat") + "," + Item(project_, "Dog", R"(,"description":"barks")"));
  ASSERT_EQ(made.status, 201) << made.body;
  const json::value cat = made.json().at(0);
  EXPECT_EQ(cat.at("title"), "Cat");
  EXPECT_EQ(cat.at("project"), project_);
  EXPECT_EQ(cat.at("organization"), 1);
  EXPECT_EQ(cat.at("created_by"), 1);
  EXPECT_EQ(cat.at("projects"), json::parse("[" + std::to_string(project_) + "]"));
  EXPECT_EQ(made.json().at(1).at("description"), "barks");

  // A title that is there is linked as it is.
  const Answered again = Make(Item(other_, "Cat", R"(,"value":["other"])"));
  ASSERT_EQ(again.status, 201) << again.body;
  EXPECT_EQ(again.json().at(0).at("id"), cat.at("id"));
  EXPECT_EQ(again.json().at(0).at("value"), json::parse(R"(["Cat"])"));
  EXPECT_EQ(Make(Item(other_, "Cat")).status, 201);

  const json::value list = Do("GET", "/api/labels/").json();
  EXPECT_EQ(list.at("count"), 2);
  EXPECT_EQ(list.at("results").at(0).at("links").as_array().size(), 2u);
  const std::string path = "/api/labels/" + json::serialize(cat.at("id")) + "/";
  const json::value whole = Do("GET", path + "?expand=links.label&omit=value").json();
  EXPECT_EQ(whole.at("links").at(1).at("project"), other_);
  EXPECT_EQ(whole.at("links").at(1).at("label").at("title"), "Cat");
  EXPECT_FALSE(whole.as_object().contains("value"));
  EXPECT_EQ(Do("GET", path + "?expand=links").json().at("links").at(0).at("label"), cat.at("id"));
}

TEST_F(LabelsTest, AListIsTakenWholeOrNotAtAll) {
  EXPECT_EQ(Sentence(Do("POST", "/api/labels/", Item(project_, "Cat"))),
            "Expected a list of items but got type \"dict\".");
  EXPECT_EQ(Make("").status, 400);
  EXPECT_EQ(Sentence(Make(Item(project_, "Cat") + ",3")),
            "Label 1: Invalid data. Expected a dictionary, but got a single value.");
  EXPECT_EQ(Sentence(Make("{}")), "Label 0: project: This field is required.");
  EXPECT_EQ(Sentence(Make(Item(project_, "Cat") + "," + Item(project_, "Cat"))),
            "Label 1: title: Another label of the list has the same.");
  EXPECT_EQ(Sentence(Make(Item(project_, "Cat") + "," + Item(other_, "Dog"))),
            "Creating labels for different projects in one request not allowed");
  EXPECT_EQ(Sentence(Make(Item(999, "Cat"))),
            "Label 0: project: Invalid pk \"999\" - object does not exist.");
  EXPECT_EQ(
      Sentence(Make(Item(project_, "Cat") + "," + Item(project_, "Dog", R"(,"approved_by":999)"))),
      "Label 1: approved_by: Invalid pk \"999\" - object does not exist.");
  EXPECT_EQ(Do("GET", "/api/labels/").json().at("count"), 0);
}

TEST_F(LabelsTest, AreChangedAndDeleted) {
  const std::string path = "/api/labels/" + std::to_string(MakeOne("Cat"));
  MakeOne("Dog");
  const Answered changed = Do("PATCH", path, R"({"title":"Cats","approved":true,"approved_by":1})");
  ASSERT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(changed.text("title"), "Cats");
  EXPECT_EQ(changed.number("approved_by"), 1);
  EXPECT_EQ(Sentence(Do("PATCH", path, R"({"title":"Dog"})")),
            "The fields title, organization must make a unique set.");
  EXPECT_EQ(Sentence(Do("PATCH", path, R"({"organization":2})"), "organization"),
            "Invalid pk \"2\" - object does not exist.");
  EXPECT_EQ(Sentence(Do("PATCH", path, R"({"created_by":99})"), "created_by"),
            "Invalid pk \"99\" - object does not exist.");
  EXPECT_EQ(Sentence(Do("PUT", path, R"({"title":"C","value":1})"), "created_by"),
            "This field is required.");
  const Answered replaced =
      Do("PUT", path, R"({"title":"C","value":{"a":1.50},"created_by":1,"organization":1})");
  ASSERT_EQ(replaced.status, 200) << replaced.body;
  EXPECT_THAT(replaced.body, HasSubstr(R"("value":{"a":1.50})"));
  EXPECT_EQ(Do("DELETE", path).status, 204);
  EXPECT_EQ(Do("DELETE", path).status, 404);
  EXPECT_EQ(Links("").as_array().size(), 1u);
}

TEST_F(LabelsTest, LinksCountWhereTheirLabelIs) {
  const int64_t cat = MakeOne("Cat");
  Annotate(project_, "Cat");
  Annotate(project_, "Cat");
  Annotate(project_, "Dog");
  Annotate(other_, "Cat");
  const std::string of_cat = std::to_string(cat);
  const Answered made = Do(
      "POST", "/api/label_links/",
      R"({"project":)" + std::to_string(other_) + R"(,"from_name":"box","label":)" + of_cat + "}");
  ASSERT_EQ(made.status, 201) << made.body;
  const json::value links = Links("expand=label");
  ASSERT_EQ(links.as_array().size(), 2u);
  EXPECT_EQ(links.at(0).at("annotations_count"), 2);
  EXPECT_EQ(links.at(1).at("annotations_count"), 1);
  EXPECT_EQ(links.at(0).at("label").at("title"), "Cat");
  EXPECT_EQ(Links("project=" + std::to_string(other_)).at(0).at("id"), made.number("id"));
  EXPECT_TRUE(Links("label__created_at__lte=2020-01-01").as_array().empty());
  EXPECT_EQ(Sentence(Do("GET", "/api/label_links?project=999"), "project"),
            "Select a valid choice. That choice is not one of the available choices.");
  EXPECT_EQ(Sentence(Do("GET", "/api/label_links?label__created_at=x"), "label__created_at"),
            "Enter a valid date/time.");

  const std::string path = "/api/label_links/" + made.text("id");
  EXPECT_EQ(Do("PATCH", path, R"({"from_name":"c"})").text("from_name"), "c");
  EXPECT_EQ(Sentence(Do("PATCH", path, R"({"project":)" + std::to_string(project_) + "}")),
            "The fields project, label must make a unique set.");
  EXPECT_EQ(Sentence(Do("PATCH", path, R"({"label":999})"), "label"),
            "Invalid pk \"999\" - object does not exist.");
  EXPECT_EQ(Do("DELETE", path).status, 204);
  EXPECT_EQ(Do("GET", path).status, 404);
}

TEST_F(LabelsTest, ALabelIsChangedInAnnotations) {
  Annotate(project_, "Cat");
  Annotate(other_, "Cat");
  const auto change = [&](const std::string& body) { return Do("POST", "/api/labels/bulk", body); };
  const std::string project = R"("project":)" + std::to_string(project_);
  const Answered first = change("{" + project + R"(,"old_label":["Cat"],"new_label":["Lion"]})");
  ASSERT_EQ(first.status, 200) << first.body;
  EXPECT_EQ(first.number("annotations_updated"), 1);
  EXPECT_EQ(change(R"({"old_label":["Cat"],"new_label":["Lion"]})").number("annotations_updated"),
            1);
  EXPECT_EQ(change(R"({"old_label":["Cat"],"new_label":["Lion"]})").number("annotations_updated"),
            0);
  EXPECT_EQ(Sentence(change("{}"), "old_label"), "This field is required.");
  EXPECT_EQ(Sentence(change(R"({"old_label":1,"new_label":null})"), "new_label"),
            "This field may not be null.");
  EXPECT_EQ(Sentence(change(R"({"project":99,"old_label":1,"new_label":2})"), "project"),
            "Invalid pk \"99\" - object does not exist.");
}

// More annotations than one transaction takes.
TEST_F(LabelsTest, ManyAnnotationsAreChanged) {
  std::string tasks = "[";
  for (int i = 0; i < 600; ++i) {
    tasks +=
        std::string(i > 0 ? "," : "") +
        R"({"data":{"image":"x"},"annotations":[{"result":[{"from_name":"box","to_name":"img",)"
        R"("type":"rectanglelabels","value":{"rectanglelabels":["Cat"]}}]}]})";
  }
  ASSERT_EQ(Do("POST", "/api/projects/" + std::to_string(project_) + "/import", tasks + "]").status,
            201);
  EXPECT_EQ(Do("POST", "/api/labels/bulk", R"({"old_label":["Cat"],"new_label":["Dog"]})")
                .number("annotations_updated"),
            600);
}

}  // namespace
}  // namespace millrace::api
