#include "labeling/queue/queue.h"

#include <algorithm>
#include <cstring>
#include <set>
#include <unordered_set>
#include <vector>

#include "base/ids.h"
#include "labeling/projects/label_history.h"
#include "labeling/projects/project_settings.h"
#include "labeling/queue/queue_positions.h"
#include "labeling/queue/task_locks.h"
#include "labeling/tasks/task_rows.h"

namespace millrace::labeling {
namespace {

using db::Arg;

// Tasks that others began are looked through only so far: there are hardly more at a time than
// people, and the search that follows finds the others.
constexpr int64_t kBegun = 128;
// Positions are written when they moved this far: writing costs more than a few rows read.
constexpr int64_t kStep = 64;
// Draws of a random number until one hits a free task; then the next one above it is taken.
constexpr int kDraws = 8;
constexpr size_t kIdsAtOnce = 512;  // of chosen tasks

// Conditions on a row of "task". $1 = project, $2 = account, $3 = skips of others take a place.
constexpr std::string_view kOpen = " task.project_id = $1 AND task.is_labeled = 0 ";
constexpr std::string_view kNotMine =
    " NOT EXISTS (SELECT 1 FROM annotation m WHERE m.completed_by = $2 AND m.project_id = $1 "
    "AND m.task_id = task.id) "
    "AND NOT EXISTS (SELECT 1 FROM draft d WHERE d.task_id = task.id AND d.account_id = $2 "
    "AND d.was_postponed = 1) ";
// Places of the overlap that others have: those at work, and those that are done. Ground truths
// take none.
constexpr std::string_view kFree =
    " (SELECT COUNT(*) FROM task_lock l WHERE l.task_id = task.id AND l.account_id <> $2 "
    "AND NOT EXISTS (SELECT 1 FROM annotation b WHERE b.completed_by = l.account_id "
    "AND b.project_id = $1 AND b.task_id = task.id)) + "
    "CASE WHEN task.total_annotations + task.cancelled_annotations = 0 THEN 0 ELSE "
    "(SELECT COUNT(DISTINCT COALESCE(a.completed_by, 0)) FROM annotation a "
    "WHERE a.task_id = task.id AND a.ground_truth = 0 AND a.result <> '' AND (a.was_cancelled = 0 "
    "OR ($3 = 1 AND COALESCE(a.completed_by, 0) <> $2))) END < task.overlap ";
constexpr std::string_view kOverlap = " AND task.overlap > 1 ";
constexpr std::string_view kBegunOnly =
    " AND task.total_annotations + task.cancelled_annotations > 0 ";

std::string Join(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (const std::string_view part : parts) out += part;
  return out;
}

uint64_t Random() {
  uint64_t number = 0;
  const std::string bytes = RandomBytes(sizeof number);
  std::memcpy(&number, bytes.data(), sizeof number);
  return number;
}

struct Pick {
  int64_t task_id = 0;
  std::string queue;
};
using MaybePick = Result<std::optional<Pick>>;

// One search. Each step that finds nothing leaves it to the next.
class Search {
 public:
  Search(db::Connection& tx, const Project& project, int64_t account_id,
         std::optional<ChosenTasks> chosen)
      : tx_(tx),
        chosen_(chosen),
        project_id_(project.id),
        account_id_(account_id),
        rules_(ReadProjectRules(project.settings)),
        skips_count_(rules_.requeue_for_me || rules_.ignore_skipped) {}

  MaybePick Run() {
    if (chosen_.has_value())
      return FirstOf({&Search::Chosen, &Search::Postponed, &Search::Skipped});
    return FirstOf({&Search::Locked, &Search::GroundTruth, &Search::Begun, &Search::Sampled,
                    &Search::Postponed, &Search::Skipped});
  }

 private:
  using Step = MaybePick (Search::*)();
  MaybePick FirstOf(std::initializer_list<Step> steps) {
    for (const Step step : steps) {
      ASSIGN_OR_RETURN(std::optional<Pick> pick, (this->*step)());
      if (pick.has_value()) return pick;
    }
    return std::nullopt;
  }

  MaybePick First(const std::string& sql, std::initializer_list<Arg> more, std::string queue) {
    std::vector<Arg> args = {Arg(project_id_), Arg(account_id_), Arg(skips_count_)};
    args.insert(args.end(), more.begin(), more.end());
    std::optional<Pick> pick;
    RETURN_IF_ERROR(tx_.Query(sql, args, [&](const db::Row& row) {
      if (!pick.has_value()) pick = Pick{row.Int(0), std::move(queue)};
    }));
    return pick;
  }

  // CROSS JOIN begins with the account's locks; SQLite would rather walk all open tasks by id.
  MaybePick Locked() {
    static const std::string kSql = Join(
        {"SELECT task.id FROM task_lock o CROSS JOIN task "
         "WHERE task.id = o.task_id AND o.account_id = $2 AND o.project_id = $1 AND $3 = $3 AND",
         kOpen, "AND", kNotMine, "ORDER BY task.id LIMIT 1"});
    return First(kSql, {}, "Task lock");
  }

  // Some at a time, more and more of them: mostly the first one is free.
  MaybePick Chosen() {
    std::span<const int64_t> rest = chosen_->fresh;
    for (size_t count = 8; !rest.empty(); count = std::min<size_t>(4 * count, kIdsAtOnce)) {
      const std::span<const int64_t> some = rest.first(std::min(count, rest.size()));
      rest = rest.subspan(some.size());
      ASSIGN_OR_RETURN(const std::set<int64_t> free, FreeOf(some));
      const auto first = std::ranges::find_if(some, [&](int64_t id) { return free.contains(id); });
      if (first != some.end()) return Pick{*first, "Data manager queue"};
    }
    return std::nullopt;
  }

  Result<std::set<int64_t>> FreeOf(std::span<const int64_t> ids) {
    std::vector<Arg> args = {Arg(project_id_), Arg(account_id_), Arg(skips_count_)};
    std::string list;
    for (const int64_t id : ids) {
      args.emplace_back(id);
      list += (list.empty() ? "$" : ", $") + std::to_string(args.size());
    }
    std::set<int64_t> free;
    RETURN_IF_ERROR(tx_.Query(Join({"SELECT task.id FROM task WHERE task.id IN (", list, ") AND",
                                    kOpen, "AND", kNotMine, "AND", kFree}),
                              args, [&](const db::Row& row) { free.insert(row.Int(0)); }));
    return free;
  }

  // Of tasks with a ground truth as many accounts as wish get each.
  MaybePick GroundTruth() {
    if (!rules_.ground_truth_first) return std::nullopt;
    static const std::string kSql =
        Join({"SELECT task.id FROM task WHERE $3 = $3 AND", kOpen, kBegunOnly, "AND", kNotMine,
              "AND EXISTS (SELECT 1 FROM annotation g WHERE g.task_id = task.id "
              "AND g.ground_truth = 1) ORDER BY task.id LIMIT 1"});
    return First(kSql, {}, "Onboarding ground truth queue");
  }

  // Those with the most annotations first, so that tasks are finished; among equals by chance.
  MaybePick Begun() {
    if (rules_.maximum_annotations < 2) return std::nullopt;
    static const std::string kSql = Join(
        {"SELECT task.id, task.annotations FROM "
         "(SELECT id, project_id, is_labeled, overlap, total_annotations, cancelled_annotations, "
         "total_annotations + cancelled_annotations AS annotations FROM task WHERE",
         kOpen, kBegunOnly,
         "ORDER BY total_annotations + cancelled_annotations DESC, id DESC LIMIT $4) task WHERE",
         kNotMine, "AND", kFree, "ORDER BY task.annotations DESC"});
    std::vector<int64_t> best;
    int64_t most = 0;
    RETURN_IF_ERROR(
        tx_.Query(kSql, {project_id_, account_id_, skips_count_, kBegun}, [&](const db::Row& row) {
          most = std::max(most, row.Int(1));
          if (row.Int(1) == most) best.push_back(row.Int(0));
        }));
    if (best.empty()) return std::nullopt;
    return Pick{best[Random() % best.size()], "Breadth first queue"};
  }

  MaybePick Sampled() {
    if (rules_.show_overlap_first) {
      ASSIGN_OR_RETURN(std::optional<Pick> pick, SampledFrom(kOverlap));
      if (pick.has_value()) return pick;
    }
    return SampledFrom("");
  }

  MaybePick SampledFrom(std::string_view where) {
    switch (rules_.sampling) {
      case Sampling::kSequence: return Sequence(where, "Sequence queue");
      case Sampling::kUniform: return Uniform(where, "Uniform random queue");
      case Sampling::kUncertainty: break;
    }
    const std::string queue = "Active learning or random queue";
    if (rules_.model_version.has_value()) {
      ASSIGN_OR_RETURN(std::optional<Pick> pick,
                       First(Join({R"(SELECT task.id FROM prediction p
          JOIN task ON task.id = p.task_id WHERE p.project_id = $1 AND p.model_version = $4
          AND p.task_open = 1 AND)",
                                   kOpen, where, "AND", kNotMine, "AND", kFree,
                                   "ORDER BY p.score, p.task_id LIMIT 1"}),
                             {Arg(*rules_.model_version)}, queue));
      if (pick.has_value()) return pick;
    }
    return Uniform(where, queue);
  }

  // Finds every free task. Only this search may conclude that there is none, and it alone moves the
  // account's position.
  MaybePick Sequence(std::string_view where, const std::string& queue) {
    const bool all = where.empty();
    int64_t position = 0;
    if (all) {
      ASSIGN_OR_RETURN(position, QueuePosition(tx_, project_id_, account_id_));
    }
    ASSIGN_OR_RETURN(
        std::optional<Pick> pick,
        First(Join({"SELECT task.id FROM task WHERE", kOpen, where, "AND task.id > $4 AND",
                    kNotMine, "AND", kFree, "ORDER BY task.id LIMIT 1"}),
              {Arg(position)}, queue));
    if (all) {
      int64_t reached = 0;
      if (pick.has_value()) {
        reached = pick->task_id - 1;
      } else {
        ASSIGN_OR_RETURN(reached, Edge("DESC", ""));
      }
      if (reached >= position + kStep) {
        RETURN_IF_ERROR(SetQueuePosition(tx_, project_id_, account_id_, reached));
      }
    }
    return pick;
  }

  // A free task at a random place between the first and the last open one. After a few misses the
  // next free one above the place is taken, so that tasks behind gaps come a little more often.
  MaybePick Uniform(std::string_view where, const std::string& queue) {
    ASSIGN_OR_RETURN(const int64_t first, Edge("ASC", where));
    ASSIGN_OR_RETURN(const int64_t last, Edge("DESC", where));
    if (last == 0) return std::nullopt;
    const std::string sql =
        Join({"SELECT task.id FROM (SELECT id, project_id, is_labeled, overlap, total_annotations, "
              "cancelled_annotations FROM task WHERE",
              kOpen, where, "AND task.id >= $4 ORDER BY task.id LIMIT 64) task WHERE", kNotMine,
              "AND", kFree, "ORDER BY task.id LIMIT 1"});
    for (int draw = 0; draw < kDraws; ++draw) {
      const int64_t place =
          first + static_cast<int64_t>(Random() % static_cast<uint64_t>(last - first + 1));
      ASSIGN_OR_RETURN(std::optional<Pick> pick, First(sql, {Arg(place)}, queue));
      if (pick.has_value() && (pick->task_id == place || draw + 1 == kDraws)) return pick;
    }
    return Sequence(where, queue);
  }

  // The lowest or highest open task; 0 if there is none.
  Result<int64_t> Edge(std::string_view direction, std::string_view where) {
    ASSIGN_OR_RETURN(const auto id,
                     tx_.QueryInt(Join({"SELECT task.id FROM task WHERE", kOpen, where,
                                        " ORDER BY task.id ", direction, " LIMIT 1"}),
                                  {project_id_}));
    return id.value_or(0);
  }

  MaybePick Postponed() {
    static const std::string kSql =
        Join({"SELECT task.id FROM draft p JOIN task ON task.id = p.task_id "
              "WHERE p.account_id = $2 AND p.was_postponed = 1 AND",
              kOpen, "AND", kFree, "ORDER BY p.updated_at, p.id"});
    return FirstAmong(chosen_.has_value() ? &chosen_->fresh : nullptr, kSql,
                      "Postponed draft queue");
  }

  MaybePick Skipped() {
    if (!rules_.requeue_for_me) return std::nullopt;
    static const std::string kSql =
        Join({"SELECT task.id FROM annotation s JOIN task ON task.id = s.task_id "
              "WHERE s.completed_by = $2 AND s.project_id = $1 AND s.was_cancelled = 1 AND",
              kOpen, "AND", kFree, "ORDER BY s.updated_at, s.id"});
    return FirstAmong(chosen_.has_value() ? &chosen_->again : nullptr, kSql, "Skipped queue");
  }

  // The first row of `sql` that is one of these tasks; of all without any.
  MaybePick FirstAmong(const std::span<const int64_t>* tasks, const std::string& sql,
                       std::string queue) {
    if (tasks == nullptr) return First(sql + " LIMIT 1", {}, std::move(queue));
    std::vector<int64_t> found;
    RETURN_IF_ERROR(tx_.Query(sql, {project_id_, account_id_, skips_count_},
                              [&](const db::Row& row) { found.push_back(row.Int(0)); }));
    if (found.empty()) return std::nullopt;
    const std::unordered_set<int64_t> meant(tasks->begin(), tasks->end());
    const auto first = std::ranges::find_if(found, [&](int64_t id) { return meant.contains(id); });
    if (first == found.end()) return std::nullopt;
    return Pick{*first, std::move(queue)};
  }

  db::Connection& tx_;
  const std::optional<ChosenTasks> chosen_;
  const int64_t project_id_, account_id_;
  const ProjectRules rules_;
  const bool skips_count_;
};

// The lock that the account has already; "" if none.
Result<std::string> OwnLock(db::Connection& tx, int64_t task_id, int64_t account_id) {
  std::string unique_id;
  RETURN_IF_ERROR(tx.Query("SELECT unique_id FROM task_lock WHERE task_id = $1 AND account_id = $2",
                           {task_id, account_id},
                           [&](const db::Row& row) { unique_id = row.String(0); }));
  return unique_id;
}

}  // namespace

Result<std::optional<NextTask>> TakeNextTask(db::Connection& tx, const Project& project,
                                             int64_t account_id, const QueueOptions& options,
                                             Time now, std::optional<ChosenTasks> chosen) {
  RETURN_IF_ERROR(DropExpiredLocks(tx, project.id, now));
  ASSIGN_OR_RETURN(std::optional<Pick> pick, Search(tx, project, account_id, chosen).Run());
  if (!pick.has_value()) return std::nullopt;
  NextTask next;
  ASSIGN_OR_RETURN(next.task, GetTask(tx, pick->task_id));
  next.queue = std::move(pick->queue);
  // A lock that is there keeps its end.
  ASSIGN_OR_RETURN(next.lock_id, OwnLock(tx, next.task.id, account_id));
  if (next.lock_id.empty()) {
    ASSIGN_OR_RETURN(next.lock_id, LockTask(tx, project.id, next.task.id, account_id, now,
                                            now + options.lock_time));
  }
  RETURN_IF_ERROR(AddToHistory(tx, account_id, project.id, next.task.id, options.history_limit));
  return next;
}

}  // namespace millrace::labeling
