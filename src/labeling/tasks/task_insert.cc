// Adding tasks, with the annotations and predictions that come with them.
#include <algorithm>
#include <map>
#include <set>

#include "labeling/projects/counters.h"
#include "labeling/projects/project_settings.h"
#include "labeling/storages/export_outbox.h"
#include "labeling/tasks/drafts.h"
#include "labeling/tasks/task_rows.h"
#include "labeling/webhooks/announce.h"

namespace millrace::labeling {
namespace {

using db::Arg;
using db::Blob;

// Imported annotations name their authors by address or by number; neither need exist here.
class Authors {
 public:
  static Result<Authors> Load(db::Connection& tx, std::span<const NewTask> tasks) {
    Authors authors;
    const bool named = std::ranges::any_of(tasks, [](const NewTask& task) {
      return !task.drafts.empty() ||
             std::ranges::any_of(task.annotations, [](const NewAnnotation& annotation) {
               return annotation.completed_by.has_value() || !annotation.completed_by_email.empty();
             });
    });
    if (!named) return authors;
    RETURN_IF_ERROR(tx.Query("SELECT id, email FROM account", {}, [&](const db::Row& row) {
      authors.ids_.insert(row.Int(0));
      authors.by_email_.emplace(row.String(1), row.Int(0));
    }));
    return authors;
  }
  std::optional<int64_t> Of(const NewAnnotation& annotation) const {
    if (!annotation.completed_by_email.empty()) return Of(annotation.completed_by_email);
    if (annotation.completed_by.has_value() && !ids_.contains(*annotation.completed_by)) {
      return std::nullopt;
    }
    return annotation.completed_by;
  }
  std::optional<int64_t> Of(const std::string& email) const {
    const auto found = by_email_.find(email);
    return found == by_email_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  std::set<int64_t> ids_;
  std::map<std::string, int64_t> by_email_;
};

// One call's work. Rows are collected first, so that each table gets one InsertMany.
class Insertion {
 public:
  Insertion(db::Connection& tx, int64_t project_id, std::span<const NewTask> tasks, Time now)
      : tx_(tx), project_id_(project_id), tasks_(tasks), now_(now) {}

  Result<int64_t> Run(Telling telling) {
    RETURN_IF_ERROR(Prepare());
    ASSIGN_OR_RETURN(const int64_t first_inner, TakeInnerIds());
    if (!annotations_.empty() || !predictions_.empty() || !plain_) {
      RETURN_IF_ERROR(WriteTasks(first_inner));
    } else {
      RETURN_IF_ERROR(WritePlainTasks(first_inner));
    }
    RETURN_IF_ERROR(WriteAnnotations());
    RETURN_IF_ERROR(WritePredictions());
    RETURN_IF_ERROR(WriteDrafts());
    if (telling == Telling::kNow && !tasks_.empty())
      RETURN_IF_ERROR(
          AnnounceNewTasks(tx_, project_id_, first_id_, first_id_ + std::ssize(tasks_) - 1, now_));
    return first_id_;
  }

 private:
  struct Facts {
    bool is_labeled = false;
    int64_t overlap = 1, annotations = 0, cancelled = 0, useful = 0;
    std::optional<Time> annotated_at;
  };
  struct DraftRow {
    int64_t task_id, account_id;
    const NewDraft* draft;
  };
  struct PredictionRow {
    int64_t task_id;
    const NewPrediction* prediction;
  };

  Result<void> Prepare() {
    std::string settings;
    bool found = false;
    int64_t before = 0;
    RETURN_IF_ERROR(tx_.Query(
        "SELECT settings, task_number, (SELECT created_at FROM task WHERE project_id = $1 "
        "ORDER BY id DESC LIMIT 1) FROM project WHERE id = $1",
        {project_id_}, [&](const db::Row& row) {
          found = true;
          settings = row.String(0);
          before = row.Int(1);
          // Tasks are filtered by created_at as it grows with the id, also where a clock goes back.
          now_ = std::max(now_, FromMicros(row.Int(2)));
        }));
    if (!found) {
      return Fail(ErrorKind::kNotFound, "There is no project " + std::to_string(project_id_) + ".",
                  "List the projects to see their numbers.");
    }
    rules_ = ReadProjectRules(settings);
    plain_ =
        rules_.maximum_annotations == 1 && std::ranges::all_of(tasks_, [](const NewTask& task) {
          return task.overlap == 1 && task.allow_skip && !task.file_upload_id.has_value();
        });
    ASSIGN_OR_RETURN(const Authors authors, Authors::Load(tx_, tasks_));
    ASSIGN_OR_RETURN(first_id_, AllocateIds(tx_, "task", std::ssize(tasks_)));
    delta_.tasks = std::ssize(tasks_);
    facts_.resize(tasks_.size());
    for (size_t i = 0; i < tasks_.size(); ++i) {
      const int64_t place = before + static_cast<int64_t>(i);
      const bool in_cohort = rules_.CohortOf(place + 1) > rules_.CohortOf(place);
      facts_[i].overlap =
          std::max(tasks_[i].overlap, in_cohort ? rules_.maximum_annotations : int64_t{1});
      if (!tasks_[i].annotations.empty()) CollectAnnotations(i, authors);
      for (const NewPrediction& prediction : tasks_[i].predictions) {
        predictions_.push_back({first_id_ + static_cast<int64_t>(i), &prediction});
      }
      for (const NewDraft& draft : tasks_[i].drafts) {
        if (const auto account = authors.Of(draft.account_email))
          drafts_.push_back({first_id_ + static_cast<int64_t>(i), *account, &draft});
      }
    }
    delta_.predictions = std::ssize(predictions_);
    return {};
  }

  void CollectAnnotations(size_t i, const Authors& authors) {
    Facts& facts = facts_[i];
    std::set<int64_t> finished_by;
    for (const NewAnnotation& given : tasks_[i].annotations) {
      Annotation row = NewAnnotationRow(given, 0, first_id_ + static_cast<int64_t>(i), project_id_,
                                        std::nullopt, now_);
      row.completed_by = authors.Of(given);
      delta_.AddAnnotation(row.was_cancelled, row.ground_truth, 1);
      ++(row.was_cancelled ? facts.cancelled : facts.annotations);
      if (!row.was_cancelled && !row.ground_truth) ++facts.useful;
      facts.annotated_at = std::max(facts.annotated_at, std::optional(row.created_at));
      if ((!row.was_cancelled || rules_.ignore_skipped) && !row.result.empty()) {
        finished_by.insert(row.completed_by.value_or(0));
      }
      annotations_.push_back(std::move(row));
    }
    facts.is_labeled = std::ssize(finished_by) >= facts.overlap;
    delta_.finished += facts.is_labeled;
    delta_.AddUseful(facts.useful, 1);
  }

  Result<int64_t> TakeInnerIds() {
    RETURN_IF_ERROR(AddToProject(tx_, project_id_, delta_));
    int64_t first = 0;
    RETURN_IF_ERROR(
        tx_.Query("UPDATE project SET next_inner_id = next_inner_id + $2 WHERE id = $1 "
                  "RETURNING next_inner_id - $2",
                  {project_id_, tasks_.size()}, [&](const db::Row& row) { first = row.Int(0); }));
    return first;
  }

  static Arg KeyOf(const NewTask& task) {
    return task.source_id.has_value() ? Arg(Blob{task.source_key}) : Arg(nullptr);
  }

  // The columns that all rows of a first sync need; the others have their defaults.
  Result<void> WritePlainTasks(int64_t first_inner) {
    std::vector<Arg> values;
    values.reserve(tasks_.size() * 9);
    for (size_t i = 0; i < tasks_.size(); ++i) {
      const NewTask& task = tasks_[i];
      values.insert(values.end(), {Arg(first_id_ + static_cast<int64_t>(i)), Arg(project_id_),
                                   Arg(first_inner + static_cast<int64_t>(i)), Arg(task.data),
                                   TextOrNull(task.meta), Arg(task.source_id), KeyOf(task),
                                   Arg(ToMicros(now_)), Arg(ToMicros(now_))});
    }
    return tx_.InsertMany(
        "INSERT INTO task (id, project_id, inner_id, data, meta, source_id, source_key, "
        "created_at, updated_at) VALUES",
        9, values);
  }

  Result<void> WriteTasks(int64_t first_inner) {
    std::vector<Arg> values;
    values.reserve(tasks_.size() * 18);
    for (size_t i = 0; i < tasks_.size(); ++i) {
      const NewTask& task = tasks_[i];
      const Facts& facts = facts_[i];
      values.insert(
          values.end(),
          {Arg(first_id_ + static_cast<int64_t>(i)), Arg(project_id_),
           Arg(first_inner + static_cast<int64_t>(i)), Arg(task.data), TextOrNull(task.meta),
           Arg(task.source_id), KeyOf(task), Arg(ToMicros(now_)), Arg(ToMicros(now_)),
           Arg(facts.is_labeled), Arg(facts.overlap), Arg(facts.annotations), Arg(facts.cancelled),
           Arg(task.predictions.size()), Arg(task.allow_skip), Arg(facts.useful),
           Arg(task.file_upload_id), MaybeMicros(facts.annotated_at)});
    }
    return tx_.InsertMany(
        "INSERT INTO task (id, project_id, inner_id, data, meta, source_id, source_key, "
        "created_at, updated_at, is_labeled, overlap, total_annotations, cancelled_annotations, "
        "total_predictions, allow_skip, useful_annotations, file_upload_id, annotated_at) VALUES",
        18, values);
  }

  Result<void> WriteAnnotations() {
    if (annotations_.empty()) return {};
    ASSIGN_OR_RETURN(int64_t id, AllocateIds(tx_, "annotation", std::ssize(annotations_)));
    std::vector<Arg> values;
    values.reserve(annotations_.size() * kAnnotationColumnCount);
    for (Annotation& annotation : annotations_) {
      annotation.id = id++;
      AppendAnnotationRow(values, annotation);
    }
    const std::string head =
        "INSERT INTO annotation (" + std::string(kAnnotationColumns) + ") VALUES";
    RETURN_IF_ERROR(tx_.InsertMany(head, kAnnotationColumnCount, values));
    ASSIGN_OR_RETURN(const bool targets, HasTargets(tx_, project_id_));
    if (!targets) return {};
    std::vector<int64_t> ids;
    for (size_t i = 0; i < annotations_.size(); ++i) {
      ids.push_back(annotations_[i].id);
      const int64_t task_id = annotations_[i].task_id;
      if (i + 1 < annotations_.size() && annotations_[i + 1].task_id == task_id) continue;
      RETURN_IF_ERROR(EnqueueExports(tx_, project_id_, task_id, ids, false));
      ids.clear();
    }
    return {};
  }

  Result<void> WritePredictions() {
    if (predictions_.empty()) return {};
    ASSIGN_OR_RETURN(int64_t id, AllocateIds(tx_, "prediction", std::ssize(predictions_)));
    std::vector<Arg> values;
    values.reserve(predictions_.size() * 9);
    for (const PredictionRow& row : predictions_) {
      const bool open = !facts_[static_cast<size_t>(row.task_id - first_id_)].is_labeled;
      values.insert(values.end(),
                    {Arg(id++), Arg(row.task_id), Arg(project_id_), Arg(row.prediction->result),
                     Arg(row.prediction->score), Arg(row.prediction->model_version),
                     Arg(ToMicros(now_)), Arg(ToMicros(now_)), Arg(open)});
    }
    return tx_.InsertMany(
        "INSERT INTO prediction (id, task_id, project_id, result, score, model_version, "
        "created_at, updated_at, task_open) VALUES",
        9, values);
  }

  // By (task, import_id): a draft names its annotation as the export has it.
  Result<void> WriteDrafts() {
    if (drafts_.empty()) return {};
    std::map<std::pair<int64_t, int64_t>, int64_t> annotations;
    for (const Annotation& annotation : annotations_) {
      if (annotation.import_id.has_value())
        annotations.emplace(std::pair(annotation.task_id, *annotation.import_id), annotation.id);
    }
    std::vector<Draft> rows;
    for (const DraftRow& row : drafts_) {
      Draft& draft = rows.emplace_back(Draft{.task_id = row.task_id,
                                             .account_id = row.account_id,
                                             .result = row.draft->result,
                                             .lead_time = row.draft->lead_time,
                                             .was_postponed = row.draft->was_postponed,
                                             .import_id = row.draft->import_id,
                                             .created_at = row.draft->created_at.value_or(now_),
                                             .updated_at = row.draft->updated_at.value_or(now_)});
      if (!row.draft->annotation.has_value()) continue;
      const auto found = annotations.find(std::pair(row.task_id, *row.draft->annotation));
      if (found != annotations.end()) draft.annotation_id = found->second;
    }
    return InsertDrafts(tx_, rows);
  }

  db::Connection& tx_;
  const int64_t project_id_;
  const std::span<const NewTask> tasks_;
  Time now_;
  int64_t first_id_ = 0;
  ProjectRules rules_;
  bool plain_ = true;
  CounterDelta delta_;
  std::vector<Facts> facts_;
  std::vector<Annotation> annotations_;
  std::vector<PredictionRow> predictions_;
  std::vector<DraftRow> drafts_;
};

}  // namespace

Result<int64_t> InsertTasks(db::Connection& tx, int64_t project_id, std::span<const NewTask> tasks,
                            Time now, Telling telling) {
  return Insertion(tx, project_id, tasks, now).Run(telling);
}

}  // namespace millrace::labeling
