#include "api/transfer/export.h"

#include "api/service.h"
#include "api/tasks/task_page.h"
#include "api/tasks/task_shower.h"
#include "api/transfer/export_min.h"
#include "api/views.h"
#include "base/text.h"
#include "labeling/projects.h"

namespace millrace::api {
namespace {

using labeling::Task;

// Ids looked through for one piece of the body.
constexpr int64_t kBatch = 1'000;

enum class Format { kJson, kJsonMin };

// One annotation inside an exported task: Label Studio's export has other members here than its
// REST.
void AppendExported(JsonWriter& json, const labeling::Annotation& annotation) {
  json.BeginObject();
  json.Member("id", annotation.id);
  json.Member("completed_by", annotation.completed_by);
  json.RawMember("result", annotation.result);
  json.Member("was_cancelled", annotation.was_cancelled);
  json.Member("ground_truth", annotation.ground_truth);
  json.Member("created_at", FormatIso(annotation.created_at));
  json.Member("updated_at", FormatIso(annotation.updated_at));
  if (annotation.draft_created_at.has_value())
    json.Member("draft_created_at", FormatIso(*annotation.draft_created_at));
  else
    json.Member("draft_created_at", nullptr);
  json.Member("lead_time", annotation.lead_time);
  json.RawMember("prediction", "{}");
  if (annotation.unique_id.empty())
    json.Member("unique_id", nullptr);
  else
    json.Member("unique_id", annotation.unique_id);
  json.Member("import_id", annotation.import_id);
  if (annotation.last_action.empty())
    json.Member("last_action", nullptr);
  else
    json.Member("last_action", annotation.last_action);
  json.Member("bulk_created", annotation.bulk_created);
  json.Member("task", annotation.task_id);
  json.Member("project", annotation.project_id);
  json.Member("updated_by", annotation.updated_by);
  json.Member("parent_prediction", annotation.parent_prediction);
  json.Member("parent_annotation", annotation.parent_annotation);
  json.Member("last_created_by", annotation.last_created_by);
  json.EndObject();
}

std::string ExportedTask(const Task& task, std::string_view data, const TaskPage& page) {
  JsonWriter json;
  json.BeginObject();
  json.Member("id", task.id);
  json.Key("annotations");
  json.BeginArray();
  for (const labeling::Annotation& annotation : page.annotations(task.id))
    AppendExported(json, annotation);
  json.EndArray();
  json.RawMember("drafts", "[]");
  json.Key("predictions");
  json.BeginArray();
  for (const labeling::Prediction& prediction : page.predictions(task.id)) json.Int(prediction.id);
  json.EndArray();
  json.RawMember("data", data);
  json.RawMember("meta", task.meta.empty() ? std::string_view("{}") : std::string_view(task.meta));
  json.Member("created_at", FormatIso(task.created_at));
  json.Member("updated_at", FormatIso(task.updated_at));
  json.Member("allow_skip", task.allow_skip);
  json.Member("inner_id", task.inner_id);
  json.Member("total_annotations", task.total_annotations);
  json.Member("cancelled_annotations", task.cancelled_annotations);
  json.Member("total_predictions", task.total_predictions);
  json.Member("comment_count", 0);
  json.Member("unresolved_comment_count", 0);
  json.Member("last_comment_updated_at", nullptr);
  json.Member("project", task.project_id);
  json.Member("updated_by", task.updated_by);
  json.RawMember("comment_authors", "[]");
  json.EndObject();
  return std::move(json).Take();
}

// A JSON list, piece by piece, in order of task ids. Tasks that come or go meanwhile may be in it
// or not; every other one is in it once.
class ExportBody final : public net::BodySource {
 public:
  struct Range {
    int64_t first = 0, last = -1;  // task ids
  };
  ExportBody(const Service& service, const labeling::Project& project, Format format,
             bool all_tasks, Range range)
      : service_(service),
        project_id_(project.id),
        format_(format),
        all_tasks_(all_tasks),
        next_(range.first),
        last_(range.last) {
    if (auto config = labeling::ParseLabelConfig(project.label_config); config.has_value())
      config_ = *config;
  }

  void Next(Done done) override {
    if (ended_) {
      done(std::string());
      return;
    }
    std::string piece;
    while (piece.empty() && next_ <= last_) {
      Result<std::string> batch = service_.db().Read([&](db::Connection& tx) { return Batch(tx); });
      if (!batch.has_value()) {
        done(std::move(batch));
        return;
      }
      piece = *std::move(batch);
    }
    if (!opened_) piece.insert(0, "[");
    opened_ = true;
    if (next_ > last_) {
      piece += "]";
      ended_ = true;
    }
    done(std::move(piece));
  }

 private:
  Result<std::string> Batch(db::Connection& tx) {
    std::vector<int64_t> ids;
    for (; next_ <= last_ && static_cast<int64_t>(ids.size()) < kBatch; ++next_)
      ids.push_back(next_);
    ASSIGN_OR_RETURN(
        std::vector<Task> tasks,
        labeling::ListTasks(tx, {.project_id = project_id_, .ids = ids, .limit = kBatch}));
    ASSIGN_OR_RETURN(const TaskPage page, TaskPage::Read(tx, std::move(tasks)));
    ASSIGN_OR_RETURN(TaskShower shower, TaskShower::Make(service_, project_id_, false));
    std::string out;
    const auto add = [&](const std::string& item) {
      if (any_) out += ",\n";
      out += item;
      any_ = true;
    };
    for (const Task& task : page.tasks()) {
      const auto annotations = page.annotations(task.id);
      if (annotations.empty() && !all_tasks_) continue;
      ASSIGN_OR_RETURN(const std::string data, shower.Data(tx, task));
      if (format_ == Format::kJson) {
        add(ExportedTask(task, data, page));
        continue;
      }
      for (const labeling::Annotation& annotation : annotations) {
        if (!annotation.was_cancelled) add(MinimalJson(config_, data, annotation));
      }
    }
    return out;
  }

  const Service& service_;
  const int64_t project_id_;
  const Format format_;
  const bool all_tasks_;
  labeling::LabelConfig config_;
  int64_t next_;
  const int64_t last_;
  bool opened_ = false, any_ = false, ended_ = false;
};

}  // namespace

Outcome ExportProject(Service& service, Call& call) {
  const std::string type =
      call.Query("exportType").value_or(call.Query("export_type").value_or("JSON"));
  if (type != "JSON" && type != "JSON_MIN") {
    return FailField("exportType", "\"" + Printable(type, 40) +
                                       "\" is not an export format. Use JSON or JSON_MIN.");
  }
  const bool all = call.QueryBool("download_all_tasks", false);
  labeling::Project project;
  ASSIGN_OR_RETURN(
      const ExportBody::Range range,
      service.db().Read([&](db::Connection& tx) -> Result<ExportBody::Range> {
        ASSIGN_OR_RETURN(project, labeling::GetProject(tx, call.id()));
        ASSIGN_OR_RETURN(const auto first,
                         labeling::ListTasks(tx, {.project_id = project.id, .limit = 1}));
        ASSIGN_OR_RETURN(
            const auto last,
            labeling::ListTasks(tx, {.project_id = project.id, .limit = 1, .descending = true}));
        if (first.empty() || last.empty()) return ExportBody::Range{};
        return ExportBody::Range{first.front().id, last.front().id};
      }));
  net::Response response = EmptyAnswer(200);
  response.headers.Add("Content-Type", "application/json");
  response.headers.Add("Content-Disposition", "attachment; filename=\"project-" +
                                                  std::to_string(project.id) + "-at-" +
                                                  FormatBasic(service.clock().Now()) + ".json\"");
  response.source = std::make_shared<ExportBody>(
      service, project, type == "JSON" ? Format::kJson : Format::kJsonMin, all, range);
  return response;
}

Outcome ListExportFormats(Service& service, Call& call) {
  RETURN_IF_ERROR(
      service.db().Read([&](db::Connection& tx) { return labeling::GetProject(tx, call.id()); }));
  return JsonAnswer(
      200,
      R"([{"name":"JSON","title":"JSON","description":"Tasks with their annotations."},)"
      R"({"name":"JSON_MIN","title":"JSON-MIN","description":"One flat object per annotation."}])");
}

}  // namespace millrace::api
