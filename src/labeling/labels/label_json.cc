#include "labeling/labels/label_json.h"

#include "labeling/accounts/organization.h"

namespace millrace::labeling {

void AppendLabelRow(JsonWriter& json, const Label& label) {
  json.Member("id", label.id);
  json.Member("created_at", FormatIso(label.created_at));
  json.Member("updated_at", FormatIso(label.updated_at));
  json.RawMember("value", label.value);
  json.Member("title", label.title);
  json.Member("description", label.description);
  json.Member("approved", label.approved);
  json.Member("created_by", label.created_by);
  json.Member("approved_by", label.approved_by);
  json.Member("organization", kOrganizationId);
}

void AppendLinksOfLabel(JsonWriter& json, std::span<const LabelLink> links) {
  json.Key("links");
  json.BeginArray();
  for (const LabelLink& link : links) json.Int(link.id);
  json.EndArray();
  json.Key("projects");
  json.BeginArray();
  for (const LabelLink& link : links) json.Int(link.project_id);
  json.EndArray();
}

void AppendLinkRow(JsonWriter& json, const LabelLink& link) {
  json.Member("id", link.id);
  json.Member("from_name", link.from_name);
  json.Member("project", link.project_id);
  json.Member("label", link.label_id);
}

}  // namespace millrace::labeling
