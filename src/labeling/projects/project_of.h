// Which project a thing belongs to, without reading the thing: for deciding who may see it.
#pragma once

#include <cstdint>
#include <optional>

#include "db/database.h"

namespace millrace::labeling {

// Nothing for what does not exist.
Result<std::optional<int64_t>> ProjectOfTask(db::Connection& tx, int64_t task_id);
Result<std::optional<int64_t>> ProjectOfAnnotation(db::Connection& tx, int64_t annotation_id);
Result<std::optional<int64_t>> ProjectOfPrediction(db::Connection& tx, int64_t prediction_id);
Result<std::optional<int64_t>> ProjectOfDraft(db::Connection& tx, int64_t draft_id);
Result<std::optional<int64_t>> ProjectOfBackend(db::Connection& tx, int64_t backend_id);
Result<std::optional<int64_t>> ProjectOfTaskView(db::Connection& tx, int64_t view_id);
Result<std::optional<int64_t>> ProjectOfLabelLink(db::Connection& tx, int64_t link_id);
Result<std::optional<int64_t>> ProjectOfStorage(db::Connection& tx, int64_t storage_id);
Result<std::optional<int64_t>> ProjectOfUpload(db::Connection& tx, int64_t upload_id);

}  // namespace millrace::labeling
