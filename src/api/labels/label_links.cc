#include <algorithm>
#include <map>

#include "api/access.h"
#include "api/labels/label_json.h"
#include "api/labels/label_shapes.h"
#include "api/labels/labels.h"
#include "api/labels/references.h"
#include "api/paging.h"
#include "api/service.h"
#include "labeling/accounts/accounts.h"
#include "labeling/data_manager/label_uses.h"
#include "labeling/projects/projects.h"

namespace millrace::api {
namespace {

using labeling::LabelLink;
using labeling::LabelLinkQuery;

constexpr int64_t kPageSize = 100;

// How many annotations hold the label of each link, side by side.
Result<std::vector<int64_t>> CountUses(db::Connection& tx, std::span<const LabelLink> links,
                                       const LabelsById& labels) {
  std::map<int64_t, std::vector<size_t>> by_project;
  for (size_t i = 0; i < links.size(); ++i) by_project[links[i].project_id].push_back(i);
  std::vector<int64_t> counts(links.size());
  for (const auto& [project_id, places] : by_project) {
    std::vector<std::string> values;
    for (const size_t place : places) values.push_back(labels.at(links[place].label_id).value);
    ASSIGN_OR_RETURN(const std::vector<int64_t> some,
                     labeling::CountLabelUses(tx, project_id, values));
    for (size_t i = 0; i < places.size(); ++i) counts[places[i]] = some[i];
  }
  return counts;
}

Result<void> AppendLinks(JsonWriter& json, db::Connection& tx, std::span<const LabelLink> links,
                         const Wanted& wanted) {
  ASSIGN_OR_RETURN(const LabelsById labels, LabelsOf(tx, links));
  const bool counted = !wanted.Omits("annotations_count");
  std::vector<int64_t> counts;
  if (counted) {
    ASSIGN_OR_RETURN(counts, CountUses(tx, links, labels));
  }
  const LabelsById none;
  for (size_t i = 0; i < links.size(); ++i) {
    json.BeginObject();
    AppendLinkMembers(json, links[i], wanted.Expands("label") ? labels : none, wanted);
    if (counted) json.Member("annotations_count", counts[i]);
    json.EndObject();
  }
  return {};
}

Outcome Show(Service& service, Call& call, int64_t id) {
  const Wanted wanted(call);
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    ASSIGN_OR_RETURN(const LabelLink link, labeling::GetLabelLink(tx, id));
    JsonWriter json;
    RETURN_IF_ERROR(AppendLinks(json, tx, std::span(&link, 1), wanted));
    return JsonAnswer(200, std::move(json).Take());
  });
}

// What was given goes over what `link` holds.
Result<void> Read(db::Connection& tx, const Identity& who, const Body& body, Form::Given given,
                  LabelLink& link) {
  Form form(body, kLabelLinkBody, given);
  if (auto from_name = form.Text("from_name")) link.from_name = *std::move(from_name);
  if (const auto project = form.Int("project")) link.project_id = *project;
  if (const auto label = form.Int("label")) link.label_id = *label;
  CheckProjectMember(tx, who, form, "project");
  CheckLabel(tx, form, "label");
  return form.Done();
}

std::unexpected<Error> NoChoice(std::string_view parameter) {
  return FailField(std::string(parameter),
                   "Select a valid choice. That choice is not one of the available choices.");
}

Result<std::optional<int64_t>> ChoiceOf(Call& call, std::string_view name) {
  Result<std::optional<int64_t>> number = call.QueryInt(name);
  if (!number.has_value()) return NoChoice(name);
  return number;
}

Result<std::optional<Time>> TimeOf(Call& call, std::string_view name) {
  std::optional<std::string> text = call.Query(name);
  if (!text.has_value() || text->empty()) return std::nullopt;
  // A day alone, or without seconds.
  if (text->size() == std::string_view("2026-01-01").size()) *text += "T00:00";
  if (text->size() == std::string_view("2026-01-01T00:00").size()) *text += ":00";
  const std::optional<Time> time = ParseIso(*text);
  if (!time.has_value()) return FailField(std::string(name), "Enter a valid date/time.");
  return time;
}

Result<LabelLinkQuery> ReadQuery(Call& call) {
  LabelLinkQuery query;
  ASSIGN_OR_RETURN(query.project_id, ChoiceOf(call, "project"));
  ASSIGN_OR_RETURN(query.created_by, ChoiceOf(call, "label__created_by"));
  ASSIGN_OR_RETURN(query.created_at, TimeOf(call, "label__created_at"));
  ASSIGN_OR_RETURN(query.created_from, TimeOf(call, "label__created_at__gte"));
  ASSIGN_OR_RETURN(query.created_to, TimeOf(call, "label__created_at__lte"));
  return query;
}

// What the query names must be there, and be the caller's to see.
Result<void> CheckQuery(db::Connection& tx, const Identity& who, const LabelLinkQuery& query) {
  if (query.project_id.has_value() && (!CheckProject(tx, who, *query.project_id).has_value() ||
                                       !labeling::GetProject(tx, *query.project_id).has_value())) {
    return NoChoice("project");
  }
  if (query.created_by.has_value() && !labeling::GetAccount(tx, *query.created_by).has_value())
    return NoChoice("label__created_by");
  return {};
}

}  // namespace

Outcome ListLabelLinks(Service& service, Call& call) {
  ASSIGN_OR_RETURN(PageRequest page, ReadPage(call, kPageSize, kPageSize));
  page.size = kPageSize;
  ASSIGN_OR_RETURN(LabelLinkQuery query, ReadQuery(call));
  const Wanted wanted(call);
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    RETURN_IF_ERROR(CheckQuery(tx, call.who, query));
    ASSIGN_OR_RETURN(query.projects, VisibleProjects(tx, call.who));
    ASSIGN_OR_RETURN(const int64_t total, labeling::CountLabelLinks(tx, query));
    RETURN_IF_ERROR(FitPage(page, total));
    ASSIGN_OR_RETURN(const std::vector<LabelLink> links,
                     labeling::ListLabelLinks(tx, query, page.offset(), page.size));
    JsonWriter json;
    json.BeginObject();
    AppendPageMembers(json, service.options.public_url, call, page, total);
    json.Key("results");
    json.BeginArray();
    RETURN_IF_ERROR(AppendLinks(json, tx, links, wanted));
    json.EndArray();
    json.EndObject();
    return JsonAnswer(200, std::move(json).Take());
  });
}

Outcome GetLabelLink(Service& service, Call& call) { return Show(service, call, call.id()); }

Outcome CreateLabelLink(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  ASSIGN_OR_RETURN(
      const LabelLink made,
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<LabelLink> {
        LabelLink link;
        RETURN_IF_ERROR(Read(tx, call.who, *body, Form::Given::kAll, link));
        return labeling::CreateLabelLink(tx, link, service.clock().Now());
      }));
  JsonWriter json;
  json.BeginObject();
  AppendLinkMembers(json, made, {}, Wanted());
  json.EndObject();
  return JsonAnswer(201, std::move(json).Take());
}

Outcome ChangeLabelLink(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  const Form::Given given = call.request.method == "PUT" ? Form::Given::kAll : Form::Given::kSome;
  RETURN_IF_ERROR(
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<void> {
        ASSIGN_OR_RETURN(LabelLink link, labeling::GetLabelLink(tx, call.id()));
        RETURN_IF_ERROR(Read(tx, call.who, *body, given, link));
        RETURN_IF_ERROR(labeling::UpdateLabelLink(tx, link, service.clock().Now()));
        return {};
      }));
  return Show(service, call, call.id());
}

Outcome DeleteLabelLink(Service& service, Call& call) {
  RETURN_IF_ERROR(service.db().Write(db::Durability::kFull, [&](db::Connection& tx) {
    return labeling::DeleteLabelLink(tx, call.id(), service.clock().Now());
  }));
  return EmptyAnswer(204);
}

}  // namespace millrace::api
