#include "labeling/data_manager/label_uses.h"

#include <simdjson.h>

#include <functional>

#include "base/text.h"
#include "labeling/json/task_json.h"
#include "labeling/tasks/annotation_results.h"
#include "labeling/text/json_text.h"

namespace millrace::labeling {
namespace {

constexpr int64_t kMostBytes = 8 << 20;  // of the results of one step

// One spelling of equal JSON, without case; "" for text that is no JSON.
std::string Plain(simdjson::dom::parser& parser, std::string_view json) {
  simdjson::dom::element value;
  if (parser.parse(json.data(), json.size()).get(value) != simdjson::SUCCESS) return "";
  return ToLower(simdjson::minify(value));
}

// Where in `json.text()` the value stands that says what a region is labeled; nothing if nothing
// does. Of repeated names the last one counts.
std::optional<std::string_view> LabelOfRegion(JsonText& json, std::string_view region) {
  const auto last = [](const std::vector<JsonMember>& members, std::string_view name) {
    std::optional<std::string_view> value;
    for (const JsonMember& member : members) {
      if (member.key == name) value = member.value;
    }
    return value;
  };
  const std::vector<JsonMember> members = json.Members(region);
  const auto type = last(members, "type"), value = last(members, "value");
  std::string name;
  if (!type.has_value() || !value.has_value() || !json.Unescape(*type, name)) return std::nullopt;
  return last(json.Members(*value), name);
}

// The result with the label changed, and the number of its regions where it was; 0 = the same.
int64_t Change(JsonText& json, const LabelChange& change, const std::string& result,
               std::string& out) {
  json.Borrow(result);
  const std::string_view text = json.text();
  int64_t regions = 0;
  size_t copied = 0;
  out.clear();
  for (const std::string_view region : json.Elements(text)) {
    const auto label = LabelOfRegion(json, region);
    if (!label.has_value() || !SameJson(*label, change.from)) continue;
    const auto at = static_cast<size_t>(label->data() - text.data());
    out.append(text.substr(copied, at - copied)).append(change.to);
    copied = at + label->size();
    ++regions;
  }
  if (regions > 0) out.append(text.substr(copied));
  return regions;
}

// The annotations that `change` means, with ids above `after` and up to `last`.
Result<void> Each(db::Connection& tx, const LabelChange& change, const std::string& columns,
                  int64_t after, int64_t last, int64_t limit,
                  const std::function<void(const db::Row&)>& visit) {
  const std::string select = "SELECT " + columns + " FROM annotation WHERE ";
  if (change.project_id.has_value()) {
    return tx.Query(select + "project_id = $1 AND id > $2 AND id <= $3 ORDER BY id LIMIT $4",
                    {*change.project_id, after, last, limit}, visit);
  }
  return tx.Query(select + "id > $1 AND id <= $2 ORDER BY id LIMIT $3", {after, last, limit},
                  visit);
}

// How far a step goes: at most `limit` annotations, and so few that their results fit into memory.
Result<LabelChangeStep> NextStep(db::Connection& tx, const LabelChange& change, int64_t after,
                                 int64_t limit) {
  LabelChangeStep step{.last = after, .done = true};
  int64_t count = 0, bytes = 0;
  RETURN_IF_ERROR(
      Each(tx, change, "id, length(result)", after, INT64_MAX, limit + 1, [&](const db::Row& row) {
        bytes += row.Int(1);
        step.done = step.done && count < limit && (count == 0 || bytes <= kMostBytes);
        if (!step.done) return;
        step.last = row.Int(0);
        ++count;
      }));
  return step;
}

}  // namespace

Result<std::vector<int64_t>> CountLabelUses(db::Connection& tx, int64_t project_id,
                                            std::span<const std::string> values) {
  simdjson::dom::parser parser;
  std::vector<std::string> wanted;
  for (const std::string& value : values) wanted.push_back(Plain(parser, value));
  std::vector<int64_t> counts(values.size());
  RETURN_IF_ERROR(tx.Query("SELECT result FROM annotation WHERE project_id = $1", {project_id},
                           [&](const db::Row& row) {
                             const std::string result = Plain(parser, row.Text(0));
                             for (size_t i = 0; i < wanted.size(); ++i)
                               counts[i] += result.find(wanted[i]) != std::string::npos;
                           }));
  return counts;
}

Result<LabelChangeStep> ChangeLabels(db::Connection& tx, const LabelChange& change, int64_t after,
                                     int64_t limit, std::optional<int64_t> by, Time now) {
  ASSIGN_OR_RETURN(LabelChangeStep step, NextStep(tx, change, after, limit));
  std::vector<NewResult> found;
  RETURN_IF_ERROR(Each(tx, change, "id, task_id, project_id, result", after, step.last, limit,
                       [&](const db::Row& row) {
                         found.push_back({.annotation_id = row.Int(0),
                                          .task_id = row.Int(1),
                                          .project_id = row.Int(2),
                                          .result = row.String(3)});
                       }));
  JsonText json;
  std::string changed;
  std::erase_if(found, [&](NewResult& annotation) {
    const int64_t regions = Change(json, change, annotation.result, changed);
    if (regions == 0) return true;
    step.regions += regions;
    annotation.result = changed;
    return false;
  });
  RETURN_IF_ERROR(ReplaceResults(tx, found, by, now));
  return step;
}

}  // namespace millrace::labeling
