// The tags, attributes and children that Label Studio's JSON Schema of label configs requires.
// Inside of the room only.
#pragma once

#include "base/result.h"
#include "labeling/config/xml_tree.h"

namespace millrace::labeling {

// Label Studio turns the XML into JSON, checks that by a schema of nested alternatives and answers
// one of the many faults this gives. This finds the same one: only tags in a <View>, in Views in
// it, and in <Choices> and <Labels> there are checked. kInvalid as CheckConfigRules says.
Result<void> CheckConfigShape(const XmlTag& root);

}  // namespace millrace::labeling
