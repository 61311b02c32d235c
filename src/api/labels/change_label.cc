// POST /api/labels/bulk: another value for a label in the annotations that are there.
#include "api/labels/label_shapes.h"
#include "api/labels/labels.h"
#include "api/labels/references.h"
#include "api/service.h"
#include "base/text.h"
#include "labeling/data_manager/label_uses.h"

namespace millrace::api {
namespace {

// Annotations of one transaction: other writers wait for some of them, not for all.
constexpr int64_t kBatch = 250;

// Of all batches. What was done before a failure stays done, and is told; doing it again does the
// rest.
Result<int64_t> ChangeAll(Service& service, const Identity& who,
                          const labeling::LabelChange& change) {
  labeling::LabelChangeStep step;
  int64_t regions = 0;
  while (!step.done) {
    auto next = service.db().Write(db::Durability::kFull, [&](db::Connection& tx) {
      return labeling::ChangeLabels(tx, change, step.last, kBatch, who.account_id(),
                                    service.clock().Now());
    });
    if (!next.has_value()) {
      if (regions > 0)
        next.error().advice = Plural(regions, "region") + " were changed before. Do it again.";
      return std::unexpected(next.error());
    }
    step = *next;
    regions += step.regions;
  }
  return regions;
}

}  // namespace

Outcome ChangeLabelInAnnotations(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body, kLabelChange);
  const labeling::LabelChange change{.project_id = form.Int("project"),
                                     .from = form.Json("old_label").value_or(""),
                                     .to = form.Json("new_label").value_or("")};
  RETURN_IF_ERROR(service.db().Read([&](db::Connection& tx) -> Result<void> {
    CheckProjectMember(tx, call.who, form, "project");
    return form.Done();
  }));
  const Result<int64_t> changed = ChangeAll(service, call.who, change);
  service.engine.ExportsChanged();
  if (!changed.has_value()) return std::unexpected(changed.error());
  JsonWriter json;
  json.BeginObject();
  json.Member("annotations_updated", *changed);
  json.EndObject();
  return JsonAnswer(200, std::move(json).Take());
}

}  // namespace millrace::api
