// The bodies that a model server is sent, as Label Studio 1.23.2 writes them.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/secret.h"
#include "labeling/ml/backends.h"
#include "labeling/projects/projects.h"
#include "labeling/tasks/tasks.h"

namespace millrace::ml {

// "7.1700000000": how model servers tell projects apart.
std::string ProjectUid(const labeling::Project& project);

// `token`: with which the server may read what tasks point to; empty = none.
std::string SetupBody(const labeling::Project& project, const labeling::MlBackend& backend,
                      const std::string& hostname, const Secret& token);

struct PredictQuestion {
  std::string body;
  std::vector<int64_t> task_ids;  // whom the body asks for, in its order
  size_t taken = 0;               // of the ids given, those that are gone included
};
// Asks for the first of `task_ids`: as many as make a body of at most `max_bytes`, at least one.
// Tasks that are gone are left out.
Result<PredictQuestion> PredictBody(db::Connection& tx, const labeling::Project& project,
                                    std::span<const int64_t> task_ids, size_t max_bytes);

// Asks for what a smart tool shall draw; `context` is JSON of the editor, and `reader`'s drafts
// come with the task.
Result<std::string> InteractiveBody(db::Connection& tx, const labeling::Project& project,
                                    int64_t task_id, std::optional<int64_t> reader,
                                    std::string_view context);

// Asks to learn from what is annotated.
std::string TrainBody(const labeling::Project& project);

}  // namespace millrace::ml
