#include "api/transfer/export_work.h"

#include <algorithm>

#include "api/service.h"
#include "api/transfer/export_body.h"
#include "api/transfer/snapshot_choice.h"
#include "base/log.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "labeling/projects/projects.h"
#include "labeling/tasks/export_snapshots.h"

namespace millrace::api {
namespace {

using labeling::ExportConversion;
using labeling::ExportSnapshot;

constexpr auto kProgressTime = std::chrono::seconds(2);
constexpr std::string_view kStopped = "The server was stopped meanwhile. Make it again.";

template <class F>
auto Write(Service& service, F body) {
  return service.db().Write(db::Durability::kNormal, body);
}

std::unexpected<Error> Stopped() { return Fail(ErrorKind::kCancelled, std::string(kStopped)); }

// All bytes of a run as a new file; `progress` is asked now and then whether to go on.
template <class Progress>
Result<std::string> WriteRun(const ExportFiles& files, const std::string& file,
                             labeling::ExportRun& run, const std::stop_token& stop,
                             Progress progress) {
  ASSIGN_OR_RETURN(const auto out, files.Create(file));
  crypto::Md5Stream md5;
  auto told = std::chrono::steady_clock::now();
  while (true) {
    if (stop.stop_requested()) return Stopped();
    ASSIGN_OR_RETURN(const std::string piece, run.Next());
    if (piece.empty()) break;
    md5.Update(piece);
    RETURN_IF_ERROR(out->Append(piece));
    if (const auto now = std::chrono::steady_clock::now(); now - told > kProgressTime) {
      told = now;
      RETURN_IF_ERROR(progress());
    }
  }
  RETURN_IF_ERROR(out->Commit());
  return HexEncode(md5.Finish());
}

std::unexpected<Error> Deleted() {
  return Fail(ErrorKind::kCancelled, "The snapshot was deleted meanwhile.");
}

Result<void> MakeSnapshot(Service& service, const ExportFiles& files, int64_t project_id,
                          int64_t id, const std::stop_token& stop) {
  const std::string file =
      "export/" + std::to_string(project_id) + "/" + std::to_string(id) + ".json";
  ASSIGN_OR_RETURN(const bool started, Write(service, [&](db::Connection& tx) {
                     return labeling::StartSnapshot(tx, id, file);
                   }));
  if (!started) return {};
  labeling::Project project;
  ExportSnapshot snapshot;
  RETURN_IF_ERROR(service.db().Read([&](db::Connection& tx) -> Result<void> {
    ASSIGN_OR_RETURN(project, labeling::GetProject(tx, project_id));
    ASSIGN_OR_RETURN(snapshot, labeling::GetSnapshot(tx, project_id, id));
    return {};
  }));
  ASSIGN_OR_RETURN(SnapshotChoice choice, ReadSnapshotChoice(snapshot.choice));
  if (choice.view.has_value())
    RETURN_IF_ERROR(ChooseView(service, project_id, *choice.view, choice.tasks));
  const ExportWish wish{.kind = labeling::FindExportKind("JSON"), .frames = choice.frames};
  ASSIGN_OR_RETURN(const auto run, RunOfProject(service, project, wish, std::move(choice.tasks)));
  ASSIGN_OR_RETURN(const std::string md5, WriteRun(files, file, *run, stop, [&]() -> Result<void> {
                     ASSIGN_OR_RETURN(const bool there, Write(service, [&](db::Connection& tx) {
                                        return labeling::SetSnapshotProgress(tx, id, run->tasks());
                                      }));
                     return there ? Result<void>() : Deleted();
                   }));
  const auto done = service.db().Write(db::Durability::kFull, [&](db::Connection& tx) {
    return labeling::CompleteSnapshot(tx, id, md5, run->tasks(), service.clock().Now());
  });
  if (!done.has_value() || !*done) files.Remove(file);
  return done.has_value() ? Result<void>() : std::unexpected(done.error());
}

Result<void> Convert(Service& service, const ExportFiles& files, int64_t project_id,
                     int64_t snapshot_id, int64_t id, const std::stop_token& stop) {
  labeling::Project project;
  ExportSnapshot snapshot;
  std::vector<ExportConversion> conversions;
  const ExportConversion* found = nullptr;
  std::string file;
  ASSIGN_OR_RETURN(
      const bool started, Write(service, [&](db::Connection& tx) -> Result<bool> {
        ASSIGN_OR_RETURN(project, labeling::GetProject(tx, project_id));
        ASSIGN_OR_RETURN(snapshot, labeling::GetSnapshot(tx, project_id, snapshot_id));
        ASSIGN_OR_RETURN(conversions, labeling::ConversionsOf(tx, snapshot_id));
        const auto at = std::ranges::find(conversions, id, &ExportConversion::id);
        if (at == conversions.end()) return false;
        found = &*at;
        const labeling::ExportKind* kind = labeling::FindExportKind(found->kind);
        if (kind == nullptr)
          return Fail(ErrorKind::kInvalid, "There is no format \"" + found->kind + "\" any more.");
        file = "export/" + std::to_string(project_id) + "/" + std::to_string(snapshot_id) + "-" +
               std::to_string(id) + std::string(kind->extension);
        return labeling::StartConversion(tx, id, file);
      }));
  if (!started) return {};
  const ExportWish wish{.kind = labeling::FindExportKind(found->kind), .media = found->media};
  ASSIGN_OR_RETURN(auto bytes, files.Open(snapshot.file));
  ASSIGN_OR_RETURN(const auto run, RunOfFile(service, project, wish, std::move(bytes)));
  RETURN_IF_ERROR(WriteRun(files, file, *run, stop, [] { return Result<void>(); }));
  const auto done = service.db().Write(db::Durability::kFull, [&](db::Connection& tx) {
    return labeling::CompleteConversion(tx, id, service.clock().Now());
  });
  if (!done.has_value() || !*done) files.Remove(file);
  return done.has_value() ? Result<void>() : std::unexpected(done.error());
}

// In the log, and in its row by `mark`.
template <class Mark>
void NoteFailure(Service& service, std::string_view words, int64_t snapshot_id, const Error& error,
                 Mark mark) {
  LogWarning(words, {{"snapshot", snapshot_id}, {"error", error}});
  const auto noted = Write(service, [&](db::Connection& tx) {
    return mark(tx, error.Sentence(), service.clock().Now());
  });
  if (!noted.has_value()) LogError("… and cannot be marked so", {{"error", noted.error()}});
}

}  // namespace

std::shared_ptr<ExportWork> MakeExportWork(Service& service) {
  return std::make_shared<ExportWork>(service);
}

ExportWork::ExportWork(Service& service)
    : service_(service), files_(service.engine.context().environment.data_dir) {
  const auto failed = Write(service_, [&](db::Connection& tx) {
    return labeling::FailUnfinishedExports(tx, std::string(kStopped), service_.clock().Now());
  });
  if (!failed.has_value()) {
    LogError("Unfinished exports cannot be told from others", {{"error", failed.error()}});
    return;
  }
  for (const std::string& file : *failed) files_.Remove(file);
}

void ExportWork::StartSnapshot(int64_t project_id, int64_t snapshot_id) {
  Run({Job::kSnapshot, snapshot_id}, [this, project_id, snapshot_id](const std::stop_token& stop) {
    const Result<void> made = MakeSnapshot(service_, files_, project_id, snapshot_id, stop);
    if (made.has_value()) return;
    NoteFailure(service_, "An export snapshot failed", snapshot_id, made.error(),
                [&](db::Connection& tx, const std::string& why, Time now) {
                  return labeling::FailSnapshot(tx, snapshot_id, why, now);
                });
  });
}

void ExportWork::StartConversion(int64_t project_id, int64_t snapshot_id, int64_t conversion_id) {
  Run({Job::kConversion, conversion_id},
      [this, project_id, snapshot_id, conversion_id](const std::stop_token& stop) {
        const Result<void> made =
            Convert(service_, files_, project_id, snapshot_id, conversion_id, stop);
        if (made.has_value()) return;
        NoteFailure(service_, "The conversion of an export snapshot failed", snapshot_id,
                    made.error(), [&](db::Connection& tx, const std::string& why, Time now) {
                      return labeling::FailConversion(tx, conversion_id, why, now);
                    });
      });
}

void ExportWork::Run(Key key, WorkQueue::Work work) {
  {
    std::lock_guard lock(mutex_);
    running_.insert(key);
  }
  jobs_.Post([this, key, work = std::move(work)](const std::stop_token& stop) {
    // What waits when the server stops is failed at the next start, as what runs then.
    if (!stop.stop_requested()) work(stop);
    {
      std::lock_guard lock(mutex_);
      running_.erase(key);
    }
    waiters_.Tell(key);
  });
}

void ExportWork::WhenDone(Job job, int64_t id, std::chrono::milliseconds timeout,
                          std::function<void()> done) {
  const Key key(job, id);
  waiters_.Add(key, timeout, std::move(done));
  std::unique_lock lock(mutex_);
  if (running_.contains(key)) return;
  lock.unlock();
  waiters_.Tell(key);
}

}  // namespace millrace::api
