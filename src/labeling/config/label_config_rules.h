// What a label config must hold beyond being XML, in Label Studio's words: names, toName, the
// attributes and children that some tags require. Inside of the room only.
#pragma once

#include "base/result.h"
#include "labeling/config/xml_tree.h"

namespace millrace::labeling {

// kInvalid; the Error's field "label_config" has Label Studio's words, its message also the place.
Result<void> CheckConfigRules(const XmlTag& root);

}  // namespace millrace::labeling
