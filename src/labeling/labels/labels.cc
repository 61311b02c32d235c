#include "labeling/labels/labels.h"

#include <algorithm>
#include <iterator>

#include "labeling/labels/label_json.h"
#include "labeling/tasks/id_list.h"
#include "labeling/tasks/tasks.h"
#include "labeling/webhooks/announce.h"

namespace millrace::labeling {
namespace {

using db::Arg;

constexpr std::string_view kLabelColumns =
    "id, title, value, description, approved, approved_by, created_by, created_at, updated_at";
constexpr std::string_view kLinkColumns = "l.id, l.project_id, l.label_id, l.from_name";

Label LabelOf(const db::Row& row) {
  return {.id = row.Int(0),
          .title = row.String(1),
          .value = row.String(2),
          .description = row.MaybeString(3),
          .approved = row.Bool(4),
          .approved_by = row.MaybeInt(5),
          .created_by = row.MaybeInt(6),
          .created_at = FromMicros(row.Int(7)),
          .updated_at = FromMicros(row.Int(8))};
}

LabelLink LinkOf(const db::Row& row) {
  return {.id = row.Int(0),
          .project_id = row.Int(1),
          .label_id = row.Int(2),
          .from_name = row.String(3)};
}

Result<std::vector<Label>> SelectLabels(db::Connection& tx, const std::string& rest,
                                        std::span<const Arg> args) {
  std::vector<Label> labels;
  RETURN_IF_ERROR(tx.Query("SELECT " + std::string(kLabelColumns) + " FROM label " + rest, args,
                           [&](const db::Row& row) { labels.push_back(LabelOf(row)); }));
  return labels;
}

Result<std::vector<LabelLink>> SelectLinks(db::Connection& tx, const std::string& rest,
                                           std::span<const Arg> args) {
  std::vector<LabelLink> links;
  RETURN_IF_ERROR(tx.Query("SELECT " + std::string(kLinkColumns) + " FROM label_link l " + rest,
                           args, [&](const db::Row& row) { links.push_back(LinkOf(row)); }));
  return links;
}

// Label Studio's sentence.
std::unexpected<Error> NotUnique(const char* members) {
  return FailField("non_field_errors",
                   "The fields " + std::string(members) + " must make a unique set.");
}

Result<void> AnnounceNewLinks(db::Connection& tx, std::span<const LabelLink> links, Time now) {
  return Announce(tx, Action::kLabelLinkCreated, links.front().project_id, now,
                  [&](JsonWriter& json) {
                    json.BeginArray();
                    for (const LabelLink& link : links) {
                      json.BeginObject();
                      AppendLinkRow(json, link);
                      json.EndObject();
                    }
                    json.EndArray();
                  });
}

// With its label.
Result<void> AnnounceChangedLink(db::Connection& tx, const LabelLink& link, Time now) {
  ASSIGN_OR_RETURN(const Label label, GetLabel(tx, link.label_id));
  const int64_t ids[] = {label.id};
  ASSIGN_OR_RETURN(const std::vector<LabelLink> links, LinksOfLabels(tx, ids));
  return Announce(tx, Action::kLabelLinkUpdated, link.project_id, now, [&](JsonWriter& json) {
    json.BeginObject();
    AppendLinkRow(json, link);
    json.EndObject();
    json.Key("label");
    json.BeginObject();
    AppendLabelRow(json, label);
    AppendLinksOfLabel(json, links);
    json.EndObject();
  });
}

Result<void> AnnounceDeletedLink(db::Connection& tx, const LabelLink& link, Time now) {
  return Announce(tx, Action::kLabelLinkDeleted, link.project_id, now, [&](JsonWriter& json) {
    json.BeginObject();
    json.Member("id", link.id);
    json.EndObject();
  });
}

// " FROM …, WHERE …" of a query of links, and what it asks for.
struct LinkChoice {
  std::string sql = " JOIN label b ON b.id = l.label_id WHERE 1 = 1";
  std::vector<Arg> args;

  void And(const std::string& condition, Arg value) {
    args.push_back(value);
    sql += " AND " + condition + " $" + std::to_string(args.size());
  }
};

LinkChoice Choose(const LabelLinkQuery& query) {
  LinkChoice choice;
  if (query.project_id.has_value()) choice.And("l.project_id =", *query.project_id);
  if (query.created_by.has_value()) choice.And("b.created_by =", *query.created_by);
  if (query.created_at.has_value()) choice.And("b.created_at =", ToMicros(*query.created_at));
  if (query.created_from.has_value()) choice.And("b.created_at >=", ToMicros(*query.created_from));
  if (query.created_to.has_value()) choice.And("b.created_at <=", ToMicros(*query.created_to));
  if (!query.projects.has_value()) return choice;
  choice.sql += " AND l.project_id IN (0";
  for (const int64_t project : *query.projects) {
    choice.args.emplace_back(project);
    choice.sql += ", $" + std::to_string(choice.args.size());
  }
  choice.sql += ")";
  return choice;
}

}  // namespace

Result<int64_t> CountLabels(db::Connection& tx) {
  ASSIGN_OR_RETURN(const auto count, tx.QueryInt("SELECT COUNT(*) FROM label"));
  return count.value_or(0);
}

Result<std::vector<Label>> ListLabels(db::Connection& tx, int64_t offset, int64_t limit) {
  const Arg args[] = {limit, offset};
  return SelectLabels(tx, "ORDER BY id LIMIT $1 OFFSET $2", args);
}

Result<std::vector<Label>> LabelsById(db::Connection& tx, std::span<const int64_t> ids) {
  std::vector<Label> labels;
  while (!ids.empty()) {
    const IdList list = TakeIds(ids);
    ASSIGN_OR_RETURN(std::vector<Label> some,
                     SelectLabels(tx, "WHERE id IN " + list.sql + " ORDER BY id", list.args));
    std::ranges::move(some, std::back_inserter(labels));
  }
  return labels;
}

Result<Label> GetLabel(db::Connection& tx, int64_t id) {
  const Arg args[] = {id};
  ASSIGN_OR_RETURN(std::vector<Label> found, SelectLabels(tx, "WHERE id = $1", args));
  if (found.empty()) {
    return Fail(ErrorKind::kNotFound, "There is no label " + std::to_string(id) + ".",
                "It may have been deleted.");
  }
  return std::move(found.front());
}

Result<std::optional<Label>> FindLabel(db::Connection& tx, const std::string& title) {
  const Arg args[] = {title};
  ASSIGN_OR_RETURN(std::vector<Label> found, SelectLabels(tx, "WHERE title = $1", args));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

Result<Label> CreateLabel(db::Connection& tx, const Label& given, Time now) {
  ASSIGN_OR_RETURN(const std::optional<Label> same, FindLabel(tx, given.title));
  if (same.has_value()) return NotUnique("title, organization");
  Label label = given;
  label.created_at = label.updated_at = now;
  ASSIGN_OR_RETURN(label.id, AllocateIds(tx, "label", 1));
  RETURN_IF_ERROR(tx.Execute("INSERT INTO label (" + std::string(kLabelColumns) +
                                 ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)",
                             {label.id, label.title, label.value, label.description, label.approved,
                              label.approved_by, label.created_by, ToMicros(now)}));
  return label;
}

Result<Label> UpdateLabel(db::Connection& tx, const Label& label, Time now) {
  ASSIGN_OR_RETURN(const std::optional<Label> same, FindLabel(tx, label.title));
  if (same.has_value() && same->id != label.id) return NotUnique("title, organization");
  RETURN_IF_ERROR(
      tx.Execute("UPDATE label SET title = $2, value = $3, description = $4, approved = $5, "
                 "approved_by = $6, created_by = $7, updated_at = $8 WHERE id = $1",
                 {label.id, label.title, label.value, label.description, label.approved,
                  label.approved_by, label.created_by, ToMicros(now)}));
  return GetLabel(tx, label.id);
}

Result<void> DeleteLabel(db::Connection& tx, int64_t id, Time now) {
  RETURN_IF_ERROR(GetLabel(tx, id));
  const int64_t ids[] = {id};
  ASSIGN_OR_RETURN(const std::vector<LabelLink> links, LinksOfLabels(tx, ids));
  RETURN_IF_ERROR(tx.Execute("DELETE FROM label_link WHERE label_id = $1", {id}));
  RETURN_IF_ERROR(tx.Execute("DELETE FROM label WHERE id = $1", {id}));
  for (const LabelLink& link : links) RETURN_IF_ERROR(AnnounceDeletedLink(tx, link, now));
  return {};
}

Result<int64_t> CountLabelLinks(db::Connection& tx, const LabelLinkQuery& query) {
  const LinkChoice choice = Choose(query);
  int64_t count = 0;
  RETURN_IF_ERROR(tx.Query("SELECT COUNT(*) FROM label_link l" + choice.sql, choice.args,
                           [&](const db::Row& row) { count = row.Int(0); }));
  return count;
}

Result<std::vector<LabelLink>> ListLabelLinks(db::Connection& tx, const LabelLinkQuery& query,
                                              int64_t offset, int64_t limit) {
  LinkChoice choice = Choose(query);
  choice.args.insert(choice.args.end(), {Arg(limit), Arg(offset)});
  const size_t places = choice.args.size();
  return SelectLinks(tx,
                     choice.sql + " ORDER BY l.id LIMIT $" + std::to_string(places - 1) +
                         " OFFSET $" + std::to_string(places),
                     choice.args);
}

Result<std::vector<LabelLink>> LinksOfLabels(db::Connection& tx, std::span<const int64_t> labels) {
  std::vector<LabelLink> links;
  while (!labels.empty()) {
    const IdList list = TakeIds(labels);
    ASSIGN_OR_RETURN(
        std::vector<LabelLink> some,
        SelectLinks(tx, "WHERE l.label_id IN " + list.sql + " ORDER BY l.label_id, l.id",
                    list.args));
    std::ranges::move(some, std::back_inserter(links));
  }
  return links;
}

Result<LabelLink> GetLabelLink(db::Connection& tx, int64_t id) {
  const Arg args[] = {id};
  ASSIGN_OR_RETURN(const std::vector<LabelLink> found, SelectLinks(tx, "WHERE l.id = $1", args));
  if (found.empty()) {
    return Fail(ErrorKind::kNotFound, "There is no label link " + std::to_string(id) + ".",
                "It may have been deleted.");
  }
  return found.front();
}

Result<bool> HasLabelLink(db::Connection& tx, int64_t project_id, int64_t label_id) {
  ASSIGN_OR_RETURN(const auto found,
                   tx.QueryInt("SELECT id FROM label_link WHERE project_id = $1 AND label_id = $2",
                               {project_id, label_id}));
  return found.has_value();
}

Result<LabelLink> CreateLabelLink(db::Connection& tx, const LabelLink& given, Time now) {
  LabelLink link = given;
  RETURN_IF_ERROR(CreateLabelLinks(tx, std::span(&link, 1), now));
  return link;
}

Result<void> CreateLabelLinks(db::Connection& tx, std::span<LabelLink> links, Time now) {
  if (links.empty()) return {};
  ASSIGN_OR_RETURN(int64_t id, AllocateIds(tx, "label_link", std::ssize(links)));
  for (LabelLink& link : links) {
    ASSIGN_OR_RETURN(const bool linked, HasLabelLink(tx, link.project_id, link.label_id));
    if (linked) return NotUnique("project, label");
    link.id = id++;
    RETURN_IF_ERROR(
        tx.Execute("INSERT INTO label_link (id, project_id, label_id, from_name) VALUES ($1, $2, "
                   "$3, $4)",
                   {link.id, link.project_id, link.label_id, link.from_name}));
  }
  return AnnounceNewLinks(tx, links, now);
}

Result<LabelLink> UpdateLabelLink(db::Connection& tx, const LabelLink& link, Time now) {
  ASSIGN_OR_RETURN(const LabelLink before, GetLabelLink(tx, link.id));
  if (link.project_id != before.project_id || link.label_id != before.label_id) {
    ASSIGN_OR_RETURN(const bool linked, HasLabelLink(tx, link.project_id, link.label_id));
    if (linked) return NotUnique("project, label");
  }
  RETURN_IF_ERROR(tx.Execute(
      "UPDATE label_link SET project_id = $2, label_id = $3, from_name = $4 WHERE id = $1",
      {link.id, link.project_id, link.label_id, link.from_name}));
  RETURN_IF_ERROR(AnnounceChangedLink(tx, link, now));
  return link;
}

Result<void> DeleteLabelLink(db::Connection& tx, int64_t id, Time now) {
  ASSIGN_OR_RETURN(const LabelLink link, GetLabelLink(tx, id));
  RETURN_IF_ERROR(tx.Execute("DELETE FROM label_link WHERE id = $1", {id}));
  return AnnounceDeletedLink(tx, link, now);
}

Result<void> DropLabelLinks(db::Connection& tx, int64_t project_id) {
  RETURN_IF_ERROR(tx.Execute("DELETE FROM label_link WHERE project_id = $1", {project_id}));
  return {};
}

}  // namespace millrace::labeling
