// Which tasks of a project a request means, and in which order: said by the query of lists and by
// the body of actions.
#pragma once

#include <boost/json/fwd.hpp>
#include <unordered_set>

#include "api/call.h"
#include "labeling/data_manager/task_order.h"
#include "labeling/projects/task_views.h"

namespace millrace::api {

struct Service;

struct TaskChoice {
  labeling::TaskSearch search;
  // Label Studio's selectedItems: all but `ids`, or only those.
  bool all = true;
  std::unordered_set<int64_t> ids;
  // Tasks were chosen or put in an order at all, be it all of them by id.
  bool told = false;

  bool none() const { return !all && ids.empty(); }
  bool Has(int64_t id) const { return ids.contains(id) != all; }
  // Every task of the search is meant.
  bool whole() const { return all && ids.empty(); }
  // Neither a filter nor an order but that of the ids.
  bool plain() const {
    return search.order.column == labeling::TaskColumn::kId && search.text.empty() &&
           search.filter.empty();
  }
};

// ?query=, ?ordering= and ?search=. kInvalid for what they may not say.
Result<TaskChoice> ReadTaskChoice(Call& call);
// ?ordering= and ?search= alone, into `choice`.
Result<void> ReadSearchQuery(Call& call, TaskChoice& choice);
// {"filters": …, "selectedItems": …, "ordering": …, "search": …} of a body.
Result<TaskChoice> ReadTaskChoice(const boost::json::object& body);
Result<TaskChoice> ReadTaskChoice(const labeling::TaskView& view);
// Of a view of this project, with its stored selection. Not inside a transaction.
Result<TaskChoice> ChoiceOfView(Service& service, int64_t project_id, int64_t view_id);

// The tasks that `choice` means, in its order. Not inside a transaction. kInvalid where not all of
// them can be found (TaskSequence::complete).
Result<std::vector<int64_t>> ChosenTaskIds(Service& service, int64_t project_id,
                                           const TaskChoice& choice);
// The same of a view, with its stored selection; kNotFound for an unknown one.
Result<std::vector<int64_t>> TaskIdsOfView(Service& service, int64_t view_id);

inline constexpr int64_t kLongestSearch = 1000;  // bytes

inline constexpr Member kOrderingQuery = {
    .name = "ordering",
    .about =
        "A column's name (GET /api/dm/columns) or data.KEY; with \"-\" before it for descending."};
inline constexpr Member kSearchQuery = {
    .name = "search", .about = "Only tasks with this text in their data.", .max = kLongestSearch};
inline constexpr Member kQueryQuery = {
    .name = "query",
    .about =
        "JSON: filters and selectedItems choose tasks, ordering is a list with one name, as "
        "[\"-tasks:total_annotations\"]."};

}  // namespace millrace::api
