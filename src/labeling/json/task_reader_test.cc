#include <gmock/gmock.h>

#include "db/testing.h"
#include "labeling/json/task_json.h"

namespace millrace::labeling {
namespace {

using db::Ok;
using testing::HasSubstr;

NewTask Read(std::string_view json) {
  TaskReader reader;
  auto task = reader.Read(json);
  EXPECT_TRUE(Ok(task)) << json;
  return task.value_or(NewTask{});
}

TEST(TaskReaderTest, DataIsKeptByteForByte) {
  const std::pair<std::string, std::string> cases[] = {
      {R"({"data":{"image":"s3://b/k"}})", R"({"image":"s3://b/k"})"},
      {R"( {"image" : "x"} )", R"({"image" : "x"})"},
      {R"({"id":7,"inner_id":3,"data": {"n": 1.50, "big": 123456789012345678901234567890 } })",
       R"({"n": 1.50, "big": 123456789012345678901234567890 })"},
      {R"({"data":[1,2]})", R"({"data":[1,2]})"},
      {R"({"data":"text"})", R"({"data":"text"})"},
      {R"({"predictions":null,"t":1})", R"({"predictions":null,"t":1})"},
      {R"({"a":1,"a":2})", R"({"a":1,"a":2})"},
      {R"({"data":{"a":1},"data":{"a":2}})", R"({"a":2})"},
      {"\xEF\xBB\xBF{\"a\":1}", R"({"a":1})"},
      {"{}", "{}"},
  };
  for (const auto& [json, data] : cases) EXPECT_EQ(Read(json).data, data);
}

TEST(TaskReaderTest, MembersBesideTheData) {
  const NewTask task = Read(R"({"data":{},"meta":{"a":[1]},"allow_skip":false,"is_labeled":true})");
  EXPECT_EQ(task.meta, R"({"a":[1]})");
  EXPECT_FALSE(task.allow_skip);
  EXPECT_EQ(Read(R"({"data":{},"meta":{}})").meta, "");
  EXPECT_TRUE(Read(R"({"data":{}})").allow_skip);
}

TEST(TaskReaderTest, AnnotationsAndPredictionsComeAlong) {
  const NewTask task = Read(R"({"data":{"t":"x"},
    "annotations":[
      {"id":12,"result":[ {"value":{"x":1.50}} ],"completed_by":{"id":3,"email":"Ann@B.co"},
       "was_cancelled":true,"ground_truth":true,"lead_time":2.5,
       "created_at":"2024-01-02T03:04:05.000006Z","unique_id":"u-1","last_action":"submitted"},
      {"result":"[{\"from_name\":\"c\"}]","completed_by":4}],
    "predictions":[{"result":[],"score":0.5,"model_version":"m"},{"result":"[]"}]})");
  ASSERT_EQ(task.annotations.size(), 2U);
  const NewAnnotation& first = task.annotations[0];
  EXPECT_EQ(first.result, R"([ {"value":{"x":1.50}} ])");
  EXPECT_EQ(first.import_id, 12);
  EXPECT_EQ(first.completed_by, 3);
  EXPECT_EQ(first.completed_by_email, "ann@b.co");
  EXPECT_TRUE(first.was_cancelled);
  EXPECT_TRUE(first.ground_truth);
  EXPECT_EQ(first.lead_time, 2.5);
  ASSERT_TRUE(first.created_at.has_value());
  EXPECT_EQ(FormatIso(*first.created_at), "2024-01-02T03:04:05.000006Z");
  EXPECT_EQ(first.unique_id, "u-1");
  EXPECT_EQ(first.last_action, "submitted");
  EXPECT_EQ(task.annotations[1].result, R"([{"from_name":"c"}])");
  EXPECT_EQ(task.annotations[1].completed_by, 4);
  EXPECT_FALSE(task.annotations[1].ground_truth);
  ASSERT_EQ(task.predictions.size(), 2U);
  EXPECT_EQ(task.predictions[0].score, 0.5);
  EXPECT_EQ(task.predictions[0].model_version, "m");
  EXPECT_EQ(task.predictions[1].result, "[]");
}

TEST(TaskReaderTest, DraftsComeAlongWhereTheyAreWhole) {
  const NewTask task = Read(R"({"data":{},"drafts":[7,
      {"id":3,"user":" Ann@B.co","result":[{"id":"r"}],"lead_time":1.5,"was_postponed":true,
       "annotation":12,"created_at":"2024-01-02T03:04:05Z","updated_at":"2024-01-02T03:04:06Z"},
      {"user":"ann@b.co"},{"result":[]},{"user":"ann@b.co","result":[],"lead_time":"x"},null]})");
  ASSERT_EQ(task.drafts.size(), 1U);
  const NewDraft& draft = task.drafts.front();
  EXPECT_EQ(draft.account_email, "ann@b.co");
  EXPECT_EQ(draft.result, R"([{"id":"r"}])");
  EXPECT_EQ(draft.lead_time, 1.5);
  EXPECT_TRUE(draft.was_postponed);
  EXPECT_EQ(draft.annotation, 12);
  EXPECT_EQ(draft.import_id, 3);
  EXPECT_EQ(FormatIso(draft.updated_at.value()), "2024-01-02T03:04:06.000000Z");
  for (const char* none : {"null", "3", "{}", "\"x\"", "[]"})
    EXPECT_TRUE(Read(std::string(R"({"data":{},"drafts":)") + none + "}").drafts.empty()) << none;
}

TEST(TaskReaderTest, ImportedAnnotationsMayBeGroundTruth) {
  TaskReader reader(true);
  const auto task = reader.Read(
      R"({"data":{},"annotations":[{"result":[]},{"result":[],"ground_truth":false}]})");
  ASSERT_TRUE(Ok(task));
  EXPECT_TRUE(task->annotations[0].ground_truth);
  EXPECT_FALSE(task->annotations[1].ground_truth);
}

TEST(TaskReaderTest, WhatIsNoTaskIsRefusedWithASentence) {
  const std::pair<std::string, std::string> cases[] = {
      {"42", "a task must be an object, not a number"},
      {"null", "a task must be an object, not null"},
      {"\"x\"", "a task must be an object, not a text"},
      {"[{}]", "a task must be an object, not a list"},
      {"true", "a task must be an object, not true or false"},
      {"", "line 1 is not JSON (it is empty)"},
      {"{\"a\":NaN}", "unexpected \"NaN\""},
      {"{\"a\":1,\n\"b\":}", "line 2 is not JSON (unexpected \"}\")"},
      {"{\"a\":\"\xFF\"}", "line 1 is not UTF-8 text"},
      {R"({"annotations":[],"t":1})",
       "If you use \"annotations\" field in the task, you must put \"data\" field in the task too"},
      {R"({"annotations":[{"result":[]}],"image":"x"})",
       "If you use \"annotations\" field in the task, you must put \"data\" field in the task too"},
      {R"({"predictions":[1]})", "If you use \"predictions\" field"},
      {R"({"data":[1],"annotations":[{"result":[]}]})", "If you use \"annotations\" field"},
      {R"({"data":{},"annotations":{}})", "\"annotations\" must be a list, not an object"},
      {R"({"data":{},"annotations":[{"result":[]},7]})",
       "annotation 2 must be an object, not a number"},
      {R"({"data":{},"annotations":[{}]})", "annotation 1 has no \"result\""},
      {R"({"data":{},"annotations":[{"result":[]},{"result":"[1"}]})",
       "the \"result\" of annotation 2 is a text that is not JSON"},
      {R"({"data":{},"annotations":[{"result":{}}]})",
       "the \"result\" of annotation 1 must be a list, not an object"},
      {R"({"data":{},"annotations":[{"result":[1]}]})",
       "the \"result\" of annotation 1 must hold objects, not a number"},
      {R"({"data":{},"annotations":[{"result":[],"lead_time":"x"}]})",
       "\"lead_time\" of annotation 1 must be a number, not \"x\""},
      {R"({"data":{},"annotations":[{"result":[],"was_cancelled":1}]})",
       "\"was_cancelled\" of annotation 1 must be true or false, not 1"},
      {R"({"data":{},"annotations":[{"result":[],"created_at":"soon"}]})", "must be a time"},
      {R"({"data":{},"annotations":[{"result":[],"completed_by":"ann"}]})",
       "\"completed_by\" of annotation 1 must be an account's number"},
      {R"({"data":{},"predictions":[{"result":[]},{"score":1}]})",
       "prediction 2 has no \"result\""},
      {R"({"data":{},"predictions":[{"result":[],"score":"high"}]})",
       "\"score\" of prediction 1 must be a number"},
  };
  TaskReader reader;
  for (const auto& [json, message] : cases) {
    const auto task = reader.Read(json);
    ASSERT_FALSE(task.has_value()) << json;
    EXPECT_EQ(task.error().kind, ErrorKind::kInvalid);
    EXPECT_THAT(task.error().message, HasSubstr(message));
    EXPECT_FALSE(task.error().advice.empty()) << json;
  }
  EXPECT_TRUE(Ok(reader.Read("{}")));  // an error leaves nothing behind
}

TEST(ReadExportedAnnotationTest, OnlyExportedAnnotationsAreRecognised) {
  const Task task{.id = 4, .project_id = 2, .inner_id = 1, .data = R"({"image":"x"})"};
  const Annotation annotation{.id = 9, .task_id = 4, .project_id = 2, .result = "[]"};
  const auto read = ReadExportedAnnotation(ExportAnnotationJson(
      annotation, task, Author{.id = 3, .email = "ann@b.co", .first_name = "Ann"}));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->task_data, R"({"image":"x"})");
  EXPECT_EQ(read->annotation.result, "[]");
  EXPECT_EQ(read->annotation.import_id, 9);
  EXPECT_EQ(read->annotation.completed_by_email, "ann@b.co");
  for (const char* other : {"", "{", "[]", "{}", R"({"result":[]})", R"({"result":[],"task":5})",
                            R"({"result":[],"task":{"data":[]}})", R"({"task":{"data":{}}})",
                            R"({"result":[5],"task":{"data":{}}})"}) {
    EXPECT_FALSE(ReadExportedAnnotation(other).has_value()) << other;
  }
}

}  // namespace
}  // namespace millrace::labeling
