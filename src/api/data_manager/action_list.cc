#include "api/data_manager/action_list.h"

#include <algorithm>
#include <boost/json.hpp>
#include <iterator>

#include "base/text.h"
#include "labeling/data_manager/bulk.h"
#include "labeling/tasks/tasks.h"

namespace millrace::api {
namespace {

namespace json = boost::json;

constexpr Action kActions[] = {
    {"retrieve_tasks_predictions", "Retrieve Predictions", 90, R"("predictions.any")",
     "The project's ML backend is asked about the selected tasks, but for those that have "
     "predictions of its version.",
     false, false, "", Manner::kJob},
    {"predictions_to_annotations", "Create Annotations From Predictions", 91, R"("tasks.change")",
     "Each prediction of the selected tasks becomes an annotation of yours, unless one was made of "
     "it before.",
     false, true, "Created # annotations", Manner::kBatches,
     [](db::Connection& tx, std::span<const int64_t> ids, const Wishes& wishes,
        std::optional<int64_t> by, Time now) {
       return labeling::AnnotateByPredictions(tx, ids, wishes.model_versions, by, now);
     }},
    {"remove_duplicates", "Remove Duplicated Tasks", 95, R"(["projects.change","tasks.delete"])",
     "Of selected tasks with the same data one stays and gets the annotations of the others, which "
     "go for good.",
     false, false, "Removed # duplicated tasks", Manner::kGroups},
    {"delete_tasks", "Delete Tasks", 100, R"("tasks.delete")",
     "The selected tasks go for good, with their annotations, predictions and drafts.", true, false,
     "Deleted # tasks", Manner::kBatches,
     [](db::Connection& tx, std::span<const int64_t> ids, const Wishes&, std::optional<int64_t>,
        Time now) { return labeling::DeleteTasks(tx, ids, labeling::DeleteReason::kUser, now); }},
    {"delete_tasks_annotations", "Delete Annotations", 101,
     R"(["tasks.change","annotations.delete"])",
     "The annotations and drafts of the selected tasks go for good: everybody's, or one person's.",
     false, true, "Deleted # annotations", Manner::kBatches,
     [](db::Connection& tx, std::span<const int64_t> ids, const Wishes& wishes,
        std::optional<int64_t> by, Time now) {
       return labeling::DeleteAnnotationsOfTasks(tx, ids, wishes.annotator, by, now);
     }},
    {"delete_tasks_predictions", "Delete Predictions", 102, R"("predictions.any")",
     "The predictions of the selected tasks go for good.", false, false, "Deleted # predictions",
     Manner::kBatches,
     [](db::Connection& tx, std::span<const int64_t> ids, const Wishes&, std::optional<int64_t> by,
        Time now) { return labeling::DeletePredictionsOfTasks(tx, ids, by, now); }},
};

}  // namespace

std::span<const Action> Actions() { return kActions; }

Result<const Action*> FindAction(std::string_view id) {
  const auto* const action = std::ranges::find(kActions, id, &Action::id);
  if (action != std::end(kActions)) return action;
  std::string known;
  for (const Action& one : kActions) known += (known.empty() ? "" : ", ") + std::string(one.id);
  return FailField("id",
                   "There is no action \"" + Printable(id) + "\". Use one of: " + known + ".");
}

Result<Wishes> ReadWishes(const json::object& body) {
  Wishes wishes;
  if (const json::value* given = body.if_contains("annotator");
      given != nullptr && !given->is_null() &&
      !(given->is_string() && given->get_string().empty())) {
    wishes.annotator = given->is_int64()    ? std::optional(given->get_int64())
                       : given->is_string() ? ParseInt(std::string_view(given->get_string()))
                                            : std::nullopt;
    if (!wishes.annotator.has_value())
      return FailField("annotator", "A valid integer is required.");
  }
  const json::value* versions = body.if_contains("model_version");
  if (versions == nullptr || versions->is_null()) return wishes;
  const auto add = [&](const json::value& version) {
    if (version.is_string()) wishes.model_versions.emplace_back(version.get_string());
    return version.is_string();
  };
  const bool texts =
      versions->is_array() ? std::ranges::all_of(versions->get_array(), add) : add(*versions);
  if (!texts) return FailField("model_version", "A text or a list of texts is expected.");
  return wishes;
}

}  // namespace millrace::api
