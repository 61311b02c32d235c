// The predictions of a project's model for tasks that somebody looks at.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "api/ml/on_call_thread.h"
#include "labeling/tasks/predictions.h"

namespace millrace::api {

// Makes the answer of what the model said, or of why it said nothing in time: a sentence. May be
// called from several threads at once.
using ShowPredictions = std::function<Outcome(const std::vector<labeling::Prediction>& predictions,
                                              const std::string& problem)>;

// Asks the backend, but keeps nobody waiting for long: what comes later is saved for the next look.
Outcome WithLivePredictions(Service& service, const Call& call, int64_t backend_id, int64_t task_id,
                            ShowPredictions show);

// The same for those tasks of a list that have none.
Outcome WithLivePredictions(Service& service, const Call& call, int64_t backend_id,
                            std::vector<int64_t> task_ids, std::function<Outcome()> show);

}  // namespace millrace::api
