#include "labeling/projects/project_summary.h"

#include <simdjson.h>

#include <algorithm>
#include <memory>
#include <unordered_map>

#include "base/text.h"

namespace millrace::labeling {
namespace {

namespace dom = simdjson::dom;

// A Tally while it grows.
class Counter {
 public:
  void Add(std::string_view name) {
    const auto found = places_.find(name);
    if (found != places_.end()) {
      ++(*found->second);
      return;
    }
    names_.push_back(std::make_unique<Entry>(std::string(name), 1));
    places_.emplace(names_.back()->first, &names_.back()->second);
  }
  Tally Take() const {
    Tally tally;
    for (const auto& entry : names_) tally.emplace_back(entry->first, entry->second);
    return tally;
  }

 private:
  using Entry = std::pair<std::string, int64_t>;
  std::vector<std::unique_ptr<Entry>> names_;  // where `places_` points to
  std::unordered_map<std::string_view, int64_t*> places_;
};

class LabelCounter {
 public:
  Counter& Of(std::string_view control) {
    const auto [place, fresh] = places_.try_emplace(std::string(control), controls_.size());
    if (fresh) controls_.emplace_back(std::string(control), Counter());
    return controls_[place->second].second;
  }
  LabelTally Take() const {
    LabelTally tally;
    for (const auto& [control, labels] : controls_) tally.emplace_back(control, labels.Take());
    return tally;
  }

 private:
  std::vector<std::pair<std::string, Counter>> controls_;
  std::unordered_map<std::string, size_t> places_;
};

std::string_view TextOf(const dom::element& element, const char* name) {
  std::string_view text;
  if (element[name].get(text) != simdjson::SUCCESS) return {};
  return text;
}

// A label as a name: texts as they are, other values as JSON.
void AddLabel(const dom::element& label, Counter& labels) {
  std::string_view text;
  if (label.get(text) == simdjson::SUCCESS)
    labels.Add(text);
  else
    labels.Add(simdjson::minify(label));
}

// The lists of a value hold labels, except the texts of a TextArea. Regions of videos have theirs
// in "labels", and a taxonomy's are paths.
void AddLabels(const dom::element& result, std::string_view type, Counter& labels) {
  if (type == "text") return;
  dom::array values;
  const std::string member(type == "videorectangle" ? "labels" : type);
  if (result["value"][member].get(values) != simdjson::SUCCESS) return;
  for (const dom::element& value : values) {
    dom::array path;
    if (type == "taxonomy" && value.get(path) == simdjson::SUCCESS) {
      for (const dom::element& label : path) AddLabel(label, labels);
    } else {
      AddLabel(value, labels);
    }
  }
}

template <class Visit>
void ForEachResult(dom::parser& parser, std::string_view results, Visit&& visit) {
  dom::array list;
  if (parser.parse(results.data(), results.size()).get(list) != simdjson::SUCCESS) return;
  for (const dom::element& result : list) {
    dom::object object;
    if (result.get(object) == simdjson::SUCCESS) visit(result);
  }
}

}  // namespace

Result<DataColumns> SummarizeData(db::Connection& tx, int64_t project_id) {
  Counter columns;
  int64_t tasks = 0;
  dom::parser parser;
  RETURN_IF_ERROR(tx.Query(
      "SELECT data FROM task WHERE project_id = $1", {project_id}, [&](const db::Row& row) {
        ++tasks;
        const std::string_view data = row.Text(0);
        dom::object object;
        if (parser.parse(data.data(), data.size()).get(object) != simdjson::SUCCESS) return;
        for (const dom::key_value_pair& member : object) columns.Add(member.key);
      }));
  DataColumns found{.all = columns.Take(), .common = {}};
  for (const auto& [name, count] : found.all) {
    if (count == tasks) found.common.push_back(name);
  }
  std::ranges::sort(found.common);
  return found;
}

Result<std::vector<std::string>> SampleDataKeys(db::Connection& tx, int64_t project_id,
                                                int64_t sample) {
  Counter columns;
  dom::parser parser;
  for (const char* order : {"id", "id DESC"}) {
    RETURN_IF_ERROR(tx.Query(
        "SELECT data FROM task WHERE project_id = $1 ORDER BY " + std::string(order) + " LIMIT $2",
        {project_id, sample}, [&](const db::Row& row) {
          const std::string_view data = row.Text(0);
          dom::object object;
          if (parser.parse(data.data(), data.size()).get(object) != simdjson::SUCCESS) return;
          for (const dom::key_value_pair& member : object) columns.Add(member.key);
        }));
  }
  std::vector<std::string> keys;
  for (auto& [name, count] : columns.Take()) keys.push_back(name);
  return keys;
}

Result<UsedControls> SummarizeResults(db::Connection& tx, int64_t project_id) {
  Counter annotations;
  LabelCounter labels, draft_labels;
  dom::parser parser;
  RETURN_IF_ERROR(
      tx.Query("SELECT result FROM annotation WHERE project_id = $1 ORDER BY id", {project_id},
               [&](const db::Row& row) {
                 ForEachResult(parser, row.Text(0), [&](const dom::element& result) {
                   const std::string_view type = TextOf(result, "type");
                   const std::string_view from = TextOf(result, "from_name");
                   const std::string_view to = TextOf(result, "to_name");
                   if (type.empty() || type == "relation" || type == "pairwise" || from.empty())
                     return;
                   annotations.Add(std::string(from) + "|" + std::string(to) + "|" + ToLower(type));
                   AddLabels(result, type, labels.Of(from));
                 });
               }));
  RETURN_IF_ERROR(
      tx.Query("SELECT d.result FROM draft d WHERE EXISTS (SELECT 1 FROM task t WHERE "
               "t.id = d.task_id AND t.project_id = $1) ORDER BY d.id",
               {project_id}, [&](const db::Row& row) {
                 ForEachResult(parser, row.Text(0), [&](const dom::element& result) {
                   const std::string_view from = TextOf(result, "from_name");
                   if (from.empty()) return;
                   AddLabels(result, TextOf(result, "type"), draft_labels.Of(from));
                 });
               }));
  return UsedControls{.annotations = annotations.Take(),
                      .labels = labels.Take(),
                      .draft_labels = draft_labels.Take()};
}

}  // namespace millrace::labeling
