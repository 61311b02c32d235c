#include "api/labels/label_json.h"

#include "labeling/accounts/organization.h"

namespace millrace::api {

using labeling::Label;
using labeling::LabelLink;

void AppendLabelMembers(JsonWriter& json, const Label& label, const Wanted& wanted) {
  const auto member = [&](std::string_view name, const auto& value) {
    if (!wanted.Omits(name)) json.Member(name, value);
  };
  member("id", label.id);
  member("created_at", FormatIso(label.created_at));
  member("updated_at", FormatIso(label.updated_at));
  if (!wanted.Omits("value")) json.RawMember("value", label.value);
  member("title", label.title);
  member("description", label.description);
  member("approved", label.approved);
  member("created_by", label.created_by);
  member("approved_by", label.approved_by);
  member("organization", labeling::kOrganizationId);
}

void AppendProjects(JsonWriter& json, std::span<const LabelLink> links, const Wanted& wanted) {
  if (wanted.Omits("projects")) return;
  json.Key("projects");
  json.BeginArray();
  for (const LabelLink& link : links) json.Int(link.project_id);
  json.EndArray();
}

Result<LabelsById> LabelsOf(db::Connection& tx, std::span<const LabelLink> links) {
  std::vector<int64_t> ids;
  for (const LabelLink& link : links) ids.push_back(link.label_id);
  ASSIGN_OR_RETURN(std::vector<Label> found, labeling::LabelsById(tx, ids));
  LabelsById labels;
  for (Label& label : found) labels.insert_or_assign(label.id, std::move(label));
  return labels;
}

void AppendLinkMembers(JsonWriter& json, const LabelLink& link, const LabelsById& labels,
                       const Wanted& wanted) {
  if (!wanted.Omits("id")) json.Member("id", link.id);
  if (!wanted.Omits("from_name")) json.Member("from_name", link.from_name);
  if (!wanted.Omits("project")) json.Member("project", link.project_id);
  if (wanted.Omits("label")) return;
  const auto label = labels.find(link.label_id);
  if (label == labels.end()) {
    json.Member("label", link.label_id);
    return;
  }
  json.Key("label");
  json.BeginObject();
  AppendLabelMembers(json, label->second, Wanted());
  json.EndObject();
}

}  // namespace millrace::api
