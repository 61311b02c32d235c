// Labels that are kept apart from label configs (Label Studio's /api/labels), and which projects
// use them. The only owner of the tables label and label_link. Webhooks are told of links that are
// made, changed or deleted, but not of those that go with their project.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "db/database.h"

namespace millrace::labeling {

struct Label {
  int64_t id = 0;
  std::string title;  // no two labels have the same
  std::string value;  // JSON, as results hold it
  std::optional<std::string> description;
  bool approved = false;
  std::optional<int64_t> approved_by, created_by;
  Time created_at{}, updated_at{};
};

// By id.
Result<int64_t> CountLabels(db::Connection& tx);
Result<std::vector<Label>> ListLabels(db::Connection& tx, int64_t offset, int64_t limit);
// Those of `ids` that exist, by id.
Result<std::vector<Label>> LabelsById(db::Connection& tx, std::span<const int64_t> ids);
Result<Label> GetLabel(db::Connection& tx, int64_t id);  // kNotFound
Result<std::optional<Label>> FindLabel(db::Connection& tx, const std::string& title);
// kInvalid for a title that another label has.
Result<Label> CreateLabel(db::Connection& tx, const Label& given, Time now);
Result<Label> UpdateLabel(db::Connection& tx, const Label& label, Time now);
// With its links. kNotFound.
Result<void> DeleteLabel(db::Connection& tx, int64_t id, Time now);

struct LabelLink {
  int64_t id = 0, project_id = 0, label_id = 0;
  std::string from_name;  // of the config's tag
};

struct LabelLinkQuery {
  std::optional<int64_t> project_id;
  std::optional<std::vector<int64_t>> projects;  // only of these
  // Of the label.
  std::optional<int64_t> created_by;
  std::optional<Time> created_at, created_from, created_to;
};
// By id.
Result<int64_t> CountLabelLinks(db::Connection& tx, const LabelLinkQuery& query);
Result<std::vector<LabelLink>> ListLabelLinks(db::Connection& tx, const LabelLinkQuery& query,
                                              int64_t offset, int64_t limit);
Result<std::vector<LabelLink>> LinksOfLabels(db::Connection& tx, std::span<const int64_t> labels);
Result<LabelLink> GetLabelLink(db::Connection& tx, int64_t id);  // kNotFound
// A second link of a project to a label is kInvalid.
Result<LabelLink> CreateLabelLink(db::Connection& tx, const LabelLink& given, Time now);
// Of one project; webhooks are told of all at once.
Result<void> CreateLabelLinks(db::Connection& tx, std::span<LabelLink> links, Time now);
Result<LabelLink> UpdateLabelLink(db::Connection& tx, const LabelLink& link, Time now);
Result<bool> HasLabelLink(db::Connection& tx, int64_t project_id, int64_t label_id);
Result<void> DeleteLabelLink(db::Connection& tx, int64_t id, Time now);  // kNotFound
// With its project.
Result<void> DropLabelLinks(db::Connection& tx, int64_t project_id);

}  // namespace millrace::labeling
