#include "api/labels/label_json.h"

#include <functional>

#include "api/json_text.h"
#include "labeling/labels/label_json.h"

namespace millrace::api {

using labeling::Label;
using labeling::LabelLink;

namespace {

// Calls `visit` with each member that `append` writes and that is not omitted.
void ForEachWanted(const std::function<void(JsonWriter&)>& append, const Wanted& wanted,
                   const std::function<void(std::string_view, std::string_view)>& visit) {
  JsonWriter row;
  row.BeginObject();
  append(row);
  row.EndObject();
  ForEachMember(row.text(), [&](std::string_view name, std::string_view value) {
    if (!wanted.Omits(name)) visit(name, value);
    return true;
  });
}

}  // namespace

void AppendLabelMembers(JsonWriter& json, const Label& label, const Wanted& wanted) {
  ForEachWanted(
      [&](JsonWriter& row) { labeling::AppendLabelRow(row, label); }, wanted,
      [&](std::string_view name, std::string_view value) { json.RawMember(name, value); });
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
  const auto label = labels.find(link.label_id);
  ForEachWanted([&](JsonWriter& row) { labeling::AppendLinkRow(row, link); }, wanted,
                [&](std::string_view name, std::string_view value) {
                  if (name != "label" || label == labels.end()) {
                    json.RawMember(name, value);
                    return;
                  }
                  json.Key("label");
                  json.BeginObject();
                  labeling::AppendLabelRow(json, label->second);
                  json.EndObject();
                });
}

}  // namespace millrace::api
