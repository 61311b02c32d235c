#include "labeling/json/prediction_answer.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "labeling/config/region_check.h"
#include "labeling/text/json_text.h"

namespace millrace::labeling {
namespace {

std::string_view Find(const std::vector<JsonMember>& members, std::string_view name) {
  const auto found = std::ranges::find(members, name, &JsonMember::key);
  return found == members.end() ? std::string_view() : found->value;
}

// A text or a number as text: versions are often times.
bool ReadScalar(JsonText& text, std::string_view value, std::string& out) {
  if (text.Unescape(value, out)) return true;
  if (!IsJsonNumber(value)) return false;
  out = value;
  return true;
}

std::unexpected<Error> NotAsked(std::string what) {
  return Fail(
      ErrorKind::kInvalid,
      "The ML backend answered with something else than predictions: " + std::move(what) + ".",
      "Look at its log; an answer looks like {\"results\": [{\"result\": […]}]}.");
}

Result<std::vector<std::string_view>> ReadResults(JsonText& text, std::string_view json) {
  if (auto loaded = text.Load(json); !loaded.has_value()) return NotAsked(DescribeJsonFault(json));
  const std::string_view results = Find(text.members(), "results");
  if (!results.starts_with('[')) return NotAsked("it has no list \"results\"");
  return text.Elements(results);
}

// Gives what is wrong.
std::optional<std::string> ReadOne(JsonText& text, std::string_view item, const LabelConfig& config,
                                   const std::string& model_version, NewPrediction& out) {
  if (!item.starts_with('{')) return "It is no object";
  const std::vector<JsonMember> members = text.Members(item);
  const std::string_view result = Find(members, "result");
  if (result.empty()) return "It has no \"result\"";
  if (auto fault = RegionFault(config, result)) return fault;
  out.result = result;
  if (const std::string_view score = Find(members, "score"); !score.empty() && score != "null") {
    double value = 0;
    const auto end = score.data() + score.size();
    if (std::from_chars(score.data(), end, value).ptr != end) return "Its \"score\" is no number";
    out.score = value;
  }
  out.model_version = model_version;
  const std::string_view version = Find(members, "model_version");
  if (!version.empty() && version != "null" && !ReadScalar(text, version, out.model_version))
    return "Its \"model_version\" is no text";
  return std::nullopt;
}

TaskAnswer ReadTask(JsonText& text, std::string_view given, const LabelConfig& config,
                    const std::string& model_version) {
  const std::vector<std::string_view> items =
      given.starts_with('[') ? text.Elements(given) : std::vector<std::string_view>{given};
  TaskAnswer answer;
  for (const std::string_view item : items) {
    NewPrediction prediction;
    if (auto fault = ReadOne(text, item, config, model_version, prediction)) {
      return {.fault = "Its prediction does not fit: " + *std::move(fault) + "."};
    }
    answer.predictions.push_back(std::move(prediction));
  }
  return answer;
}

}  // namespace

Result<std::vector<TaskAnswer>> ReadPredictionAnswer(std::string_view json, size_t tasks,
                                                     const LabelConfig& config,
                                                     const std::string& model_version) {
  JsonText text;
  ASSIGN_OR_RETURN(const std::vector<std::string_view> results, ReadResults(text, json));
  if (results.size() != tasks) {
    return NotAsked(Plural(std::ssize(results), "result") + " for " +
                    Plural(static_cast<int64_t>(tasks), "task"));
  }
  std::vector<TaskAnswer> answers;
  for (const std::string_view result : results)
    answers.push_back(ReadTask(text, result, config, model_version));
  return answers;
}

Result<std::string> FirstResult(std::string_view json) {
  JsonText text;
  ASSIGN_OR_RETURN(const std::vector<std::string_view> results, ReadResults(text, json));
  if (results.empty()) return NotAsked("its list \"results\" is empty");
  return std::string(results.front());
}

std::string TextMember(std::string_view json, std::string_view name) {
  JsonText text;
  std::string out;
  if (!text.Load(json).has_value()) return out;
  return ReadScalar(text, Find(text.members(), name), out) ? out : std::string();
}

Result<std::vector<std::string>> TextListMember(std::string_view json, std::string_view name) {
  JsonText text;
  std::vector<std::string> out;
  const bool read = text.Load(json).has_value();
  const std::string_view list = read ? Find(text.members(), name) : std::string_view();
  if (!list.starts_with('['))
    return Fail(ErrorKind::kInvalid,
                "The ML backend's answer has no list \"" + std::string(name) + "\".");
  for (const std::string_view item : text.Elements(list)) {
    std::string value;
    if (ReadScalar(text, item, value)) out.push_back(std::move(value));
  }
  return out;
}

}  // namespace millrace::labeling
