// Which tasks of a project a request means, and in which order: said by the query of lists and by
// the body of actions.
#pragma once

#include <boost/json/fwd.hpp>
#include <unordered_set>

#include "api/call.h"
#include "labeling/data_manager/task_order.h"

namespace millrace::api {

struct TaskChoice {
  labeling::TaskSearch search;
  // Label Studio's selectedItems: all but `ids`, or only those.
  bool all = true;
  std::unordered_set<int64_t> ids;

  bool none() const { return !all && ids.empty(); }
  bool Has(int64_t id) const { return ids.contains(id) != all; }
};

// ?query=, ?ordering= and ?search=. kInvalid for what they may not say.
Result<TaskChoice> ReadTaskChoice(Call& call);
// {"selectedItems": …, "ordering": …, "search": …} of a body.
Result<TaskChoice> ReadTaskChoice(const boost::json::object& body);

inline constexpr int64_t kLongestSearch = 1000;  // bytes

inline constexpr Member kOrderingQuery = {
    .name = "ordering",
    .about =
        "id, created_at, updated_at, completed_at, total_annotations, cancelled_annotations, "
        "total_predictions or data.KEY; with \"-\" before it for descending."};
inline constexpr Member kSearchQuery = {
    .name = "search", .about = "Only tasks with this text in their data.", .max = kLongestSearch};
inline constexpr Member kQueryQuery = {
    .name = "query",
    .about =
        "JSON: selectedItems chooses tasks, ordering is a list with one name, as "
        "[\"-tasks:total_annotations\"]."};

}  // namespace millrace::api
