// Labels and their links as Label Studio 1.23.2 writes them.
#pragma once

#include <span>

#include "base/json_writer.h"
#include "labeling/labels/labels.h"

namespace millrace::labeling {

// Each appends members of an object that is open.
void AppendLabelRow(JsonWriter& json, const Label& label);
// Of a label: "links" and "projects".
void AppendLinksOfLabel(JsonWriter& json, std::span<const LabelLink> links);
// The label by its id.
void AppendLinkRow(JsonWriter& json, const LabelLink& link);

}  // namespace millrace::labeling
