#include "api/tasks/annotations.h"

#include "api/access.h"
#include "api/service.h"
#include "api/tasks/annotation_input.h"
#include "api/tasks/drafts.h"
#include "api/tasks/edit_check.h"
#include "api/views.h"
#include "labeling/tasks/drafts.h"

namespace millrace::api {
namespace {

using labeling::Annotation;

Outcome Show(db::Connection& tx, int status, const Annotation& annotation) {
  AccountBook accounts(tx);
  JsonWriter json;
  labeling::AppendAnnotationJson(json, annotation, accounts.Find(annotation.completed_by));
  return JsonAnswer(status, std::move(json).Take());
}

// The caller's draft that becomes an annotation of this task. One that is gone is none: the client
// may have sent its annotation twice.
Result<std::optional<labeling::Draft>> DraftToReplace(db::Connection& tx, const Call& call,
                                                      std::optional<int64_t> id) {
  if (!id.has_value()) return std::nullopt;
  Result<labeling::Draft> draft = labeling::GetDraft(tx, *id);
  if (!draft.has_value()) return std::nullopt;
  if (draft->task_id != call.id() || draft->account_id != call.who.account_id()) {
    return Fail(ErrorKind::kDenied,
                "You have no permission to draft id:" + std::to_string(*id) + ".",
                "A draft becomes an annotation of its own task, made by its own author.");
  }
  return *std::move(draft);
}

// An annotation stays where it is.
Result<void> CheckPlace(const AnnotationInput& input, const Annotation& annotation) {
  if (input.task_id.has_value() && *input.task_id != annotation.task_id) {
    return FailField("task", "This is an annotation of task " + std::to_string(annotation.task_id) +
                                 " and stays there. Create a new one for task " +
                                 std::to_string(*input.task_id) + ".");
  }
  if (input.project_id.has_value() && *input.project_id != annotation.project_id) {
    return FailField("project", "This is an annotation of project " +
                                    std::to_string(annotation.project_id) + " and stays there.");
  }
  return {};
}

// The annotation of the path, if the caller may change it.
Result<Annotation> Changeable(db::Connection& tx, const Call& call) {
  ASSIGN_OR_RETURN(Annotation annotation, labeling::GetAnnotation(tx, call.id()));
  RETURN_IF_ERROR(
      CheckMaker(tx, call.who, annotation.completed_by, Subject::kAnnotation, call.id()));
  return annotation;
}

// Whoever labels for others must manage the project of the path's thing.
Result<void> CheckAuthor(db::Connection& tx, const Call& call, const AnnotationInput& input,
                         Subject of) {
  if (!input.patch.completed_by.has_value()) return {};
  return CheckMaker(tx, call.who, input.patch.completed_by, of, call.id());
}

// What the caller wanted to save, as his draft of the annotation that somebody else changed.
Result<void> KeepAsDraft(db::Connection& tx, const Annotation& annotation, int64_t account_id,
                         const labeling::AnnotationPatch& patch, Time now) {
  const int64_t tasks[] = {annotation.task_id};
  ASSIGN_OR_RETURN(
      std::vector<labeling::Draft> drafts,
      labeling::DraftsOf(tx, tasks, {.account_id = account_id, .annotation_id = annotation.id}));
  labeling::Draft draft{
      .task_id = annotation.task_id, .account_id = account_id, .annotation_id = annotation.id};
  if (!drafts.empty()) draft = std::move(drafts.back());
  draft.result = *patch.result;
  if (patch.lead_time.has_value()) draft.lead_time = *patch.lead_time;
  if (drafts.empty())
    RETURN_IF_ERROR(labeling::CreateDraft(tx, draft, now));
  else
    RETURN_IF_ERROR(labeling::UpdateDraft(tx, draft, now));
  return {};
}

// Why the annotation was not changed; first, what the caller did is put where it is not lost.
Result<Error> ChangedMeanwhile(db::Connection& tx, const Call& call, const Annotation& annotation,
                               const labeling::AnnotationPatch& patch, Time now) {
  AccountBook accounts(tx);
  const auto& who = accounts.Find(annotation.updated_by);
  Error error{.kind = ErrorKind::kConflict,
              .message = (who.has_value() ? who->email : "Somebody") + " changed this annotation " +
                         Ago(annotation.updated_at, now) + ".",
              .advice = "Your change was not saved. Load the annotation, and change it again."};
  const auto account_id = call.who.account_id();
  if (account_id.has_value() && patch.result.has_value() && !patch.result->empty()) {
    RETURN_IF_ERROR(KeepAsDraft(tx, annotation, *account_id, patch, now));
    error.advice = "Your version is kept in your draft; compare, then save again.";
  }
  return error;
}

}  // namespace

Outcome ListAnnotations(Service& service, Call& call) {
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    RETURN_IF_ERROR(labeling::GetTask(tx, call.id()));
    const int64_t ids[] = {call.id()};
    ASSIGN_OR_RETURN(const std::vector<Annotation> annotations, labeling::AnnotationsOf(tx, ids));
    AccountBook accounts(tx);
    JsonWriter json;
    json.BeginArray();
    for (const Annotation& annotation : annotations) {
      if (annotation.was_cancelled) continue;
      labeling::AppendAnnotationJson(json, annotation, accounts.Find(annotation.completed_by));
    }
    json.EndArray();
    return JsonAnswer(200, std::move(json).Take());
  });
}

Outcome CreateAnnotation(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  ASSIGN_OR_RETURN(const AnnotationInput input, ReadAnnotationInput(*body));
  labeling::NewAnnotation given = AsNew(input.patch);
  given.was_cancelled = call.QueryBool("was_cancelled", given.was_cancelled);
  ASSIGN_OR_RETURN(
      const Annotation made,
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<Annotation> {
        RETURN_IF_ERROR(CheckAuthor(tx, call, input, Subject::kTask));
        RETURN_IF_ERROR(CheckReferences(tx, input));
        ASSIGN_OR_RETURN(const auto draft, DraftToReplace(tx, call, input.draft_id));
        if (draft.has_value()) given.draft_created_at = draft->created_at;
        ASSIGN_OR_RETURN(Annotation annotation,
                         labeling::CreateAnnotation(tx, call.id(), given, call.who.account_id(),
                                                    service.clock().Now()));
        if (draft.has_value()) RETURN_IF_ERROR(labeling::DeleteDraft(tx, *draft));
        return annotation;
      }));
  service.engine.ExportsChanged();
  if (!made.ground_truth) service.ml.AnnotationSaved(made.project_id);
  return service.db().Read([&](db::Connection& tx) { return Show(tx, 201, made); });
}

Outcome GetAnnotation(Service& service, Call& call) {
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    ASSIGN_OR_RETURN(const Annotation annotation, labeling::GetAnnotation(tx, call.id()));
    return Show(tx, 200, annotation);
  });
}

Outcome ChangeAnnotation(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  ASSIGN_OR_RETURN(const AnnotationInput input, ReadAnnotationInput(*body));
  ASSIGN_OR_RETURN(const std::optional<Time> expected, ReadExpected(call, *body));
  std::optional<Error> refused;
  ASSIGN_OR_RETURN(
      const Annotation changed,
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<Annotation> {
        ASSIGN_OR_RETURN(const Annotation annotation, Changeable(tx, call));
        RETURN_IF_ERROR(CheckAuthor(tx, call, input, Subject::kAnnotation));
        RETURN_IF_ERROR(CheckReferences(tx, input));
        RETURN_IF_ERROR(CheckPlace(input, annotation));
        if (expected.has_value() && *expected != annotation.updated_at) {
          ASSIGN_OR_RETURN(
              refused, ChangedMeanwhile(tx, call, annotation, input.patch, service.clock().Now()));
          return annotation;  // the draft is to be committed
        }
        return labeling::UpdateAnnotation(tx, annotation.id, input.patch, call.who.account_id(),
                                          service.clock().Now());
      }));
  if (refused.has_value()) return std::unexpected(*std::move(refused));
  service.engine.ExportsChanged();
  if (!changed.ground_truth) service.ml.AnnotationSaved(changed.project_id);
  return service.db().Read([&](db::Connection& tx) { return Show(tx, 200, changed); });
}

Outcome DeleteAnnotation(Service& service, Call& call) {
  RETURN_IF_ERROR(
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<void> {
        RETURN_IF_ERROR(Changeable(tx, call));
        return labeling::DeleteAnnotation(tx, call.id(), call.who.account_id(),
                                          service.clock().Now());
      }));
  service.engine.ExportsChanged();
  return EmptyAnswer(204);
}

Outcome ConvertToDraft(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const int64_t account_id, DraftOwner(call));
  ASSIGN_OR_RETURN(
      const labeling::Draft draft,
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<labeling::Draft> {
        ASSIGN_OR_RETURN(const Annotation annotation, Changeable(tx, call));
        const Time now = service.clock().Now();
        ASSIGN_OR_RETURN(
            labeling::Draft made,
            labeling::CreateDraft(tx,
                                  {.task_id = annotation.task_id,
                                   .account_id = account_id,
                                   .result = annotation.result.empty() ? "[]" : annotation.result,
                                   .lead_time = annotation.lead_time},
                                  now));
        RETURN_IF_ERROR(labeling::DeleteAnnotation(tx, annotation.id, account_id, now));
        return made;
      }));
  service.engine.ExportsChanged();
  return service.db().Read([&](db::Connection& tx) { return ShowDraft(tx, 201, draft); });
}

}  // namespace millrace::api
