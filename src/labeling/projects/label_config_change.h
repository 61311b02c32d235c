// What a new label config means for the old one and for what was labeled under it.
#pragma once

#include "base/result.h"
#include "labeling/config/label_config.h"
#include "labeling/projects/project_summary.h"

namespace millrace::labeling {

// Does `next` have a control that `before` has not, or take a label, an object or a type away?
bool EssentialsDiffer(const LabelConfig& next, const LabelConfig& before);

enum class Strictness {
  kControls,        // every control in use must stay
  kControlsLabels,  // every label in use too
};
// kInvalid with Label Studio's words if results would be left without their control or label. A
// config without data keys or without controls is never refused, as in Label Studio.
Result<void> CheckStillFits(const LabelConfig& next, const UsedControls& used, Strictness strict);

}  // namespace millrace::labeling
