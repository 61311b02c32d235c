#include "api/transfer/task_check.h"

#include "api/json_text.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "labeling/accounts/accounts.h"

namespace millrace::api {
namespace {

std::unexpected<Error> Wrong(std::string sentence) {
  return Fail(ErrorKind::kInvalid, std::move(sentence));
}

// What Label Studio says of an item whose members have wrong types; nothing if it has no words for
// it.
std::optional<std::string> FaultOf(std::string_view json) {
  if (!json.starts_with('{')) {
    return "Task root must be dict with \"data\", \"meta\", \"annotations\", \"predictions\" "
           "fields";
  }
  const auto member = [&](std::string_view name) { return FindMember(json, name).value_or(""); };
  if (member("data").empty()) return std::nullopt;
  if (!member("data").starts_with('{')) return "Task[data] must be dict";
  for (const std::string_view name : {"annotations", "predictions"}) {
    const std::string_view list = member(name);
    if (list.empty()) continue;
    if (!list.starts_with('[')) return "Task[" + std::string(name) + "] must be list";
    const std::string noun = name == "annotations" ? "Annotation" : "Prediction";
    std::optional<std::string> fault;
    ForEachMember(list, [&](std::string_view, std::string_view item) {
      if (!item.starts_with('{')) {
        fault = noun + " must be dict";
      } else if (!FindMember(item, "result").has_value()) {
        fault = noun + " must have \"result\" fields";
      } else if (!FindMember(item, "result")->starts_with('[')) {
        fault = "\"result\" field in " + ToLower(noun) + " must be list";
      }
      return !fault.has_value();
    });
    if (fault.has_value()) return fault;
  }
  return std::nullopt;
}

}  // namespace

TaskCheck::TaskCheck(labeling::LabelConfig config, std::optional<int64_t> author,
                     std::vector<std::string> preannotated)
    : config_(std::move(config)),
      rules_(config_),
      author_(author),
      preannotated_(std::move(preannotated)) {}

Result<void> TaskCheck::LoadAccounts(db::Connection& tx) {
  ASSIGN_OR_RETURN(const auto accounts, labeling::ListAccounts(tx));
  for (const labeling::Account& account : accounts) {
    accounts_.insert(account.id);
    by_email_.emplace(account.email, account.id);
  }
  return {};
}

Result<labeling::NewTask> TaskCheck::Read(std::string_view json) {
  Result<labeling::NewTask> task = reader_.Read(json);
  if (!task.has_value()) {
    // Only text that is JSON has members to look at.
    const bool readable =
        labeling::TaskReader().Read("{\"data\":{},\"meta\":" + std::string(json) + "}").has_value();
    if (auto fault = readable ? FaultOf(Trim(json)) : std::nullopt) return Wrong(*std::move(fault));
    return task;
  }
  const bool bare = task->data.size() == Trim(json).size();
  if (bare && FindMember(task->data, "data").has_value()) return Wrong("Task[data] must be dict");
  RETURN_IF_ERROR(Finish(*task, bare));
  return task;
}

Result<labeling::NewTask> TaskCheck::Accept(std::string data) {
  labeling::NewTask task{.data = std::move(data)};
  RETURN_IF_ERROR(Finish(task, false));
  return task;
}

Result<void> TaskCheck::Finish(labeling::NewTask& task, bool bare) {
  if (const auto fits = rules_.Check(task.data); !fits.has_value()) {
    return Wrong(fits.error().Sentence() +
                 (bare ? " [assume: item as is = task root with values] "
                       : " [assume: item[\"data\"] = task root with values]"));
  }
  if (task.meta.empty()) {
    task.meta = "{}";
  } else if (!task.meta.starts_with('{') && !task.meta.starts_with('[')) {
    return Wrong("Task[meta] must be dict or list");
  }
  if (!preannotated_.empty()) AddPreannotations(task);
  return CheckAuthors(task);
}

Result<void> TaskCheck::CheckAuthors(labeling::NewTask& task) const {
  for (labeling::NewAnnotation& annotation : task.annotations) {
    if (!annotation.completed_by_email.empty()) {
      const auto found = by_email_.find(annotation.completed_by_email);
      if (found == by_email_.end()) {
        return Wrong("Unknown annotator's email " + Printable(annotation.completed_by_email));
      }
      annotation.completed_by = found->second;
      annotation.completed_by_email.clear();
    } else if (!annotation.completed_by.has_value()) {
      annotation.completed_by = author_;
    } else if (!accounts_.contains(*annotation.completed_by)) {
      return Wrong("Import data contains completed_by=" + std::to_string(*annotation.completed_by) +
                   " which is not a valid annotator's email or ID");
    }
  }
  return {};
}

void TaskCheck::AddPreannotations(labeling::NewTask& task) const {
  for (const std::string& field : preannotated_) {
    const auto value = FindMember(task.data, field);
    if (!value.has_value() || *value == "null") continue;
    std::string to_name = "text", type = "choices";
    for (const labeling::ControlTag& control : config_.controls) {
      if (control.name != field || control.to_name.empty()) continue;
      to_name = control.to_name.front();
      type = ToLower(control.type);
    }
    JsonWriter json;
    json.BeginArray();
    json.BeginObject();
    json.Member("from_name", field);
    json.Member("to_name", to_name);
    json.Member("type", type);
    json.Key("value");
    if (value->starts_with('{')) {
      json.Raw(*value);
    } else {
      json.BeginObject();
      json.Key(type == "textarea" ? "text" : type);
      const bool alone =
          type == "rating" || type == "number" || type == "datetime" || value->starts_with('[');
      json.Raw(alone ? std::string(*value) : "[" + std::string(*value) + "]");
      json.EndObject();
    }
    json.EndObject();
    json.EndArray();
    task.predictions.push_back(
        {.result = std::move(json).Take(), .score = 1.0, .model_version = "preannotated"});
  }
}

}  // namespace millrace::api
