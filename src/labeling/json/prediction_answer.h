// What a model server answers to the question for predictions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "labeling/config/label_config.h"
#include "labeling/tasks/tasks.h"

namespace millrace::labeling {

// Of one task: its predictions, or in a sentence why there is none.
struct TaskAnswer {
  std::vector<NewPrediction> predictions;
  std::string fault;
};

// Reads {"results": [prediction or list of predictions per task, …]}; each prediction is
// {"result": […], "score": …, "model_version": …}, whose result must fit the config. One without a
// version of its own has `model_version`. kInvalid if the whole is not that: as the answer to that
// many tasks it must have as many results, in the order of the tasks.
Result<std::vector<TaskAnswer>> ReadPredictionAnswer(std::string_view json, size_t tasks,
                                                     const LabelConfig& config,
                                                     const std::string& model_version);

// The first of the results as JSON text: what the smart tools of the editor are given.
Result<std::string> FirstResult(std::string_view json);

// The text of a member of an object, also if it is a number there; "" if it is neither, or absent.
std::string TextMember(std::string_view json, std::string_view name);
// The same of each item of a list. kInvalid if it is no object with a list of that name.
Result<std::vector<std::string>> TextListMember(std::string_view json, std::string_view name);

}  // namespace millrace::labeling
