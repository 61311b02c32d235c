#include "labeling/json/rest_json.h"

#include <gtest/gtest.h>

#include "labeling/text/json_text.h"

namespace millrace::labeling {
namespace {

constexpr Time kCreated{std::chrono::microseconds(1'700'000'000'000'001)};
constexpr Time kUpdated{std::chrono::microseconds(1'700'000'001'500'000)};
const Author kAnn{.id = 1, .email = "a@b.co", .first_name = "Ann", .last_name = "Lee"};

Task SomeTask() {
  return {.id = 3,
          .project_id = 5,
          .inner_id = 3,
          .data = R"({"image":"c"})",
          .created_at = kCreated,
          .updated_at = kUpdated,
          .is_labeled = true,
          .total_annotations = 1,
          .total_predictions = 1,
          .annotated_at = kCreated};
}
Annotation SomeAnnotation() {
  return {.id = 1,
          .task_id = 3,
          .project_id = 5,
          .completed_by = 1,
          .result = "[{}]",
          .ground_truth = true,
          .created_at = kCreated,
          .updated_at = kUpdated,
          .lead_time = 3.0,
          .unique_id = "07f66a1a"};
}
Prediction SomePrediction() {
  return {.id = 7,
          .task_id = 3,
          .project_id = 5,
          .result = "[]",
          .score = 0.5,
          .model_version = "m",
          .created_at = kCreated,
          .updated_at = kUpdated};
}

// The expected texts are answers of Label Studio 1.23.2 with ids and times set to those above.
TEST(ExportJsonTest, AnAnnotationIsLabelStudiosToTheByte) {
  EXPECT_EQ(
      ExportAnnotationJson(SomeAnnotation(), SomeTask(), kAnn),
      R"({"id":1,"result":[{}],"created_username":"Ann Lee a@b.co, 1","created_ago":"0)"
      "\u00A0"
      R"(minutes","completed_by":{"id":1,"first_name":"Ann","last_name":"Lee","email":"a@b.co"},)"
      R"("task":{"id":3,"data":{"image":"c"},"meta":{},"created_at":"2023-11-14T22:13:20.000001Z",)"
      R"("updated_at":"2023-11-14T22:13:21.500000Z","is_labeled":true,"allow_skip":true,)"
      R"("overlap":1,"inner_id":3,"total_annotations":1,"cancelled_annotations":0,)"
      R"("total_predictions":1,"precomputed_agreement":null,"comment_count":0,)"
      R"("unresolved_comment_count":0,"last_comment_updated_at":null,"project":5,)"
      R"("updated_by":null,"file_upload":null,"comment_authors":[]},"was_cancelled":false,)"
      R"("ground_truth":true,"created_at":"2023-11-14T22:13:20.000001Z",)"
      R"("updated_at":"2023-11-14T22:13:21.500000Z","draft_created_at":null,"lead_time":3.0,)"
      R"("import_id":null,"last_action":null,"bulk_created":false,"project":5,"updated_by":null,)"
      R"("parent_prediction":null,"parent_annotation":null,"last_created_by":null})");
}

TEST(ExportJsonTest, ATaskIsLabelStudiosToTheByte) {
  const Annotation annotations[] = {SomeAnnotation()};
  const Prediction predictions[] = {SomePrediction()};
  EXPECT_EQ(
      ExportTaskJson(SomeTask(), annotations, predictions, {kAnn}),
      R"({"id":3,"annotations":[{"id":1,"completed_by":{"id":1,"email":"a@b.co",)"
      R"("first_name":"Ann","last_name":"Lee"},"result":[{}],"was_cancelled":false,)"
      R"("ground_truth":true,"created_at":"2023-11-14T22:13:20.000001Z",)"
      R"("updated_at":"2023-11-14T22:13:21.500000Z","draft_created_at":null,"lead_time":3.0,)"
      R"("prediction":{},"result_count":1,"unique_id":"07f66a1a","import_id":null,)"
      R"("last_action":null,"bulk_created":false,"task":3,"project":5,"updated_by":null,)"
      R"("parent_prediction":null,"parent_annotation":null,"last_created_by":null}],"drafts":[],)"
      R"("predictions":[7],"data":{"image":"c"},"meta":{},)"
      R"("created_at":"2023-11-14T22:13:20.000001Z","updated_at":"2023-11-14T22:13:21.500000Z",)"
      R"("allow_skip":true,"inner_id":3,"total_annotations":1,"cancelled_annotations":0,)"
      R"("total_predictions":1,"comment_count":0,"unresolved_comment_count":0,)"
      R"("last_comment_updated_at":null,"project":5,"updated_by":null,"comment_authors":[]})");
}

TEST(ExportJsonTest, WithoutAuthorAndWithAwkwardBytes) {
  Annotation annotation = SomeAnnotation();
  annotation.result.clear();
  annotation.last_action = "a\"b";
  JsonText json;
  ASSERT_TRUE(json.Load(ExportAnnotationJson(annotation, SomeTask(), std::nullopt)).has_value());
  EXPECT_EQ(json.members()[1].value, "null");
  EXPECT_EQ(json.members()[2].value, "\"\"");
  EXPECT_EQ(json.members()[4].value, "null");
}

TEST(RestJsonTest, Annotation) {
  JsonWriter json;
  AppendAnnotationJson(json, SomeAnnotation(), Author{.id = 1, .email = "a@b.co"});
  EXPECT_EQ(json.text(),
            R"({"id":1,"result":[{}],"created_username":" a@b.co, 1","created_ago":"0)"
            "\u00A0"
            R"(minutes","completed_by":1,"was_cancelled":false,"ground_truth":true,)"
            R"("created_at":"2023-11-14T22:13:20.000001Z",)"
            R"("updated_at":"2023-11-14T22:13:21.500000Z","draft_created_at":null,)"
            R"("lead_time":3.0,"import_id":null,"last_action":null,"bulk_created":false,)"
            R"("task":3,"project":5,"updated_by":null,"parent_prediction":null,)"
            R"("parent_annotation":null,"last_created_by":null})");
}

TEST(RestJsonTest, Prediction) {
  JsonWriter json;
  AppendPredictionJson(json, SomePrediction());
  EXPECT_EQ(json.text(),
            R"({"id":7,"result":[],"model_version":"m","created_ago":"0)"
            "\u00A0"
            R"(minutes","score":0.5,"cluster":null,"neighbors":null,"mislabeling":0.0,)"
            R"("created_at":"2023-11-14T22:13:20.000001Z",)"
            R"("updated_at":"2023-11-14T22:13:21.500000Z","model":null,"model_run":null,)"
            R"("task":3,"project":5})");
}

TEST(RestJsonTest, Task) {
  JsonWriter json;
  AppendTaskJson(json, SomeTask(), R"({"shown":1})");
  EXPECT_EQ(json.text(),
            R"({"id":3,"data":{"shown":1},"meta":{},"created_at":"2023-11-14T22:13:20.000001Z",)"
            R"("updated_at":"2023-11-14T22:13:21.500000Z","is_labeled":true,"overlap":1,)"
            R"("inner_id":3,"total_annotations":1,"cancelled_annotations":0,)"
            R"("total_predictions":1,"comment_count":0,"unresolved_comment_count":0,)"
            R"("last_comment_updated_at":null,"project":5,"updated_by":null,"file_upload":null,)"
            R"("comment_authors":[]})");
}

TEST(RestJsonTest, TaskDetail) {
  const Annotation annotations[] = {SomeAnnotation()};
  const std::optional<Author> authors[] = {kAnn};
  const Prediction predictions[] = {SomePrediction()};
  JsonWriter json;
  AppendTaskDetailJson(json, SomeTask(), R"({"image":"c"})",
                       {.annotations = annotations,
                        .authors = authors,
                        .predictions = predictions,
                        .expand_authors = true});
  JsonText text;
  ASSERT_TRUE(text.Load(json.text()).has_value());
  std::string keys;
  for (const JsonMember& member : text.members()) keys += member.key + " ";
  EXPECT_EQ(keys,
            "id predictions annotations drafts annotators inner_id cancelled_annotations "
            "total_annotations total_predictions completed_at annotations_results "
            "predictions_results predictions_score file_upload storage_filename annotations_ids "
            "predictions_model_versions avg_lead_time draft_exists updated_by data meta created_at "
            "updated_at is_labeled overlap comment_count unresolved_comment_count "
            "last_comment_updated_at project comment_authors ");
  const auto value = [&](std::string_view key) {
    for (const JsonMember& member : text.members()) {
      if (member.key == key) return std::string(member.value);
    }
    return std::string("absent");
  };
  EXPECT_EQ(value("annotators"), "[1]");
  EXPECT_EQ(value("predictions_score"), "0.5");
  EXPECT_EQ(value("avg_lead_time"), "3.0");
  EXPECT_EQ(value("annotations_ids"), "\"1\"");
  EXPECT_EQ(value("completed_at"), "\"2023-11-14T22:13:20.000001Z\"");
  EXPECT_NE(
      value("annotations")
          .find(R"("completed_by":{"id":1,"first_name":"Ann","last_name":"Lee","avatar":null,)"
                R"("email":"a@b.co","initials":"AL"})"),
      std::string::npos);
}

TEST(RestJsonTest, ProjectTakesSettingsOverDefaults) {
  const Project project{.id = 2,
                        .title = "P",
                        .label_config = "<View></View>",
                        .settings = R"({"color":"#112233","maximum_annotations":2,"unknown":1})",
                        .created_at = kCreated,
                        .task_number = 6};
  JsonWriter json;
  AppendProjectJson(json, project, LabelConfig{}, {.created_by = kAnn, .queue = {.total = 4}});
  EXPECT_EQ(
      json.text(),
      R"({"id":2,"title":"P","description":"","label_config":"<View></View>",)"
      R"("expert_instruction":"","show_instruction":false,"show_skip_button":true,)"
      R"("enable_empty_annotation":true,"show_annotation_history":false,"organization":1,)"
      R"("color":"#112233","maximum_annotations":2,"is_published":false,"model_version":"",)"
      R"("is_draft":false,"created_by":{"id":1,"first_name":"Ann","last_name":"Lee",)"
      R"("email":"a@b.co","avatar":null},"created_at":"2023-11-14T22:13:20.000001Z",)"
      R"("min_annotations_to_start_training":0,"start_training_on_annotation_update":false,)"
      R"("show_collab_predictions":true,"num_tasks_with_annotations":0,"task_number":6,)"
      R"("useful_annotation_number":0,"ground_truth_number":0,"skipped_annotations_number":0,)"
      R"("total_annotations_number":0,"total_predictions_number":0,)"
      R"("sampling":"Sequential sampling","show_ground_truth_first":false,)"
      R"("annotator_evaluation_enabled":false,"show_overlap_first":false,)"
      R"("overlap_cohort_percentage":100,"task_data_login":null,"task_data_password":null,)"
      R"("control_weights":{},"parsed_label_config":{},)"
      R"("evaluate_predictions_automatically":false,"config_has_control_tags":false,)"
      R"("skip_queue":"REQUEUE_FOR_OTHERS","reveal_preannotations_interactively":false,)"
      R"("pinned_at":null,"finished_task_number":0,"queue_total":4,"queue_done":0,)"
      R"("config_suitable_for_bulk_annotation":true,"state":null,"is_archived":false})");
}

}  // namespace
}  // namespace millrace::labeling
