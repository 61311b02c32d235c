#include "api/transfer/export_body.h"

#include <algorithm>
#include <unordered_map>

#include "api/tasks/task_page.h"
#include "api/tasks/task_shower.h"
#include "api/views.h"
#include "labeling/json/rest_json.h"
#include "labeling/tasks/drafts.h"

namespace millrace::api {
namespace {

using labeling::Task;

// The tasks of an export, some at a time.
class ExportTasks {
 public:
  ExportTasks(const Service& service, int64_t project_id, int64_t last, ExportChoice choice,
              bool drafts)
      : service_(service),
        project_id_(project_id),
        last_(last),
        choice_(std::move(choice)),
        drafts_(drafts) {}

  bool ended() const { return ended_; }
  void Restart() { after_ = 0, next_id_ = 0, ended_ = false; }

  // Calls `visit` with the next tasks, in order, and says how many bytes they held.
  template <class Visit>
  Result<void> Read(Visit visit) {
    TaskShower shower = TaskShower::Unresolved(service_, project_id_);
    return service_.db().Read([&](db::Connection& tx) -> Result<void> {
      ASSIGN_OR_RETURN(std::vector<Task> tasks, Take(tx));
      Lists drafts;
      if (drafts_) {
        ASSIGN_OR_RETURN(drafts, DraftLists(tx, tasks));
      }
      ASSIGN_OR_RETURN(const TaskPage page, TaskPage::Read(tx, std::move(tasks)));
      size_t bytes = 0;
      for (const Task& task : page.tasks()) {
        const auto annotations = page.annotations(task.id);
        if (annotations.empty() && !choice_.all_tasks) continue;
        ASSIGN_OR_RETURN(const std::string data, shower.Data(tx, task));
        bytes += data.size();
        for (const labeling::Annotation& annotation : annotations)
          bytes += annotation.result.size();
        visit(ExportItem{.task = task,
                         .data = data,
                         .annotations = annotations,
                         .predictions = page.predictions(task.id),
                         .drafts = ListOf(drafts, task.id)});
      }
      Adapt(bytes);
      return {};
    });
  }

 private:
  // JSON lists by task; tasks without drafts are not in it.
  using Lists = std::unordered_map<int64_t, std::string>;
  static Result<Lists> DraftLists(db::Connection& tx, std::span<const Task> tasks) {
    std::vector<int64_t> ids;
    for (const Task& task : tasks) ids.push_back(task.id);
    Lists lists;
    ASSIGN_OR_RETURN(const std::vector<labeling::Draft> drafts, labeling::DraftsOf(tx, ids));
    AccountBook accounts(tx);
    for (const labeling::Draft& draft : drafts) {
      JsonWriter json;
      labeling::AppendDraftJson(json, draft, accounts.Find(draft.account_id));
      std::string& list = lists[draft.task_id];
      list += (list.empty() ? "[" : ",") + json.text();
    }
    for (auto& [task, list] : lists) list += ']';
    return lists;
  }
  static std::string_view ListOf(const Lists& lists, int64_t task_id) {
    const auto found = lists.find(task_id);
    return found == lists.end() ? std::string_view("[]") : found->second;
  }

  static constexpr int64_t kFirst = 64, kMost = 1'000;  // tasks at a time
  static constexpr size_t kPiece = 2u << 20;            // bytes

  Result<std::vector<Task>> Take(db::Connection& tx) {
    labeling::TaskQuery query{.project_id = project_id_, .limit = count_};
    if (choice_.ids.has_value()) {
      const auto& ids = *choice_.ids;
      const size_t taken = std::min<size_t>(count_, ids.size() - next_id_);
      query.ids.assign(ids.begin() + next_id_, ids.begin() + next_id_ + taken);
      next_id_ += taken;
      ended_ = next_id_ == ids.size();
      if (query.ids.empty()) return std::vector<Task>();
      return labeling::ListTasks(tx, query);
    }
    query.after = after_;
    query.annotated = !choice_.all_tasks;
    ASSIGN_OR_RETURN(std::vector<Task> tasks, labeling::ListTasks(tx, query));
    ended_ = std::ssize(tasks) < count_;
    if (!tasks.empty()) after_ = tasks.back().id;
    // What was made after the export began would keep it going for ever.
    while (!tasks.empty() && tasks.back().id > last_) {
      tasks.pop_back();
      ended_ = true;
    }
    return tasks;
  }

  void Adapt(size_t bytes) {
    if (bytes > kPiece)
      count_ = std::max<int64_t>(1, count_ / 2);
    else if (bytes < kPiece / 2)
      count_ = std::min(count_ * 2, kMost);
  }

  const Service& service_;
  int64_t project_id_, last_;
  ExportChoice choice_;
  bool drafts_;
  int64_t count_ = kFirst;
  int64_t after_ = 0;
  size_t next_id_ = 0;
  bool ended_ = false;
};

class ExportBody final : public net::BodySource {
 public:
  ExportBody(ExportTasks tasks, std::unique_ptr<ExportFormat> format)
      : tasks_(std::move(tasks)), format_(std::move(format)) {}

  Result<void> Survey() {
    if (!format_->NeedsSurvey()) return {};
    while (!tasks_.ended())
      RETURN_IF_ERROR(tasks_.Read([&](const ExportItem& item) { format_->Survey(item); }));
    tasks_.Restart();
    return {};
  }

  void Next(Done done) override {
    std::string piece;
    if (!begun_) format_->Begin(piece);
    begun_ = true;
    while (piece.size() < kLeast && !tasks_.ended()) {
      const Result<void> read =
          tasks_.Read([&](const ExportItem& item) { format_->Append(piece, item); });
      if (!read.has_value()) {
        done(std::unexpected(read.error()));
        return;
      }
    }
    if (tasks_.ended() && !finished_) {
      format_->End(piece);
      finished_ = true;
    }
    done(std::move(piece));
  }

 private:
  static constexpr size_t kLeast = 64u << 10;  // bytes of a piece, but for the last one

  ExportTasks tasks_;
  const std::unique_ptr<ExportFormat> format_;
  bool begun_ = false, finished_ = false;
};

}  // namespace

Result<std::shared_ptr<net::BodySource>> MakeExportBody(const Service& service,
                                                        const labeling::Project& project,
                                                        const ExportKind& kind,
                                                        ExportChoice choice) {
  ASSIGN_OR_RETURN(const std::vector<Task> newest, service.db().Read([&](db::Connection& tx) {
    return labeling::ListTasks(tx, {.project_id = project.id, .limit = 1, .descending = true});
  }));
  const auto config = labeling::ParseLabelConfig(project.label_config);
  std::unique_ptr<ExportFormat> format =
      kind.make(config.has_value() ? *config : labeling::LabelConfig(), choice.frames);
  auto body = std::make_shared<ExportBody>(
      ExportTasks(service, project.id, newest.empty() ? 0 : newest.front().id, std::move(choice),
                  format->WantsDrafts()),
      std::move(format));
  RETURN_IF_ERROR(body->Survey());
  return std::shared_ptr<net::BodySource>(std::move(body));
}

}  // namespace millrace::api
