#include "api/labels/labels.h"

#include "api/labels/label_json.h"
#include "api/labels/label_shapes.h"
#include "api/labels/references.h"
#include "api/paging.h"
#include "api/service.h"
#include "labeling/accounts/organization.h"

namespace millrace::api {
namespace {

using labeling::Label;
using labeling::LabelLink;

constexpr int64_t kPageSize = 100;

Result<void> AppendLabel(JsonWriter& json, db::Connection& tx, const Label& label,
                         const Wanted& wanted) {
  const int64_t ids[] = {label.id};
  ASSIGN_OR_RETURN(const std::vector<LabelLink> links, labeling::LinksOfLabels(tx, ids));
  LabelsById labels;
  if (wanted.Expands("links.label")) labels.emplace(label.id, label);
  json.BeginObject();
  AppendLabelMembers(json, label, wanted);
  if (!wanted.Omits("links")) {
    json.Key("links");
    json.BeginArray();
    for (const LabelLink& link : links) {
      if (!wanted.Expands("links")) {
        json.Int(link.id);
        continue;
      }
      json.BeginObject();
      AppendLinkMembers(json, link, labels, Wanted());
      json.EndObject();
    }
    json.EndArray();
  }
  AppendProjects(json, links, wanted);
  json.EndObject();
  return {};
}

Outcome Show(Service& service, Call& call, int64_t id) {
  const Wanted wanted(call);
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    ASSIGN_OR_RETURN(const Label label, labeling::GetLabel(tx, id));
    JsonWriter json;
    RETURN_IF_ERROR(AppendLabel(json, tx, label, wanted));
    return JsonAnswer(200, std::move(json).Take());
  });
}

// What was given goes over what `label` holds.
Result<void> Read(db::Connection& tx, const Body& body, Form::Given given, Label& label) {
  Form form(body, kCustomLabelBody, given);
  if (auto title = form.Text("title")) label.title = *std::move(title);
  if (auto value = form.Json("value")) label.value = *std::move(value);
  if (form.Has("description")) label.description = form.Text("description");
  if (const auto approved = form.Bool("approved")) label.approved = *approved;
  if (form.Has("approved_by")) label.approved_by = form.Int("approved_by");
  if (const auto maker = form.Int("created_by")) label.created_by = maker;
  const int64_t organization = form.Int("organization").value_or(labeling::kOrganizationId);
  if (organization != labeling::kOrganizationId)
    form.Wrong("organization", NoSuchRowSentence(organization));
  CheckAccount(tx, form, "approved_by");
  CheckAccount(tx, form, "created_by");
  return form.Done();
}

}  // namespace

Outcome ListCustomLabels(Service& service, Call& call) {
  ASSIGN_OR_RETURN(PageRequest page, ReadPage(call, kPageSize, kPageSize));
  page.size = kPageSize;  // Label Studio knows no other here
  const Wanted wanted(call);
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    ASSIGN_OR_RETURN(const int64_t total, labeling::CountLabels(tx));
    RETURN_IF_ERROR(FitPage(page, total));
    ASSIGN_OR_RETURN(const std::vector<Label> labels,
                     labeling::ListLabels(tx, page.offset(), page.size));
    JsonWriter json;
    json.BeginObject();
    AppendPageMembers(json, service.options.public_url, call, page, total);
    json.Key("results");
    json.BeginArray();
    for (const Label& label : labels) RETURN_IF_ERROR(AppendLabel(json, tx, label, wanted));
    json.EndArray();
    json.EndObject();
    return JsonAnswer(200, std::move(json).Take());
  });
}

Outcome GetCustomLabel(Service& service, Call& call) { return Show(service, call, call.id()); }

Outcome ChangeCustomLabel(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  const Form::Given given = call.request.method == "PUT" ? Form::Given::kAll : Form::Given::kSome;
  RETURN_IF_ERROR(
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<void> {
        ASSIGN_OR_RETURN(Label label, labeling::GetLabel(tx, call.id()));
        RETURN_IF_ERROR(Read(tx, *body, given, label));
        RETURN_IF_ERROR(labeling::UpdateLabel(tx, label, service.clock().Now()));
        return {};
      }));
  return Show(service, call, call.id());
}

Outcome DeleteCustomLabel(Service& service, Call& call) {
  RETURN_IF_ERROR(service.db().Write(db::Durability::kFull, [&](db::Connection& tx) {
    return labeling::DeleteLabel(tx, call.id(), service.clock().Now());
  }));
  return EmptyAnswer(204);
}

}  // namespace millrace::api
