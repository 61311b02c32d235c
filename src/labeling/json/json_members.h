// Members that the JSON of several rows has in common (Label Studio's names and values).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/json_writer.h"
#include "labeling/tasks/annotations.h"

namespace millrace::labeling {

void MaybeText(JsonWriter& json, std::string_view name, std::string_view text);  // "" = null
void MaybeTime(JsonWriter& json, std::string_view name, const std::optional<Time>& time);
// A number with a fraction, as Python writes floats: 3 becomes 3.0.
void AppendReal(JsonWriter& json, std::string_view name, const std::optional<double>& value);
void EmptyList(JsonWriter& json, std::string_view name);

std::string_view MetaOf(const Task& task);  // JSON text; {} where there is none
void AppendTaskCounts(JsonWriter& json, const Task& task);
// `updated_by` as the data manager has it: a list of at most one {"user_id": …}.
void AppendUpdaters(JsonWriter& json, const Task& task);
// Comments are not kept here; their fields stand at their empty values.
void AppendCommentFields(JsonWriter& json);

// Of an annotation: from was_cancelled to lead_time, from import_id to bulk_created, and from
// project to last_created_by.
void AppendState(JsonWriter& json, const Annotation& annotation);
void AppendHistory(JsonWriter& json, const Annotation& annotation);
void AppendOrigin(JsonWriter& json, const Annotation& annotation);

}  // namespace millrace::labeling
