#include "api/tasks/drafts.h"

#include "api/service.h"
#include "api/tasks/edit_check.h"
#include "api/tasks/label_shapes.h"
#include "api/views.h"
#include "labeling/tasks/tasks.h"

namespace millrace::api {
namespace {

using labeling::Draft;

// What was given goes over what `draft` holds.
Result<void> ReadDraft(const Body& body, Form::Given given, Draft& draft) {
  Form form(body, kDraftBody, given);
  if (auto result = form.Json("result")) draft.result = *std::move(result);
  if (form.Has("lead_time")) draft.lead_time = form.Number("lead_time");
  if (const auto postponed = form.Bool("was_postponed")) draft.was_postponed = *postponed;
  if (form.Has("import_id")) draft.import_id = form.Int("import_id");
  return form.Done();
}

Outcome List(Service& service, Call& call, std::optional<int64_t> annotation_id) {
  ASSIGN_OR_RETURN(const int64_t account_id, DraftOwner(call));
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    RETURN_IF_ERROR(labeling::GetTask(tx, call.id()));
    const int64_t ids[] = {call.id()};
    ASSIGN_OR_RETURN(
        const std::vector<Draft> drafts,
        labeling::DraftsOf(tx, ids, {.account_id = account_id, .annotation_id = annotation_id}));
    AccountBook accounts(tx);
    JsonWriter json;
    json.BeginArray();
    for (const Draft& draft : drafts)
      labeling::AppendDraftJson(json, draft, accounts.Find(draft.account_id));
    json.EndArray();
    return JsonAnswer(200, std::move(json).Take());
  });
}

Outcome Create(Service& service, Call& call, std::optional<int64_t> annotation_id) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Draft given{.task_id = call.id(), .annotation_id = annotation_id};
  ASSIGN_OR_RETURN(given.account_id, DraftOwner(call));
  RETURN_IF_ERROR(ReadDraft(*body, Form::Given::kAll, given));
  ASSIGN_OR_RETURN(const Draft made,
                   service.db().Write(db::Durability::kFull, [&](db::Connection& tx) {
                     return labeling::CreateDraft(tx, given, service.clock().Now());
                   }));
  return service.db().Read([&](db::Connection& tx) { return ShowDraft(tx, 201, made); });
}

// The draft of the path, if it is the caller's.
Result<Draft> Own(db::Connection& tx, const Call& call) {
  ASSIGN_OR_RETURN(Draft draft, labeling::GetDraft(tx, call.id()));
  if (call.who.account_id() == draft.account_id) return draft;
  return Fail(ErrorKind::kNotFound, "There is no draft " + std::to_string(call.id()) + " of yours.",
              "It goes when its annotation is submitted.");
}

}  // namespace

Result<int64_t> DraftOwner(const Call& call) {
  if (const auto id = call.who.account_id()) return *id;
  return Fail(ErrorKind::kDenied, "Drafts belong to accounts, and the command line has none.",
              "Use the token of an account.");
}

Outcome ShowDraft(db::Connection& tx, int status, const Draft& draft) {
  AccountBook accounts(tx);
  JsonWriter json;
  labeling::AppendDraftJson(json, draft, accounts.Find(draft.account_id));
  return JsonAnswer(status, std::move(json).Take());
}

Outcome ListDrafts(Service& service, Call& call) { return List(service, call, std::nullopt); }

Outcome CreateDraft(Service& service, Call& call) { return Create(service, call, std::nullopt); }

Outcome ListAnnotationDrafts(Service& service, Call& call) {
  return List(service, call, call.ids[1]);
}

Outcome CreateAnnotationDraft(Service& service, Call& call) {
  return Create(service, call, call.ids[1]);
}

Outcome GetDraft(Service& service, Call& call) {
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    ASSIGN_OR_RETURN(const Draft draft, Own(tx, call));
    return ShowDraft(tx, 200, draft);
  });
}

Outcome ChangeDraft(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  const Form::Given given = call.request.method == "PUT" ? Form::Given::kAll : Form::Given::kSome;
  ASSIGN_OR_RETURN(const std::optional<Time> expected, ReadExpected(call, *body));
  ASSIGN_OR_RETURN(
      const Draft changed,
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<Draft> {
        ASSIGN_OR_RETURN(Draft draft, Own(tx, call));
        if (expected.has_value() && *expected != draft.updated_at) {
          return Fail(ErrorKind::kConflict,
                      "Another window of yours changed this draft " +
                          Ago(draft.updated_at, service.clock().Now()) + ".",
                      "Load it to see what is there, then save again.");
        }
        RETURN_IF_ERROR(ReadDraft(*body, given, draft));
        return labeling::UpdateDraft(tx, draft, service.clock().Now());
      }));
  return service.db().Read([&](db::Connection& tx) { return ShowDraft(tx, 200, changed); });
}

Outcome DeleteDraft(Service& service, Call& call) {
  RETURN_IF_ERROR(
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<void> {
        ASSIGN_OR_RETURN(const Draft draft, Own(tx, call));
        return labeling::DeleteDraft(tx, draft);
      }));
  return EmptyAnswer(204);
}

}  // namespace millrace::api
