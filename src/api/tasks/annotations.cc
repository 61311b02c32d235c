#include "api/tasks/annotations.h"

#include "api/access.h"
#include "api/service.h"
#include "api/tasks/annotation_input.h"
#include "api/tasks/drafts.h"
#include "api/views.h"
#include "base/text.h"
#include "labeling/drafts.h"
#include "labeling/task_locks.h"

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
  RETURN_IF_ERROR(CheckMaker(call.who, annotation.completed_by));
  return annotation;
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
  if (input.patch.completed_by.has_value())
    RETURN_IF_ERROR(CheckMaker(call.who, input.patch.completed_by));
  ASSIGN_OR_RETURN(
      const Annotation made,
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<Annotation> {
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
  if (input.patch.completed_by.has_value())
    RETURN_IF_ERROR(CheckMaker(call.who, input.patch.completed_by));
  ASSIGN_OR_RETURN(
      const Annotation changed,
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<Annotation> {
        ASSIGN_OR_RETURN(const Annotation annotation, Changeable(tx, call));
        RETURN_IF_ERROR(CheckReferences(tx, input));
        RETURN_IF_ERROR(CheckPlace(input, annotation));
        return labeling::UpdateAnnotation(tx, annotation.id, input.patch, call.who.account_id(),
                                          service.clock().Now());
      }));
  service.engine.ExportsChanged();
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
