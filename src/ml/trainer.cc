#include "ml/trainer.h"

#include <utility>

#include "base/log.h"
#include "labeling/projects/project_settings.h"

namespace millrace::ml {

void Trainer::AnnotationSaved(int64_t project_id) {
  {
    std::lock_guard lock(mutex_);
    if (!waiting_.insert(project_id).second) return;
  }
  if (calls_.Post([this, project_id](std::stop_token stop) { Train(project_id, stop); })) return;
  std::lock_guard lock(mutex_);
  waiting_.erase(project_id);
}

bool Trainer::Due(int64_t project_id, int64_t annotations, int64_t every) {
  std::lock_guard lock(mutex_);
  const auto [seen, first] = seen_.emplace(project_id, annotations);
  if (first) return annotations % every == 0;
  // Several may have come since the last look, or none: two looks at one number train once.
  return annotations / every > std::exchange(seen->second, annotations) / every;
}

void Trainer::Train(int64_t project_id, std::stop_token stop) {
  {
    std::lock_guard lock(mutex_);
    waiting_.erase(project_id);
  }
  std::vector<labeling::MlBackend> backends;
  int64_t every = 0, annotations = 0;
  const Result<void> read = models_.context().db->Read([&](db::Connection& tx) -> Result<void> {
    ASSIGN_OR_RETURN(backends, labeling::ListBackends(tx, project_id));
    if (backends.empty()) return {};
    ASSIGN_OR_RETURN(const labeling::Project project, labeling::GetProject(tx, project_id));
    every = labeling::ReadProjectRules(project.settings).annotations_to_train;
    annotations = project.total_annotations_number + project.skipped_annotations_number;
    return {};
  });
  if (!read.has_value() || backends.empty() || every == 0 || annotations == 0) return;
  if (!Due(project_id, annotations, every)) return;
  for (const labeling::MlBackend& backend : backends) {
    if (const auto trained = models_.Train(backend, stop); !trained.has_value())
      LogWarning("an ML backend was not trained",
                 {{"backend", backend.id}, {"cause", trained.error()}});
  }
}

}  // namespace millrace::ml
