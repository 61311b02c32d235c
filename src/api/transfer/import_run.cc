#include "api/transfer/import_run.h"

#include <algorithm>

#include "api/json_text.h"
#include "api/transfer/upload_files.h"
#include "base/log.h"
#include "base/text.h"
#include "labeling/tasks/uploads.h"

namespace millrace::api {
namespace {

using labeling::NewTask;

constexpr size_t kBatchTasks = 10'000;
constexpr size_t kBatchBytes = 8u << 20;
constexpr size_t kKeptBytes = 48u << 20;  // parsed tasks that are kept from the check to the insert
constexpr size_t kMaxWrong = 100;         // sentences in one answer
constexpr size_t kShownItem = 300;        // bytes of a bad task in its sentence

size_t BytesOf(const NewTask& task) {
  size_t bytes = sizeof(NewTask) + task.data.size() + task.meta.size();
  for (const auto& annotation : task.annotations)
    bytes += sizeof annotation + annotation.result.size();
  for (const auto& prediction : task.predictions)
    bytes += sizeof prediction + prediction.result.size();
  return bytes;
}

// How data keys of two files that have none in common are told.
std::string Inconsistent(const std::string& file, const std::vector<std::string>& now,
                         const std::vector<std::string>& before) {
  const auto join = [](const std::vector<std::string>& names) {
    std::string out;
    for (const std::string& name : names) out += (out.empty() ? "" : ",") + name;
    return out;
  };
  return "You're trying to import inconsistent data:\nuploading tabular data from \"" + file +
         "\" with data key(s) \"" + join(now) +
         "\", clashes with data key(s) found from other files:\n\"" + join(before) + "\"";
}

class Run {
 public:
  Run(Service& service, ImportOrder order, labeling::LabelConfig config)
      : service_(service),
        order_(std::move(order)),
        check_(std::move(config), order_.account, std::move(order_.preannotated)),
        files_(service.engine.context().environment.data_dir) {}

  Result<ImportResult> Execute() {
    RETURN_IF_ERROR(CheckAll());
    Result<void> written = Write();
    if (written.has_value()) {
      service_.engine.ExportsChanged();
      return std::move(result_);
    }
    if (import_.has_value()) Undo(service_, *import_, written.error());
    return std::unexpected(std::move(written).error());
  }

  // Also for imports of a server that died.
  static void Undo(Service& service, int64_t import_id, const Error& cause) {
    const auto write = [&](auto&& body) { return service.db().Write(db::Durability::kFull, body); };
    while (true) {
      const Result<bool> undone = write([&](db::Connection& tx) {
        return labeling::UndoBatch(tx, import_id, service.clock().Now());
      });
      if (!undone.has_value()) {
        LogError("An unfinished import stays until the next start",
                 {{"import", import_id}, {"error", undone.error()}});
        return;
      }
      if (!*undone) break;
    }
    const auto files = write([&](db::Connection& tx) {
      return labeling::FailImport(tx, import_id, cause.Sentence(), service.clock().Now());
    });
    if (!files.has_value()) {
      LogError("An unfinished import stays until the next start",
               {{"import", import_id}, {"error", files.error()}});
      return;
    }
    const UploadFiles uploads(service.engine.context().environment.data_dir);
    for (const std::string& file : *files) uploads.Remove(file);
  }

 private:
  // The first pass. Small imports keep their tasks, so that they are parsed once.
  Result<void> CheckAll() {
    RETURN_IF_ERROR(
        service_.db().Read([&](db::Connection& tx) { return check_.LoadAccounts(tx); }));
    size_t kept_bytes = 0;
    int64_t item = 0;
    std::vector<std::string> wrong;
    for (size_t i = 0; i < order_.files.size(); ++i) {
      const TaskFile& file = order_.files[i];
      std::optional<std::string> first_data;
      RETURN_IF_ERROR(ReadTasks(file, order_.as_list, check_,
                                [&](Result<NewTask> task, std::string_view text) -> Result<void> {
                                  const int64_t number = item++;
                                  if (!task.has_value()) {
                                    wrong.push_back("Error at item " + std::to_string(number) +
                                                    ": " + task.error().Sentence() +
                                                    " :: " + Printable(text, kShownItem));
                                    return wrong.size() < kMaxWrong ? Result<void>() : Bad(wrong);
                                  }
                                  if (!first_data.has_value()) first_data = task->data;
                                  ++result_.counts.tasks;
                                  result_.counts.annotations += std::ssize(task->annotations);
                                  result_.counts.predictions += std::ssize(task->predictions);
                                  if (!keep_) return {};
                                  kept_bytes += BytesOf(*task);
                                  kept_.push_back(*std::move(task));
                                  kept_of_.push_back(i);
                                  if (kept_bytes > kKeptBytes) {
                                    keep_ = false;
                                    kept_ = {};
                                    kept_of_ = {};
                                  }
                                  return {};
                                }));
      if (!file.file.empty()) RETURN_IF_ERROR(Describe(file, first_data));
    }
    if (!wrong.empty()) return Bad(wrong);
    if (result_.counts.tasks == 0 && !order_.reimport) {
      return FailField("non_field_errors", "load_tasks: No tasks added");
    }
    return {};
  }

  static Result<void> Bad(const std::vector<std::string>& wrong) {
    Error error{.kind = ErrorKind::kInvalid, .message = wrong.front()};
    for (const std::string& sentence : wrong)
      error.fields.emplace_back("non_field_errors", sentence);
    return std::unexpected(std::move(error));
  }

  Result<void> Describe(const TaskFile& file, const std::optional<std::string>& data) {
    result_.could_be_list = result_.could_be_list || file.MayBeList();
    const auto format =
        std::ranges::find(result_.formats, file.extension, &std::pair<std::string, int64_t>::first);
    if (format == result_.formats.end()) {
      result_.formats.emplace_back(file.extension, 1);
    } else {
      ++format->second;
    }
    if (!data.has_value()) return {};
    std::vector<std::string> keys;
    ForEachMember(*data, [&](std::string_view name, std::string_view) {
      keys.emplace_back(name);
      return true;
    });
    if (result_.columns.empty()) {
      result_.columns = std::move(keys);
      return {};
    }
    std::vector<std::string> both;
    for (const std::string& key : result_.columns) {
      if (std::ranges::find(keys, key) != keys.end()) both.push_back(key);
    }
    if (both.empty())
      return FailField("non_field_errors", Inconsistent(file.file, keys, result_.columns));
    result_.columns = std::move(both);
    return {};
  }

  bool HasNewFiles() const {
    return std::ranges::any_of(order_.files, [](const TaskFile& file) {
      return !file.file.empty() && !file.upload_id.has_value();
    });
  }

  Result<void> Write() {
    const bool at_once = keep_ && kept_.size() <= kBatchTasks && !HasNewFiles();
    if (at_once && order_.commit) {
      return service_.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<void> {
        RETURN_IF_ERROR(Begin(tx));
        if (!kept_.empty()) RETURN_IF_ERROR(Insert(tx, kept_));
        return Finish(tx);
      });
    }
    RETURN_IF_ERROR(service_.db().Write(db::Durability::kNormal,
                                        [&](db::Connection& tx) { return Begin(tx); }));
    for (const TaskFile& file : order_.files) {
      if (!new_files_.contains(file.file)) continue;
      RETURN_IF_ERROR(files_.Write(file.file, *file.bytes));
    }
    if (order_.commit) RETURN_IF_ERROR(InsertAll());
    return service_.db().Write(db::Durability::kFull,
                               [&](db::Connection& tx) { return Finish(tx); });
  }

  // The row that owns all that follows, and the rows of new files.
  Result<void> Begin(db::Connection& tx) {
    const Time now = service_.clock().Now();
    RETURN_IF_ERROR(labeling::GetProject(tx, order_.project.id));
    ASSIGN_OR_RETURN(import_, labeling::BeginImport(tx, order_.project.id, order_.account,
                                                    order_.reimport, now));
    if (order_.reimport) {
      ASSIGN_OR_RETURN(replaced_,
                       labeling::TasksOfUploads(tx, order_.project.id, order_.replaced_uploads));
    }
    result_.upload_ids.clear();
    for (TaskFile& file : order_.files) {
      if (file.file.empty()) continue;
      if (!file.upload_id.has_value()) {
        ASSIGN_OR_RETURN(file.upload_id,
                         labeling::AddUpload(tx,
                                             {.project_id = order_.project.id,
                                              .account_id = order_.account,
                                              .file = file.file,
                                              .size = static_cast<int64_t>(file.bytes->size())},
                                             import_, now));
        new_files_.insert(file.file);
      }
      result_.upload_ids.push_back(*file.upload_id);
    }
    for (size_t i = 0; i < kept_.size(); ++i) {
      kept_[i].file_upload_id = order_.files[kept_of_[i]].upload_id;
    }
    return {};
  }

  Result<void> Insert(db::Connection& tx, std::span<const NewTask> tasks) {
    ASSIGN_OR_RETURN(const int64_t first, labeling::InsertImported(tx, *import_, order_.project.id,
                                                                   tasks, service_.clock().Now()));
    for (size_t i = 0; i < tasks.size(); ++i)
      result_.task_ids.push_back(first + static_cast<int64_t>(i));
    return {};
  }

  Result<void> InsertBatch(std::span<const NewTask> tasks) {
    const size_t before = result_.task_ids.size();
    return service_.db().Write(db::Durability::kNormal, [&](db::Connection& tx) {
      result_.task_ids.resize(before);
      return Insert(tx, tasks);
    });
  }

  Result<void> InsertAll() {
    if (keep_) {
      for (std::span<const NewTask> rest = kept_; !rest.empty();) {
        const auto batch = rest.first(std::min(kBatchTasks, rest.size()));
        RETURN_IF_ERROR(InsertBatch(batch));
        rest = rest.subspan(batch.size());
      }
      return {};
    }
    // The second pass.
    std::vector<NewTask> batch;
    size_t bytes = 0;
    const auto flush = [&]() -> Result<void> {
      if (batch.empty()) return {};
      Result<void> inserted = InsertBatch(batch);
      batch.clear();
      bytes = 0;
      return inserted;
    };
    for (const TaskFile& file : order_.files) {
      RETURN_IF_ERROR(ReadTasks(file, order_.as_list, check_,
                                [&](Result<NewTask> task, std::string_view) -> Result<void> {
                                  if (!task.has_value())
                                    return std::unexpected(std::move(task).error());
                                  task->file_upload_id = file.upload_id;
                                  bytes += BytesOf(*task);
                                  batch.push_back(*std::move(task));
                                  if (batch.size() < kBatchTasks && bytes < kBatchBytes) return {};
                                  return flush();
                                }));
    }
    return flush();
  }

  Result<void> Finish(db::Connection& tx) {
    const Time now = service_.clock().Now();
    if (!replaced_.empty()) {
      RETURN_IF_ERROR(labeling::DeleteTasks(tx, replaced_, labeling::DeleteReason::kUser, now));
    }
    return labeling::FinishImport(tx, *import_,
                                  order_.commit ? result_.counts : labeling::ImportCounts{}, now);
  }

  Service& service_;
  ImportOrder order_;
  TaskCheck check_;
  const UploadFiles files_;
  ImportResult result_;
  std::vector<NewTask> kept_;
  std::vector<size_t> kept_of_;  // the file of each
  bool keep_ = true;
  std::optional<int64_t> import_;
  std::set<std::string> new_files_;
  std::vector<int64_t> replaced_;
};

}  // namespace

Result<ImportResult> RunImport(Service& service, ImportOrder order) {
  auto config = labeling::ParseLabelConfig(order.project.label_config);
  return Run(service, std::move(order),
             config.has_value() ? *std::move(config) : labeling::LabelConfig())
      .Execute();
}

void UndoUnfinishedImports(Service& service) {
  const auto running =
      service.db().Read([](db::Connection& tx) { return labeling::RunningImports(tx); });
  if (!running.has_value()) {
    LogError("Unfinished imports cannot be listed", {{"error", running.error()}});
    return;
  }
  for (const int64_t id : *running) {
    LogWarning("An import that did not finish is taken back", {{"import", id}});
    Run::Undo(service, id,
              {.kind = ErrorKind::kCancelled, .message = "The server stopped during this import."});
  }
}

}  // namespace millrace::api
