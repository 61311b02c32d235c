// A model server and its jobs as answers.
#pragma once

#include <string>

#include "base/json_writer.h"
#include "labeling/ml/backends.h"
#include "labeling/ml/prediction_jobs.h"

namespace millrace::api {

// Label Studio's members and order.
void AppendBackend(JsonWriter& json, const labeling::MlBackend& backend);
std::string BackendJson(const labeling::MlBackend& backend);

void AppendPredictionJob(JsonWriter& json, const labeling::PredictionJob& job, Time now);

// Said of what was done: "1,200 of 50,000 tasks, 3 failed".
std::string PredictionSummary(const labeling::PredictionJob& job);

}  // namespace millrace::api
