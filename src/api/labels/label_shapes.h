// What /api/labels and /api/label_links take and answer (api/shape.h).
#pragma once

#include "api/shape.h"

namespace millrace::api {

extern const Shape kNewCustomLabel;  // each of the list that is sent
extern const Shape kCustomLabel, kCustomLabelBody, kMadeCustomLabel;
extern const Shape kLabelLink, kLabelLinkBody, kMadeLabelLink;
extern const Shape kLabelChange, kLabelChangeAnswer;
extern const std::span<const Member> kCustomLabelQuery, kCustomLabelsQuery;
extern const std::span<const Member> kLabelLinkQuery, kLabelLinksQuery;

}  // namespace millrace::api
