#include "labeling/annotations.h"

#include "api/json_text.h"
#include "api/service.h"
#include "api/tasks/annotations.h"
#include "api/views.h"
#include "base/text.h"

namespace millrace::api {
namespace {

using labeling::Annotation;

constexpr const char* kNoList = "annotation \"result\" field in annotation must be list";

// The `result` as a JSON array; nothing if absent. Null is an annotation without regions.
std::optional<std::string> ResultOf(Form& form) {
  if (form.Null("result")) return "[]";
  Form probe = form;
  auto result = probe.List("result");
  if (!result.has_value()) {
    if (form.Has("result")) form.Wrong("result", kNoList);
    return std::nullopt;
  }
  size_t index = 0;
  bool objects = true;
  ForEachMember(*result, [&](std::string_view, std::string_view item) {
    objects = item.starts_with('{');
    if (objects) ++index;
    return objects;
  });
  if (!objects) {
    form.Wrong("result", "Item " + std::to_string(index) +
                             " of \"result\" is not an object: each is one region.");
    return std::nullopt;
  }
  return result;
}

Outcome Show(db::Connection& tx, int status, const Annotation& annotation) {
  AccountBook accounts(tx);
  JsonWriter json;
  labeling::AppendAnnotationJson(json, annotation, accounts.Find(annotation.completed_by));
  return JsonAnswer(status, std::move(json).Take());
}

// `completed_by` given by the client must be an account.
Result<void> CheckAuthor(db::Connection& tx, const std::optional<int64_t>& id) {
  if (!id.has_value() || labeling::GetAccount(tx, *id).has_value()) return {};
  return FailField("completed_by",
                   "Invalid pk \"" + std::to_string(*id) + "\" - object does not exist.");
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
      labeling::AppendAnnotationJson(json, annotation, accounts.Find(annotation.completed_by));
    }
    json.EndArray();
    return JsonAnswer(200, std::move(json).Take());
  });
}

Outcome CreateAnnotation(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body);
  labeling::NewAnnotation given;
  given.result = ResultOf(form).value_or("[]");
  given.was_cancelled = form.Bool("was_cancelled").value_or(call.QueryBool("was_cancelled", false));
  given.ground_truth = form.Bool("ground_truth").value_or(false);
  given.lead_time = form.Number("lead_time");
  given.import_id = form.Int("import_id");
  given.parent_prediction = form.Int("parent_prediction");
  given.parent_annotation = form.Int("parent_annotation");
  given.unique_id = form.Text("unique_id", {.max = 256}).value_or("");
  given.last_action = form.Text("last_action", {.max = 128}).value_or("");
  const auto author = form.Int("completed_by");
  given.completed_by = author.has_value() ? author : call.who.account_id();
  RETURN_IF_ERROR(form.Done());
  ASSIGN_OR_RETURN(
      const Annotation made,
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<Annotation> {
        RETURN_IF_ERROR(CheckAuthor(tx, author));
        return labeling::CreateAnnotation(tx, call.id(), given, call.who.account_id(),
                                          service.clock().Now());
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
  Form form(*body);
  labeling::AnnotationPatch patch;
  patch.result = ResultOf(form);
  patch.was_cancelled = form.Bool("was_cancelled");
  patch.ground_truth = form.Bool("ground_truth");
  patch.lead_time = form.Number("lead_time");
  patch.last_action = form.Text("last_action", {.max = 128});
  RETURN_IF_ERROR(form.Done());
  ASSIGN_OR_RETURN(const Annotation changed,
                   service.db().Write(db::Durability::kFull, [&](db::Connection& tx) {
                     return labeling::UpdateAnnotation(tx, call.id(), patch, call.who.account_id(),
                                                       service.clock().Now());
                   }));
  service.engine.ExportsChanged();
  return service.db().Read([&](db::Connection& tx) { return Show(tx, 200, changed); });
}

Outcome DeleteAnnotation(Service& service, Call& call) {
  RETURN_IF_ERROR(service.db().Write(db::Durability::kFull, [&](db::Connection& tx) {
    return labeling::DeleteAnnotation(tx, call.id(), service.clock().Now());
  }));
  service.engine.ExportsChanged();
  return EmptyAnswer(204);
}

}  // namespace millrace::api
