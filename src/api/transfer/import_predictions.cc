// POST /api/projects/{id}/import/predictions: a list of predictions for tasks that exist.
#include <algorithm>
#include <boost/json.hpp>
#include <unordered_set>

#include "api/json_text.h"
#include "api/transfer/import.h"
#include "base/text.h"
#include "labeling/config/label_config.h"
#include "labeling/config/region_check.h"
#include "labeling/projects/projects.h"
#include "labeling/tasks/predictions.h"

namespace millrace::api {
namespace {

constexpr size_t kMaxWrong = 100;
constexpr Member kMembers[] = {{.name = "created", .type = Type::kInt}};

std::string TextOf(std::string_view object, std::string_view name) {
  const auto value = FindMember(object, name);
  return value.has_value() && value->starts_with('"') ? DecodeJsonString(*value) : "";
}

class PredictionList {
 public:
  explicit PredictionList(const labeling::Project& project) : project_(project) {
    if (auto config = labeling::ParseLabelConfig(project.label_config); config.has_value())
      config_ = *std::move(config);
  }

  void Add(std::string_view item) {
    const size_t number = seen_++;
    if (wrong_.size() >= kMaxWrong) return;
    if (auto fault = Read(item)) {
      wrong_.push_back("Prediction " + std::to_string(number) + ": " + *std::move(fault));
    }
  }

  // All tasks are of the project.
  Result<void> CheckTasks(db::Connection& tx) {
    std::vector<int64_t> ids;
    for (const labeling::TaskPrediction& item : items_) ids.push_back(item.task_id);
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    ASSIGN_OR_RETURN(const auto known, labeling::TaskIdsOf(tx, project_.id, ids));
    const std::unordered_set<int64_t> have(known.begin(), known.end());
    for (size_t i = 0; i < items_.size() && wrong_.size() < kMaxWrong; ++i) {
      if (have.contains(items_[i].task_id)) continue;
      wrong_.push_back("Prediction " + std::to_string(i) +
                       " contains invalid \"task\" field: corresponding task ID " +
                       std::to_string(items_[i].task_id) + " couldn't be retrieved from project " +
                       project_.title + " (id=" + std::to_string(project_.id) + ") tasks");
    }
    return Done();
  }

  Result<void> Done() const {
    if (wrong_.empty()) return {};
    Error error{.kind = ErrorKind::kInvalid, .message = wrong_.front()};
    for (const std::string& sentence : wrong_)
      error.fields.emplace_back("non_field_errors", sentence);
    return std::unexpected(std::move(error));
  }

  std::span<const labeling::TaskPrediction> items() const { return items_; }

 private:
  std::optional<std::string> Read(std::string_view item) {
    if (!item.starts_with('{')) return "It must be an object";
    labeling::TaskPrediction out;
    const auto task = FindMember(item, "task");
    const auto id = task.has_value() ? ParseInt(*task) : std::nullopt;
    if (!id.has_value()) {
      return "It contains invalid \"task\" field: give the number of a task of this project";
    }
    out.task_id = *id;
    const auto result = FindMember(item, "result");
    if (!result.has_value() || !result->starts_with('[')) return "\"result\" must be a list";
    if (auto fault = labeling::RegionFault(config_, *result); fault.has_value()) return fault;
    out.prediction.result = *result;
    if (const auto score = FindMember(item, "score"); score.has_value() && *score != "null") {
      const auto parsed = ParseJson(*score);
      if (!parsed.has_value() || !parsed->is_number()) return "\"score\" must be a number";
      out.prediction.score = parsed->to_number<double>();
    }
    const bool named = FindMember(item, "model_version").has_value();
    out.prediction.model_version = named ? TextOf(item, "model_version") : "undefined";
    items_.push_back(std::move(out));
    return std::nullopt;
  }

  const labeling::Project& project_;
  labeling::LabelConfig config_;
  std::vector<labeling::TaskPrediction> items_;
  std::vector<std::string> wrong_;
  size_t seen_ = 0;
};

}  // namespace

const Shape kImportedPredictions{"ImportedPredictions", kMembers};

Outcome ImportPredictions(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const labeling::Project project, service.db().Read([&](db::Connection& tx) {
    return labeling::GetProject(tx, call.id());
  }));
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  if (!body->value().is_array()) {
    return FailField("non_field_errors",
                     "Send a JSON list of predictions: [{\"task\": 1, \"result\": […]}].");
  }
  PredictionList list(project);
  ForEachMember(Trim(body->text()), [&](std::string_view, std::string_view item) {
    list.Add(item);
    return true;
  });
  RETURN_IF_ERROR(list.Done());
  RETURN_IF_ERROR(
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<void> {
        RETURN_IF_ERROR(list.CheckTasks(tx));
        return labeling::CreatePredictions(tx, project.id, list.items(), service.clock().Now());
      }));
  return JsonAnswer(201, "{\"created\":" + std::to_string(list.items().size()) + "}");
}

}  // namespace millrace::api
