#include "api/transfer/import.h"

#include <unordered_set>

#include "api/json_text.h"
#include "api/service.h"
#include "api/tasks/task_rules.h"
#include "base/text.h"
#include "labeling/label_config.h"
#include "labeling/projects.h"
#include "labeling/record_splitter.h"
#include "labeling/task_json.h"
#include "labeling/tasks.h"

namespace millrace::api {
namespace {

constexpr size_t kBatch = 10'000;
constexpr uint64_t kMaxRecord = 256u << 20;
constexpr size_t kMaxWrong = 100;  // sentences in one answer

// Collects the tasks of one request. All of them are imported, or none.
class Importer {
 public:
  Importer(const TaskRules& rules, std::optional<int64_t> author)
      : rules_(rules), author_(author) {}

  Result<void> Read(std::string_view text, const std::string& from) {
    labeling::RecordSplitter splitter({.max_record = kMaxRecord});
    labeling::RecordSplitter::OnRecord on_record =
        [&](const labeling::RecordSplitter::Record& record) {
          Add(record.text, from);
          return Result<void>();
        };
    RETURN_IF_ERROR(splitter.Feed(text, on_record));
    return splitter.Finish(on_record);
  }

  // One Error with the first sentences, if any record was bad.
  Result<void> Done() const {
    if (!wrong_.empty()) {
      Error error{.kind = ErrorKind::kInvalid, .message = wrong_.front()};
      for (const std::string& sentence : wrong_)
        error.fields.emplace_back("non_field_errors", sentence);
      return std::unexpected(std::move(error));
    }
    if (tasks_.empty()) return FailField("non_field_errors", "load_tasks: No tasks added");
    return {};
  }

  // completed_by of imported annotations must be accounts; whoever imports gets those without.
  Result<void> CheckAuthors(db::Connection& tx) {
    std::unordered_set<int64_t> known;
    for (labeling::NewTask& task : tasks_) {
      for (labeling::NewAnnotation& annotation : task.annotations) {
        if (!annotation.completed_by.has_value()) {
          annotation.completed_by = author_;
        } else if (!known.contains(*annotation.completed_by)) {
          if (!labeling::GetAccount(tx, *annotation.completed_by).has_value()) {
            return FailField(
                "non_field_errors",
                "Import data contains completed_by=" + std::to_string(*annotation.completed_by) +
                    " which is not a valid annotator's email or ID");
          }
          known.insert(*annotation.completed_by);
        }
      }
    }
    return {};
  }

  const std::vector<labeling::NewTask>& tasks() const { return tasks_; }

 private:
  void Add(std::string_view text, const std::string& from) {
    const size_t item = seen_++;
    if (wrong_.size() >= kMaxWrong) return;
    Result<labeling::NewTask> task = reader_.Read(text);
    Result<void> fits = task.has_value() ? rules_.Check(task->data) : Result<void>();
    if (task.has_value() && fits.has_value()) {
      tasks_.push_back(*std::move(task));
      return;
    }
    const Error& error = task.has_value() ? fits.error() : task.error();
    wrong_.push_back("Error at item " + std::to_string(item) + from + ": " + error.Sentence());
  }

  const TaskRules& rules_;
  const std::optional<int64_t> author_;
  labeling::TaskReader reader_{
      true};  // annotations of an import are ground truth, as in Label Studio
  std::vector<labeling::NewTask> tasks_;
  std::vector<std::string> wrong_;
  size_t seen_ = 0;
};

struct Upload {
  std::string name;
  std::string_view text;
};

// What the request brings: its JSON body, which is never held as a tree, or its files.
Result<std::vector<Upload>> UploadsOf(Call& call) {
  std::vector<Upload> uploads;
  if (IsJson(call.request)) {
    const std::string_view text = Trim(call.request.body);
    if (!text.starts_with('{') && !text.starts_with('[')) {
      return FailField("non_field_errors", "load_tasks: No data found in DATA or in FILES");
    }
    uploads.push_back({"", call.request.body});
    return uploads;
  }
  ASSIGN_OR_RETURN(const Body* read, call.ReadBody());
  const Body& body = *read;
  for (const UploadedFile& file : body.files()) {
    const std::string name = ToLower(file.name);
    const size_t dot = name.rfind('.');
    const std::string extension = dot == std::string::npos ? "" : name.substr(dot);
    if (extension != ".json" && extension != ".jsonl" && !extension.empty()) {
      return FailField("non_field_errors",
                       "The file \"" + Printable(file.name) +
                           "\" is no JSON. Send .json (one task or a list) or .jsonl (one task "
                           "a line).");
    }
    uploads.push_back({file.name, file.bytes});
  }
  if (!uploads.empty()) return uploads;
  if (body.empty())
    return FailField("non_field_errors", "load_tasks: No data found in DATA or in FILES");
  return FailField("non_field_errors", "\"url\" is not found in request data");
}

void AppendFound(JsonWriter& json, const std::vector<Upload>& uploads,
                 const std::vector<labeling::NewTask>& tasks) {
  size_t files = 0;
  for (const Upload& upload : uploads) files += !upload.name.empty();
  if (files == 0) {
    json.RawMember("found_formats", "[]");
    json.RawMember("data_columns", "[]");
    return;
  }
  json.Key("found_formats");
  json.BeginObject();
  json.Member(".json", files);
  json.EndObject();
  json.Key("data_columns");
  json.BeginArray();
  ForEachMember(tasks.front().data, [&](std::string_view name, std::string_view) {
    json.String(name);
    return true;
  });
  json.EndArray();
}

}  // namespace

Outcome ImportTasks(Service& service, Call& call) {
  const auto started = service.clock().Steady();
  ASSIGN_OR_RETURN(const labeling::Project project, service.db().Read([&](db::Connection& tx) {
    return labeling::GetProject(tx, call.id());
  }));
  ASSIGN_OR_RETURN(const std::vector<Upload> uploads, UploadsOf(call));
  const auto config = labeling::ParseLabelConfig(project.label_config);
  const TaskRules rules(config.has_value() ? *config : labeling::LabelConfig());
  Importer importer(rules, call.who.account_id());
  for (const Upload& upload : uploads) {
    auto read =
        importer.Read(upload.text, upload.name.empty() ? "" : " of " + Printable(upload.name));
    if (!read.has_value()) return FailField("non_field_errors", read.error().Sentence());
  }
  RETURN_IF_ERROR(importer.Done());

  const bool commit = call.QueryBool("commit_to_project", true);
  std::vector<int64_t> ids;
  if (commit) {
    RETURN_IF_ERROR(
        service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<void> {
          RETURN_IF_ERROR(labeling::GetProject(tx, call.id()));
          RETURN_IF_ERROR(importer.CheckAuthors(tx));
          for (std::span<const labeling::NewTask> rest = importer.tasks(); !rest.empty();) {
            const auto batch = rest.first(std::min(kBatch, rest.size()));
            ASSIGN_OR_RETURN(const int64_t first,
                             labeling::InsertTasks(tx, call.id(), batch, service.clock().Now()));
            for (size_t i = 0; i < batch.size(); ++i)
              ids.push_back(first + static_cast<int64_t>(i));
            rest = rest.subspan(batch.size());
          }
          return {};
        }));
    service.engine.ExportsChanged();
  }

  size_t annotations = 0, predictions = 0;
  for (const labeling::NewTask& task : importer.tasks()) {
    annotations += task.annotations.size();
    predictions += task.predictions.size();
  }
  JsonWriter json;
  json.BeginObject();
  json.Member("task_count", importer.tasks().size());
  if (commit) {
    json.Member("annotation_count", annotations);
    json.Member("prediction_count", predictions);
  } else {
    json.Member("annotation_count", nullptr);
    json.Member("prediction_count", nullptr);
  }
  json.Member("duration",
              std::chrono::duration<double>(service.clock().Steady() - started).count());
  json.RawMember("file_upload_ids", "[]");
  json.Member("could_be_tasks_list", false);
  AppendFound(json, uploads, importer.tasks());
  if (call.QueryBool("return_task_ids", false)) {
    json.Key("task_ids");
    json.BeginArray();
    for (const int64_t id : ids) json.Int(id);
    json.EndArray();
  }
  json.EndObject();
  return JsonAnswer(201, std::move(json).Take());
}

}  // namespace millrace::api
