#include "api/transfer/export_tasks.h"

#include <algorithm>
#include <deque>
#include <unordered_map>

#include "api/tasks/task_choice.h"
#include "api/tasks/task_page.h"
#include "api/tasks/task_shower.h"
#include "api/views.h"
#include "labeling/formats/exported_task.h"
#include "labeling/json/rest_json.h"
#include "labeling/tasks/drafts.h"
#include "labeling/text/record_splitter.h"

namespace millrace::api {
namespace {

using labeling::Annotation;
using labeling::Author;
using labeling::ExportItem;
using labeling::Task;

constexpr size_t kPiece = 2u << 20;  // bytes of a page

bool Passes(Only only, bool fact) { return only == Only::kAny || fact == (only == Only::kOnly); }

// Pages of the database. What an item shows lies beside it.
class ReadPage final : public labeling::ExportPage {
 public:
  explicit ReadPage(TaskPage tasks) : tasks_(std::move(tasks)) {}

  std::span<const ExportItem> items() const override { return items_; }
  const TaskPage& tasks() const { return tasks_; }

  struct Beside {
    std::string data, drafts = "[]";
    std::vector<Annotation> annotations;  // where only some are exported
    std::vector<std::optional<Author>> authors;
  };
  Beside& AddBeside() { return beside_.emplace_back(); }
  void Add(ExportItem item) { items_.push_back(std::move(item)); }

 private:
  const TaskPage tasks_;
  std::deque<Beside> beside_;
  std::vector<ExportItem> items_;
};

class ProjectTasks final : public labeling::ExportSource {
 public:
  ProjectTasks(const Service& service, int64_t project_id, int64_t last, ExportChoice choice,
               bool drafts)
      : service_(service),
        project_id_(project_id),
        last_(last),
        choice_(std::move(choice)),
        drafts_(drafts) {}

  void Restart() override { after_ = 0, next_id_ = 0, ended_ = false; }

  Result<std::shared_ptr<const labeling::ExportPage>> Next() override {
    if (ended_) return nullptr;
    TaskShower shower = TaskShower::Unresolved(service_, project_id_);
    return service_.db().Read(
        [&](db::Connection& tx) -> Result<std::shared_ptr<const labeling::ExportPage>> {
          ASSIGN_OR_RETURN(std::vector<Task> tasks, Take(tx));
          Lists drafts;
          if (drafts_) {
            ASSIGN_OR_RETURN(drafts, DraftLists(tx, tasks));
          }
          ASSIGN_OR_RETURN(TaskPage read, TaskPage::Read(tx, std::move(tasks)));
          auto page = std::make_shared<ReadPage>(std::move(read));
          AccountBook people(tx);
          size_t bytes = 0;
          for (const Task& task : page->tasks().tasks())
            RETURN_IF_ERROR(Add(tx, *page, task, shower, drafts, people, bytes));
          Adapt(bytes);
          return page;
        });
  }

 private:
  // JSON lists by task; tasks without drafts are not in it.
  using Lists = std::unordered_map<int64_t, std::string>;
  Result<Lists> DraftLists(db::Connection& tx, std::span<const Task> tasks) const {
    std::vector<int64_t> ids;
    for (const Task& task : tasks) ids.push_back(task.id);
    Lists lists;
    ASSIGN_OR_RETURN(const std::vector<labeling::Draft> drafts, labeling::DraftsOf(tx, ids));
    AccountBook accounts(tx);
    for (const labeling::Draft& draft : drafts) {
      JsonWriter json;
      if (choice_.whole_drafts)
        labeling::AppendDraftJson(json, draft, accounts.Find(draft.account_id));
      else
        json.Int(draft.id);
      std::string& list = lists[draft.task_id];
      list += (list.empty() ? "[" : ",") + json.text();
    }
    for (auto& [task, list] : lists) list += ']';
    return lists;
  }

  bool Wanted(const Task& task) const {
    return Passes(choice_.skipped, task.cancelled_annotations > 0) &&
           Passes(choice_.finished, task.is_labeled) &&
           Passes(choice_.annotated, task.total_annotations > 0);
  }
  bool Wanted(const Annotation& annotation) const {
    const auto& kinds = *choice_.annotations;
    return (kinds.usual && !annotation.was_cancelled && !annotation.ground_truth) ||
           (kinds.ground_truth && annotation.ground_truth) ||
           (kinds.skipped && annotation.was_cancelled);
  }

  Result<void> Add(db::Connection& tx, ReadPage& page, const Task& task, TaskShower& shower,
                   Lists& drafts, AccountBook& people, size_t& bytes) const {
    auto annotations = page.tasks().annotations(task.id);
    if ((annotations.empty() && !choice_.all_tasks) || !Wanted(task)) return {};
    ReadPage::Beside& beside = page.AddBeside();
    if (choice_.annotations.has_value()) {
      std::ranges::copy_if(annotations, std::back_inserter(beside.annotations),
                           [&](const Annotation& annotation) { return Wanted(annotation); });
      annotations = beside.annotations;
    }
    if (choice_.with_annotations && annotations.empty()) return {};
    ASSIGN_OR_RETURN(beside.data, shower.Data(tx, task));
    if (choice_.people) beside.authors = people.Authors(annotations);
    if (const auto found = drafts.find(task.id); found != drafts.end())
      beside.drafts = std::move(found->second);
    bytes += beside.data.size();
    for (const Annotation& annotation : annotations) bytes += annotation.result.size();
    page.Add({.task = task,
              .data = beside.data,
              .annotations = annotations,
              .authors = beside.authors,
              .predictions = page.tasks().predictions(task.id),
              .whole_predictions = choice_.whole_predictions,
              .drafts = beside.drafts});
    return {};
  }

  static constexpr int64_t kFirst = 64, kMost = 1'000;  // tasks at a time

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
  const ExportChoice choice_;
  const bool drafts_;
  int64_t count_ = kFirst;
  int64_t after_ = 0;
  size_t next_id_ = 0;
  bool ended_ = false;
};

class FilePage final : public labeling::ExportPage {
 public:
  std::span<const ExportItem> items() const override { return items_; }
  void Add(labeling::ReadTask task) {
    tasks_.push_back(std::move(task));
    items_.push_back(tasks_.back().item());
  }

 private:
  std::deque<labeling::ReadTask> tasks_;
  std::vector<ExportItem> items_;
};

class FileTasks final : public labeling::ExportSource {
 public:
  explicit FileTasks(std::shared_ptr<const ByteSource> file) : file_(std::move(file)) {}

  void Restart() override {
    splitter_ = Splitter();
    at_ = 0;
    ended_ = false;
  }

  Result<std::shared_ptr<const labeling::ExportPage>> Next() override {
    if (ended_) return nullptr;
    auto page = std::make_shared<FilePage>();
    const auto add = [&](const labeling::RecordSplitter::Record& record) -> Result<void> {
      ASSIGN_OR_RETURN(labeling::ReadTask task, labeling::ReadExportedTask(record.text));
      page->Add(std::move(task));
      return {};
    };
    std::string buffer;
    ASSIGN_OR_RETURN(const std::string_view bytes, file_->Read(at_, kPiece, buffer));
    at_ += bytes.size();
    RETURN_IF_ERROR(splitter_.Feed(bytes, add));
    if (at_ >= file_->size()) {
      ended_ = true;
      RETURN_IF_ERROR(splitter_.Finish(add));
    }
    return page;
  }

 private:
  static labeling::RecordSplitter Splitter() {
    return labeling::RecordSplitter({.max_record = 1ull << 31});
  }

  const std::shared_ptr<const ByteSource> file_;
  labeling::RecordSplitter splitter_ = Splitter();
  uint64_t at_ = 0;
  bool ended_ = false;
};

}  // namespace

Result<void> ChooseView(Service& service, int64_t project_id, int64_t view_id,
                        ExportChoice& choice) {
  ASSIGN_OR_RETURN(const TaskChoice view, ChoiceOfView(service, project_id, view_id));
  if (view.whole() && view.search.text.empty() && view.search.filter.empty()) return {};
  ASSIGN_OR_RETURN(std::vector<int64_t> ids, ChosenTaskIds(service, project_id, view));
  std::ranges::sort(ids);
  if (choice.ids.has_value()) {
    std::vector<int64_t> both;
    std::ranges::set_intersection(*choice.ids, ids, std::back_inserter(both));
    ids = std::move(both);
  }
  choice.ids = std::move(ids);
  return {};
}

Result<std::unique_ptr<labeling::ExportSource>> TasksOfProject(const Service& service,
                                                               int64_t project_id,
                                                               ExportChoice choice, bool drafts) {
  ASSIGN_OR_RETURN(const std::vector<Task> newest, service.db().Read([&](db::Connection& tx) {
    return labeling::ListTasks(tx, {.project_id = project_id, .limit = 1, .descending = true});
  }));
  return std::make_unique<ProjectTasks>(service, project_id, newest.empty() ? 0 : newest.front().id,
                                        std::move(choice), drafts);
}

std::unique_ptr<labeling::ExportSource> TasksOfFile(std::shared_ptr<const ByteSource> file) {
  return std::make_unique<FileTasks>(std::move(file));
}

}  // namespace millrace::api
