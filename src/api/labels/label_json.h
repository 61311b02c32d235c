// Labels and their links as Label Studio shows them.
#pragma once

#include <map>

#include "api/labels/wanted.h"
#include "base/json_writer.h"
#include "labeling/labels/labels.h"

namespace millrace::api {

// The members of a label without its links; the object is open.
void AppendLabelMembers(JsonWriter& json, const labeling::Label& label, const Wanted& wanted);
// "projects": those of the links.
void AppendProjects(JsonWriter& json, std::span<const labeling::LabelLink> links,
                    const Wanted& wanted);

using LabelsById = std::map<int64_t, labeling::Label>;
Result<LabelsById> LabelsOf(db::Connection& tx, std::span<const labeling::LabelLink> links);
// The members of a link; the object is open. Its label is shown whole if it is among `labels`.
void AppendLinkMembers(JsonWriter& json, const labeling::LabelLink& link, const LabelsById& labels,
                       const Wanted& wanted);

}  // namespace millrace::api
