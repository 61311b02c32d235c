// POST /api/labels: labels of one project, all of them or none. Those whose title is there already
// are linked as they are.
#include <boost/json.hpp>
#include <map>
#include <set>

#include "api/json_text.h"
#include "api/labels/label_json.h"
#include "api/labels/label_shapes.h"
#include "api/labels/labels.h"
#include "api/labels/references.h"
#include "api/service.h"
#include "base/text.h"
#include "labeling/accounts/accounts.h"
#include "labeling/projects/projects.h"

namespace millrace::api {
namespace {

using labeling::Label;
using labeling::LabelLink;

constexpr size_t kMaxLabels = 10'000, kMaxWrong = 100;

struct NewLabel {
  Label label;
  LabelLink link;
};

// What is wrong with the labels of a list, each by its place.
class Faults {
 public:
  void Add(size_t place, std::string_view sentence) {
    const std::string label = "Label " + std::to_string(place) + ": ";
    if (fields_.size() < kMaxWrong)
      fields_.emplace_back("non_field_errors", label + std::string(sentence));
  }
  Result<void> Done() const {
    if (fields_.empty()) return {};
    return std::unexpected(
        Error{.kind = ErrorKind::kInvalid, .message = fields_.front().second, .fields = fields_});
  }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

Result<NewLabel> ReadLabel(std::string_view item) {
  // Each is checked as a body of its own.
  const net::Request request{.headers = {{"Content-Type", "application/json"}},
                             .body = std::string(item)};
  ASSIGN_OR_RETURN(const Body body, ReadBody(request));
  Form form(body, kNewCustomLabel);
  NewLabel read{.label = {.title = form.Text("title").value_or(""),
                          .value = form.Json("value").value_or(""),
                          .description = form.Text("description"),
                          .approved = form.Bool("approved").value_or(false),
                          .approved_by = form.Int("approved_by")},
                .link = {.project_id = form.Int("project").value_or(0),
                         .from_name = form.Text("from_name").value_or("")}};
  RETURN_IF_ERROR(form.Done());
  return read;
}

Result<std::vector<NewLabel>> ReadLabels(const Body& body) {
  if (!body.value().is_array()) {
    return FailField("non_field_errors", "Expected a list of items but got type \"dict\".");
  }
  const size_t count = body.value().get_array().size();
  if (count == 0) return FailField("non_field_errors", "This list may not be empty.");
  if (count > kMaxLabels)
    return FailField("non_field_errors", "Send at most 10,000 labels at once.");
  std::vector<NewLabel> labels;
  std::set<std::string> titles;
  Faults faults;
  size_t place = 0;
  ForEachMember(Trim(body.text()), [&](std::string_view, std::string_view item) {
    auto label = ReadLabel(item);
    if (!label.has_value()) {
      for (const auto& [name, sentence] : label.error().fields)
        faults.Add(place, name + ": " + sentence);
      if (label.error().fields.empty()) faults.Add(place, label.error().message);
    } else if (!titles.insert(label->label.title).second) {
      faults.Add(place, "title: Another label of the list has the same.");
    } else {
      labels.push_back(*std::move(label));
    }
    ++place;
    return true;
  });
  RETURN_IF_ERROR(faults.Done());
  for (const NewLabel& label : labels) {
    if (label.link.project_id != labels.front().link.project_id) {
      return FailField("non_field_errors",
                       "Creating labels for different projects in one request not allowed");
    }
  }
  return labels;
}

// What they name must be there.
Result<void> CheckNames(db::Connection& tx, const std::vector<NewLabel>& labels) {
  Faults faults;
  const bool project = labeling::GetProject(tx, labels.front().link.project_id).has_value();
  std::map<int64_t, bool> accounts;
  for (size_t place = 0; place < labels.size(); ++place) {
    if (!project) faults.Add(place, "project: " + NoSuchRowSentence(labels[place].link.project_id));
    const auto approver = labels[place].label.approved_by;
    if (!approver.has_value()) continue;
    const auto [known, fresh] = accounts.try_emplace(*approver, false);
    if (fresh) known->second = labeling::GetAccount(tx, *approver).has_value();
    if (!known->second) faults.Add(place, "approved_by: " + NoSuchRowSentence(*approver));
  }
  return faults.Done();
}

// Links the labels; those whose title is not there yet are made before.
Result<void> Add(db::Connection& tx, std::vector<NewLabel>& given, Time now) {
  std::vector<LabelLink> missing;
  for (auto& [label, link] : given) {
    ASSIGN_OR_RETURN(std::optional<Label> there, labeling::FindLabel(tx, label.title));
    if (!there.has_value()) {
      ASSIGN_OR_RETURN(there, labeling::CreateLabel(tx, label, now));
    }
    label = *std::move(there);
    link.label_id = label.id;
    ASSIGN_OR_RETURN(const bool linked, labeling::HasLabelLink(tx, link.project_id, label.id));
    if (!linked) missing.push_back(link);
  }
  return labeling::CreateLabelLinks(tx, missing, now);
}

}  // namespace

Outcome CreateCustomLabels(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  ASSIGN_OR_RETURN(std::vector<NewLabel> given, ReadLabels(*body));
  return service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Outcome {
    RETURN_IF_ERROR(CheckNames(tx, given));
    for (NewLabel& item : given) item.label.created_by = call.who.account_id();
    RETURN_IF_ERROR(Add(tx, given, service.clock().Now()));
    JsonWriter json;
    json.BeginArray();
    for (const NewLabel& item : given) {
      const int64_t ids[] = {item.label.id};
      ASSIGN_OR_RETURN(const std::vector<LabelLink> links, labeling::LinksOfLabels(tx, ids));
      json.BeginObject();
      AppendLabelMembers(json, item.label, Wanted());
      json.Member("project", item.link.project_id);
      json.Member("from_name", item.link.from_name);
      AppendProjects(json, links, Wanted());
      json.EndObject();
    }
    json.EndArray();
    return JsonAnswer(201, std::move(json).Take());
  });
}

}  // namespace millrace::api
