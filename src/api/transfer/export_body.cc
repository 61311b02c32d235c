#include "api/transfer/export_body.h"

#include "api/transfer/export_media.h"
#include "api/transfer/export_work.h"

namespace millrace::api {
namespace {

using labeling::ExportKind;
using labeling::ExportRun;

// Keeps what the run of a format refers to.
class OwningRun final : public ExportRun {
 public:
  OwningRun(std::unique_ptr<labeling::MediaSource> media, std::unique_ptr<ExportRun> run)
      : media_(std::move(media)), run_(std::move(run)) {}
  Result<void> Survey() override { return run_->Survey(); }
  Result<std::string> Next() override { return run_->Next(); }
  int64_t tasks() const override { return run_->tasks(); }

 private:
  const std::unique_ptr<labeling::MediaSource> media_;
  const std::unique_ptr<ExportRun> run_;
};

class ExportBody final : public net::BodySource, public std::enable_shared_from_this<ExportBody> {
 public:
  ExportBody(std::unique_ptr<ExportRun> run, bool waits, std::shared_ptr<ExportWork> work)
      : run_(std::move(run)), waits_(waits), work_(std::move(work)) {}

  void Next(Done done) override {
    if (!waits_) {
      done(run_->Next());
      return;
    }
    const auto work = work_.lock();
    if (work == nullptr) return;  // the server stops
    work->Step([self = shared_from_this(), done = std::move(done)](std::stop_token stop) {
      if (!stop.stop_requested()) done(self->run_->Next());
    });
  }

 private:
  const std::unique_ptr<ExportRun> run_;
  const bool waits_;
  const std::weak_ptr<ExportWork> work_;
};

template <class MakeSource>
Result<std::unique_ptr<ExportRun>> Make(Service& service, const labeling::Project& project,
                                        const ExportWish& wish, MakeSource make_source) {
  const auto parsed = labeling::ParseLabelConfig(project.label_config);
  const labeling::LabelConfig config = parsed.has_value() ? *parsed : labeling::LabelConfig();
  std::unique_ptr<labeling::MediaSource> media;
  if (FetchesMedia(wish)) media = MediaOfProject(service, project.id);
  const Time now = service.clock().Now();
  ASSIGN_OR_RETURN(auto format,
                   wish.kind->make({.config = config,
                                    .frames = wish.frames,
                                    .media = media.get(),
                                    .spool_dir = service.engine.context().environment.data_dir,
                                    .now = now}));
  ASSIGN_OR_RETURN(std::unique_ptr<labeling::ExportSource> source,
                   make_source(format->WantsDrafts()));
  std::unique_ptr<ExportRun> run;
  if (wish.kind->is_archive()) {
    ASSIGN_OR_RETURN(run, labeling::MakeArchiveRun(std::move(source), std::move(format), now));
  } else {
    run = labeling::MakeFlatRun(std::move(source), std::move(format));
  }
  run = std::make_unique<OwningRun>(std::move(media), std::move(run));
  RETURN_IF_ERROR(run->Survey());
  return run;
}

}  // namespace

bool FetchesMedia(const ExportWish& wish) {
  return wish.kind->media == ExportKind::kAlways ||
         (wish.kind->media == ExportKind::kOnRequest && wish.media);
}

Result<std::unique_ptr<ExportRun>> RunOfProject(Service& service, const labeling::Project& project,
                                                const ExportWish& wish, ExportChoice choice) {
  return Make(service, project, wish, [&](bool drafts) {
    return TasksOfProject(service, project.id, std::move(choice), drafts);
  });
}

Result<std::unique_ptr<ExportRun>> RunOfFile(Service& service, const labeling::Project& project,
                                             const ExportWish& wish,
                                             std::shared_ptr<const ByteSource> file) {
  return Make(service, project, wish, [&](bool) -> Result<std::unique_ptr<labeling::ExportSource>> {
    return TasksOfFile(std::move(file));
  });
}

std::shared_ptr<net::BodySource> MakeExportBody(Service& service, std::unique_ptr<ExportRun> run,
                                                bool waits) {
  return std::make_shared<ExportBody>(std::move(run), waits, service.exports);
}

}  // namespace millrace::api
