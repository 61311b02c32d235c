// This room's names for labeling/text/json_slices.h.
#pragma once

#include "labeling/text/json_slices.h"

namespace millrace::api {

using labeling::DecodeJsonString;
using labeling::FindMember;
using labeling::ForEachMember;
using labeling::ReplaceStrings;
using labeling::SkipJsonValue;

}  // namespace millrace::api
